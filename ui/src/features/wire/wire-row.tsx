import { memo, type ReactNode } from "react";

import type { WireEntry } from "@/ipc";
import { cn } from "@/lib/cn";
import { formatBytes, formatMs } from "@/lib/format";
import { arrowOf, arrowWord, KIND_WORDS, timeOf, titleOf } from "./wire-words";

interface WireRowProps {
  id: string;
  entry: WireEntry;
  index: number;
  /** Pixels from the top of the list. */
  top: number;
  height: number;
  /** Where the keyboard is. */
  active: boolean;
  /** Shown in full. */
  picked: boolean;
  /** The other half of what is shown in full. */
  partner: boolean;
  onPick: () => void;
}

const PLAIN = "shrink-0 truncate tabular";
const CELL = `${PLAIN} text-fg3`;

/** One line of the log. */
export const WireRow = memo(function WireRow(props: WireRowProps) {
  const { id, entry, index, top, height, active, picked, partner, onPick } = props;
  return (
    // The grid itself has the focus and the keys; rows are pointed at by aria-activedescendant.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    // biome-ignore lint/a11y/useSemanticElements: a table lays its rows out itself; these are placed one by one
    <div
      id={id}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={picked}
      data-testid={`wire-row-${entry.seq}`}
      onClick={onPick}
      className={cn(
        "absolute inset-x-0 flex cursor-default items-center gap-2 px-3 text-meta hover:bg-s2",
        partner && "bg-s1",
        picked && "bg-s2",
        active &&
          "group-focus-visible/lines:outline-2 group-focus-visible/lines:-outline-offset-2 group-focus-visible/lines:outline-accent",
      )}
      style={{ top, height }}
    >
      {picked || partner ? (
        <span
          aria-hidden
          className={cn("absolute inset-y-0 left-0 w-0.75", picked ? "bg-accent" : "bg-control")}
        />
      ) : null}
      <Cell className={cn(CELL, "w-24 font-mono text-code")}>{timeOf(entry)}</Cell>
      <Cell className={cn("w-3 shrink-0 text-center", tone(entry))}>
        <span aria-hidden>{arrowOf(entry)}</span>
        <span className="sr-only">{arrowWord(entry)}</span>
      </Cell>
      <Cell className={cn(CELL, "w-19")}>{KIND_WORDS[entry.kind]}</Cell>
      <Cell className={cn("min-w-0 flex-1 truncate font-mono text-code", entry.failed && "text-err")}>
        {titleOf(entry)}
        {entry.failed ? <span className="sr-only">, failed</span> : null}
      </Cell>
      <Cell className={cn(CELL, "max-w-20 font-mono text-code")}>
        {entry.rpcId === null ? "" : `#${entry.rpcId}`}
      </Cell>
      <Cell className={cn(PLAIN, "w-8 text-right", entry.failed ? "text-err" : "text-fg3")}>
        {entry.status ?? ""}
      </Cell>
      <Cell className={cn(CELL, "w-14 text-right")}>{entry.ms === null ? "" : formatMs(entry.ms)}</Cell>
      <Cell className={cn(CELL, "w-14 text-right")}>{entry.bytes === 0 ? "" : formatBytes(entry.bytes)}</Cell>
    </div>
  );
});

function Cell({ className, children }: { className: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the row
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, for all of its cells
    <span role="gridcell" className={className}>
      {children}
    </span>
  );
}

function tone(entry: WireEntry): string {
  if (entry.failed) return "text-err";
  if (entry.kind === "lifecycle") return "text-fg3";
  return entry.direction === "sent" ? "text-accent" : "text-ok";
}
