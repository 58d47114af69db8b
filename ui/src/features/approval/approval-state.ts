import { create } from "zustand";
import type { ConnectionId } from "@/ipc";

interface Asked {
  id: ConnectionId;
  /** Once it is connected, its tools are shown. */
  openAfter: boolean;
}

/** The command that is being looked at, if any. */
export const useAsked = create<{ asked: Asked | null }>(() => ({ asked: null }));

/** Shows a connection's command for approval, if it needs any. */
export function showApproval(id: ConnectionId, { openAfter = false } = {}): void {
  useAsked.setState({ asked: { id, openAfter } });
}

/** Looks away; nothing is approved. */
export function resetApproval(): void {
  useAsked.setState({ asked: null });
}
