import { CodeView } from "@/components/code/code";
import type { ContentPart, TextPart } from "@/ipc";
import { formatBytes } from "@/lib/format";

/** One part of a message in a conversation. */
export function SaidPart({ part }: { part: ContentPart }) {
  switch (part.type) {
    case "text":
      return <SaidText text={part.text} />;
    case "image":
      return (
        <img
          src={`data:${part.mimeType};base64,${part.data}`}
          alt="Sent along by the server"
          width={part.width ?? undefined}
          height={part.height ?? undefined}
          className="h-auto max-h-64 w-fit max-w-full rounded-control border border-line object-contain"
        />
      );
    case "binary":
      return (
        <p className="text-fg2">
          {part.kind === "audio" ? "Audio" : "Binary data"}
          {[part.mimeType, formatBytes(part.bytes)].filter(Boolean).map((fact) => `, ${fact}`)}
        </p>
      );
    case "resource":
      return (
        <>
          <code className="break-all text-fg2">{part.uri}</code>
          <SaidText text={part.text} />
        </>
      );
    case "resource_link":
      return <code className="break-all text-fg2">{part.uri}</code>;
    case "message":
      return <SaidPart part={part.content} />;
    case "unknown":
      return (
        <>
          <p className="text-auth text-meta">{part.reason}</p>
          <CodeView className="max-h-40" language="json" label="Unknown part" chunks={[part.json.text]} />
        </>
      );
  }
}

function SaidText({ text: { text, shownBytes, totalBytes } }: { text: TextPart }) {
  return (
    <div dir="auto" className="select-text whitespace-pre-wrap break-words">
      {text}
      {shownBytes < totalBytes ? (
        <span className="text-fg3"> … {formatBytes(totalBytes - shownBytes)} more</span>
      ) : null}
    </div>
  );
}
