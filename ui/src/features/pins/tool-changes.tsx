import type { ConnectionId } from "@/ipc";

export interface ToolChangesProps {
  /** Whose tools. Nothing is shown when none of them waits to be accepted. */
  connectionId: ConnectionId;
}

/** What a server changed about its tools since they were accepted. */
export function ToolChanges(_props: ToolChangesProps) {
  return null;
}
