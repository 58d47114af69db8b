import { type UseQueryOptions, type UseQueryResult, useQueries, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef } from "react";

import {
  type ConnectionId,
  type ConnectionView,
  type Failure,
  failureOf,
  type Ipc,
  keys,
  type SessionStatus,
  useConnections,
  useIpc,
} from "@/ipc";
import type { Mode } from "../mode";
import { type ItemList, itemsOf, type ListAnswer } from "./items";
import type { Group } from "./rows";

interface Groups {
  groups: Group[];
  loading: boolean;
  /** Why the connections could not be read. */
  failure: unknown;
  retry: () => void;
}

/** All connections with what they list: as it is, or as it was last seen where nothing is connected. */
export function useGroups(mode: Mode): Groups {
  const ipc = useIpc();
  const { data: connections, error, refetch } = useConnections();
  const lists = useQueries({
    queries: (connections ?? []).map((connection) => listOf(ipc, mode, connection)),
    combine: answersOf,
  });
  useListOnConnect(connections);
  const groups = useMemo(
    () =>
      (connections ?? [])
        .map((connection, i) => ({
          connection,
          list: lists[i]?.list,
          failure: lists[i]?.failure ?? (mode === "tools" ? toolFailure(connection.status) : undefined),
        }))
        .sort((a, b) => rank(a.connection) - rank(b.connection)),
    [connections, lists, mode],
  );
  return {
    groups,
    loading: connections === undefined && !error,
    failure: connections === undefined ? error : null,
    retry: () => void refetch(),
  };
}

/** Asks a server anew for what it lists in a mode, and shows the answer everywhere. Never throws. */
export function useRefreshList(mode: Mode): (id: ConnectionId) => Promise<void> {
  const ipc = useIpc();
  const client = useQueryClient();
  return useCallback(
    async (id) => {
      const queryKey = keyOf(mode, id);
      const asked = client.fetchQuery({ queryKey, queryFn: () => askFor(ipc, mode, id, true), staleTime: 0 });
      // The query keeps the failure, and the list shows it.
      await asked.catch(() => {});
    },
    [ipc, client, mode],
  );
}

type ListQuery = UseQueryOptions<ListAnswer, Error, ItemList>;

/** Tools are remembered; of the rest only a connected server can tell. */
function listOf(ipc: Ipc, mode: Mode, { id, status }: ConnectionView): ListQuery {
  return {
    queryKey: keyOf(mode, id),
    queryFn: () => askFor(ipc, mode, id, false),
    select: itemsOf,
    enabled: mode === "tools" || status.type === "connected",
  };
}

function keyOf(mode: Mode, id: ConnectionId): readonly string[] {
  return keys[mode](id);
}

function askFor(ipc: Ipc, mode: Mode, id: ConnectionId, fresh: boolean): Promise<ListAnswer> {
  switch (mode) {
    case "tools":
      return fresh ? ipc.refreshTools(id) : ipc.tools(id);
    case "resources":
      return ipc.resources(id, fresh);
    case "prompts":
      return ipc.prompts(id, fresh);
  }
}

function answersOf(results: UseQueryResult<ItemList>[]) {
  return results.map(({ data, error }) => ({ list: data, failure: listFailure(error) }));
}

/** That nothing was ever listed, because nothing was ever connected, is no failure. */
function listFailure(error: unknown): Failure | undefined {
  const failure = error ? failureOf(error) : undefined;
  return failure?.code === "not_connected" ? undefined : failure;
}

function toolFailure(status: SessionStatus): Failure | undefined {
  return (status.type === "connected" ? status.listFailure : null) ?? undefined;
}

/**
 * Asks once for the tools of a connection that comes to be connected without having listed them. The core tells of
 * those that it did list.
 */
function useListOnConnect(connections: readonly ConnectionView[] | undefined): void {
  const client = useQueryClient();
  const before = useRef<ReadonlySet<string>>(undefined);
  useEffect(() => {
    if (!connections) return;
    const unlisted = connections.flatMap(({ id, status }) => (isUnlisted(status) ? [id] : []));
    const known = before.current ?? new Set(unlisted);
    before.current = new Set(unlisted);
    for (const id of unlisted.filter((one) => !known.has(one))) {
      void client.invalidateQueries({ queryKey: keys.tools(id) }, { cancelRefetch: false });
    }
  }, [client, connections]);
}

function isUnlisted(status: SessionStatus): boolean {
  return status.type === "connected" && status.tools === null && status.listFailure === null;
}

/** What can be used comes first; otherwise the order of the connections stays. */
function rank({ status }: ConnectionView): number {
  if (status.type === "connected") return 0;
  return status.type === "disabled" ? 2 : 1;
}
