import { Spinner } from "@/components/ui/spinner";
import { type ConnectionId, useConnection } from "@/ipc";
import { statusWords } from "@/lib/status-words";

/** How far a connection that was just saved has got. */
export function ConnectingLine({ id }: { id: ConnectionId }) {
  const status = useConnection(id)?.status;
  const step = status?.type === "connecting" ? statusWords(status).fact : "";
  return (
    <p role="status" className="mb-3 flex items-center gap-2 text-fg2" data-testid="connecting-step">
      <Spinner className="text-busy-glyph" />
      Saved. Connecting… <span className="tabular text-fg3">{step}</span>
    </p>
  );
}
