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
import { showApproval } from "@/features/approval";
import { showSignIn, useWayIn } from "@/features/sign-in";
import { useSettings } from "@/ipc";
import { count } from "@/lib/format";
import type { Mode } from "../mode";
import { MODE_WORDS } from "../mode-words";
import { useSearchKeys } from "../playground-keys";
import { useConnectionCommands } from "../use-connection-commands";
import { openGroup, searchFor, usePlaygroundView } from "../view";
import { ItemList, type ItemListHandle } from "./item-list";
import { type Group, listRows, type Row } from "./rows";
import { queryWords } from "./search";
import { useRefreshList } from "./use-groups";

interface ItemPaneProps {
  mode: Mode;
  groups: readonly Group[];
  /** Whether a row is the one being looked at. */
  isSelected: (row: Row) => boolean;
  onPick: (row: Row) => void;
}

/** What all connections list in one mode, with search. */
export function ItemPane({ mode, groups, isSelected, onPick }: ItemPaneProps) {
  const { query, openFound, openGroups: openAll } = usePlaygroundView((view) => view.lists[mode]);
  // The letter appears at once; the list follows when there is time, however long it is.
  const searched = useDeferredValue(query);
  const words = useMemo(() => queryWords(searched), [searched]);
  const openGroups = words.length > 0 ? openFound : openAll;
  const rows = useMemo(() => listRows(groups, searched, openGroups), [groups, searched, openGroups]);
  const found = useMemo(
    () => rows.reduce((sum, row) => sum + (row.type === "connection" ? (row.count ?? 0) : 0), 0),
    [rows],
  );
  const selectedKey = useMemo(() => rows.find(isSelected)?.key, [rows, isSelected]);
  const compact = useSettings().data?.density === "compact";
  const list = useRef<ItemListHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const act = useRowAction(mode);
  useSearchKeys(search);

  // Stable, so that a letter that has found nothing yet does not draw the list.
  const pick = useCallback(
    (row: Row) => {
      if (row.type === "rejected-group" || row.type === "connection") openGroup(mode, row.key, !row.open);
      if (row.type !== "rejected-group" && row.type !== "section") onPick(row);
    },
    [mode, onPick],
  );
  const toggle = useCallback((row: Row, open: boolean) => openGroup(mode, row.key, open), [mode]);
  return (
    <section
      data-pane
      aria-label={`${MODE_WORDS[mode].title} of all connections`}
      className="flex min-h-0 flex-1 flex-col"
    >
      <SearchField
        ref={search}
        mode={mode}
        query={query}
        onQuery={(next) => searchFor(mode, next)}
        onDown={() => list.current?.focus(true)}
        onEnter={() => {
          // Enter may be faster than the list: what counts is the query as it stands.
          const shown = searched === query ? rows : listRows(groups, query, openFound);
          const first = shown.find((row) => row.type === "item");
          if (first) onPick(first);
        }}
      />
      <div aria-live="polite" className="sr-only">
        {words.length > 0 ? `${count(found, MODE_WORDS[mode].one)} found` : ""}
      </div>
      {rows.length > 0 ? (
        <ItemList
          ref={list}
          rows={rows}
          words={words}
          selectedKey={selectedKey}
          compact={compact}
          mode={mode}
          onPick={pick}
          onToggle={toggle}
          onAct={act}
        />
      ) : words.length > 0 ? (
        <EmptyState
          title={`No ${MODE_WORDS[mode].one} matches “${searched.trim()}”`}
          actions={<Button onClick={() => searchFor(mode, "")}>Clear search</Button>}
        />
      ) : null}
    </section>
  );
}

interface SearchFieldProps {
  mode: Mode;
  query: string;
  onQuery: (query: string) => void;
  onDown: () => void;
  onEnter: () => void;
  ref: RefObject<HTMLInputElement | null>;
}

function SearchField({ mode, query, onQuery, onDown, onEnter, ref }: SearchFieldProps) {
  const { one, search } = MODE_WORDS[mode];
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
        aria-label={search}
        placeholder={search}
        data-testid={`${one}-search`}
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
function useRowAction(mode: Mode): (row: Row) => void {
  const refresh = useRefreshList(mode);
  const { connect, enable } = useConnectionCommands();
  const enter = useWayIn();

  return useCallback(
    (row) => {
      const { connection } = row;
      const { id, status } = connection;
      switch (status.type) {
        case "connected":
          if (row.type === "note" || row.type === "connection") void refresh(id);
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
        case "needs_approval":
          showApproval(id);
          return;
        case "connecting":
          return;
      }
    },
    [refresh, connect, enable, enter],
  );
}
