import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** Only tokens, so that light, dark and high contrast need no theme of their own. */
const colors = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--accent)" },
  { tag: tags.string, color: "var(--ok)" },
  { tag: tags.number, color: "var(--auth)" },
  { tag: [tags.bool, tags.null], color: "var(--err)" },
  { tag: [tags.separator, tags.squareBracket, tags.brace], color: "var(--text3)" },
  { tag: tags.heading, color: "var(--text)", fontWeight: "600" },
  { tag: tags.comment, color: "var(--text3)" },
]);

const look = EditorView.theme({
  "&": { color: "var(--text)", backgroundColor: "transparent", fontSize: "0.78125rem" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "1.125rem", overflow: "auto" },
  // What travelled is shown character by character: no two of them are drawn as one.
  ".cm-content": { padding: "8px 0", caretColor: "var(--text)", fontVariantLigatures: "none" },
  ".cm-line": { padding: "0 10px 0 4px" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-gutters": { backgroundColor: "transparent", border: "none", color: "var(--text3)" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 4px 0 10px", minWidth: "2.25rem" },
  ".cm-foldGutter .cm-gutterElement": { padding: "0 2px", cursor: "pointer" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLineGutter": { color: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 28%, transparent)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--s2)", outline: "1px solid var(--border)" },
  ".cm-searchMatch": { backgroundColor: "color-mix(in srgb, var(--auth-glyph) 35%, transparent)" },
  ".cm-searchMatch-selected": { outline: "2px solid var(--auth-glyph)" },
  ".cm-foldPlaceholder": {
    backgroundColor: "var(--s2)",
    border: "1px solid var(--border)",
    color: "var(--text2)",
    padding: "0 4px",
  },
  ".cm-panels": { backgroundColor: "var(--s1)", color: "var(--text)", borderColor: "var(--border)" },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--border)" },
  // One calm line: the text, next and previous. The rarer options stay with their keys.
  ".cm-panel.cm-search": {
    display: "flex",
    alignItems: "center",
    gap: "4px",
    padding: "6px 32px 6px 8px",
    fontFamily: "var(--font-sans)",
  },
  ".cm-panel.cm-search br, .cm-panel.cm-search label, .cm-panel.cm-search [name=select]": { display: "none" },
  ".cm-panel.cm-search [name=search]": { flex: "1", minWidth: "0" },
  ".cm-panel.cm-search [name=close]": { color: "var(--text2)", fontSize: "1rem", top: "7px", right: "10px" },
  ".cm-textfield": {
    backgroundColor: "var(--bg)",
    border: "1px solid var(--control-border)",
    borderRadius: "6px",
    padding: "3px 8px",
    fontSize: "0.75rem",
    margin: "0",
  },
  ".cm-button": {
    backgroundImage: "none",
    backgroundColor: "var(--bg)",
    border: "1px solid var(--border)",
    borderRadius: "6px",
    padding: "3px 8px",
    fontSize: "0.75rem",
    margin: "0",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--bg)",
    border: "1px solid var(--border)",
    borderRadius: "6px",
    color: "var(--text)",
  },
  ".cm-diagnostic": { padding: "4px 8px", fontFamily: "var(--font-sans)", fontSize: "0.75rem" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--err-glyph)" },
});

/** How every editor and viewer looks. */
export const codeTheme: Extension = [look, syntaxHighlighting(colors)];
