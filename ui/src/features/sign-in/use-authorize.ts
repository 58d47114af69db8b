import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { toastFailure } from "@/components/failure-toast";
import { type ConnectionId, failureOf, IpcFailure, keys, useIpc } from "@/ipc";
import { signInAnswered, signInAsked } from "./sign-in-panel-state";

interface AuthorizeOptions {
  /** Asked for besides what was granted before. */
  scopes?: string[] | undefined;
  /** Keeps the account that is there and adds another. */
  newAccount?: boolean;
  /** Goes on to the tools once it is connected. */
  openAfter?: boolean;
}

/** Begins a sign-in: the core opens the browser, the panel shows how it goes. */
export type Authorize = (id: ConnectionId, options?: AuthorizeOptions) => Promise<void>;

/** Begins sign-ins. Why one did not begin is said in its panel; that only the browser did not, in passing. */
export function useAuthorize(): Authorize {
  const ipc = useIpc();
  const client = useQueryClient();
  return useCallback(
    async (id, { scopes = [], newAccount = false, openAfter = false } = {}) => {
      signInAsked(id, openAfter);
      const failure = await ipc.authorize(id, newAccount, scopes).then(
        () => undefined,
        (error: unknown) => failureOf(error),
      );
      const waits = failure?.code === "browser";
      if (waits) toastFailure(new IpcFailure(failure));
      // The panel must not take the status from before for the answer.
      await client.invalidateQueries({ queryKey: keys.connections });
      signInAnswered(id, waits || failure?.code === "cancelled" ? undefined : failure);
    },
    [ipc, client],
  );
}
