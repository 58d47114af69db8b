import { Link } from "@tanstack/react-router";
import { ChevronLeft, FlaskConical } from "lucide-react";
import { Initials } from "@/components/initials";
import { MiddleTruncated } from "@/components/middle-truncated";
import { StatusGlyph } from "@/components/status-glyph";
import { Button } from "@/components/ui/button";
import { type ConnectionCommands, ConnectionMenu, PrimaryAction } from "@/features/connections";
import { TimeLeft } from "@/features/sign-in";
import type { ConnectionView } from "@/ipc";
import { addressOf } from "@/lib/address";
import { formatAgo } from "@/lib/format";
import { statusWords } from "@/lib/status-words";

export interface ConnectionPartProps {
  connection: ConnectionView;
  commands: ConnectionCommands;
}

/** Which connection it is, how it is, and what can be done with it. */
export function ConnectionHeader({ connection, commands }: ConnectionPartProps) {
  const { name, status } = connection;
  const connected = status.type === "connected";
  return (
    <header className="flex shrink-0 flex-col gap-2 px-6 pt-3 pb-3 max-[700px]:px-3">
      <Link
        to="/connections"
        search={{}}
        className="-ml-1.5 inline-flex h-6 w-fit items-center gap-0.5 rounded-control px-1 text-fg2 text-meta hover:bg-s2 hover:text-fg"
        data-testid="back-to-connections"
      >
        <ChevronLeft aria-hidden className="size-3.5!" />
        Connections
      </Link>
      <div className="flex items-center gap-3 max-[700px]:flex-wrap">
        <Initials name={name} />
        <div className="flex min-w-48 flex-1 flex-col">
          <div className="flex min-w-0 items-center gap-3">
            <h1 className="max-w-3/5 shrink-0 select-text truncate text-section" title={name}>
              {name}
            </h1>
            <Status connection={connection} />
          </div>
          <MiddleTruncated
            text={addressOf(connection)}
            className="select-text font-mono text-code text-fg3"
          />
        </div>
        <div className="flex items-center gap-1.5">
          {connected ? (
            <>
              <Button
                variant="primary"
                size="sm"
                onClick={commands.openPlayground}
                data-testid="open-playground"
              >
                <FlaskConical aria-hidden className="size-3.5!" />
                Open in playground
              </Button>
              <Button
                size="sm"
                onClick={commands.reconnect}
                aria-label={`Reconnect ${name}`}
                data-testid="reconnect"
              >
                Reconnect
              </Button>
            </>
          ) : (
            <PrimaryAction connection={connection} commands={commands} withDetails={false} />
          )}
          <ConnectionMenu connection={connection} commands={commands} />
        </div>
      </div>
    </header>
  );
}

function Status({ connection: { status, lastUsedAt } }: Pick<ConnectionPartProps, "connection">) {
  const { shape, word, fact } = statusWords(status, lastUsedAt === null ? undefined : formatAgo(lastUsedAt));
  return (
    <div
      className="flex min-w-0 items-center gap-1.5"
      role="status"
      data-testid="connection-status"
      data-status={status.type}
    >
      <StatusGlyph shape={shape} />
      <span className="shrink-0 font-medium">{word}</span>
      <span className="tabular min-w-0 truncate text-fg2" title={fact}>
        {fact}
        {status.type === "signing_in" && status.signIn.phase === "waiting" ? (
          <>
            {" · "}
            <TimeLeft deadline={status.signIn.deadline} />
          </>
        ) : null}
      </span>
    </div>
  );
}
