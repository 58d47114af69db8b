import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { toastFailure } from "@/components/failure-toast";
import { type ConnectionId, keys, type ToolChange, useConnection, useIpc } from "@/ipc";

/** What a server changed about its tools since they were accepted; nothing while that is not known. */
export function useToolChanges(id: ConnectionId) {
  const ipc = useIpc();
  const { data = [] } = useQuery({ queryKey: keys.toolChanges(id), queryFn: () => ipc.toolChanges(id) });
  return data;
}

/** Accepts changes as they were shown, whatever has become of the tools since. */
export function useAcceptTools(id: ConnectionId) {
  const ipc = useIpc();
  const client = useQueryClient();
  const name = useConnection(id)?.name;
  return useMutation({
    mutationFn: (shown: readonly ToolChange[]) =>
      ipc.acceptTools(
        id,
        shown.map(({ name, digest }) => ({ name, digest })),
      ),
    onSuccess: (list) => {
      client.setQueryData(keys.tools(id), list);
      return client.invalidateQueries({ queryKey: keys.toolChanges(id) });
    },
    onError: (error) => toastFailure(error, name),
  });
}
