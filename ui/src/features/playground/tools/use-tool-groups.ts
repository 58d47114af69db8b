import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";

import { type ConnectionView, failureOf, keys, useConnections, useIpc } from "@/ipc";
import type { ToolGroup } from "./tool-rows";

/** All connections with their tools. A list stays when its connection is lost, to be shown as it was. */
export function useToolGroups(): { groups: ToolGroup[]; loading: boolean; failure: unknown } {
  const ipc = useIpc();
  const { data: connections, error } = useConnections();
  const lists = useQueries({
    queries: (connections ?? []).map(({ id, status }) => ({
      queryKey: keys.tools(id),
      queryFn: () => ipc.tools(id),
      enabled: status.type === "connected",
    })),
    combine: (results) => results.map(({ data, error: problem }) => ({ list: data, problem })),
  });
  const groups = useMemo(
    () =>
      (connections ?? [])
        .map((connection, i) => ({
          connection,
          list: lists[i]?.list,
          failure: lists[i]?.problem ? failureOf(lists[i].problem) : undefined,
        }))
        .sort((a, b) => rank(a.connection) - rank(b.connection)),
    [connections, lists],
  );
  return { groups, loading: connections === undefined && !error, failure: error };
}

/** What can be used comes first; otherwise the order of the connections stays. */
function rank({ status }: ConnectionView): number {
  if (status.type === "connected") return 0;
  return status.type === "disabled" ? 2 : 1;
}
