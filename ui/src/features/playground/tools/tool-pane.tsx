import { useQueryClient } from "@tanstack/react-query";
import { Search, X } from "lucide-react";
import {
  type KeyboardEvent as ReactKeyboardEvent,
  type RefObject,
  useCallback,
  useDeferredValue,
  useMemo,
  useRef,
} from "react";

import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { showSignIn, useWayIn } from "@/features/sign-in";
import { keys, useIpc, useSettings } from "@/ipc";
import { count } from "@/lib/format";
import { useSearchKeys } from "../playground-keys";
import { useConnectionCommands } from "../use-connection-commands";
import { openGroup, searchFor, usePlaygroundView } from "../view";
import { ToolList, type ToolListHandle } from "./tool-list";
import { type ToolGroup, type ToolRow, toolRows } from "./tool-rows";
import { queryWords } from "./tool-search";

interface ToolPaneProps {
  groups: readonly ToolGroup[];
  /** Whether a row is the one being looked at. */
  isSelected: (row: ToolRow) => boolean;
  onPick: (row: ToolRow) => void;
}

/** The left pane: the tools of all connections, with search. */
export function ToolPane({ groups, isSelected, onPick }: ToolPaneProps) {
  const query = usePlaygroundView((view) => view.query);
  // The letter appears at once; the list follows when there is time, however long it is.
  const searched = useDeferredValue(query);
  const words = useMemo(() => queryWords(searched), [searched]);
  const openFound = usePlaygroundView((view) => view.openFound);
  const openAll = usePlaygroundView((view) => view.openGroups);
  const openGroups = words.length > 0 ? openFound : openAll;
  const rows = useMemo(() => toolRows(groups, searched, openGroups), [groups, searched, openGroups]);
  const found = useMemo(
    () => rows.reduce((sum, row) => sum + (row.type === "connection" ? (row.count ?? 0) : 0), 0),
    [rows],
  );
  const selectedKey = useMemo(() => rows.find(isSelected)?.key, [rows, isSelected]);
  const compact = useSettings().data?.density === "compact";
  const list = useRef<ToolListHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const act = useRowAction();
  useSearchKeys(search);

  // Stable, so that a letter that has found nothing yet does not draw the list.
  const pick = useCallback(
    (row: ToolRow) => {
      if (row.type === "rejected-group" || row.type === "connection") openGroup(row.key, !row.open);
      if (row.type !== "rejected-group") onPick(row);
    },
    [onPick],
  );
  return (
    <section data-pane aria-label="Tools of all connections" className="flex h-full min-h-0 flex-col bg-s1">
      <SearchField
        ref={search}
        query={query}
        onQuery={searchFor}
        onDown={() => list.current?.focus(true)}
        onEnter={() => {
          // Enter may be faster than the list: what counts is the query as it stands.
          const shown = searched === query ? rows : toolRows(groups, query, openFound);
          const first = shown.find((row) => row.type === "tool");
          if (first) onPick(first);
        }}
      />
      <div aria-live="polite" className="sr-only">
        {words.length > 0 ? `${count(found, "tool")} found` : ""}
      </div>
      {rows.length > 0 ? (
        <ToolList
          ref={list}
          rows={rows}
          words={words}
          selectedKey={selectedKey}
          compact={compact}
          onPick={pick}
          onToggle={toggle}
          onAct={act}
        />
      ) : words.length > 0 ? (
        <EmptyState
          title={`No tool matches “${searched.trim()}”`}
          actions={<Button onClick={() => searchFor("")}>Clear search</Button>}
        />
      ) : null}
    </section>
  );
}

function toggle(row: ToolRow, open: boolean): void {
  openGroup(row.key, open);
}

interface SearchFieldProps {
  query: string;
  onQuery: (query: string) => void;
  onDown: () => void;
  onEnter: () => void;
  ref: RefObject<HTMLInputElement | null>;
}

function SearchField({ query, onQuery, onDown, onEnter, ref }: SearchFieldProps) {
  const onKeyDown = (event: ReactKeyboardEvent) => {
    if (event.key === "ArrowDown") onDown();
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) onEnter();
    else if (event.key === "Escape" && query !== "") onQuery("");
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="relative shrink-0 p-2">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-4.5 size-3.5! -translate-y-1/2 text-fg3"
      />
      <Input
        ref={ref}
        type="search"
        aria-label="Search tools"
        placeholder="Search tools"
        data-testid="tool-search"
        value={query}
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={onKeyDown}
        className="pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden"
      />
      {query === "" ? null : (
        <IconButton
          label="Clear the search"
          className="absolute! top-1/2 right-2.5 size-6! -translate-y-1/2"
          onClick={() => {
            onQuery("");
            ref.current?.focus();
          }}
        >
          <X aria-hidden className="size-3.5!" />
        </IconButton>
      )}
    </div>
  );
}

/** Does what a row offers: connect, retry, list again. */
function useRowAction(): (row: ToolRow) => void {
  const ipc = useIpc();
  const client = useQueryClient();
  const { connect, enable } = useConnectionCommands();
  const enter = useWayIn();

  return useCallback(
    (row) => {
      const { connection } = row;
      const { id, status } = connection;
      switch (status.type) {
        case "connected":
          if (row.type !== "note" && row.type !== "connection") return;
          client
            .fetchQuery({ queryKey: keys.tools(id), queryFn: () => ipc.refreshTools(id), staleTime: 0 })
            .catch(() => {
              // The query keeps the failure, and the row shows it.
            });
          return;
        case "not_connected":
        case "error":
          connect(connection);
          return;
        case "disabled":
          enable(connection);
          return;
        case "signing_in":
          showSignIn(id);
          return;
        case "expired":
        case "needs_sign_in":
          enter(connection);
          return;
        case "connecting":
          return;
      }
    },
    [ipc, client, connect, enable, enter],
  );
}
