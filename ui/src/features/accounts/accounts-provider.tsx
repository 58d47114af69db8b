import { createContext, lazy, type ReactNode, Suspense, useContext, useState } from "react";
import type { AccountView, ConnectionView } from "@/ipc";

const AccountsDialog = lazy(async () => ({ default: (await import("./accounts-dialog")).AccountsDialog }));
const SignOutQuestion = lazy(async () => ({
  default: (await import("./sign-out-question")).SignOutQuestion,
}));

interface Accounts {
  /** Shows the accounts of a connection. */
  show: (connection: ConnectionView) => void;
  /** Asks whether an account of a connection shall go. */
  signOut: (connection: ConnectionView, account: AccountView) => void;
}

const AccountsContext = createContext<Accounts>({ show: () => {}, signOut: () => {} });

/** The way to a connection's accounts. */
export function useAccounts(): Accounts {
  return useContext(AccountsContext);
}

/** Holds the dialogs, so that they outlive the row they were asked from. */
export function AccountsProvider({ children }: { children: ReactNode }) {
  const [connection, setConnection] = useState<ConnectionView>();
  const [open, setOpen] = useState(false);
  const [leaving, setLeaving] = useState<AccountView>();
  const [asking, setAsking] = useState(false);
  const ask = (account: AccountView) => {
    setLeaving(account);
    setAsking(true);
  };
  const accounts: Accounts = {
    show: (one) => {
      setConnection(one);
      setOpen(true);
    },
    signOut: (one, account) => {
      setConnection(one);
      ask(account);
    },
  };
  return (
    <AccountsContext value={accounts}>
      {children}
      {connection ? (
        <Suspense>
          <AccountsDialog
            connection={connection}
            open={open}
            onClose={() => setOpen(false)}
            onSignOut={ask}
          />
        </Suspense>
      ) : null}
      {connection && leaving ? (
        <Suspense>
          <SignOutQuestion connection={connection} account={leaving} open={asking} onOpenChange={setAsking} />
        </Suspense>
      ) : null}
    </AccountsContext>
  );
}
