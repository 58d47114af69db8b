import { ChevronRight, CircleSlash } from "lucide-react";

import { StatusGlyph } from "@/components/status-glyph";
import { cn } from "@/lib/cn";
import { count } from "@/lib/format";
import { statusWords } from "@/lib/status-words";
import { GroupNoteLine } from "./group-note-line";
import { HintGlyph } from "./tool-hint";
import type { ToolRow } from "./tool-rows";
import { highlight } from "./tool-search";

interface ToolRowViewProps {
  id: string;
  row: ToolRow;
  words: readonly string[];
  compact: boolean;
  /** Pixels from the top of the list. */
  top: number;
  height: number;
  /** Where the keyboard is. */
  active: boolean;
  /** What is being looked at. */
  selected: boolean;
  onPick: () => void;
  onAct: () => void;
}

/** One line of the tool list. */
export function ToolRowView({ id, row, active, selected, top, height, onPick, ...rest }: ToolRowViewProps) {
  const open = row.type === "connection" || row.type === "rejected-group" ? row.open : undefined;
  return (
    // The tree itself has the focus and the keys; rows are pointed at by aria-activedescendant.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div
      id={id}
      role="treeitem"
      aria-level={row.type === "connection" ? 1 : row.type === "rejected" ? 3 : 2}
      aria-expanded={open}
      aria-selected={selected}
      aria-setsize={row.type === "tool" ? row.siblings : undefined}
      aria-posinset={row.type === "tool" ? row.position : undefined}
      data-testid={testIdOf(row)}
      onClick={onPick}
      className={cn(
        "absolute inset-x-1 flex cursor-default items-center gap-2 rounded-control px-2 hover:bg-s2",
        row.type === "tool" && row.stale && "opacity-65",
        selected && "bg-s2",
        active &&
          "group-focus-visible/list:outline-2 group-focus-visible/list:-outline-offset-2 group-focus-visible/list:outline-accent",
      )}
      style={{ top, height }}
    >
      {selected ? (
        <span aria-hidden className="absolute inset-y-1.5 -left-px w-0.75 rounded-full bg-accent" />
      ) : null}
      <Content row={row} {...rest} />
    </div>
  );
}

function Content({
  row,
  words,
  compact,
  onAct,
}: Pick<ToolRowViewProps, "row" | "words" | "compact" | "onAct">) {
  switch (row.type) {
    case "connection":
      return (
        <>
          <Chevron open={row.open} />
          <StatusGlyph shape={statusWords(row.connection.status).shape} className="size-3.5!" />
          <span dir="auto" className="min-w-0 flex-1 truncate font-medium">
            {row.connection.name}
          </span>
          <span className="sr-only">, {statusWords(row.connection.status).word.toLowerCase()}</span>
          {row.count === undefined ? null : (
            <span className="tabular text-fg3 text-meta">
              <span className="sr-only">, </span>
              {row.count.toLocaleString("en")}
              <span className="sr-only">{row.count === 1 ? " tool" : " tools"}</span>
            </span>
          )}
        </>
      );
    case "tool":
      return (
        <>
          <span className={cn("flex min-w-0 flex-1 pl-5", compact ? "items-baseline gap-2" : "flex-col")}>
            <span className={cn("relative truncate font-mono text-code", compact && "max-w-[70%] shrink-0")}>
              <Highlighted text={row.tool.name} words={words} />
              <span className="sr-only">, </span>
            </span>
            <span dir="auto" className="truncate text-fg3 text-meta">
              <Highlighted text={subtitle(row, words)} words={words} />
            </span>
          </span>
          <HintGlyph hint={row.tool.hint} />
        </>
      );
    case "note":
      return <GroupNoteLine note={row.note} connection={row.connection} onAct={onAct} />;
    case "rejected-group":
      return (
        <span className="flex min-w-0 items-center gap-2 pl-3 text-auth text-meta">
          <Chevron open={row.open} />
          <span className="truncate">{count(row.count, "unusable definition")}</span>
        </span>
      );
    case "rejected":
      return (
        <>
          <CircleSlash aria-hidden className="ml-5 size-3.5! text-auth-glyph" />
          <span className={cn("flex min-w-0 flex-1", compact ? "items-baseline gap-2" : "flex-col")}>
            <span className="truncate font-mono text-code">{rejectedName(row.rejected)}</span>
            <span className="truncate text-fg3 text-meta">{row.rejected.reason}</span>
          </span>
        </>
      );
  }
}

/** A definition without a name is called by its place in the list. */
export function rejectedName({ name, index }: { name: string | null; index: number }): string {
  return name ?? `Tool ${index + 1} (no name)`;
}

/** What is shown below the name; while searching, the parameter that was found rather than nothing. */
function subtitle({ tool }: Extract<ToolRow, { type: "tool" }>, words: readonly string[]): string {
  const about = [tool.title, tool.summary].filter(Boolean).join(" · ");
  const seen = `${tool.name} ${about}`.toLowerCase();
  const found = tool.params.filter((param) =>
    words.some((word) => !seen.includes(word) && param.toLowerCase().includes(word)),
  );
  if (found.length > 0) return `argument ${found.join(", ")}`;
  return about || (tool.params.length > 0 ? tool.params.join(", ") : "No description");
}

function Chevron({ open }: { open: boolean }) {
  return <ChevronRight aria-hidden className={cn("-ml-1 size-3.5! text-fg3", open && "rotate-90")} />;
}

function Highlighted({ text, words }: { text: string; words: readonly string[] }) {
  if (words.length === 0) return text;
  return highlight(text, words).map((run, index) =>
    run.found ? (
      <mark
        // biome-ignore lint/suspicious/noArrayIndexKey: the runs of one text have no other identity
        key={index}
        className="rounded-[2px] bg-[color-mix(in_srgb,var(--auth-glyph)_30%,transparent)] text-fg"
      >
        {run.text}
      </mark>
    ) : (
      run.text
    ),
  );
}

function testIdOf(row: ToolRow): string {
  switch (row.type) {
    case "connection":
      return `tool-group-${row.connection.slug}`;
    case "tool":
      return `tool-row-${row.tool.name}`;
    case "note":
      return `tool-note-${row.note.type}`;
    case "rejected-group":
      return "rejected-group";
    case "rejected":
      return `rejected-row-${row.rejected.index}`;
  }
}
