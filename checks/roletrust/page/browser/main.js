// The page: what is given on one side, the replies on the other.

import { by, el } from "./dom.js";
import { Editor } from "./editor.js";
import { EXAMPLES } from "./examples.mjs";
import { TooMuch, dropped, texts } from "./files.js";
import * as replies from "./replies.js";
import { sandbox } from "./sandbox.js";
import { link, linked } from "./share.js";

const PAUSE = 220; // milliseconds without a key, after which what is typed is asked about
const state = { ask: "who", files: { "": "" }, shown: "", before: { "": "" }, report: "", number: 0 };
const wanted = { external_id: "", pin: "", subject: "" };

const policy = new Editor(by("policy"), "The trust policy, or what makes it", changed);
const before = new Editor(by("before"), "Before: the policy as it was", changed);

function news({ loading, read, total, ready, broken }) {
  by("loading").hidden = Boolean(ready || broken);
  if (loading) {
    by("progress").value = Math.min(read / total, 1);
    by("loaded").textContent = `${loading}, ${(read / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB`;
    by("state").textContent = "loading";
  }
  if (ready) by("state").textContent = "ready";
  if (broken) {
    by("state").textContent = "not loaded";
    by("reply").replaceChildren(replies.problem(`The page could not be started: ${broken}`));
  }
}

// --- what is given ---------------------------------------------------------------------------------------------

/** Takes what is given: `files` by name, and what else the question asks for. */
function take({ ask = state.ask, files, before: old, error = "", call = "" }) {
  state.files = Object.keys(files ?? {}).length ? files : { "": "" };
  state.before = old ?? { "": "" };
  by("error").value = error;
  by("call").value = call;
  before.set(Object.values(state.before)[0], Object.keys(state.before)[0]);
  view(Object.keys(state.files)[0]);
  choose(ask);
}

function view(name) {
  state.shown = name;
  const names = Object.keys(state.files);
  by("files-label").hidden = names.length < 2;
  by("file").replaceChildren(...names.map((each) => el("option", { value: each, selected: each === name }, each)));
  policy.set(state.files[name], name);
}

function choose(ask) {
  state.ask = ask;
  for (const button of document.querySelectorAll("[data-ask]")) {
    button.setAttribute("aria-pressed", String(button.dataset.ask === ask));
  }
  by("for-diagnose").hidden = ask !== "diagnose";
  by("for-compare").hidden = ask !== "compare";
  const labels = { who: "The trust policy, or what makes it", diagnose: "The role’s policy (if you have it)", compare: "After" };
  by("policy-label").textContent = labels[ask];
  answer();
}

let pause = 0;
function changed() {
  state.files[state.shown] = policy.text;
  const [name] = Object.keys(state.before);
  state.before = { [name]: before.text };
  clearTimeout(pause);
  pause = setTimeout(answer, PAUSE);
  busy(true);
}

const busy = (is) => by("reply").setAttribute("aria-busy", String(is));
const given = (files) => Object.values(files).some((text) => text.trim());

// --- what is replied -------------------------------------------------------------------------------------------

async function answer() {
  const number = ++state.number;
  const asked = question();
  say("");
  busy(true);
  if (!asked) {
    policy.find([]);
    by("share").hidden = true;
    by("reply").replaceChildren(welcome());
    busy(false);
    return;
  }
  const reply = await sandbox.ask(asked);
  if (number !== state.number) return; // something newer is asked
  lay(reply);
  performance.mark("replied");
  if (state.ask === "who" && !reply.problem && reply.findings.length) await mend(number);
  if (number === state.number) busy(false);
}

function question() {
  const files = given(state.files) ? state.files : null;
  if (state.ask === "who") return files && { kind: "who", files };
  if (state.ask === "compare") return files && given(state.before) ? { kind: "compare", before: state.before, after: files } : null;
  const error = by("error").value;
  return error.trim() ? { kind: "diagnose", error, call: by("call").value, files } : null;
}

function lay(reply) {
  by("version").textContent = `roletrust ${reply.version ?? ""}`;
  by("share").hidden = Boolean(reply.problem);
  state.report = reply.report ?? "";
  state.reply = reply;
  const found = (reply.findings ?? []).filter((each) => !state.shown || each.file === state.shown);
  policy.find(found);
  const laid = reply.problem ? [replies.problem(reply.problem)] : replies[state.ask](reply, show);
  by("reply").replaceChildren(...laid);
}

function show(file, lines) {
  if (file in state.files && file !== state.shown) {
    view(file);
    policy.find((state.reply.findings ?? []).filter((each) => each.file === file));
  }
  policy.show(lines);
}

function welcome() {
  const hints = {
    who: "Paste a trust policy, or choose an example. You see at once who gets in, completely, and what is wrong with it.",
    diagnose: "Paste the error that you got. With the call and the role’s policy beside it, you see the cause, and the call as it should have been.",
    compare: "Give the policy before and after. You see who newly gets in, and who no longer does; nobody is a proof.",
  };
  return el("p", { class: "welcome" }, hints[state.ask]);
}

// --- the repair ------------------------------------------------------------------------------------------------

