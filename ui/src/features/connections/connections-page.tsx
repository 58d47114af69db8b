import { getRouteApi } from "@tanstack/react-router";
import { Plus, SearchX } from "lucide-react";
import { Suspense, useState } from "react";
import { ErrorCard } from "@/components/error-card";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { type ConnectionView, failureOf, useConnections } from "@/ipc";
import { ConnectionList } from "./connection-list";
import { arrange, type SortBy } from "./connection-order";
import { FirstRun } from "./first-run";
import { ConnectionSheets } from "./lazy-sheets";

const route = getRouteApi("/connections");

/** Every saved connection with its live status; on first run, the way to the first one. */
export function ConnectionsPage() {
  const connections = useConnections();
  return (
    <>
      <Body connections={connections} />
      <Sheets />
    </>
  );
}

/** The form is much code, and no part of the first picture. */
function Sheets() {
  const { add, configure } = route.useSearch();
  if (!add && configure === undefined) return null;
  return (
    <Suspense>
      <ConnectionSheets />
    </Suspense>
  );
}

function Body({ connections }: { connections: ReturnType<typeof useConnections> }) {
  if (connections.data) {
    return connections.data.length === 0 ? <FirstRun /> : <Connections all={connections.data} />;
  }
  if (connections.error) {
    return (
      <div className="mx-auto w-full max-w-140 p-6">
        <h1 className="mb-4 text-page">Connections</h1>
        <ErrorCard
          failure={failureOf(connections.error)}
          handlers={{ retry: () => void connections.refetch() }}
          busy={connections.isFetching}
        />
      </div>
    );
  }
  return <Loading />;
}

const SORTS: { value: SortBy; label: string }[] = [
  { value: "name", label: "Name" },
  { value: "status", label: "Status" },
];

function Connections({ all }: { all: ConnectionView[] }) {
  const navigate = route.useNavigate();
  const [search, setSearch] = useState("");
  const [sort, setSort] = useState<SortBy>("name");
  const shown = arrange(all, search, sort);
  return (
    <>
      <header className="flex min-h-15 shrink-0 items-center gap-2 border-b px-6 py-3 max-[600px]:flex-wrap max-[600px]:px-3">
        <h1 className="mr-auto shrink-0 text-page">Connections</h1>
        <Input
          type="search"
          aria-label="Search connections"
          placeholder="Search name, URL or command"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && setSearch("")}
          className="w-60! min-w-28! shrink"
          data-testid="connection-search"
        />
        <Select
          aria-label="Sort"
          prefix="Sort:"
          value={sort}
          options={SORTS}
          onChange={setSort}
          data-testid="sort"
        />
        <Button
          variant="primary"
          onClick={() => void navigate({ search: { add: true } })}
          data-testid="add-server"
        >
          <Plus aria-hidden />
          Add server
        </Button>
      </header>
      {shown.length === 0 ? (
        <EmptyState
          icon={<SearchX aria-hidden />}
          title={`No connection matches “${search}”`}
          actions={<Button onClick={() => setSearch("")}>Clear search</Button>}
          data-testid="no-match"
        />
      ) : (
        <ConnectionList connections={shown} />
      )}
    </>
  );
}

/** Stands for the list while it loads; invisible for the first 150 ms, which it rarely takes. */
function Loading() {
  return (
    <div role="status" aria-label="Loading connections" className="fade-late flex flex-col">
      <div className="flex h-15 items-center border-b px-6">
        <h1 className="text-page">Connections</h1>
      </div>
      {[0, 1, 2].map((row) => (
        <div key={row} className="flex h-14 items-center gap-4 border-b px-6">
          <Skeleton className="h-4 w-32" />
          <Skeleton className="h-4 w-72" />
        </div>
      ))}
    </div>
  );
}
