import { lazy, Suspense } from "react";
import { ErrorCard } from "@/components/error-card";
import { NoTools } from "@/components/no-tools";
import { Button } from "@/components/ui/button";
import { StepList, stepsUntil, useFailureHandlers } from "@/features/connections";
import { ToolChanges } from "@/features/pins";
import { RetryNote } from "@/features/retry";
import { useRefreshTools } from "@/ipc";
import { listsNoTools } from "@/lib/status-words";
import { AuthCard } from "./auth-card";
import { Card } from "./card";
import type { ConnectionPartProps } from "./connection-header";
import { Doctor } from "./doctor";
import { InsecureBanner } from "./insecure-banner";
import { problemOf } from "./problem";
import { ProcessCard } from "./process-card";
import { ServerCard } from "./server-card";

const Markdown = lazy(() => import("@/components/markdown"));

/** How the connection is, what answers there, and who we are to it. */
export function OverviewTab(props: ConnectionPartProps) {
  const { connection } = props;
  const { status, target } = connection;
  const server = status.type === "connected" ? status.server : null;
  return (
    <div className="@container mx-auto flex w-full max-w-260 flex-col gap-4 px-6 py-5 max-[700px]:px-3">
      <InsecureBanner connection={connection} />
      <Problem {...props} />
      <ToolChanges connectionId={connection.id} />
      <div className="grid grid-cols-1 items-start gap-4 @3xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          {status.type === "connected" ? <ServerCard connection={connection} status={status} /> : null}
          {server?.instructions ? (
            <Card title="Instructions" about="What the server tells agents about itself">
              <Suspense fallback={<p className="whitespace-pre-wrap">{server.instructions}</p>}>
                <Markdown text={server.instructions} />
              </Suspense>
            </Card>
          ) : null}
          <Doctor {...props} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          {target.type === "command" ? <ProcessCard {...props} command={target.command} /> : null}
          {target.type === "url" ? <AuthCard {...props} /> : null}
        </div>
      </div>
    </div>
  );
}

/** What stands in the way, with the way on. */
function Problem(props: ConnectionPartProps) {
  const { connection, commands } = props;
  const { status, name } = connection;
  const handlers = useFailureHandlers(connection, commands);
  const refresh = useRefreshTools(connection.id);
  const failure = problemOf(status);
  if (failure) {
    return (
      <div className="flex flex-col gap-2">
        <h2 className="sr-only">What is wrong</h2>
        <ErrorCard
          failure={failure}
          handlers={
            status.type === "connected" ? { ...handlers, refresh_tools: () => refresh.mutate() } : handlers
          }
          busy={refresh.isPending}
          details={<StepList steps={stepsUntil(failure, connection)} />}
        />
        <div className="flex items-center gap-2 empty:hidden">
          <RetryNote connection={connection} />
        </div>
      </div>
    );
  }
  if (status.type === "needs_approval") {
    return (
      <section
        className="flex flex-wrap items-center gap-3 rounded-card border border-auth-glyph/50 p-4"
        data-testid="approval-card"
      >
        <div className="flex min-w-60 flex-1 flex-col gap-1">
          <h2 className="font-semibold text-dialog">
            {status.approval.changed.length > 0
              ? `The command of ${name} changed`
              : `${name} hasn't run on this computer yet`}
          </h2>
          <p className="text-fg2">Nothing of it runs until you have looked at its command and approved it.</p>
        </div>
        <Button variant="primary" onClick={commands.review} data-testid="review-command">
          Review command
        </Button>
      </section>
    );
  }
  return status.type === "connected" && listsNoTools(status) ? (
    <NoTools connection={connection} status={status} card />
  ) : null;
}
