import type { ConnectionId } from "@/ipc";

export interface WireLogProps {
  /** Only what travels through this connection. Without it everything is shown. */
  connectionId?: ConnectionId | undefined;
}

/** Everything that travels, as it travels. */
export function WireLog(_props: WireLogProps) {
  return <div className="min-h-0 flex-1" />;
}
