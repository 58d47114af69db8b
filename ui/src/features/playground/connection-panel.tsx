import { useNavigate } from "@tanstack/react-router";
import { Cable, FileText, MessageSquareText, Wrench } from "lucide-react";
import type { ReactNode } from "react";

import { ErrorCard } from "@/components/error-card";
import { NoTools } from "@/components/no-tools";
import { StatusGlyph } from "@/components/status-glyph";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { showApproval } from "@/features/approval";
import { showSignIn, TimeLeft } from "@/features/sign-in";
import type { ConnectionView, Failure, SessionStatus } from "@/ipc";
import { count } from "@/lib/format";
import { statusWords } from "@/lib/status-words";
import { RefreshButton } from "./list/refresh-button";
import type { Group } from "./list/rows";
import { useRefreshList } from "./list/use-groups";
import { MODES, type Mode, startOf } from "./mode";
import { MODE_WORDS } from "./mode-words";
import { useConnectionCommands } from "./use-connection-commands";
import { useFailureHandlers } from "./use-failure-handlers";

const ICONS: Record<Mode, ReactNode> = {
  tools: <Wrench aria-hidden />,
  resources: <FileText aria-hidden />,
  prompts: <MessageSquareText aria-hidden />,
};

interface ConnectionPanelProps {
  mode: Mode;
  group: Group;
}

/** Beside the list while a connection, but nothing that it lists, is picked. */
export function ConnectionPanel({ mode, group }: ConnectionPanelProps) {
  const { connection, list, failure } = group;
  const { status } = connection;
  const { connect, busy } = useConnectionCommands();
  const refresh = useRefreshList(mode);
  const connected = status.type === "connected";
  const handlers = useFailureHandlers(connection, () =>
    connected ? void refresh(connection.id) : connect(connection),
  );
  const problem = problemOf(status, failure);
  if (problem) {
    return (
      <div className="p-4">
        <ErrorCard failure={problem} handlers={handlers} busy={busy} />
      </div>
    );
  }
  if (!connected) return <NotConnected mode={mode} connection={connection} />;
  const empty = list ? list.items.length === 0 : mode === "tools" && status.tools === 0;
  if (!empty) return <PickSomething mode={mode} about={connection} />;
  return mode === "tools" ? (
    <NoTools connection={connection} status={status} />
  ) : (
    <NothingListed mode={mode} connection={connection} status={status} />
  );
}

function problemOf(status: SessionStatus, failure: Failure | undefined): Failure | undefined {
  if (status.type === "connected") return failure;
  return "failure" in status ? status.failure : undefined;
}

interface NothingListedProps {
  mode: Mode;
  connection: ConnectionView;
  status: Extract<SessionStatus, { type: "connected" }>;
}

/** A connected server that has nothing of this kind, and what it has instead. */
function NothingListed({ mode, connection, status }: NothingListedProps) {
  const navigate = useNavigate();
  const others = MODES.filter((one) => one !== mode && (status[one] ?? 0) > 0);
  const offers = others.map((one) => count(status[one] ?? 0, MODE_WORDS[one].one)).join(" and ");
  return (
    <EmptyState
      icon={ICONS[mode]}
      title={`${connection.name} is connected but lists no ${MODE_WORDS[mode].many}.`}
      actions={
        <>
          {others.map((one) => (
            <Button
              key={one}
              onClick={() => void navigate({ to: "/playground", search: startOf(one, connection.id) })}
            >
              Open {MODE_WORDS[one].many}
            </Button>
          ))}
          <RefreshButton mode={mode} id={connection.id} />
        </>
      }
    >
      {offers === ""
        ? "It may offer them only after a sign-in, or to other clients."
        : `It offers ${offers}.`}
    </EmptyState>
  );
}

/** What keeps a connection from being used, and the way out. */
function NotConnected({ mode, connection }: { mode: Mode; connection: ConnectionView }) {
  const { status, name } = connection;
  const { connect, enable, busy } = useConnectionCommands();
  const { shape, word, fact } = statusWords(status);
  switch (status.type) {
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
    case "needs_approval":
      return (
        <EmptyState
          icon={<StatusGlyph shape={shape} className="size-6!" />}
          title={`${name} needs your approval`}
          actions={
            <Button variant="primary" onClick={() => showApproval(connection.id)}>
              Review
            </Button>
          }
        >
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
          Connect to see its {MODE_WORDS[mode].many}.
        </EmptyState>
      );
  }
}

interface PickSomethingProps {
  mode: Mode;
  anyConnected?: boolean;
  /** The connection that is picked, if one is. */
  about?: ConnectionView;
}

/** Beside the list while nothing is picked. */
export function PickSomething({ mode, anyConnected = true, about }: PickSomethingProps) {
  const { one, many } = MODE_WORDS[mode];
  return anyConnected ? (
    <EmptyState
      icon={ICONS[mode]}
      title={`Pick a ${one}`}
      actions={about ? <AboutConnection connection={about} /> : undefined}
    >
      Choose one on the left, or press / to search.
    </EmptyState>
  ) : (
    <EmptyState icon={<Cable aria-hidden />} title="Nothing is connected">
      Connect a server on the left to see its {many}.
    </EmptyState>
  );
}

/** The way to everything else about a connection. */
function AboutConnection({ connection: { id, name } }: { connection: ConnectionView }) {
  const navigate = useNavigate();
  return (
    <Button
      onClick={() => void navigate({ to: "/connection/$id", params: { id }, search: {} })}
      data-testid="about-connection"
    >
      <span className="max-w-60 truncate">About {name}</span>
    </Button>
  );
}
