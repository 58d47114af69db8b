import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import type { ConnectionView } from "@/ipc";
import { stopRetry, useRetry } from "./retry-state";

/** Says when a connection is tried again, and lets that be stopped. Nothing while it is not. */
export function RetryNote({
  connection: { id, name },
  tabIndex,
}: {
  connection: ConnectionView;
  tabIndex?: number;
}) {
  const retry = useRetry(id);
  return retry ? (
    <>
      <span className="tabular whitespace-nowrap text-fg2 text-meta" data-testid="retry-note">
        <Countdown until={retry.next} />
      </span>
      <Button
        size="sm"
        tabIndex={tabIndex}
        aria-label={`Stop retrying ${name}`}
        onClick={() => stopRetry(id)}
        data-testid="stop-retry"
      >
        Stop
      </Button>
    </>
  ) : null;
}

function Countdown({ until }: { until: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const tick = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(tick);
  }, []);
  const seconds = Math.ceil((until - now) / 1000);
  return seconds > 0 ? `Retrying in ${seconds} s` : "Retrying…";
}
