import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { toastFailure } from "@/components/failure-toast";
import { type ConnectionId, keys, useConnection, useIpc } from "@/ipc";

/** What a server changed about its tools since they were accepted; nothing while that is not known. */
export function useToolChanges(id: ConnectionId) {
  const ipc = useIpc();
  const { data = [] } = useQuery({ queryKey: keys.toolChanges(id), queryFn: () => ipc.toolChanges(id) });
  return data;
}

/** Accepts tools as they are now; all that wait, when none is named. */
export function useAcceptTools(id: ConnectionId) {
  const ipc = useIpc();
  const client = useQueryClient();
  const name = useConnection(id)?.name;
  return useMutation({
    mutationFn: (names: string[]) => ipc.acceptTools(id, names),
    onSuccess: (list) => {
      client.setQueryData(keys.tools(id), list);
      return client.invalidateQueries({ queryKey: keys.toolChanges(id) });
    },
    onError: (error) => toastFailure(error, name),
  });
}
