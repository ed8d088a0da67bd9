// Replies, as a person reads them.  All words come from the worker; here they are only laid out.

import { el, svg } from "./dom.js";

const RULES = "https://github.com/roletrust/roletrust/blob/main/docs/rules/";
const counted = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;

export const problem = (text) => el("p", { class: "problem" }, text);

/** Who gets in, and the findings.  `show`: called with a file and lines that are to be shown. */
export function who(reply, show) {
  const rows = reply.roles.flatMap((role) => role.ways.flatMap((way) => way.rows));
  const open = reply.findings.length;
  const undecided = reply.roles.filter((role) => role.problem).length;
  const what = [
    counted(reply.roles.length, "role"),
    rows.length ? counted(rows.length, "way") + " in" : undecided ? "" : "nobody gets in",
    undecided ? `${undecided} undecided` : "",
    open ? counted(open, "finding") : "nothing found",
  ].filter(Boolean);
  return [
    el("h2", { class: open ? "verdict bad" : undecided ? "verdict" : "verdict good" }, what.join(", ")),
    ...reply.roles.map((role) => roleOf(role, show, reply.findings)),
    open ? el("h3", {}, "Findings") : undefined,
    ...reply.findings.map((each) => finding(each, show)),
  ].filter(Boolean);
}

function roleOf(role, show, findings) {
  const found = new Set(findings.map(placeOf));
  return el("article", { class: "role" },
    el("h3", {}, role.label, role.file ? el("span", { class: "place" }, ` ${role.file}`) : ""),
    role.problem ? problem(role.problem) : "",
    role.ways.map((way) => [
      way.where ? el("p", { class: "where" }, `Where ${way.where}:`) : "",
      way.rows.length ? picture(way.rows, role.label, found) : el("p", { class: "nobody" }, "Nobody gets in: that is a proof, over all requests."),
      way.rows.length ? el("ol", { class: "ways" }, way.rows.map((row) => wayIn(row, show))) : "",
      el("ul", { class: "besides" }, way.rows.length ? way.besides.map((each) => el("li", {}, each)) : ""),
    ]));
}

function wayIn(row, show) {
  const fact = (name, text) => (text ? [el("dt", {}, name), el("dd", {}, text)] : []);
  return el("li", { class: row.undecided ? "undecided" : "" },
    el("p", { class: "whom" }, row.who),
    el("dl", {},
      fact("calls", row.calls),
      fact("requires", row.requires),
      row.denies.map((each) => fact("but not", each)),
      fact("apart from", row.apart_from.map((each) => `row ${each}`).join(", ")),
      fact("for example", row.example),
      fact("undecided", row.undecided),
    ),
    el("button", { type: "button", class: "line", onclick: () => show(row.file, row.lines) }, at(row.through, row.lines)),
  );
}

const at = (what, [first, last]) => (first ? `${what}, ${first === last ? `line ${first}` : `lines ${first}–${last}`}` : what);

const HEIGHT = 34;
const MOST = 8; // ways that are drawn

const placeOf = ({ file, lines }) => `${file}:${lines}`;

/** The ways in as a drawing: who, whether anything is asked of them (a gate), whether that is `found` a flaw, the role. */
function picture(rows, label, found) {
  const drawn = rows.slice(0, MOST);
  const height = drawn.length * HEIGHT + 12;
  const middle = height / 2;
  const lines = drawn.map((row, at) => {
    const y = at * HEIGHT + HEIGHT / 2 + 6;
    const free = row.requires === "nothing";
    return svg("g", { class: row.undecided ? "maybe" : found.has(placeOf(row)) ? "flaw" : "sound" },
      svg("path", { d: `M 272 ${y} C 360 ${y} 360 ${middle} 444 ${middle}` }),
      svg("circle", { cx: 272, cy: y, r: 4 }),
      svg("text", { x: 262, y: y + 4, "text-anchor": "end" }, shortened(row.who, 44)),
      free || row.undecided ? "" : svg("rect", { x: 322, y: gate(y, middle) - 6, width: 5, height: 12 }));
  });
  const more = rows.length > MOST ? ` (the first ${MOST} of ${rows.length})` : "";
  return el("figure", { class: "picture" },
    svg("svg", { viewBox: `0 0 520 ${height}`, role: "img", "aria-label": `${counted(rows.length, "way")} into ${label}${more}, listed below` },
      ...lines, svg("path", { class: "door", d: `M 448 ${middle + 20} v -26 a 13 13 0 0 1 26 0 v 26 z` }),
      svg("text", { x: 482, y: middle + 4, class: "name" }, "role")));
}

