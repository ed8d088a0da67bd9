// The editor: line numbers, colours by language, and findings where they are.

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, StreamLanguage, bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const HCL = StreamLanguage.define({
  startState: () => ({ heredoc: "" }),
  token(stream, state) {
    if (state.heredoc) {
      if (stream.string.trim() === state.heredoc) state.heredoc = "";
      stream.skipToEnd();
      return "string";
    }
    if (stream.eatSpace()) return null;
    if (stream.match(/^(#|\/\/).*/) || stream.match(/^\/\*.*?(\*\/|$)/)) return "comment";
    const heredoc = stream.match(/^<<-?([A-Za-z_]\w*)/);
    if (heredoc) {
      state.heredoc = heredoc[1];
      return "string";
    }
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return "string";
    if (stream.match(/^(true|false|null)\b/)) return "atom";
    if (stream.match(/^-?\d[\d.]*/)) return "number";
    if (stream.match(/^[A-Za-z_][\w-]*(?=\s*=[^=])/)) return "propertyName";
    if (stream.match(/^[A-Za-z_][\w-]*(?=\s*("[^"]*"\s*)*\{)/)) return "keyword";
    if (stream.match(/^[A-Za-z_][\w-]*/)) return "variableName";
    stream.next();
    return null;
  },
});

const COLOURS = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--code-name)" },
  { tag: [tags.string, tags.content], color: "var(--code-text)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--code-value)" },
  { tag: tags.keyword, color: "var(--code-word)", fontWeight: "600" },
  { tag: tags.comment, color: "var(--faint)", fontStyle: "italic" },
  { tag: tags.variableName, color: "var(--ink)" },
]);

const LOOK = EditorView.theme({
  "&": { backgroundColor: "var(--sheet)", color: "var(--ink)", fontSize: "0.8125rem", height: "100%" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ink)", padding: "0.5rem 0" },
  ".cm-gutters": { backgroundColor: "var(--sheet)", color: "var(--faint)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 0.5rem 0 0.75rem", minWidth: "2.25rem" },
  ".cm-line": { padding: "0 1rem 0 0.5rem" },
  ".cm-line.found": { backgroundColor: "var(--found)", boxShadow: "inset 3px 0 0 var(--alarm)" },
  ".cm-line.found.minor": { backgroundColor: "var(--found-minor)", boxShadow: "inset 3px 0 0 var(--warn)" },
  ".cm-line.shown": { backgroundColor: "var(--shown)", boxShadow: "inset 3px 0 0 var(--accent)" },
  ".cm-tooltip": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-diagnostic": { fontFamily: "var(--sans)", maxWidth: "38rem", whiteSpace: "pre-wrap", borderLeftColor: "var(--alarm)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warn)" },
  ".cm-lintRange": { backgroundImage: "none !important" }, // which would be an image in the style, that nothing may load
  ".cm-lint-marker": { content: "none !important", width: "0.55em", height: "0.55em", margin: "0.45em auto", borderRadius: "50%" },
  ".cm-lint-marker-error": { backgroundColor: "var(--alarm)" },
  ".cm-lint-marker-warning": { backgroundColor: "var(--warn)" },
  ".cm-matchingBracket": { backgroundColor: "var(--shown)" },
});

const marking = StateEffect.define();
const marked = StateField.define({
  create: () => Decoration.none,
  update(before, change) {
    for (const effect of change.effects) if (effect.is(marking)) return effect.value;
    return before.map(change.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

function languageOf(name, text) {
  if (/\.(tf|tofu|hcl|tfvars)$/.test(name)) return HCL;
  if (/^\s*[[{]/.test(text) || name.endsWith(".json")) return json();
  return /^\s*(resource|data|module|variable|locals|provider)\b[^:\n]*\{/m.test(text) ? HCL : yaml();
}

/** An editor in `host`, called `label`; `changed` is called when a person changes its text. */
export class Editor {
  constructor(host, label, changed) {
    this.language = new Compartment();
    this.name = "";
    const root = host.attachShadow({ mode: "open" }); // whose style sheets are adopted, and need no 'unsafe-inline'
    const heard = EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      this.#recolour();
      if (!this.quiet) changed();
    });
    const extensions = [
      lineNumbers(), history(), bracketMatching(), lintGutter(), marked, heard, LOOK, syntaxHighlighting(COLOURS),
      this.language.of([]), EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", autocorrect: "off", tabindex: "0" }),
      keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap]), // Tab leaves the editor, as it does anywhere
    ];
    this.view = new EditorView({ parent: root, root, state: EditorState.create({ extensions }) });
  }

  get text() {
    return this.view.state.doc.toString();
  }

  /** Puts `text` in, of a file called `name`, without telling that it was changed. */
  set(text, name = "") {
    this.name = name;
    this.quiet = true;
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text }, scrollIntoView: true });
    this.quiet = false;
    this.#recolour();
  }

  /** Marks what is found: `{lines, severity, message}`, each in its lines. */
  find(findings) {
    const doc = this.view.state.doc;
    const inside = findings.filter((each) => each.lines[0] >= 1 && each.lines[0] <= doc.lines);
    const worst = new Map();
    for (const { lines: [first, last], severity } of inside) {
      const grave = severity === "CRITICAL" || severity === "HIGH";
      for (let line = first; line <= Math.min(last, doc.lines); line++) worst.set(line, worst.get(line) || grave);
    }
    this.found = [...worst].sort(([a], [b]) => a - b).map(([line, grave]) => [line, grave ? "found" : "found minor"]);
    const told = inside.map(({ lines: [first], severity, message, rule }) => {
      const line = doc.line(first);
      const grave = severity === "CRITICAL" || severity === "HIGH";
      return { from: line.from, to: line.to, severity: grave ? "error" : "warning", message: `${rule}: ${message}` };
    });
    this.view.dispatch(setDiagnostics(this.view.state, told));
    this.#mark([]);
  }

  /** Shows the lines that something stands in. */
  show([first, last]) {
    const doc = this.view.state.doc;
    if (first < 1 || first > doc.lines) return;
    this.#mark(Array.from({ length: Math.min(last, doc.lines) - first + 1 }, (_, at) => first + at));
    this.view.dispatch({ effects: EditorView.scrollIntoView(doc.line(first).from, { y: "center" }) });
  }

  #mark(shown) {
    const doc = this.view.state.doc;
    const classes = new Map(this.found ?? []);
    for (const line of shown) classes.set(line, `${classes.get(line) ?? ""} shown`);
    const ranges = [...classes].sort(([a], [b]) => a - b).filter(([line]) => line <= doc.lines)
      .map(([line, name]) => Decoration.line({ class: name }).range(doc.line(line).from));
    this.view.dispatch({ effects: marking.of(Decoration.set(ranges)) });
  }

  #recolour() {
    const kind = languageOf(this.name, this.text.slice(0, 4000));
    if (kind === this.kind || (kind.language && kind.language === this.kind?.language)) return;
    this.kind = kind;
    queueMicrotask(() => this.view.dispatch({ effects: this.language.reconfigure(kind) }));
  }
}
