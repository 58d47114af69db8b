import { useQueryClient } from "@tanstack/react-query";
import { toastFailure } from "@/components/failure-toast";
import { type AccountView, type ConnectionView, keys, useIpc } from "@/ipc";

/** What can be done with the accounts of a connection. A command that fails says why, and resolves to false. */
export interface AccountCommands {
  use: (account: AccountView) => Promise<boolean>;
  rename: (account: AccountView, label: string) => Promise<boolean>;
  signOut: (account: AccountView) => Promise<boolean>;
}

/** The commands for one connection's accounts. */
export function useAccountCommands({ id, name }: ConnectionView): AccountCommands {
  const ipc = useIpc();
  const client = useQueryClient();
  const run = async (command: Promise<unknown>) => {
    try {
      await command;
      return true;
    } catch (error) {
      toastFailure(error, name);
      return false;
    } finally {
      // Other connections may share what has changed.
      void client.invalidateQueries({ queryKey: keys.connections });
      void client.invalidateQueries({ queryKey: keys.shareable });
    }
  };
  return {
    use: (account) => run(ipc.switchAccount(id, account.id)),
    rename: (account, label) => run(ipc.renameAccount(account.id, label)),
    signOut: (account) => run(ipc.signOut(id, account.id)),
  };
}
