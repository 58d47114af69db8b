import { useNavigate } from "@tanstack/react-router";
import { toastFailure } from "@/components/failure-toast";
import { toast } from "@/components/ui/toast";
import { useAccounts } from "@/features/accounts";
import { showApproval } from "@/features/approval";
import { hideSignIn, showSignIn, useAuthorize, useWayIn } from "@/features/sign-in";
import { type ConnectionView, useConnectionAction, useIpc } from "@/ipc";
import type { SheetFocus } from "@/lib/sheet-focus";
import { healthNews } from "./health-news";
import { useRemove } from "./remove-connection";

/** Everything that can be done with a connection, from its row or its page. */
export interface ConnectionCommands {
  /** Shows its page. */
  open: () => void;
  /** Shows what it offers, to be tried. */
  openPlayground: () => void;
  /** Asks for approval of its command. */
  review: () => void;
  /** Finds out how it is now, and says so in passing. */
  check: () => void;
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
  /** Copies the address, or the command's line. */
  copyTarget: () => void;
  remove: () => void;
}

/** What the buttons, the menu and the keys do. */
export function useConnectionCommands(connection: ConnectionView): ConnectionCommands {
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

  const configure: ConnectionCommands["configure"] = (focus, url) =>
    void navigate({ to: "/connections", search: { configure: id, focus, url } });
  const live = status.type === "connected" || status.type === "connecting";
  const open = () => void navigate({ to: "/connection/$id", params: { id }, search: {} });
  return {
    open,
    openPlayground: () => void navigate({ to: "/playground", search: { connection: id } }),
    review: () => showApproval(id),
    check: () => void ipc.health(id).then((health) => toast(healthNews(name, health)), onError),
    configure,
    connect: () => connect.mutate(id, { onError }),
    disconnect: () => disconnect.mutate(id, { onError }),
    reconnect: () => reconnect.mutate(id, { onError }),
    toggle: () => {
      if (status.type === "needs_sign_in" || status.type === "expired") enter(connection);
      else if (status.type === "signing_in") showSignIn(id);
      else if (status.type === "needs_approval") showApproval(id);
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
    copyTarget: () => {
      if (target.type === "sample") return;
      const without = target.type === "url" && target.hiddenQuery.length > 0 ? ", without its key" : "";
      const [text, what] = target.type === "url" ? [target.url, "URL"] : [target.command.line, "command"];
      ipc.copyText(text).then(() => toast({ title: `Copied the ${what} of “${name}”${without}.` }), onError);
    },
    remove: () => ask(connection),
  };
}
