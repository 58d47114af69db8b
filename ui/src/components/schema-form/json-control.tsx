import { useState } from "react";

import { formatJson, JsonSyntaxError, tryParseJson } from "@/lib/json";
import { CodeEditor } from "../code/code";

interface JsonControlProps {
  label: string;
  /** The argument's JSON text; undefined when it is not sent. */
  text: string | undefined;
  /** What was typed and is not JSON yet. */
  unfinished: string | undefined;
  onChange: (text: string | undefined) => void;
  onUnfinished: (text: string) => void;
  testId: string;
}

/** An argument written as JSON. What does not parse yet stays as typed. */
export function JsonControl({ label, text, unfinished, onChange, onUnfinished, testId }: JsonControlProps) {
  // The layout as typed is kept as long as the value is the one that was typed.
  const [typed, setTyped] = useState<string>();
  const shown = unfinished ?? (typed !== undefined && typed.trim() === (text ?? "") ? typed : indented(text));
  return (
    <CodeEditor
      label={label}
      language="json"
      value={shown}
      data-testid={testId}
      className="max-h-72 min-h-20!"
      invalid={unfinished !== undefined}
      onChange={(next) => {
        setTyped(next);
        if (next.trim() === "") onChange(undefined);
        else if (tryParseJson(next) instanceof JsonSyntaxError) onUnfinished(next);
        else onChange(next.trim());
      }}
    />
  );
}

function indented(text: string | undefined): string {
  return text === undefined ? "" : formatJson(text);
}
