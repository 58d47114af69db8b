import { type UseQueryResult, useQueries, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";

import {
  type ConnectionView,
  type Failure,
  failureOf,
  keys,
  type SessionStatus,
  type ToolListView,
  useConnections,
  useIpc,
} from "@/ipc";
import type { ToolGroup } from "./tool-rows";

interface Groups {
  groups: ToolGroup[];
  loading: boolean;
  /** Why the connections could not be read. */
  failure: unknown;
  retry: () => void;
}

/** All connections with their tools: as they are, or as they were last seen where nothing is connected. */
export function useToolGroups(): Groups {
  const ipc = useIpc();
  const { data: connections, error, refetch } = useConnections();
  const lists = useQueries({
    queries: (connections ?? []).map(({ id }) => ({
      queryKey: keys.tools(id),
      queryFn: () => ipc.tools(id),
    })),
    combine: listsOf,
  });
  useListOnConnect(connections);
  const groups = useMemo(
    () =>
      (connections ?? [])
        .map((connection, i) => ({
          connection,
          list: lists[i]?.list,
          failure: lists[i]?.failure,
        }))
        .sort((a, b) => rank(a.connection) - rank(b.connection)),
    [connections, lists],
  );
  return {
    groups,
    loading: connections === undefined && !error,
    failure: connections === undefined ? error : null,
    retry: () => void refetch(),
  };
}

function listsOf(results: UseQueryResult<ToolListView>[]) {
  return results.map(({ data, error }) => ({ list: data, failure: listFailure(error) }));
}

/** That nothing was ever listed, because nothing was ever connected, is no failure. */
function listFailure(error: unknown): Failure | undefined {
  const failure = error ? failureOf(error) : undefined;
  return failure?.code === "not_connected" ? undefined : failure;
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
