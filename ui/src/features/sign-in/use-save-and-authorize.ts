import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { toastFailure } from "@/components/failure-toast";
import { type ConnectionView, putConnection, useIpc } from "@/ipc";
import { type ConnectionDraft, draftOf, requestOf } from "@/lib/connection-draft";
import { useAuthorize } from "./use-authorize";

type Change = (draft: ConnectionDraft) => Partial<ConnectionDraft>;

/** Saves a connection with a change, then signs in the new way. Why it was not saved is said in passing. */
export function useSaveAndAuthorize(): (connection: ConnectionView, change: Change) => Promise<void> {
  const ipc = useIpc();
  const client = useQueryClient();
  const authorize = useAuthorize();
  return useCallback(
    async (connection, change) => {
      const { id, name } = connection;
      try {
        const draft = draftOf(connection);
        const saved = await ipc.configureConnection(id, requestOf({ ...draft, ...change(draft) }));
        putConnection(client, saved);
      } catch (error) {
        return toastFailure(error, name);
      }
      await authorize(id);
    },
    [ipc, client, authorize],
  );
}