async function mend(number) {
  const diff = el("div", { id: "repair-diff" });
  const field = (key, name, hint, make) => el("label", {}, name,
    el("input", { value: wanted[key], placeholder: hint, spellcheck: "false", autocomplete: "off", oninput: (event) => {
      wanted[key] = event.target.value.trim();
      clearTimeout(pause);
      pause = setTimeout(() => again(diff), PAUSE);
    } }), make ?? "");
  const made = el("button", { type: "button", class: "quiet", onclick: (event) => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    wanted.external_id = [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
    event.target.parentElement.querySelector("input").value = wanted.external_id;
    again(diff);
  } }, "make one");
  by("reply").append(el("section", { class: "repair", "aria-label": "Repair" },
    el("h3", {}, "Repair"),
    el("p", { class: "hint" }, "Each repair is read and judged again before it is shown. What only you know, you say here:"),
    el("div", { class: "fields" },
      field("external_id", "External id (--external-id)", "as its owner gave it to you", made),
      field("pin", "Role that needs it (--pin)", "arn:aws:iam::…:role/…"),
      field("subject", "Subject of the tokens (--subject)", "repo:owner/name:ref:…")),
    diff));
  await again(diff, number);
}

async function again(diff, number = state.number) {
  const reply = await sandbox.ask({
    kind: "repair", files: state.files, external_id: wanted.external_id,
    pins: wanted.pin ? [wanted.pin] : [], subjects: wanted.subject ? [wanted.subject] : [],
  });
  if (number !== state.number) return;
  const taken = (files) => {
    const name = (each) => (each in state.files ? each : "");
    for (const [each, text] of Object.entries(files)) state.files[name(each)] = text;
    view(state.shown);
    answer();
  };
  diff.replaceChildren(...replies.repair(reply, taken, copy));
}

// --- out of the page, by a press of a button -------------------------------------------------------------------

const say = (text) => { by("said").textContent = text; };

async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    say(`The ${what} is copied.`);
  } catch {
    say(`The browser does not let the page copy the ${what}: select and copy it yourself.`);
  }
}

async function redacted(named) {
  if (!by("redact").checked) return named;
  return (await sandbox.ask({ kind: "redact", texts: named })).texts;
}

by("copy-report").onclick = async () => {
  const { report } = await redacted({ report: state.report || by("reply").innerText });
  await copy(report, "report");
};

by("copy-link").onclick = async () => {
  const flat = { error: by("error").value, call: by("call").value };
  for (const [name, text] of Object.entries(state.files)) flat[`files ${name}`] = text;
  for (const [name, text] of Object.entries(state.before)) flat[`before ${name}`] = text;
  const clean = await redacted(flat);
  const part = (kind) => Object.fromEntries(Object.entries(clean).filter(([key]) => key.startsWith(`${kind} `)).map(([key, text]) => [key.slice(kind.length + 1), text]));
  await copy(await link({ ask: state.ask, error: clean.error, call: clean.call, files: part("files"), before: part("before") }), "link");
};

// --- what a person does ----------------------------------------------------------------------------------------

for (const button of document.querySelectorAll("[data-ask]")) button.onclick = () => choose(button.dataset.ask);
for (const id of ["error", "call"]) by(id).oninput = changed;
by("file").onchange = (event) => { view(event.target.value); answer(); };
by("example").append(...EXAMPLES.map((each, at) => el("option", { value: at }, each.name)));
by("example").onchange = (event) => {
  if (event.target.value !== "") take(structuredClone(EXAMPLES[event.target.value]));
};
by("clear").onclick = () => { by("example").value = ""; take({}); };
by("take").onclick = () => { before.set(policy.text, state.shown); state.before = { [state.shown]: policy.text }; answer(); };
by("open").onclick = () => by("files").click();
by("open-folder").onclick = () => by("folder").click();
for (const id of ["files", "folder"]) {
  by(id).onchange = async (event) => { await opened([...event.target.files]); event.target.value = ""; };
}

async function opened(files) {
  try {
    const found = await texts(files);
    if (Object.keys(found).length) take({ files: found });
    else by("reply").replaceChildren(replies.problem("There is no file among these in which a role may be: Terraform, JSON, YAML."));
  } catch (error) {
    by("reply").replaceChildren(replies.problem(error instanceof TooMuch ? error.message : `That cannot be read: ${error.message}`));
  }
}

addEventListener("dragover", (event) => { event.preventDefault(); document.body.classList.add("over"); });
addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.body.classList.remove("over"); });
addEventListener("drop", async (event) => {
  event.preventDefault();
  document.body.classList.remove("over");
  if (event.dataTransfer.items.length) await opened(await dropped(event.dataTransfer));
}, true);

const dark = matchMedia("(prefers-color-scheme: dark)");
const themed = (name) => {
  document.documentElement.dataset.theme = name;
  by("theme").textContent = name === "dark" ? "Light" : "Dark";
};
themed(dark.matches ? "dark" : "light");
dark.onchange = () => themed(dark.matches ? "dark" : "light");
by("theme").onclick = () => themed(document.documentElement.dataset.theme === "dark" ? "light" : "dark");

async function keptOffline() {
  if (!("serviceWorker" in navigator)) return;
  const kept = () => { by("offline").textContent = "It is loaded: it works without a network, too."; };
  try {
    await navigator.serviceWorker.register(new URL("./offline.js", import.meta.url));
    await navigator.serviceWorker.ready;
    kept();
  } catch {
    by("offline").textContent = "This browser does not keep it: without a network it has to stay open.";
  }
}

sandbox.told = news;
by("loading").hidden = false;
take((await linked()) ?? { files: { "": "" } });
sandbox.ready.then(() => { news({ ready: true }); keptOffline(); });
