import { create } from "zustand";
import type { AskId, AskView } from "@/ipc";
import type { ObjectDraft } from "@/lib/schema";

interface AskState {
  /** The question being looked at. */
  shown: AskId | undefined;
  /** Somebody asked to see it, and goes on there. */
  sought: boolean;
  /** Forms that were begun. */
  forms: Readonly<Record<AskId, ObjectDraft>>;
  /** Replies that were begun. */
  replies: Readonly<Record<AskId, string>>;
}

const NOTHING: AskState = { shown: undefined, sought: false, forms: {}, replies: {} };

/** What was looked at and typed. Lives as long as the window, so that a question can be left and come back to. */
export const useAskState = create<AskState>(() => NOTHING);

/** Looks at a question. */
export function showAsk(id: AskId): void {
  useAskState.setState({ shown: id });
}

/** Looks at a question, to answer it now. */
export function seekAsk(id: AskId): void {
  useAskState.setState({ shown: id, sought: true });
}

export function changeForm(id: AskId, form: ObjectDraft): void {
  useAskState.setState(({ forms }) => ({ forms: { ...forms, [id]: form } }));
}

export function changeReply(id: AskId, reply: string): void {
  useAskState.setState(({ replies }) => ({ replies: { ...replies, [id]: reply } }));
}

/** Forgets what was typed for questions that are settled. */
export function keepDraftsOf(asks: readonly AskView[]): void {
  const waits = (id: string) => asks.some((ask) => ask.id === id);
  useAskState.setState(({ forms, replies }) => {
    const gone = [...Object.keys(forms), ...Object.keys(replies)].some((id) => !waits(id));
    return gone ? { forms: only(forms, waits), replies: only(replies, waits) } : {};
  });
}

/** Forgets everything. */
export function resetAsks(): void {
  useAskState.setState(NOTHING);
}

function only<Value>(record: Readonly<Record<string, Value>>, keep: (key: string) => boolean) {
  return Object.fromEntries(Object.entries(record).filter(([key]) => keep(key)));
}
