import { createContext, type ReactNode, useContext, useState } from "react";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { type AccountView, type ConnectionView, useConnection } from "@/ipc";
import { hostOf } from "./account-facts";
import { AccountsDialog } from "./accounts-dialog";
import { useAccountCommands } from "./use-account-commands";

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
        <>
          <Current connection={connection} open={open} onClose={() => setOpen(false)} onSignOut={ask} />
          {leaving ? (
            <SignOutQuestion
              connection={connection}
              account={leaving}
              open={asking}
              onOpenChange={setAsking}
            />
          ) : null}
        </>
      ) : null}
    </AccountsContext>
  );
}

/** The dialog with the connection as the core knows it now. */
function Current({ connection, ...rest }: Parameters<typeof AccountsDialog>[0]) {
  return <AccountsDialog connection={useConnection(connection.id) ?? connection} {...rest} />;
}

interface SignOutQuestionProps {
  connection: ConnectionView;
  account: AccountView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

function SignOutQuestion({ connection, account, open, onOpenChange }: SignOutQuestionProps) {
  const { signOut } = useAccountCommands(connection);
  const [busy, setBusy] = useState(false);
  const others = account.sharedWith;
  const confirm = async () => {
    setBusy(true);
    await signOut(account);
    setBusy(false);
    onOpenChange(false);
  };
  return (
    <AlertDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Sign out of “${account.label}”?`}
      confirm="Sign out"
      busy={busy}
      onConfirm={() => void confirm()}
      data-testid="sign-out-dialog"
    >
      Its tokens are deleted from the keychain, and {hostOf(account.issuer)} is asked to forget them.
      {others.length > 0 ? ` ${others.join(", ")} can't use it any more either.` : ""}
    </AlertDialog>
  );
}
