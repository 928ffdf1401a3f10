// The editor of one cell. It looks as the printed code does: words carry the classes of the site's own colors, and what
// the editor brings in styles is handed to the page as a sheet, since the site's policy allows none between tags.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { pythonLanguage } from "@codemirror/lang-python";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { tagHighlighter, tags } from "@lezer/highlight";
import { StyleModule } from "style-mod";

const sheets = new Map();
StyleModule.mount = (root, modules) => {
  for (const module of modules) {
    if (sheets.has(module)) continue;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(module.getRules());
    sheets.set(module, sheet);
    root.adoptedStyleSheets.push(sheet);
  }
};

const colors = tagHighlighter([
  [tags.comment, "c1"], [[tags.string, tags.special(tags.string), tags.escape], "s2"], [tags.number, "mi"],
  [[tags.bool, tags.null], "kc"], [tags.moduleKeyword, "kn"], [tags.operatorKeyword, "ow"], [tags.keyword, "k"],
  [[tags.operator, tags.derefOperator], "o"], [tags.meta, "nd"], [tags.definition(tags.className), "nc"],
  [tags.function(tags.definition(tags.variableName)), "nf"], [[tags.punctuation, tags.bracket], "p"],
].map(([tag, name]) => ({ tag, class: name })));

const look = EditorView.theme({
  "&": { background: "none !important" }, // the cell has its own
  "&.cm-focused": { outline: "3px solid var(--pst-color-accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--pst-font-family-monospace)", fontSize: ".82rem", lineHeight: "1.5" },
  ".cm-content": { padding: "1rem", caretColor: "currentColor" },
  ".cm-line": { padding: "0" },
  "&.cm-focused .cm-matchingBracket": { background: "none", outline: "1px solid currentColor" },
});

// A key that writes belongs to the editor alone: "/" would lead to the search of the site.
const ours = EditorView.domEventHandlers({
  keydown(event) {
    if (!(event.altKey || event.ctrlKey || event.metaKey)) event.stopPropagation();
  },
});

// Shift+Enter runs. Tab leaves, as everywhere on a page; a new line is indented by itself, Ctrl+] and Ctrl+[ move it.
export function editor(place, source, label, { run, changed }) {
  const key = { run: () => { run(); return true; } };
  return new EditorView({
    parent: place,
    state: EditorState.create({
      doc: source,
      extensions: [
        Prec.highest(keymap.of([{ key: "Shift-Enter", ...key }, { key: "Mod-Enter", ...key }])),
        history(), indentOnInput(), bracketMatching(), indentUnit.of("    "), pythonLanguage,
        syntaxHighlighting(colors), keymap.of([...defaultKeymap, ...historyKeymap]), look, ours,
        EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
        EditorView.editorAttributes.of({ class: "highlight" }),
        EditorView.updateListener.of((update) => { if (update.docChanged) changed(); }),
      ],
    }),
  });
}

export const text = (view) => view.state.doc.toString();

export function replace(view, source) {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: source } });
}
