import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";

import { CodeView } from "@/components/code/code";
import { Segmented } from "@/components/ui/segmented";
import type { TextPart } from "@/ipc";
import { formatJson } from "@/lib/json";
import { LongText } from "./long-text";
import { TextActions } from "./part-actions";
import { Section } from "./section";
import { type TextKind, textKind } from "./text-kind";

/** Most results are not Markdown; its parser is fetched when one is. */
const Markdown = lazy(() => import("@/components/markdown"));

/** Longer texts are put into a code view, which draws only what is in sight. */
const MAX_PLAIN_LENGTH = 16 * 1024;

interface TextBlockProps {
  callId: string;
  part: TextPart;
  /** Names the text for assistive technology. */
  label: string;
  title?: string | undefined;
  icon?: ReactNode;
  facts?: readonly (string | null | undefined)[];
  /** Between the heading and the text. */
  children?: ReactNode;
}

/** A text as it is best read, with a way back to how it was sent. */
export function TextBlock({ callId, part, label, children, ...heading }: TextBlockProps) {
  const whole = part.shownBytes >= part.totalBytes;
  const kind = useMemo(() => (whole ? textKind(part.text) : "plain"), [whole, part.text]);
  const [asSent, setAsSent] = useState(false);
  const choice =
    kind === "plain" ? null : (
      <Segmented
        size="sm"
        aria-label="How to show this text"
        value={asSent ? "sent" : "read"}
        onChange={(value) => setAsSent(value === "sent")}
        segments={[
          { value: "read", label: kind === "json" ? "Indented" : "Markdown" },
          { value: "sent", label: "As sent" },
        ]}
      />
    );
  const shown = (
    <div data-testid="result-text">
      <Shown callId={callId} part={part} label={label} kind={asSent ? "plain" : kind} />
    </div>
  );
  // A short text that is the whole result needs no heading: the result's own buttons are about it.
  if (heading.title === undefined && whole && kind === "plain") return shown;
  return (
    <Section {...heading} icon={heading.icon ?? choice} actions={<TextActions callId={callId} part={part} />}>
      {children}
      {heading.icon ? choice : null}
      {shown}
    </Section>
  );
}

interface ShownProps {
  callId: string;
  part: TextPart;
  label: string;
  kind: TextKind;
}

function Shown({ callId, part, label, kind }: ShownProps) {
  const { text } = part;
  if (kind === "json") return <Indented text={text} label={label} />;
  const plain = <PlainText text={text} />;
  if (kind === "markdown") {
    return (
      <Suspense fallback={plain}>
        <Markdown text={text} />
      </Suspense>
    );
  }
  if (text.length > MAX_PLAIN_LENGTH || part.shownBytes < part.totalBytes) {
    return (
      <LongText
        key={callId}
        callId={callId}
        part={part}
        language="text"
        label={label}
        className="max-h-[65vh]"
      />
    );
  }
  return plain;
}

function Indented({ text, label }: { text: string; label: string }) {
  const chunks = useMemo(() => [formatJson(text)], [text]);
  return <CodeView className="max-h-[65vh]" language="json" label={label} chunks={chunks} />;
}

function PlainText({ text }: { text: string }) {
  if (text === "") return <p className="text-fg3">The text is empty.</p>;
  return (
    <div dir="auto" className="select-text whitespace-pre-wrap break-words">
      {text}
    </div>
  );
}
