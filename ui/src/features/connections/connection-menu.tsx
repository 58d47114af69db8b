import {
  CircleSlash,
  Copy,
  Ellipsis,
  KeyRound,
  LogOut,
  Plug,
  RotateCw,
  Settings2,
  SquareTerminal,
  Stethoscope,
  Trash2,
  Unplug,
  Users,
  X,
} from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import type { ConnectionView } from "@/ipc";
import type { ConnectionCommands } from "./use-connection-commands";

interface ConnectionMenuProps {
  connection: ConnectionView;
  commands: ConnectionCommands;
  tabIndex?: number;
}

/** Everything that can be done with a connection, behind three dots. */
export function ConnectionMenu({ connection, commands, tabIndex }: ConnectionMenuProps) {
  const { name, slug, status, target, auth } = connection;
  const live = status.type === "connected" || status.type === "connecting";
  const waiting = status.type === "signing_in";
  const on = status.type !== "disabled";
  const unapproved = status.type === "needs_approval";
  const account = auth.type === "oauth" ? auth.settings.account : null;
  const item = (label: string, icon: ReactNode, onSelect: () => void, testId: string, tone?: "danger") => (
    <MenuItem onSelect={onSelect} icon={icon} tone={tone} data-testid={testId}>
      {label}
    </MenuItem>
  );
  return (
    <Menu
      trigger={
        <IconButton label={`More for ${name}`} tabIndex={tabIndex} data-testid={`menu-${slug}`}>
          <Ellipsis aria-hidden />
        </IconButton>
      }
    >
      {target.type === "sample" ? null : (
        <>
          {item("Configure", <Settings2 aria-hidden />, () => commands.configure(), "menu-configure")}
          {item(
            target.type === "url" ? "Copy URL" : "Copy command",
            <Copy aria-hidden />,
            commands.copyTarget,
            "menu-copy-url",
          )}
        </>
      )}
      {on && !waiting && !unapproved
        ? item("Check now", <Stethoscope aria-hidden />, commands.check, "menu-check")
        : null}
      {unapproved
        ? item("Review command…", <SquareTerminal aria-hidden />, commands.review, "menu-review")
        : null}
      {on && live ? item("Reconnect", <RotateCw aria-hidden />, commands.reconnect, "menu-reconnect") : null}
      {on && live ? item("Disconnect", <Unplug aria-hidden />, commands.disconnect, "menu-disconnect") : null}
      {on && !live && !waiting && !unapproved
        ? item("Connect", <Plug aria-hidden />, commands.connect, "menu-connect")
        : null}
      {on
        ? item("Disable", <CircleSlash aria-hidden />, commands.disable, "menu-disable")
        : item("Enable", <Plug aria-hidden />, commands.enable, "menu-enable")}
      {auth.type === "oauth" ? (
        <>
          <MenuSeparator />
          {waiting
            ? item("Cancel sign-in", <X aria-hidden />, commands.cancelSignIn, "menu-cancel-sign-in")
            : null}
          {on && !waiting
            ? item(
                account ? "Authorize again" : "Authorize",
                <KeyRound aria-hidden />,
                commands.authorize,
                "menu-authorize",
              )
            : null}
          {item("Accounts…", <Users aria-hidden />, commands.accounts, "menu-accounts")}
          {account ? item("Sign out…", <LogOut aria-hidden />, commands.signOut, "menu-sign-out") : null}
        </>
      ) : null}
      <MenuSeparator />
      {item("Remove…", <Trash2 aria-hidden />, commands.remove, "menu-remove", "danger")}
    </Menu>
  );
}
