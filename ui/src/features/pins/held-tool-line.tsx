import type { ConnectionId } from "@/ipc";

export interface HeldToolLineProps {
  connectionId: ConnectionId;
  /** The tool's name. */
  tool: string;
}

/** Above the form of a tool that waits to be accepted: what happened, and the way to its changes. Otherwise nothing. */
export function HeldToolLine(_props: HeldToolLineProps) {
  return null;
}
