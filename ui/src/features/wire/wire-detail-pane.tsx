import { ArrowLeftRight, X } from "lucide-react";
import { useEffect, useMemo, useState } from "react";

import { CodeView } from "@/components/code/code";
import { CopyButton } from "@/components/copy-button";
import { ErrorCard } from "@/components/error-card";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { type Failure, failureOf, useConnection, useIpc, type WireDetail } from "@/ipc";
import { formatBytes, formatMs } from "@/lib/format";
import { formatJson, JsonSyntaxError, tryParseJson } from "@/lib/json";
import { arrowOf, arrowWord, KIND_WORDS, timeOf, titleOf } from "./wire-words";

interface WireDetailPaneProps {
  seq: number;
  onPick: (seq: number) => void;
  onClose: () => void;
}

/** One line of the log in full: headers, body, and the way to its other half. */
export function WireDetailPane({ seq, onPick, onClose }: WireDetailPaneProps) {
  const answer = useDetail(seq);
  if (answer.failure) {
    return (
      <div className="flex h-full flex-col gap-3 p-3">
        <ErrorCard failure={answer.failure} />
        <Button onClick={onClose} className="self-start">
          Close
        </Button>
      </div>
    );
  }
  const { detail } = answer;
  return detail ? <Detail detail={detail} onPick={onPick} onClose={onClose} /> : null;
}

interface Answer {
  detail?: WireDetail;
  failure?: Failure;
}

/** What is there stays until the next line is: moving through the list does not flicker. */
function useDetail(seq: number): Answer {
  const ipc = useIpc();
  const [answer, setAnswer] = useState<Answer>({});
  useEffect(() => {
    let gone = false;
    ipc.wireEntry(seq).then(
      (detail) => gone || setAnswer({ detail }),
      (error: unknown) => gone || setAnswer({ failure: failureOf(error) }),
    );
    return () => {
      gone = true;
    };
  }, [ipc, seq]);
  return answer;
}

function Detail({
  detail,
  onPick,
  onClose,
}: {
  detail: WireDetail;
  onPick: (seq: number) => void;
  onClose: () => void;
}) {
  const { entry, headers, pair, bodyBytes } = detail;
  const body = useMemo(() => shown(detail.body), [detail.body]);
  return (
    <article aria-label={`Line ${entry.seq}`} className="flex h-full flex-col" data-testid="wire-detail">
      <header className="flex shrink-0 items-start gap-2 border-b px-3 py-2">
        <div className="min-w-0 flex-1">
          <h2 className="break-words font-medium font-mono text-code">
            <span aria-hidden>{arrowOf(entry)} </span>
            <span className="sr-only">{arrowWord(entry)} </span>
            {titleOf(entry)}
          </h2>
          <Facts detail={detail} />
        </div>
        {pair ? (
          <Button size="sm" onClick={() => onPick(pair.seq)} data-testid="wire-pair">
            <ArrowLeftRight aria-hidden className="size-3.5!" />
            {pair.seq < entry.seq ? "Request" : "Answer"}
          </Button>
        ) : null}
        {detail.body === null ? null : (
          <CopyButton text={detail.body} label="Copy" aria-label="Copy the body" data-testid="wire-copy" />
        )}
        <IconButton label="Close the line" onClick={onClose}>
          <X aria-hidden />
        </IconButton>
      </header>
      {headers.length > 0 ? <Headers headers={headers} /> : null}
      {body === null ? (
        <p className="px-3 py-2 text-fg3 text-meta">There is no body.</p>
      ) : (
        <CodeView
          chunks={body.chunks}
          language={body.json ? "json" : "text"}
          label="Body"
          className="m-2 min-h-16! flex-1"
          data-testid="wire-body"
        />
      )}
      {detail.body !== null && length(detail.body) < bodyBytes ? (
        <p className="px-3 pb-2 text-fg3 text-meta">
          The first {formatBytes(length(detail.body))} of {formatBytes(bodyBytes)} are kept.
        </p>
      ) : null}
    </article>
  );
}

function Facts({ detail: { entry } }: { detail: WireDetail }) {
  const connection = useConnection(entry.connectionId ?? undefined);
  const facts = [
    connection?.name,
    KIND_WORDS[entry.kind],
    entry.rpcId === null ? undefined : `#${entry.rpcId}`,
    entry.method === null ? undefined : entry.head,
    entry.status === null || entry.head.startsWith(String(entry.status)) ? undefined : `${entry.status}`,
    entry.ms === null ? undefined : formatMs(entry.ms),
    entry.bytes === 0 ? undefined : formatBytes(entry.bytes),
    timeOf(entry),
  ];
  return (
    <p dir="auto" className="tabular break-words text-fg3 text-meta">
      {facts.filter((fact) => fact !== undefined && fact !== "").join(" · ")}
    </p>
  );
}

function Headers({ headers }: { headers: WireDetail["headers"] }) {
  return (
    <dl
      tabIndex={0}
      aria-label="Headers"
      className="thin-scroll grid max-h-24 shrink-0 grid-cols-[auto_minmax(0,1fr)] gap-x-3 overflow-y-auto border-b px-3 py-2 font-mono text-code"
      data-testid="wire-headers"
    >
      {headers.map(([name, value], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a name may come several times, and the list does not change
        <div key={index} className="col-span-2 grid grid-cols-subgrid">
          <dt className="text-accent">{name}</dt>
          <dd className="select-text break-all">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A body as it is read best: JSON indented, everything else as it came. */
function shown(body: string | null): { chunks: readonly string[]; json: boolean } | null {
  if (body === null) return null;
  const json = /^\s*[[{]/.test(body) && !(tryParseJson(body) instanceof JsonSyntaxError);
  return { chunks: [json ? formatJson(body) : body], json };
}

function length(text: string): number {
  return new TextEncoder().encode(text).length;
}
