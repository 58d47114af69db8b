import { useEffect, useRef } from "react";
import { type ConnectionId, useConnection, useConnectionAction } from "@/ipc";
import { type Retry, retryAfter, stopRetry, useRetries } from "./retry-state";

/** Makes the attempts. Stops as soon as a connection does anything but fail. */
export function RetryGate() {
  const retries = useRetries((state) => state.retries);
  return Object.entries(retries).map(([id, retry]) => <Attempts key={id} id={id} retry={retry} />);
}

function Attempts({ id, retry }: { id: ConnectionId; retry: Retry }) {
  const status = useConnection(id)?.status.type;
  const { mutateAsync: reconnect } = useConnectionAction("reconnect");
  const attempting = useRef(false);
  useEffect(() => {
    if (attempting.current || status === "connecting") return;
    if (status !== "error") return stopRetry(id);
    const timer = setTimeout(
      () => {
        attempting.current = true;
        // How it went is the connection's status.
        const attempt = reconnect(id).catch(() => undefined);
        void attempt.then((view) => {
          attempting.current = false;
          if (retry.repeat && view?.status.type === "error") retryAfter(id, retry);
          else stopRetry(id);
        });
      },
      Math.max(0, retry.next - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [id, status, retry, reconnect]);
  return null;
}
