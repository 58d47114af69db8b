import { useNavigate } from "@tanstack/react-router";
import { toastFailure } from "@/components/failure-toast";
import { toast } from "@/components/ui/toast";
import { useAccounts } from "@/features/accounts";
import { hideSignIn, showSignIn, useAuthorize, useWayIn } from "@/features/sign-in";
import { type ConnectionView, useConnectionAction, useIpc } from "@/ipc";
import type { SheetFocus } from "@/lib/sheet-focus";
import { useRemove } from "./remove-connection";

/** Everything that can be done with a connection from its row. */
export interface RowCommands {
  open: () => void;
  /** Opens the sheet, on a field, with an address to try. */
  configure: (focus?: SheetFocus, url?: string) => void;
  connect: () => void;
  disconnect: () => void;
  reconnect: () => void;
  /** Connects, or disconnects; where that takes a sign-in, begins or shows it. */
  toggle: () => void;
  enable: () => void;
  disable: () => void;
  /** Says who we are: in the browser, or with a token. */
  enter: () => void;
  /** Signs in with the browser. */
  authorize: () => void;
  /** Unfolds the sign-in under way. */
  showSignIn: () => void;
  cancelSignIn: () => void;
  accounts: () => void;
  /** Signs out of the account in use, after a question. */
  signOut: () => void;
  copyUrl: () => void;
  remove: () => void;
}

/** What the buttons, the menu and the keys of a row do. */
export function useRowCommands(connection: ConnectionView): RowCommands {
  const ipc = useIpc();
  const navigate = useNavigate();
  const ask = useRemove();
  const accounts = useAccounts();
  const authorize = useAuthorize();
  const enter = useWayIn();
  const { id, name, target, status, auth } = connection;
  const onError = (error: Error) => toastFailure(error, name);
  const connect = useConnectionAction("connect");
  const disconnect = useConnectionAction("disconnect");
  const reconnect = useConnectionAction("reconnect");
  const enable = useConnectionAction("enable");
  const disable = useConnectionAction("disable");

  const configure: RowCommands["configure"] = (focus, url) =>
    void navigate({ to: "/connections", search: { configure: id, focus, url } });
  const usable = status.type === "connected" || target.type === "sample";
  const live = status.type === "connected" || status.type === "connecting";
  const open = () => {
    if (usable) void navigate({ to: "/playground", search: { connection: id } });
    else if (status.type === "signing_in") showSignIn(id);
    else configure();
  };
  return {
    open,
    configure,
    connect: () => connect.mutate(id, { onError }),
    disconnect: () => disconnect.mutate(id, { onError }),
    reconnect: () => reconnect.mutate(id, { onError }),
    toggle: () => {
      if (status.type === "needs_sign_in" || status.type === "expired") enter(connection);
      else if (status.type === "signing_in") showSignIn(id);
      else (live ? disconnect : connect).mutate(id, { onError });
    },
    enable: () => enable.mutate(id, { onError }),
    disable: () => disable.mutate(id, { onError }),
    enter: () => enter(connection),
    authorize: () => void authorize(id),
    showSignIn: () => showSignIn(id),
    cancelSignIn: () => {
      if (status.type !== "signing_in") return;
      hideSignIn(id);
      ipc.cancelSignIn(status.signIn.id).catch(onError);
    },
    accounts: () => accounts.show(connection),
    signOut: () => {
      if (auth.type === "oauth" && auth.settings.account) accounts.signOut(connection, auth.settings.account);
    },
    copyUrl: () => {
      if (target.type === "url") {
        const without = target.hiddenQuery.length > 0 ? ", without its key" : "";
        ipc
          .copyText(target.url)
          .then(() => toast({ title: `Copied the URL of “${name}”${without}.` }), onError);
      }
    },
    remove: () => ask(connection),
  };
}
