import { Cable, Wrench } from "lucide-react";

import { ErrorCard } from "@/components/error-card";
import { toastFailure } from "@/components/failure-toast";
import { StatusGlyph } from "@/components/status-glyph";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { showSignIn, TimeLeft } from "@/features/sign-in";
import { type ConnectionView, type Failure, useRefreshTools } from "@/ipc";
import { statusWords } from "@/lib/status-words";
import { useConnectionCommands } from "./use-connection-commands";
import { useFailureHandlers } from "./use-failure-handlers";

interface ConnectionPanelProps {
  connection: ConnectionView;
  /** Why its tools could not be listed. */
  failure: Failure | undefined;
}

/** The middle pane while a connection, but none of its tools, is picked. */
export function ConnectionPanel({ connection, failure }: ConnectionPanelProps) {
  const { status, name } = connection;
  const { connect, enable, busy } = useConnectionCommands();
  const refresh = useRefreshTools(connection.id);
  const refreshTools = () =>
    refresh.mutate(undefined, { onError: (error) => toastFailure(error, connection.name) });
  const connected = status.type === "connected";
  const handlers = useFailureHandlers(connection, () => (connected ? refreshTools() : connect(connection)));
  const { shape, word, fact } = statusWords(status);

  const problem = connected
    ? (status.listFailure ?? failure)
    : "failure" in status
      ? status.failure
      : undefined;
  if (problem) {
    return (
      <div className="p-4">
        <ErrorCard failure={problem} handlers={handlers} busy={busy || refresh.isPending} />
      </div>
    );
  }
  switch (status.type) {
    case "connected":
      return status.tools === 0 ? (
        <EmptyState
          icon={<Wrench aria-hidden />}
          title={`${name} is connected but lists no tools.`}
          actions={
            <Button busy={refresh.isPending} onClick={refreshTools}>
              Refresh
            </Button>
          }
        >
          It may offer them only after a sign-in, or to other clients.
        </EmptyState>
      ) : (
        <PickATool />
      );
    case "signing_in":
      return (
        <EmptyState
          icon={<StatusGlyph shape={shape} className="size-6!" />}
          title={`Waiting for you to sign in to ${name}`}
          actions={
            <Button onClick={() => showSignIn(connection.id)} data-testid="show-sign-in">
              Show
            </Button>
          }
        >
          {fact}
          {status.signIn.phase === "waiting" ? (
            <>
              {" · "}
              <TimeLeft deadline={status.signIn.deadline} />
            </>
          ) : null}
        </EmptyState>
      );
    case "connecting":
      return (
        <EmptyState icon={<StatusGlyph shape={shape} className="size-6!" />} title={`Connecting to ${name}…`}>
          {fact}
        </EmptyState>
      );
    case "disabled":
      return (
        <EmptyState
          icon={<StatusGlyph shape={shape} className="size-6!" />}
          title={`${name} is disabled`}
          actions={
            <Button busy={busy} onClick={() => enable(connection)}>
              Enable
            </Button>
          }
        >
          You disabled it. Nothing is sent to it.
        </EmptyState>
      );
    default:
      return (
        <EmptyState
          icon={<Cable aria-hidden />}
          title={`${name}: ${word.toLowerCase()}`}
          actions={
            <Button variant="primary" busy={busy} onClick={() => connect(connection)}>
              Connect
            </Button>
          }
        >
          Connect to see its tools.
        </EmptyState>
      );
  }
}

/** The middle pane while nothing is picked. */
export function PickATool({ anyConnected = true }: { anyConnected?: boolean }) {
  return anyConnected ? (
    <EmptyState icon={<Wrench aria-hidden />} title="Pick a tool">
      Choose one on the left, or press / to search.
    </EmptyState>
  ) : (
    <EmptyState icon={<Cable aria-hidden />} title="Nothing is connected">
      Connect a server on the left to see its tools.
    </EmptyState>
  );
}
