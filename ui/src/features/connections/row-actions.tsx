import { ErrorCard } from "@/components/error-card";
import { Button } from "@/components/ui/button";
import { Popover } from "@/components/ui/popover";
import { RetryNote, useRetry } from "@/features/retry";
import { wayInLabel } from "@/features/sign-in";
import type { ConnectionView, Failure } from "@/ipc";
import { ConnectionMenu } from "./connection-menu";
import { StepList, stepsUntil } from "./step-list";
import type { ConnectionCommands } from "./use-connection-commands";
import { useFailureHandlers } from "./use-failure-handlers";

interface RowActionsProps {
  connection: ConnectionView;
  commands: ConnectionCommands;
  reachable: boolean;
}

/** The one thing this connection is waiting for, and a menu with the rest. */
export function RowActions({ connection, commands, reachable }: RowActionsProps) {
  const tabIndex = reachable ? 0 : -1;
  return (
    <div className="relative flex items-center justify-end gap-1.5 @max-lg:row-span-2 @max-lg:row-start-1">
      <PrimaryAction connection={connection} commands={commands} tabIndex={tabIndex} />
      <ConnectionMenu connection={connection} commands={commands} tabIndex={tabIndex} />
    </div>
  );
}

interface PartProps {
  connection: ConnectionView;
  commands: ConnectionCommands;
  tabIndex?: number;
}

interface PrimaryActionProps extends PartProps {
  /** Also why it does not work, where the page does not say so. */
  withDetails?: boolean;
}

/** The one thing a connection is waiting for. */
export function PrimaryAction({ connection, commands, tabIndex, withDetails = true }: PrimaryActionProps) {
  const { status, name, slug } = connection;
  const retrying = useRetry(connection.id) !== undefined;
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
  const details = (failure: Failure) =>
    withDetails ? (
      <Details connection={connection} failure={failure} commands={commands} tabIndex={tabIndex} />
    ) : null;
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
    case "needs_approval":
      return button("Review", commands.review, "review");
    case "expired":
      return wayIn;
    case "needs_sign_in":
      return (
        <>
          {status.failure.code === "sign_in" && status.failure.problem.type === "never_signed_in"
            ? null
            : details(status.failure)}
          {wayIn}
        </>
      );
    case "error":
      return (
        <>
          {details(status.failure)}
          {retrying ? (
            <RetryNote connection={connection} tabIndex={tabIndex} />
          ) : (
            button("Retry", commands.reconnect, "retry")
          )}
        </>
      );
    case "connected":
      return (
        <>
          {status.listFailure ? details(status.listFailure) : null}
          {status.settingsChanged
            ? wantsMoreScopes(connection)
              ? button("Authorize again", commands.authorize, "authorize")
              : button("Reconnect", commands.reconnect, "reconnect")
            : button("Open", commands.openPlayground, "open")}
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
  const handlers = useFailureHandlers(connection, commands);
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
        details={<StepList steps={stepsUntil(failure, connection)} />}
      />
    </Popover>
  );
}
