import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";

import type { WireEntry } from "@/ipc";
import { cn } from "@/lib/cn";
import { WireRow } from "./wire-row";

interface WireListProps {
  /** The newest last. */
  entries: readonly WireEntry[];
  picked: number | undefined;
  onPick: (seq: number) => void;
  /** Whether the newest line stays in sight, as long as the list is at its end. */
  follow: boolean;
}

const ROW = 26;
const OVERSCAN = 12;
/** So far from the end the list still counts as being at its end. */
const NEAR = ROW;

/** The lines of the log. Only those in sight exist. */
export function WireList({ entries, picked, onPick, follow }: WireListProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [activeSeq, setActiveSeq] = useState<number>();
  const active = useMemo(() => indexOf(entries, activeSeq ?? picked), [entries, activeSeq, picked]);
  const partner = useMemo(() => partnerOf(entries, picked), [entries, picked]);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => entries[index]?.seq ?? index,
    estimateSize: () => ROW,
    overscan: OVERSCAN,
  });

  const last = entries.length - 1;
  useEffect(() => {
    if (follow && atEnd.current && last >= 0) virtual.scrollToIndex(last, { align: "end" });
  }, [follow, last, virtual]);

  const moveTo = (index: number) => {
    const to = Math.max(0, Math.min(last, index));
    const entry = entries[to];
    if (!entry) return;
    setActiveSeq(entry.seq);
    virtual.scrollToIndex(to);
    // The line in full follows the keyboard once it is open.
    if (picked !== undefined) onPick(entry.seq);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = active ?? last + 1;
    const page = Math.max(1, virtual.getVirtualItems().length - 2 * OVERSCAN);
    const targets: Record<string, number> = {
      ArrowDown: active === undefined ? last : at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    const entry = active === undefined ? undefined : entries[active];
    if (target !== undefined) moveTo(target);
    else if ((event.key === "Enter" || event.key === " ") && entry) onPick(entry.seq);
    else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a table lays its rows out itself; these are placed one by one
    <div
      ref={scroller}
      role="grid"
      aria-label="Traffic"
      aria-rowcount={entries.length}
      aria-activedescendant={active === undefined ? undefined : `${id}-${entries[active]?.seq}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
        atEnd.current = scrollTop + clientHeight >= scrollHeight - NEAR;
      }}
      className={cn("thin-scroll group/lines min-h-0 flex-1 overflow-x-hidden outline-none")}
      data-testid="wire-list"
    >
      <div role="presentation" className="relative w-full" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const entry = entries[item.index];
          return entry ? (
            <WireRow
              key={item.key}
              id={`${id}-${entry.seq}`}
              entry={entry}
              index={item.index}
              top={item.start}
              height={ROW}
              active={item.index === active}
              picked={entry.seq === picked}
              partner={entry.seq === partner}
              onPick={() => {
                setActiveSeq(entry.seq);
                onPick(entry.seq);
              }}
            />
          ) : null;
        })}
      </div>
    </div>
  );
}

function indexOf(entries: readonly WireEntry[], seq: number | undefined): number | undefined {
  const index = seq === undefined ? -1 : entries.findIndex((entry) => entry.seq === seq);
  return index < 0 ? undefined : index;
}

/** The other half of an exchange. A request came before it was known which line would answer it. */
function partnerOf(entries: readonly WireEntry[], picked: number | undefined): number | undefined {
  if (picked === undefined) return undefined;
  const answers = entries.filter((entry) => entry.pair === picked);
  return answers.at(-1)?.seq ?? entries.find((entry) => entry.seq === picked)?.pair ?? undefined;
}
