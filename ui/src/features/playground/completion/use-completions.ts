import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import {
  type CompletionReference,
  type CompletionView,
  type ConnectionId,
  type Failure,
  failureOf,
  type NamedText,
  useIpc,
} from "@/ipc";

/** How long typing has to pause before a server is asked. */
const PAUSE_MS = 180;

/** How long an answer counts: what a server knows changes. */
const FRESH_MS = 10_000;

/** What is being filled in. */
export interface Completing {
  connectionId: ConnectionId;
  reference: CompletionReference;
  argument: string;
  /** What else is filled in; suggestions may depend on it. */
  context: NamedText[];
}

const NOTHING: CompletionView = { values: [], total: null, hasMore: false };

/**
 * What a server suggests for a text. Typing never waits for it: the server is asked when typing pauses, the answer to
 * an older text is dropped, and what was suggested before stays until then.
 */
export function useCompletions(
  { connectionId, reference, argument, context }: Completing,
  typed: string,
  wanted: boolean,
): { completion: CompletionView; failure: Failure | undefined } {
  const ipc = useIpc();
  const value = useSettled(typed);
  const { data, error } = useQuery({
    queryKey: ["completion", connectionId, reference, argument, value, context],
    queryFn: () => ipc.complete(connectionId, { reference, argument, value, context }),
    enabled: wanted && value === typed,
    staleTime: FRESH_MS,
    gcTime: FRESH_MS,
    placeholderData: keepPreviousData,
  });
  return { completion: data ?? NOTHING, failure: error ? failureOf(error) : undefined };
}

/** A text once it has not changed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
