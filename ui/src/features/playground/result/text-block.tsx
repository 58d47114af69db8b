import { lazy, Suspense, useMemo, useState } from "react";

import { Segmented } from "@/components/ui/segmented";
import type { TextPart } from "@/ipc";
import { formatJson } from "@/lib/json";
import { CodeView } from "../code/code";
import { LongText } from "./long-text";
import { type TextKind, textKind } from "./text-kind";

/** Most results are not Markdown; its parser is fetched when one is. */
const Markdown = lazy(() => import("./markdown"));

/** Longer texts are put into a code view, which draws only what is in sight. */
const MAX_PLAIN_LENGTH = 16 * 1024;

interface TextBlockProps {
  callId: string;
  part: TextPart;
  label: string;
}

/** A text as it is best read, with a way back to how it was sent. */
export function TextBlock({ callId, part, label }: TextBlockProps) {
  const whole = part.shownBytes >= part.totalBytes;
  const kind = useMemo(() => (whole ? textKind(part.text) : "plain"), [whole, part.text]);
  const [asSent, setAsSent] = useState(false);
  return (
    <div className="flex flex-col gap-2" data-testid="result-text">
      {kind === "plain" ? null : (
        <Segmented
          size="sm"
          aria-label="How to show this text"
          value={asSent ? "sent" : "read"}
          onChange={(value) => setAsSent(value === "sent")}
          segments={[
            { value: "read", label: kind === "json" ? "JSON, indented" : "Markdown" },
            { value: "sent", label: "As sent" },
          ]}
        />
      )}
      <Shown callId={callId} part={part} label={label} kind={asSent ? "plain" : kind} />
    </div>
  );
}

function Shown({ callId, part, label, kind }: TextBlockProps & { kind: TextKind }) {
  const { text } = part;
  if (kind === "json")
    return <CodeView className="max-h-120" language="json" label={label} chunks={[formatJson(text)]} />;
  const plain = <PlainText text={text} />;
  if (kind === "markdown") {
    return (
      <Suspense fallback={plain}>
        <Markdown text={text} />
      </Suspense>
    );
  }
  if (text.length > MAX_PLAIN_LENGTH) {
    return (
      <LongText
        key={callId}
        callId={callId}
        part={part}
        language="text"
        label={label}
        className="max-h-120"
      />
    );
  }
  return plain;
}

function PlainText({ text }: { text: string }) {
  if (text === "") return <p className="text-fg3">The text is empty.</p>;
  return (
    <div dir="auto" className="select-text whitespace-pre-wrap break-words">
      {text}
    </div>
  );
}
