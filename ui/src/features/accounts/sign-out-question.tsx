import { useState } from "react";
import { AlertDialog } from "@/components/ui/alert-dialog";
import type { AccountView, ConnectionView } from "@/ipc";
import { hostOf } from "./account-facts";
import { useAccountCommands } from "./use-account-commands";

interface SignOutQuestionProps {
  connection: ConnectionView;
  account: AccountView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Asks whether an account shall go. */
export function SignOutQuestion({ connection, account, open, onOpenChange }: SignOutQuestionProps) {
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
