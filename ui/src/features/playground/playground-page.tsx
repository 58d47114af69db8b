import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { FlaskConical } from "lucide-react";
import { useCallback, useEffect, useState } from "react";

import { ErrorCard } from "@/components/error-card";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton } from "@/components/ui/skeleton";
import { failureOf, type RejectedTool } from "@/ipc";
import { ItemPane } from "./list/item-pane";
import type { Row } from "./list/rows";
import { useGroups } from "./list/use-groups";
import { MODES, modeOf, type Picked, pickedItem, placeOf, startOf } from "./mode";
import { ModeBar } from "./mode-bar";
import { ListPanes } from "./panes";
import { PickedPanel } from "./picked-panel";
import { useModeKey } from "./playground-keys";
import { notePicked, placeIn } from "./view";

const route = getRouteApi("/playground");

/** Use anything that any connection offers: a list, a form, the result, side by side. */
export function PlaygroundPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const mode = modeOf(search);
  const { groups, loading, failure, retry } = useGroups(mode);
  // An unusable definition has no address: it is looked at, then left.
  const [rejected, setRejected] = useState<Rejected>();
  const lookedAt = rejected?.at === search ? rejected : undefined;

  useEffect(() => notePicked(search), [search]);
  useModeKey(() => {
    const next = MODES[(MODES.indexOf(mode) + 1) % MODES.length] ?? "tools";
    void navigate({ to: "/playground", search: placeIn(next) });
  });

  const itemIsOpen = pickedItem(search) !== undefined || lookedAt !== undefined;
  const pick = useCallback(
    (row: Row) => {
      const { id, status } = row.connection;
      // Opening and closing groups leaves the item open, unless there is a failure to read instead.
      if (row.type === "connection" && itemIsOpen && !("failure" in status)) return;
      const place = row.type === "item" ? placeOf(id, row.item.kind, row.item.id) : startOf(mode, id);
      setRejected(row.type === "rejected" ? { at: search, item: row.rejected } : undefined);
      if (row.type !== "rejected") void navigate({ to: "/playground", search: place, replace: true });
    },
    [navigate, itemIsOpen, mode, search],
  );
  const isSelected = useCallback(
    (row: Row) => {
      if (lookedAt) return row.type === "rejected" && row.rejected === lookedAt.item;
      if (row.connection.id !== search.connection) return false;
      const item = pickedItem(search);
      if (item === undefined) return row.type === "connection";
      return row.type === "item" && row.item.kind === item.kind && row.item.id === item.id;
    },
    [search, lookedAt],
  );

  if (loading) return <Loading />;
  if (failure)
    return (
      <div className="p-6">
        <ErrorCard failure={failureOf(failure)} handlers={{ retry }} />
      </div>
    );
  if (groups.length === 0) return <NoConnections />;

  return (
    <ListPanes
      list={
        <div className="flex h-full flex-col bg-s1">
          <ModeBar mode={mode} />
          <ItemPane key={mode} mode={mode} groups={groups} isSelected={isSelected} onPick={pick} />
        </div>
      }
    >
      <PickedPanel mode={mode} picked={search} groups={groups} rejected={lookedAt?.item} />
    </ListPanes>
  );
}

/** An unusable definition, and the address it was looked at from: another address leaves it. */
interface Rejected {
  at: Picked;
  item: RejectedTool;
}

function Loading() {
  return (
    <div aria-busy className="flex flex-col gap-3 p-4">
      <Skeleton className="h-8 w-60" />
      <Skeleton className="h-40 w-60" />
    </div>
  );
}

function NoConnections() {
  const navigate = useNavigate();
  return (
    <EmptyState
      icon={<FlaskConical aria-hidden />}
      title="No connections yet"
      actions={
        <>
          <Button
            variant="primary"
            onClick={() => void navigate({ to: "/connections", search: { add: true } })}
          >
            Add a server
          </Button>
          <Button onClick={() => void navigate({ to: "/connections" })}>Try the sample server</Button>
        </>
      }
    >
      Add a server, then use here what it offers.
    </EmptyState>
  );
}
