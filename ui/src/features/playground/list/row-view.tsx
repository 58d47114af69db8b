import { BellRing, ChevronRight, CircleSlash } from "lucide-react";

import { StatusGlyph } from "@/components/status-glyph";
import { Tooltip } from "@/components/ui/tooltip";
import { cn } from "@/lib/cn";
import { count } from "@/lib/format";
import { statusWords } from "@/lib/status-words";
import type { Mode } from "../mode";
import { MODE_WORDS } from "../mode-words";
import { GroupNoteLine } from "./group-note-line";
import { rejectedName } from "./rejected-name";
import type { Row } from "./rows";
import { highlight } from "./search";
import { StandingGlyph } from "./standing-glyph";
import { HintGlyph } from "./tool-hint";

interface RowViewProps {
  id: string;
  row: Row;
  words: readonly string[];
  compact: boolean;
  mode: Mode;
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

/** One line of a list. */
export function RowView({ id, row, active, selected, top, height, onPick, ...rest }: RowViewProps) {
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
      aria-setsize={row.type === "item" ? row.siblings : undefined}
      aria-posinset={row.type === "item" ? row.position : undefined}
      data-testid={testIdOf(row, rest.mode)}
      onClick={onPick}
      className={cn(
        "absolute inset-x-1 flex cursor-default items-center gap-2 rounded-control px-2",
        row.type !== "section" && "hover:bg-s2",
        row.type === "item" && row.stale && "opacity-65",
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
  mode,
  onAct,
}: Pick<RowViewProps, "row" | "words" | "compact" | "mode" | "onAct">) {
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
              <span className="sr-only">
                {" "}
                {row.count === 1 ? MODE_WORDS[mode].one : MODE_WORDS[mode].many}
              </span>
            </span>
          )}
        </>
      );
    case "item":
      return <ItemContent row={row} words={words} compact={compact} />;
    case "section":
      return (
        <span className="flex min-w-0 flex-1 items-baseline gap-1.5 pl-5 font-medium text-fg3 text-meta">
          {row.label}
          <span className="tabular ml-auto font-normal">{row.count.toLocaleString("en")}</span>
        </span>
      );
    case "note":
      return <GroupNoteLine note={row.note} connection={row.connection} mode={mode} onAct={onAct} />;
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
            <span className="truncate font-mono text-code">{rejectedName(row.rejected, mode)}</span>
            <span className="truncate text-fg3 text-meta">{row.rejected.reason}</span>
          </span>
        </>
      );
  }
}

type ItemRow = Extract<Row, { type: "item" }>;

function ItemContent({ row, words, compact }: { row: ItemRow; words: readonly string[]; compact: boolean }) {
  const { item } = row;
  return (
    <>
      <span className={cn("flex min-w-0 flex-1 pl-5", compact ? "items-baseline gap-2" : "flex-col")}>
        <span
          dir={item.code ? undefined : "auto"}
          className={cn(
            "relative truncate",
            item.code && "font-mono text-code",
            compact && "max-w-[70%] shrink-0",
          )}
        >
          <Highlighted text={item.label} words={words} />
          <span className="sr-only">, </span>
        </span>
        <span dir="auto" className="truncate text-fg3 text-meta">
          <Highlighted text={subtitle(row, words)} words={words} />
        </span>
      </span>
      {item.followed ? (
        <Tooltip text="You are told when it changes." side="right">
          <span className="text-fg3">
            <BellRing aria-hidden className="size-3.5!" />
            <span className="sr-only">, subscribed</span>
          </span>
        </Tooltip>
      ) : null}
      <StandingGlyph standing={item.standing} />
      <HintGlyph hint={item.hint} />
    </>
  );
}

/** What is shown below the name; while searching, what was found elsewhere rather than nothing. */
function subtitle({ item }: ItemRow, words: readonly string[]): string {
  const seen = `${item.label} ${item.about}`.toLowerCase();
  const hidden = words.filter((word) => !seen.includes(word));
  const found = item.params.filter((param) => hidden.some((word) => param.toLowerCase().includes(word)));
  if (found.length > 0) return `argument ${found.join(", ")}`;
  if (hidden.length > 0 && item.more !== "") return item.more;
  return item.about || item.params.join(", ") || "No description";
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

function testIdOf(row: Row, mode: Mode): string {
  const { one } = MODE_WORDS[mode];
  switch (row.type) {
    case "connection":
      return `${one}-group-${row.connection.slug}`;
    case "item":
      return `${row.item.kind}-row-${row.item.id}`;
    case "section":
      return "templates-section";
    case "note":
      return `${one}-note-${row.note.type}`;
    case "rejected-group":
      return "rejected-group";
    case "rejected":
      return `rejected-row-${row.rejected.index}`;
  }
}
