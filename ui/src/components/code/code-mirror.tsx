import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from "@codemirror/language";
import { linter } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useLayoutEffect, useRef } from "react";

import { type CodeLanguage, jsonDiagnostics, languageExtension } from "./languages";
import { codeTheme } from "./theme";

export interface CodeMirrorProps {
  /** The text in pieces. When pieces are added at the end, only they are put in; nothing is drawn anew. */
  chunks: readonly string[];
  language: CodeLanguage;
  /** Names the editor for assistive technology. */
  label: string;
  /** Makes it an editor. Without it the text can be read, searched, folded and copied. */
  onChange?: (text: string) => void;
  describedBy?: string | undefined;
  invalid?: boolean;
}

/** CodeMirror in React. Loaded on demand: see code.tsx. */
export default function CodeMirror({
  chunks,
  language,
  label,
  onChange,
  describedBy,
  invalid,
}: CodeMirrorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const shown = useRef<readonly string[]>([]);
  const listener = useRef(onChange);
  const editable = onChange !== undefined;

  useLayoutEffect(() => {
    listener.current = onChange;
  });

  useEffect(() => {
    if (!host.current) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        extensions: extensionsFor(language, label, editable, (text) => listener.current?.(text)),
      }),
    });
    view.current = editor;
    shown.current = [];
    return () => editor.destroy();
  }, [language, label, editable]);

  useEffect(() => {
    if (view.current) show(view.current, shown.current, chunks);
    shown.current = chunks;
  });

  useEffect(() => {
    const content = view.current?.contentDOM;
    setAttribute(content, "aria-describedby", describedBy);
    setAttribute(content, "aria-invalid", invalid ? "true" : undefined);
  }, [describedBy, invalid]);

  return <div ref={host} className="h-full min-h-0 [&>.cm-editor]:h-full" />;
}

function extensionsFor(
  language: CodeLanguage,
  label: string,
  editable: boolean,
  onText: (text: string) => void,
): Extension {
  const reading: Extension = [
    lineNumbers(),
    foldGutter({ openText: "▾", closedText: "▸" }),
    drawSelection(),
    highlightSelectionMatches(),
    search({ top: true }),
    EditorState.phrases.of({ next: "Next", previous: "Previous", close: "Close the search" }),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false" }),
    languageExtension(language),
    codeTheme,
  ];
  if (!editable) {
    // Read only, yet focusable, so that the keyboard can scroll, search and select.
    return [
      reading,
      EditorState.readOnly.of(true),
      keymap.of([...searchKeymap, ...foldKeymap, ...defaultKeymap]),
    ];
  }
  return [
    reading,
    history(),
    indentOnInput(),
    bracketMatching(),
    highlightActiveLineGutter(),
    language === "json" ? linter(jsonDiagnostics, { delay: 300 }) : [],
    // Tab is left to the browser: it moves on to the next control.
    keymap.of([...searchKeymap, ...foldKeymap, ...historyKeymap, ...defaultKeymap]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged && !update.transactions.some((transaction) => transaction.isUserEvent("sync"))) {
        onText(update.state.doc.toString());
      }
    }),
  ];
}

/** Brings the editor from what it shows to what it should show, with the smallest change. */
function show(view: EditorView, before: readonly string[], now: readonly string[]): void {
  if (before === now) return;
  const { doc } = view.state;
  const grows =
    before.length > 0 && before.length <= now.length && before.every((chunk, i) => chunk === now[i]);
  if (grows && before.length < now.length) {
    const insert = now.slice(before.length).join("");
    view.dispatch({ changes: { from: doc.length, insert }, userEvent: "sync" });
    return;
  }
  const text = now.join("");
  if (doc.length === text.length && doc.toString() === text) return;
  view.dispatch({ changes: { from: 0, to: doc.length, insert: text }, userEvent: "sync" });
}

function setAttribute(element: HTMLElement | undefined, name: string, value: string | undefined): void {
  if (value === undefined) element?.removeAttribute(name);
  else element?.setAttribute(name, value);
}
