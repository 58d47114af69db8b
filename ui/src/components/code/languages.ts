import { jsonLanguage } from "@codemirror/lang-json";
import { StreamLanguage } from "@codemirror/language";
import type { Diagnostic } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";

import { JsonSyntaxError, tryParseJson } from "@/lib/json";

/** What a text is written in. */
export type CodeLanguage = "json" | "wire" | "text";

/** Requests, responses and events as one text: a first line with an arrow, headers, a blank line, a body. */
const wireLanguage = StreamLanguage.define<{ inHeaders: boolean }>({
  startState: () => ({ inHeaders: false }),
  blankLine: (state) => {
    state.inHeaders = false;
  },
  token: (stream, state) => {
    if (stream.sol() && stream.match(/^[↑↓·] .*/u)) {
      state.inHeaders = true;
      return "heading";
    }
    if (state.inHeaders && stream.sol() && stream.match(/^[^:\s]+:/)) return "propertyName";
    stream.skipToEnd();
    return null;
  },
});

/** The extensions that give a language its colours and folds. */
export function languageExtension(language: CodeLanguage): Extension {
  switch (language) {
    case "json":
      return jsonLanguage;
    case "wire":
      return wireLanguage;
    case "text":
      return [];
  }
}

/** Marks the place where the text stops being JSON. Blank text is left alone: it means “nothing”. */
export function jsonDiagnostics(view: EditorView): Diagnostic[] {
  const text = view.state.doc.toString();
  if (text.trim() === "") return [];
  const error = tryParseJson(text);
  if (!(error instanceof JsonSyntaxError)) return [];
  const from = Math.min(error.offset, Math.max(0, text.length - 1));
  return [
    {
      from,
      to: Math.min(text.length, from + 1),
      severity: "error",
      message: `Line ${error.line}: ${error.message}.`,
    },
  ];
}
