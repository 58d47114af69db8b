import type { UseQueryResult } from "@tanstack/react-query";
import { Cable, SearchX } from "lucide-react";
import { type ReactNode, useState } from "react";
import { ErrorCard } from "@/components/error-card";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { PrimaryAction, useFailureHandlers } from "@/features/connections";
import { failureOf } from "@/ipc";
import { count } from "@/lib/format";
import { statusWords } from "@/lib/status-words";
import type { ConnectionPartProps } from "./connection-header";

/** How many rows are drawn before somebody asks for more. */
const PAGE = 200;

interface ListingProps<List, Item> extends ConnectionPartProps {
  query: UseQueryResult<List>;
  /** “tools”: what is listed. */
  noun: string;
  items: (list: List) => readonly Item[];
  /** What a search looks in. */
  textOf: (item: Item) => string;
  /** What to show where the server has none. */
  empty: ReactNode;
  /** Asks the server anew. */
  onRefresh: () => void;
  refreshing: boolean;
  /** The rows that were found, drawn. */
  children: (found: readonly Item[], list: List) => ReactNode;
}

/** A list that a connected server gives, in all its states. */
export function Listing<List, Item>(props: ListingProps<List, Item>) {
  const { connection, commands, query, noun, items, textOf, empty, onRefresh, refreshing, children } = props;
  const [search, setSearch] = useState("");
  const [shown, setShown] = useState(PAGE);
  const handlers = useFailureHandlers(connection, commands);
  if (query.data === undefined) {
    const failure = query.error ? failureOf(query.error) : null;
    if (connection.status.type !== "connected" || failure?.code === "not_connected") {
      return <NotConnected connection={connection} commands={commands} noun={noun} />;
    }
    if (failure) {
      return (
        <div className="p-6">
          <ErrorCard
            failure={failure}
            handlers={{ ...handlers, retry: () => void query.refetch(), refresh_tools: onRefresh }}
            busy={query.isFetching}
          />
        </div>
      );
    }
    return <Loading noun={noun} />;
  }
  const all = items(query.data);
  if (all.length === 0) return empty;
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter((item) => {
    const text = textOf(item).toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return (
    <div className="flex flex-col gap-3 px-6 py-4 max-[700px]:px-3">
      <div className="flex items-center gap-2">
        <Input
          type="search"
          aria-label={`Search ${noun}`}
          placeholder={`Search ${noun}`}
          value={search}
          onChange={(event) => {
            setSearch(event.target.value);
            setShown(PAGE);
          }}
          onKeyDown={(event) => event.key === "Escape" && setSearch("")}
          className="w-64! min-w-28! shrink"
          data-testid={`search-${noun}`}
        />
        <span role="status" className="tabular text-fg3 text-meta">
          {words.length > 0 ? `${found.length} of ${all.length}` : ""}
        </span>
        <Button
          size="sm"
          className="ml-auto"
          busy={refreshing}
          onClick={onRefresh}
          data-testid={`refresh-${noun}`}
        >
          Refresh
        </Button>
      </div>
      {found.length === 0 ? (
        <EmptyState
          icon={<SearchX aria-hidden />}
          title={`Nothing among the ${noun} matches “${search}”`}
          actions={<Button onClick={() => setSearch("")}>Clear search</Button>}
        />
      ) : (
        children(found.slice(0, shown), query.data)
      )}
      {found.length > shown ? (
        <div className="flex justify-center">
          <Button onClick={() => setShown((was) => was + PAGE)} data-testid="show-more">
            Show {Math.min(PAGE, found.length - shown)} more of {count(found.length, noun.slice(0, -1))}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function NotConnected({ connection, commands, noun }: ConnectionPartProps & { noun: string }) {
  const { name, status } = connection;
  const { word } = statusWords(status);
  return (
    <EmptyState
      icon={<Cable aria-hidden />}
      title={`${name}: ${word.toLowerCase()}`}
      actions={<PrimaryAction connection={connection} commands={commands} withDetails={false} />}
      data-testid="not-connected"
    >
      Its {noun} show once it is connected.
    </EmptyState>
  );
}

function Loading({ noun }: { noun: string }) {
  return (
    <div role="status" aria-label={`Loading ${noun}`} className="fade-late flex flex-col gap-3 p-6">
      {[0, 1, 2, 3].map((row) => (
        <Skeleton key={row} className="h-8 w-full" />
      ))}
    </div>
  );
}

/** A list that was cut short, or lost some of its items: said below it. */
export function ListNotes({
  noun,
  rejected,
  cut,
}: {
  noun: string;
  rejected: readonly { name: string | null; index: number; reason: string }[];
  cut: string | null;
}) {
  if (rejected.length === 0 && cut === null) return null;
  return (
    <section
      className="flex flex-col gap-1 rounded-card border border-auth-glyph/50 p-3"
      data-testid="list-notes"
    >
      {cut === null ? null : <p>The list was cut: the server has more {noun} than Hitchpost reads.</p>}
      {rejected.length === 0 ? null : (
        <>
          <h2 className="font-medium">
            {rejected.length === 1 ? "1 can't be used" : `${rejected.length} can't be used`}
          </h2>
          <ul className="flex flex-col gap-0.5 text-fg2 text-meta">
            {rejected.map(({ name, index, reason }) => (
              <li key={index} className="break-words">
                <code>{name ?? `number ${index + 1}`}</code>: {reason}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** The look of a table's cells. */
export const CELL = "border-b py-2 pr-4 align-top";
/** The look of a table's heads. */
export const HEAD = "border-b pb-1.5 pr-4 text-left font-medium text-fg3 text-meta";
