import {
  CircleSlash,
  Copy,
  Ellipsis,
  KeyRound,
  LogOut,
  Plug,
  RotateCw,
  Settings2,
  Trash2,
  Unplug,
  Users,
  X,
} from "lucide-react";
import type { ReactNode } from "react";
import { ErrorCard, type FailureHandlers } from "@/components/error-card";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { Popover } from "@/components/ui/popover";
import { useSignInHandlers, wayInLabel } from "@/features/sign-in";
import type { ConnectionView, Failure } from "@/ipc";
import { addressOf } from "./connection-order";
import { resolveUrl } from "./failure-handlers";
import { StepList, stepsUntil } from "./step-list";
import type { RowCommands } from "./use-row-commands";

interface RowActionsProps {
  connection: ConnectionView;
  commands: RowCommands;
  reachable: boolean;
}

/** The one thing this connection is waiting for, and a menu with the rest. */
export function RowActions({ connection, commands, reachable }: RowActionsProps) {
  const tabIndex = reachable ? 0 : -1;
  return (
    <div className="relative flex items-center justify-end gap-1.5 @max-lg:row-span-2 @max-lg:row-start-1">
      <Primary connection={connection} commands={commands} tabIndex={tabIndex} />
      <RowMenu connection={connection} commands={commands} tabIndex={tabIndex} />
    </div>
  );
}

interface PartProps {
  connection: ConnectionView;
  commands: RowCommands;
  tabIndex: number;
}

function Primary({ connection, commands, tabIndex }: PartProps) {
  const { status, name, slug } = connection;
  const button = (label: string, onClick: () => void, testId: string) => (
    <Button
      size="sm"
      onClick={onClick}
      tabIndex={tabIndex}
      aria-label={`${label} ${name}`}
      data-testid={`${testId}-${slug}`}
    >
      {label}
    </Button>
  );
  const label = wayInLabel(connection);
  const wayIn = button(label, commands.enter, label.startsWith("Authorize") ? "authorize" : "sign-in");
  switch (status.type) {
    case "disabled":
      return button("Enable", commands.enable, "enable");
    case "not_connected":
      return button("Connect", commands.connect, "connect");
    case "connecting":
      return button("Cancel", commands.disconnect, "cancel");
    case "signing_in":
      return button("Show", commands.showSignIn, "show-sign-in");
    case "expired":
      return wayIn;
    case "needs_sign_in":
      return (
        <>
          {status.failure.code === "sign_in" && status.failure.problem.type === "never_signed_in" ? null : (
            <Details
              connection={connection}
              failure={status.failure}
              commands={commands}
              tabIndex={tabIndex}
            />
          )}
          {wayIn}
        </>
      );
    case "error":
      return (
        <>
          <Details connection={connection} failure={status.failure} commands={commands} tabIndex={tabIndex} />
          {button("Retry", commands.reconnect, "retry")}
        </>
      );
    case "connected":
      return (
        <>
          {status.listFailure ? (
            <Details
              connection={connection}
              failure={status.listFailure}
              commands={commands}
              tabIndex={tabIndex}
            />
          ) : null}
          {status.settingsChanged
            ? wantsMoreScopes(connection)
              ? button("Authorize again", commands.authorize, "authorize")
              : button("Reconnect", commands.reconnect, "reconnect")
            : button("Open", commands.open, "open")}
        </>
      );
  }
}

/** Whether scopes were entered that the account in use does not have: connecting again would not bring them. */
function wantsMoreScopes({ auth }: ConnectionView): boolean {
  if (auth.type !== "oauth") return false;
  const granted = auth.settings.account?.scopes ?? [];
  return auth.settings.scopes.some((scope) => !granted.includes(scope));
}

interface DetailsProps extends PartProps {
  failure: Failure;
}

/** Why it does not work, with the steps, the evidence and the way on. */
function Details({ connection, failure, commands, tabIndex }: DetailsProps) {
  const handlers: FailureHandlers = {
    ...useSignInHandlers(connection),
    retry: commands.reconnect,
    connect: commands.connect,
    enable: commands.enable,
    refresh_tools: commands.reconnect,
    edit_url: () => commands.configure("url"),
    use_url: ({ url }) => commands.configure("url", resolveUrl(url, addressOf(connection))),
    raise_timeout: ({ field }) => commands.configure(field),
    use_legacy: () => commands.configure("era"),
    use_token: () => commands.configure("token"),
    use_headers: () => commands.configure("token"),
    replace_token: () => commands.configure("token"),
    check_header: () => commands.configure("token"),
  };
  return (
    <Popover
      label={`What happened to ${connection.name}`}
      align="end"
      trigger={
        <Button
          size="sm"
          tabIndex={tabIndex}
          aria-label={`Details of ${connection.name}`}
          data-testid={`details-${connection.slug}`}
        >
          Details
        </Button>
      }
    >
      <ErrorCard
        failure={failure}
        handlers={handlers}
        className="border-0! p-0!"
        details={<StepList steps={stepsUntil(failure, addressOf(connection))} />}
      />
    </Popover>
  );
}

function RowMenu({ connection, commands, tabIndex }: PartProps) {
  const { name, slug, status, target, auth } = connection;
  const live = status.type === "connected" || status.type === "connecting";
  const waiting = status.type === "signing_in";
  const on = status.type !== "disabled";
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
      {target.type === "url" ? (
        <>
          {item("Configure", <Settings2 aria-hidden />, () => commands.configure(), "menu-configure")}
          {item("Copy URL", <Copy aria-hidden />, commands.copyUrl, "menu-copy-url")}
        </>
      ) : null}
      {on && live ? item("Reconnect", <RotateCw aria-hidden />, commands.reconnect, "menu-reconnect") : null}
      {on && live ? item("Disconnect", <Unplug aria-hidden />, commands.disconnect, "menu-disconnect") : null}
      {on && !live && !waiting
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
