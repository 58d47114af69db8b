import { useState } from "react";

import { type Failure, failureOf, type Ipc, type TextPart, useIpc } from "@/ipc";

/** Bytes asked for at a time: large enough to be quick, small enough to leave the window free in between. */
const PAGE_BYTES = 512 * 1024;

/** A long text as far as it has been read. */
export interface PagedText {
  /** The text in pieces; pieces are only ever added. */
  chunks: readonly string[];
  complete: boolean;
  loading: boolean;
  failure: Failure | undefined;
  totalBytes: number;
  loadAll: () => void;
}

/** Reads a text part that is longer than what came with the report, page by page. */
export function usePagedText(callId: string, part: TextPart): PagedText {
  const ipc = useIpc();
  const [loaded, setLoaded] = useState<readonly string[]>([part.text]);
  const [end, setEnd] = useState(part.shownBytes);
  const [loading, setLoading] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const complete = end >= part.totalBytes;

  const loadAll = async () => {
    if (loading || complete) return;
    setLoading(true);
    setFailure(undefined);
    try {
      await forEachPage(ipc, callId, part.part, { from: end, to: part.totalBytes }, (text, pageEnd) => {
        setLoaded((chunks) => [...chunks, text]);
        setEnd(pageEnd);
      });
    } catch (error) {
      setFailure(failureOf(error));
    }
    setLoading(false);
  };
  return { chunks: loaded, complete, loading, failure, totalBytes: part.totalBytes, loadAll };
}

/** The whole of a text part, for copying. */
export async function wholeText(ipc: Ipc, callId: string, part: TextPart): Promise<string> {
  const pieces = [part.text];
  await forEachPage(ipc, callId, part.part, { from: part.shownBytes, to: part.totalBytes }, (text) =>
    pieces.push(text),
  );
  return pieces.join("");
}

async function forEachPage(
  ipc: Ipc,
  callId: string,
  part: number,
  { from, to }: { from: number; to: number },
  take: (text: string, end: number) => void,
): Promise<void> {
  for (let at = from; at < to; ) {
    const page = await ipc.resultText(callId, part, at, PAGE_BYTES);
    // A page that does not advance would be asked for forever.
    if (page.end <= at) break;
    take(page.text, page.end);
    at = page.end;
    // Lets the window paint and react before the next page.
    await new Promise((resolve) => setTimeout(resolve));
  }
}
