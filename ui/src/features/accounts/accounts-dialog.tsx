import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useId } from "react";
import { ErrorCard } from "@/components/error-card";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { useAuthorize } from "@/features/sign-in";
import { type AccountView, type ConnectionView, failureOf, keys, useConnection, useIpc } from "@/ipc";
import { AccountRow } from "./account-row";
import { useAccountCommands } from "./use-account-commands";

interface AccountsDialogProps {
  connection: ConnectionView;
  open: boolean;
  onClose: () => void;
  /** Asks before an account goes. */
  onSignOut: (account: AccountView) => void;
}

/** The accounts a connection can use: its own, and those of other connections with the same sign-in service. */
export function AccountsDialog({ connection: asked, open, onClose, onSignOut }: AccountsDialogProps) {
  // As the core knows it now.
  const connection = useConnection(asked.id) ?? asked;
  const { id, name, auth } = connection;
  const authorize = useAuthorize();
  const own = auth.type === "oauth" ? auth.settings.accounts : [];
  const add = () => {
    onClose();
    void authorize(id, { newAccount: true });
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={`Accounts of ${name}`}
      className="w-140!"
      data-testid="accounts-dialog"
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button variant="primary" onClick={add} data-testid="add-account">
            <Plus aria-hidden />
            {own.length === 0 ? "Sign in" : "Add account"}
          </Button>
        </>
      }
    >
      {own.length === 0 ? (
        <p className="text-fg2">Nobody is signed in yet.</p>
      ) : (
        <Own connection={connection} accounts={own} onSignOut={onSignOut} />
      )}
      <Elsewhere connection={connection} own={own} open={open} />
    </Dialog>
  );
}

interface OwnProps {
  connection: ConnectionView;
  accounts: AccountView[];
  onSignOut: (account: AccountView) => void;
}

function Own({ connection, accounts, onSignOut }: OwnProps) {
  const { use, rename } = useAccountCommands(connection);
  return (
    <ul aria-label="Accounts">
      {accounts.map((account) => (
        <AccountRow
          key={account.id}
          account={account}
          onRename={async (label) => void (await rename(account, label))}
        >
          {account.inUse ? null : (
            <Button
              size="sm"
              onClick={() => void use(account)}
              aria-label={`Use ${account.label}`}
              data-testid={`use-${account.id}`}
            >
              Use
            </Button>
          )}
          <Button
            size="sm"
            onClick={() => onSignOut(account)}
            aria-label={`Sign out of ${account.label}`}
            data-testid={`sign-out-${account.id}`}
          >
            Sign out…
          </Button>
        </AccountRow>
      ))}
    </ul>
  );
}

function Elsewhere({
  connection,
  own,
  open,
}: {
  connection: ConnectionView;
  own: AccountView[];
  open: boolean;
}) {
  const ipc = useIpc();
  const title = useId();
  const { use } = useAccountCommands(connection);
  const { data, error, refetch } = useQuery({
    queryKey: keys.shareableOf(connection.id),
    queryFn: () => ipc.shareableAccounts(connection.id),
    enabled: open,
  });
  if (error) return <ErrorCard failure={failureOf(error)} handlers={{ retry: () => void refetch() }} />;
  const others = data?.filter(({ id }) => !own.some((account) => account.id === id)) ?? [];
  if (others.length === 0) return null;
  return (
    <section aria-labelledby={title} className="mt-4">
      <h3 id={title} className="font-medium text-fg3 text-meta">
        Signed in for other connections
      </h3>
      <ul aria-labelledby={title}>
        {others.map((account) => (
          <AccountRow key={account.id} account={account}>
            <Button
              size="sm"
              onClick={() => void use(account)}
              aria-label={`Use ${account.label} here, too`}
              data-testid={`use-${account.id}`}
            >
              Use here
            </Button>
          </AccountRow>
        ))}
      </ul>
    </section>
  );
}
