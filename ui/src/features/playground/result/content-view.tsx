import {
  AudioLines,
  ExternalLink,
  FileArchive,
  FileQuestion,
  FileText,
  Image as ImageIcon,
  Link2,
} from "lucide-react";

import { useContext, useState } from "react";

import { Button } from "@/components/ui/button";
import type { ContentPart, TextPart } from "@/ipc";
import { count, formatBytes } from "@/lib/format";
import { LongText } from "./long-text";
import { MessageBlock } from "./message-block";
import { CopyIcon, CopyTextPart, SavePart, TextActions } from "./part-actions";
import { ReadLink } from "./read-link";
import { Section } from "./section";
import { TextBlock } from "./text-block";

interface ContentViewProps {
  callId: string;
  content: readonly ContentPart[];
  structured: TextPart | null;
}

/** A result may have any number of blocks; drawing thousands at once would freeze the window. */
const FIRST_BLOCKS = 50;
const MORE_BLOCKS = 500;

/** The blocks of a result, each in its own way, then the structured content. */
export function ContentView({ callId, content, structured }: ContentViewProps) {
  const [shown, setShown] = useState(FIRST_BLOCKS);
  const next = Math.min(content.length, shown + MORE_BLOCKS);
  if (content.length === 0 && !structured) return <p className="text-fg2">The result is empty.</p>;
  return (
    <div className="flex flex-col gap-5">
      {content.slice(0, shown).map((part, index) => (
        <Block
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no identity beyond their place in this call
          key={`${callId}/${index}`}
          callId={callId}
          part={part}
          place={index + 1}
          alone={content.length === 1 && !structured}
        />
      ))}
      {shown < content.length ? (
        <div className="flex flex-wrap items-center gap-2 text-fg2 text-meta">
          <span>{`The first ${shown} of ${count(content.length, "block")} are shown.`}</span>
          <Button size="sm" data-testid="more-blocks" onClick={() => setShown(next)}>
            {next === content.length ? `Show all ${count(next, "block")}` : `Show ${MORE_BLOCKS} more`}
          </Button>
        </div>
      ) : null}
      {structured ? (
        <Section title="Structured" actions={<CopyTextPart callId={callId} part={structured} />}>
          <LongText
            key={callId}
            callId={callId}
            part={structured}
            language="json"
            label="Structured content"
            className="max-h-[65vh]"
            data-testid="result-structured"
          />
        </Section>
      ) : null}
    </div>
  );
}

interface BlockProps {
  callId: string;
  part: ContentPart;
  place: number;
  /** The only block needs no heading. */
  alone: boolean;
}

function Block({ callId, part, place, alone }: BlockProps) {
  switch (part.type) {
    case "text":
      return (
        <TextBlock
          callId={callId}
          part={part.text}
          label={`Text ${place}`}
          title={alone ? undefined : "Text"}
        />
      );
    case "image":
      return <ImageBlock callId={callId} part={part} place={place} />;
    case "binary":
      return <BinaryBlock callId={callId} part={part} />;
    case "resource":
      return (
        <TextBlock
          callId={callId}
          part={part.text}
          label={part.uri}
          title="Resource"
          icon={<FileText aria-hidden />}
          facts={[part.mimeType, formatBytes(part.text.totalBytes)]}
        >
          <Address uri={part.uri} />
        </TextBlock>
      );
    case "resource_link":
      return (
        <Section
          title={part.name ?? "Link"}
          icon={<Link2 aria-hidden />}
          facts={[part.mimeType]}
          actions={<ReadButton uri={part.uri} name={part.name ?? part.uri} />}
        >
          {part.description ? (
            <p dir="auto" className="select-text text-fg2">
              {part.description}
            </p>
          ) : null}
          <Address uri={part.uri} />
        </Section>
      );
    case "message":
      return (
        <MessageBlock role={part.role} place={place}>
          <Block callId={callId} part={part.content} place={place} alone />
        </MessageBlock>
      );
    case "unknown":
      return (
        <Section
          title={part.kind ? `Unknown block “${part.kind}”` : "Unknown block"}
          icon={<FileQuestion aria-hidden />}
          actions={<TextActions callId={callId} part={part.json} />}
        >
          <p className="text-auth text-meta">{part.reason}</p>
          <LongText
            callId={callId}
            part={part.json}
            language="json"
            label="Unknown block"
            className="max-h-72"
          />
        </Section>
      );
  }
}

function ImageBlock({
  callId,
  part,
  place,
}: {
  callId: string;
  part: Extract<ContentPart, { type: "image" }>;
  place: number;
}) {
  const size = part.width === null || part.height === null ? undefined : `${part.width} × ${part.height}`;
  return (
    <Section
      title="Image"
      icon={<ImageIcon aria-hidden />}
      facts={[part.mimeType, size, formatBytes(part.bytes)]}
      actions={<SavePart callId={callId} part={part.part} />}
    >
      <div className="w-fit max-w-full bg-[conic-gradient(var(--s2)_25%,transparent_0_50%,var(--s2)_0_75%,transparent_0)] bg-size-[16px_16px] overflow-hidden rounded-control border border-line">
        <img
          src={`data:${part.mimeType};base64,${part.data}`}
          alt={`Block ${place} of the result`}
          width={part.width ?? undefined}
          height={part.height ?? undefined}
          className="h-auto max-h-[65vh] max-w-full object-contain"
          data-testid="result-image"
        />
      </div>
    </Section>
  );
}

function BinaryBlock({ callId, part }: { callId: string; part: Extract<ContentPart, { type: "binary" }> }) {
  const titles: Record<string, string> = { image: "Image", audio: "Audio", resource: "Binary resource" };
  return (
    <Section
      title={titles[part.kind] ?? "Binary data"}
      icon={part.kind === "audio" ? <AudioLines aria-hidden /> : <FileArchive aria-hidden />}
      facts={[part.mimeType, formatBytes(part.bytes)]}
      actions={<SavePart callId={callId} part={part.part} />}
    >
      <p className="text-fg2">{part.note ?? "It can't be shown here. Save it to open it elsewhere."}</p>
    </Section>
  );
}

/** Goes on to the resource that a result points to. */
function ReadButton({ uri, name }: { uri: string; name: string }) {
  const read = useContext(ReadLink);
  if (!read) return null;
  return (
    <Button size="sm" aria-label={`Read ${name}`} data-testid="read-link" onClick={() => read(uri)}>
      <FileText aria-hidden className="size-3.5!" />
      Read
    </Button>
  );
}

/** An address a server gave. It is not opened; it can be copied. */
function Address({ uri }: { uri: string }) {
  return (
    <div className="-my-1 flex items-start gap-2">
      <ExternalLink aria-hidden className="mt-1.5 size-3.5! text-fg3" />
      <code className="min-w-0 flex-1 select-text break-all py-1 text-fg2">{uri}</code>
      <CopyIcon label="Copy the address" read={async () => uri} />
    </div>
  );
}