const gate = (y, middle) => y + (middle - y) * 0.23;
const shortened = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

function finding(each, show) {
  const known = /^CKV_TRUST_\d+$/.test(each.rule) && /^[a-z-]+$/.test(each.name);
  const manual = known ? el("a", { href: `${RULES}${each.name}.md`, target: "_blank", rel: "noreferrer" }, `${each.rule} ${each.name}`) : each.rule;
  return el("article", { class: `finding ${each.severity.toLowerCase()}` },
    el("p", { class: "severity" }, each.severity.toLowerCase()),
    el("h4", {}, each.headline),
    el("p", {}, each.reason),
    el("details", {}, el("summary", {}, "Witness, place and fix"), el("pre", { tabindex: "0" }, each.details.join("\n"))),
    el("p", { class: "rule" }, manual,
      each.lines[0] ? el("button", { type: "button", class: "line", onclick: () => show(each.file, each.lines) }, at(each.file || "text", each.lines)) : ""),
  );
}

/** The repair as a diff.  `taken`: called with the files as they would be. */
export function repair(reply, taken, copied) {
  if (reply.problem) return [problem(reply.problem)];
  return [
    reply.patch ? diff(reply.patch) : "",
    reply.patch ? el("p", { class: "bar" },
      el("button", { type: "button", onclick: () => copied(reply.patch, "patch") }, "Copy the diff"),
      el("button", { type: "button", onclick: () => taken(reply.files) }, "Put it into the editor")) : "",
    el("ul", { class: "told" }, reply.told.map((line) => el("li", { class: line.startsWith(" ") ? "inner" : "" }, line.trim()))),
  ].filter(Boolean);
}

export function diff(text) {
  const kinds = { "+": "added", "-": "removed", "@": "hunk" };
  const lines = text.replace(/\n$/, "").split("\n");
  return el("pre", { class: "diff", tabindex: "0", "aria-label": "the repair as a diff" },
    lines.map((line) => el("span", { class: /^(---|\+\+\+)/.test(line) ? "hunk" : kinds[line[0]] ?? "" }, `${line}\n`)));
}

export function diagnose(reply) {
  return reply.refusals.flatMap((refusal) => [
    el("h2", { class: "verdict bad" }, `${refusal.code || "Refused"}: ${refusal.caller || "somebody"} called ${refusal.action || "STS"}`),
    refusal.role ? el("p", { class: "place" }, `on ${refusal.role}${refusal.cross_account ? ", of another account" : ""}`) : "",
    refusal.where ? el("p", { class: "where" }, `Where ${refusal.where}:`) : "",
    el("ol", { class: "ways causes" }, refusal.causes.map((each) => el("li", { class: each.certain ? "" : "undecided" },
      el("p", { class: "whom" }, each.certain ? each.said : `perhaps ${each.said}`),
      el("dl", {},
        each.because ? [el("dt", {}, "because"), el("dd", {}, each.because)] : "",
        el("dt", {}, "to do"), el("dd", {}, each.repair),
        each.decides ? [el("dt", {}, "decided by"), el("dd", {}, each.decides)] : "",
        each.provided.length ? [el("dt", {}, "provided"), el("dd", {}, `the request carries ${each.provided.join(" and ")}`)] : ""),
      each.correction ? [el("p", { class: "label" }, "The call as it should have been"), diff(each.correction)] : "",
    ))),
  ]).filter(Boolean);
}

export function compare(reply) {
  const wider = reply.differences.reduce((sum, each) => sum + each.wider.length, 0);
  const narrower = reply.differences.reduce((sum, each) => sum + each.narrower.length, 0);
  const open = reply.differences.filter((each) => each.problem).length;
  const said = wider ? "Somebody newly gets in" : open ? `${counted(open, "role")} undecided` : narrower ? "Nobody newly gets in" : "Nobody newly gets in, nobody is kept out";
  const list = (name, kind, some) => some.length ? [el("h4", { class: kind }, name), el("ul", { class: "changes" }, some.map((each) => el("li", {}, each)))] : "";
  return [
    el("h2", { class: wider || open ? "verdict bad" : "verdict good" }, said),
    ...reply.differences.map((each) => el("article", { class: "role" },
      el("h3", {}, each.role),
      each.problem ? problem(`undecided: ${each.problem}`) : "",
      list("newly in", "bad", each.wider), list("no longer in", "good", each.narrower),
      each.problem || each.wider.length || each.narrower.length ? "" : el("p", { class: "nobody" }, "The same requests get in, before and after: that is a proof."))),
  ];
}
