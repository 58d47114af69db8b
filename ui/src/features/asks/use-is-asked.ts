import { type CallId, useAsks } from "@/ipc";

/** Whether a call waits for the person. */
export function useIsAsked(callId: CallId | undefined): boolean {
  const { data: asks = [] } = useAsks();
  return callId !== undefined && asks.some(({ calls }) => calls.includes(callId));
}
