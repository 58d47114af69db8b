import { type CallId, useAsks } from "@/ipc";

/** Whether any server waits for the person. */
export function useAnyAsk(): boolean {
  const { data: asks = [] } = useAsks();
  return asks.length > 0;
}

/** Whether a call waits for the person. */
export function useIsAsked(callId: CallId | undefined): boolean {
  const { data: asks = [] } = useAsks();
  return callId !== undefined && asks.some(({ calls }) => calls.includes(callId));
}
