import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useRef, useState } from "react";
import { type ConnectionView, useSettings } from "@/ipc";
import { ConnectionRow } from "./connection-row";

/** Padding and two lines, or one. The taller also fits the border between rows. */
const ROW_HEIGHT = { comfortable: 56, compact: 36 } as const;

/** The connections as a virtual list: one stop for Tab, the arrow keys move between rows. */
export function ConnectionList({ connections }: { connections: ConnectionView[] }) {
  const { data: settings } = useSettings();
  const density = settings?.density ?? "comfortable";
  const viewport = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<string>();
  const found = connections.findIndex(({ id }) => id === chosen);
  const active = Math.max(found, 0);
  const rows = useVirtualizer({
    count: connections.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => ROW_HEIGHT[density],
    getItemKey: (index) => connections[index]?.id ?? index,
    overscan: 8,
    // The row that has the focus stays, wherever the list is scrolled to.
    rangeExtractor: (range) => [...new Set([active, ...defaultRangeExtractor(range)])].sort((a, b) => a - b),
  });

  const moves: Record<string, number> = {
    ArrowDown: active + 1,
    j: active + 1,
    ArrowUp: active - 1,
    k: active - 1,
    Home: 0,
    End: connections.length - 1,
  };
  const move = (event: KeyboardEvent<HTMLElement>) => {
    // A menu or card that hangs on a row has these keys to itself.
    if (!(event.target instanceof HTMLElement) || !event.target.matches("[data-row]")) return;
    const target = event.ctrlKey || event.metaKey || event.altKey ? undefined : moves[event.key];
    const next = target === undefined ? undefined : connections[target];
    if (!next || target === undefined) return;
    event.preventDefault();
    setChosen(next.id);
    rows.scrollToIndex(target);
    requestAnimationFrame(() =>
      viewport.current?.querySelector<HTMLElement>(`[data-row="${next.id}"]`)?.focus(),
    );
  };

  return (
    <div ref={viewport} className="thin-scroll @container min-h-0 flex-1" data-pane>
      <ul
        aria-label="Connections"
        className="relative"
        style={{ height: rows.getTotalSize() }}
        onKeyDown={move}
      >
        {rows.getVirtualItems().map(({ index, key, start, size }) => {
          const connection = connections[index];
          if (!connection) return null;
          return (
            <li
              key={key}
              aria-setsize={connections.length}
              aria-posinset={index + 1}
              className="absolute inset-x-0 top-0 border-b"
              style={{ height: size, transform: `translateY(${start}px)` }}
              onFocus={() => setChosen(connection.id)}
            >
              <ConnectionRow connection={connection} density={density} reachable={index === active} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
