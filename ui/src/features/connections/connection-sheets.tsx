import { getRouteApi } from "@tanstack/react-router";
import { toastFailure } from "@/components/failure-toast";
import { StatusGlyph } from "@/components/status-glyph";
import { Button } from "@/components/ui/button";
import { type ConnectionView, useConnection, useConnectionAction } from "@/ipc";
import { statusWords } from "@/lib/status-words";
import { AddSheet, ConfigureSheet } from "./connection-sheet";
import { useRemove } from "./remove-connection";

export { ConfigureInline } from "./configure-inline";

const route = getRouteApi("/connections");

/** The sheet that the address asks for, if any. */
export function ConnectionSheets() {
  const { add, url, configure, focus } = route.useSearch();
  const navigate = route.useNavigate();
  const connection = useConnection(configure);
  const remove = useRemove();
  const close = () => void navigate({ search: {} });
  if (add) return <AddSheet url={url} onClose={close} />;
  if (!connection || connection.target.type === "sample") return null;
  return (
    <ConfigureSheet
      key={connection.id}
      connection={connection}
      focus={focus}
      url={url}
      onClose={close}
      onRemove={() => remove(connection)}
      status={<SheetStatus connection={connection} />}
    />
  );
}

function SheetStatus({ connection }: { connection: ConnectionView }) {
  const reconnect = useConnectionAction("reconnect");
  const { shape, word } = statusWords(connection.status);
  const { type } = connection.status;
  // Where somebody has to sign in, the footer says so.
  const offered = !["disabled", "connecting", "signing_in", "expired", "needs_approval"].includes(type);
  const signsIn = type === "needs_sign_in" && connection.auth.type === "oauth";
  return (
    <div className="flex shrink-0 items-center gap-1.5 text-fg2">
      <StatusGlyph shape={shape} />
      {word}
      {offered && !signsIn ? (
        <Button
          size="sm"
          variant="ghost"
          busy={reconnect.isPending}
          onClick={() =>
            reconnect.mutate(connection.id, { onError: (error) => toastFailure(error, connection.name) })
          }
          data-testid="sheet-reconnect"
        >
          {type === "connected" ? "Reconnect" : "Connect"}
        </Button>
      ) : null}
    </div>
  );
}
