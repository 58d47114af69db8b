import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  memo,
  type Ref,
  type RefObject,
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from "react";

import type { Mode } from "../mode";
import { MODE_WORDS } from "../mode-words";
import { RowView } from "./row-view";
import type { Row } from "./rows";
import { treeCommand } from "./tree-keys";

/** What others may ask of the list. */
export interface ItemListHandle {
  /** Moves the focus into the list, to the first item when `first`, else to where it was. */
  focus: (first: boolean) => void;
}

export interface ItemListProps {
  rows: readonly Row[];
  /** The words of the search, to be highlighted. */
  words: readonly string[];
  /** The row of what is being looked at. */
  selectedKey: string | undefined;
  compact: boolean;
  mode: Mode;
  /** A row was clicked, or Enter pressed on it. */
  onPick: (row: Row) => void;
  /** A group is to be opened or closed. */
  onToggle: (row: Row, open: boolean) => void;
  /** The one thing a row offers besides being picked, such as Connect. */
  onAct: (row: Row) => void;
  ref?: Ref<ItemListHandle>;
}

/** Rows drawn beyond the edges, so that scrolling shows no gaps. */
const OVERSCAN = 8;

/** What all connections list, as a tree. Only the rows in sight exist, so ten thousand are as quick as ten. */
export const ItemList = memo(function ItemList({
  rows,
  words,
  selectedKey,
  compact,
  mode,
  onPick,
  onToggle,
  onAct,
  ref,
}: ItemListProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [activeKey, setActiveKey] = useState<string>();
  const active = useMemo(() => indexOf(rows, activeKey ?? selectedKey) ?? 0, [rows, activeKey, selectedKey]);

  // Stable while the rows are the same, so that scrolling does not measure all of them anew.
  const keyOf = useCallback((index: number) => rows[index]?.key ?? index, [rows]);
  const heightOf = useCallback((index: number) => rowHeight(rows[index], compact), [rows, compact]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: keyOf,
    estimateSize: heightOf,
    overscan: OVERSCAN,
    // The row that the keyboard is on stays, wherever the list is scrolled to: assistive technology is pointed at it.
    rangeExtractor: (range) => withIndex(defaultRangeExtractor(range), Math.min(active, range.count - 1)),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: heights follow the density, which the list can't see
  useEffect(() => virtual.measure(), [virtual, compact]);

  useSelectionInSight(scroller, rows, selectedKey, words.length > 0, virtual.scrollToIndex);

  const moveTo = (index: number) => {
    setActiveKey(rows[index]?.key);
    virtual.scrollToIndex(index);
  };
  useImperativeHandle(ref, () => ({
    focus: (first) => {
      scroller.current?.focus();
      if (first)
        moveTo(
          Math.max(
            0,
            rows.findIndex((row) => row.type === "item"),
          ),
        );
    },
  }));

  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[active];
    if (!row || event.ctrlKey || event.metaKey || event.altKey || event.target !== scroller.current) return;
    const page = Math.max(1, virtual.getVirtualItems().length - 2 * OVERSCAN);
    const command = treeCommand(event.key, rows, active, page);
    if (!command) return;
    event.preventDefault();
    if (command.type === "move") moveTo(command.to);
    else if (command.type === "toggle") onToggle(row, command.open);
    else if (command.type === "pick") onPick(row);
    else onAct(row);
  };

  return (
    <div
      ref={scroller}
      role="tree"
      aria-label={MODE_WORDS[mode].title}
      tabIndex={0}
      data-testid={`${MODE_WORDS[mode].one}-list`}
      aria-activedescendant={rows[active] ? `${id}-${active}` : undefined}
      onKeyDown={onKeyDown}
      className="thin-scroll group/list min-h-0 flex-1 overflow-x-hidden outline-none"
    >
      <div role="presentation" className="relative w-full" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          return row ? (
            <RowView
              key={item.key}
              id={`${id}-${item.index}`}
              row={row}
              words={words}
              compact={compact}
              mode={mode}
              top={item.start}
              height={item.size}
              active={item.index === active}
              selected={row.key === selectedKey}
              onPick={() => {
                setActiveKey(row.key);
                onPick(row);
              }}
              onAct={() => onAct(row)}
            />
          ) : null;
        })}
      </div>
    </div>
  );
});

/**
 * Scrolls to what is selected when something else is, and as long as lists come in above it. Nothing moves any more
 * once somebody has touched the list.
 */
function useSelectionInSight(
  scroller: RefObject<HTMLElement | null>,
  rows: readonly Row[],
  selectedKey: string | undefined,
  searching: boolean,
  scrollTo: (index: number) => void,
): void {
  const shown = useRef<string>(undefined);
  const touched = useRef(false);
  useEffect(() => {
    const list = scroller.current;
    const touch = () => {
      touched.current = true;
    };
    const events = ["wheel", "pointerdown", "keydown"];
    for (const event of events) list?.addEventListener(event, touch, { passive: true });
    return () => {
      for (const event of events) list?.removeEventListener(event, touch);
    };
  }, [scroller]);
  useEffect(() => {
    if (shown.current === selectedKey && (touched.current || searching)) return;
    shown.current = selectedKey;
    const selected = indexOf(rows, selectedKey);
    if (selected !== undefined) scrollTo(selected);
  }, [rows, selectedKey, searching, scrollTo]);
}

function indexOf(rows: readonly Row[], key: string | undefined): number | undefined {
  const index = key === undefined ? -1 : rows.findIndex((row) => row.key === key);
  return index < 0 ? undefined : index;
}

/** The indices, in order, with one more. */
function withIndex(indices: number[], index: number): number[] {
  return indices.includes(index) ? indices : [...indices, index].sort((a, b) => a - b);
}

function rowHeight(row: Row | undefined, compact: boolean): number {
  switch (row?.type) {
    case "item":
    case "rejected":
      return compact ? 32 : 44;
    case "note":
      return 36;
    default:
      return 32;
  }
}
