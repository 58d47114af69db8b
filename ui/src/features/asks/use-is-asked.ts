import { type CallId, useAsks } from "@/ipc";

/** Whether any server waits for the person. */
export function useAnyAsk(): boolean {
  const { data: asks = [] } = useAsks();
  return asks.length > 0;
}

/** Whether a call waits for the person. */
export function useIsAsked(callId: CallId | undefined): boolean {
  const { data: asks = [] } = useAsks();
  // A page that was opened is an answer already; the server goes on.
  return asks.some(
    ({ calls, kind }) => calls.some((one) => one === callId) && !("opened" in kind && kind.opened),
  );
}
