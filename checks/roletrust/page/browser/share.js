// What is given, as the fragment of a link: no browser sends that to anybody.

const PREFIX = "#given=";

async function through(stream, bytes) {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}

export async function link(given) {
  const bytes = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(JSON.stringify(given)));
  let letters = "";
  for (const each of bytes) letters += String.fromCharCode(each);
  const written = btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  return location.href.split("#")[0] + PREFIX + written;
}

/** What the page's own link holds; undefined where it holds nothing that can be read. */
export async function linked() {
  if (!location.hash.startsWith(PREFIX)) return undefined;
  try {
    const written = location.hash.slice(PREFIX.length).replace(/-/g, "+").replace(/_/g, "/");
    const bytes = Uint8Array.from(atob(written), (letter) => letter.charCodeAt(0));
    const given = JSON.parse(new TextDecoder().decode(await through(new DecompressionStream("deflate-raw"), bytes)));
    const texts = { ...given.files, ...given.before, error: given.error ?? "", call: given.call ?? "" };
    return Object.values(texts).every((each) => typeof each === "string") ? given : undefined;
  } catch {
    return undefined;
  }
}
