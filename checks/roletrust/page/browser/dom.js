// Elements, whose words are always text: nothing that is given is ever read as HTML.

/** An element.  `given`: attributes, `on…` listeners, `class`; `inside`: elements and texts. */
export function el(name, given = {}, ...inside) {
  const made = document.createElement(name);
  return filled(made, given, inside);
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(name, given = {}, ...inside) {
  return filled(document.createElementNS(SVG, name), given, inside);
}

function filled(made, given, inside) {
  for (const [key, value] of Object.entries(given)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== false && value !== undefined) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...inside.flat(Infinity).filter((each) => each !== undefined && each !== ""));
  return made;
}

export const by = (id) => document.getElementById(id);
