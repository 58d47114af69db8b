import type { KeyboardEvent } from "react";
import { Initials } from "@/components/initials";
import { MiddleTruncated } from "@/components/middle-truncated";
import { StatusGlyph } from "@/components/status-glyph";
import { TimeLeft } from "@/features/sign-in";
import type { ConnectionView, Density } from "@/ipc";
import { addressOf } from "@/lib/address";
import { cn } from "@/lib/cn";
import { formatAgo } from "@/lib/format";
import { type StatusShape, statusWords } from "@/lib/status-words";
import { RowActions } from "./row-actions";
import { useConnectionCommands } from "./use-connection-commands";

interface ConnectionRowProps {
  connection: ConnectionView;
  density: Density;
  /** Tab stops here: the list's one stop. */
  reachable: boolean;
}

const WORD_TONES: Record<StatusShape, string> = {
  connected: "text-ok",
  warning: "text-auth",
  connecting: "text-busy",
  waiting: "text-busy",
  sign_in: "text-auth",
  expired: "text-auth",
  approval: "text-auth",
  error: "text-err",
  disabled: "text-idle",
  not_connected: "text-idle",
};

const NARROW_LINE = "@max-lg:flex-row @max-lg:items-baseline @max-lg:gap-2";

/** One connection: how it is, what it is, what can be done. */
export function ConnectionRow({ connection, density, reachable }: ConnectionRowProps) {
  const { name, slug, status, lastUsedAt } = connection;
  const { shape, word, fact } = statusWords(status, lastUsedAt === null ? undefined : formatAgo(lastUsedAt));
  const commands = useConnectionCommands(connection);
  const twoLines = density === "comfortable";
  const keys = (event: KeyboardEvent) => {
    const { toggle, reconnect, remove } = commands;
    const act = { c: toggle, r: reconnect, Delete: remove, Backspace: remove }[event.key];
    if (act && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      act();
    }
  };
  const lines = twoLines ? "flex-col" : "flex-row items-baseline gap-2";
  return (
    <div
      data-testid={`connection-row-${slug}`}
      data-status={status.type}
      className={cn(
        "group relative grid h-full items-center gap-x-3 px-6 hover:bg-s1",
        // The first column is as wide in every row, whatever the last one holds.
        twoLines
          ? "grid-cols-[clamp(11.5rem,30cqw,24rem)_auto_minmax(0,1fr)_auto]"
          : "grid-cols-[clamp(16rem,38cqw,30rem)_auto_minmax(0,1fr)_auto]",
        // Little room, as when the window is zoomed: the status goes below the name, the rest goes.
        "@max-lg:grid-cols-[minmax(0,1fr)_auto] @max-lg:content-center @max-lg:px-3",
        status.type === "disabled" && "text-fg2",
      )}
    >
      <div className="flex min-w-0 items-start gap-2 @max-lg:row-start-2">
        <StatusGlyph shape={shape} className="mt-0.5" />
        <div className={cn("flex min-w-0 flex-1", lines, NARROW_LINE)}>
          <span className={cn("shrink-0 font-medium", WORD_TONES[shape])} data-testid={`status-${slug}`}>
            {word}
          </span>
          <span className="tabular truncate text-fg2 text-meta leading-5" title={fact}>
            {fact}
            {status.type === "signing_in" && status.signIn.phase === "waiting" ? (
              <>
                {" · "}
                <TimeLeft deadline={status.signIn.deadline} />
              </>
            ) : null}
          </span>
        </div>
      </div>
      <Initials name={name} small={!twoLines} className="@max-lg:hidden" />
      <div className={cn("flex min-w-0", lines)}>
        {/* Covers the row: a click anywhere opens it, the buttons lie above. */}
        <button
          type="button"
          data-row={connection.id}
          tabIndex={reachable ? 0 : -1}
          onClick={commands.open}
          onKeyDown={keys}
          aria-label={`${name}, ${word}, ${fact}`}
          className={cn(
            "truncate text-left font-medium outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent",
            twoLines ? "max-w-full" : "@max-2xl:max-w-full max-w-3/5 shrink-0",
          )}
        >
          {name}
        </button>
        <MiddleTruncated
          text={addressOf(connection)}
          className={cn("font-mono text-code text-fg3", twoLines ? "@max-lg:hidden" : "@max-2xl:hidden")}
        />
      </div>
      <RowActions connection={connection} commands={commands} reachable={reachable} />
    </div>
  );
}
