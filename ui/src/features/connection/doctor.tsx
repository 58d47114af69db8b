import { Check, Minus, X } from "lucide-react";
import { Elapsed } from "@/components/elapsed";
import { ErrorCard } from "@/components/error-card";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { useFailureHandlers, useRunner } from "@/features/connections";
import type { ProbeReport, ProbeStep } from "@/ipc";
import { cn } from "@/lib/cn";
import { failureWords } from "@/lib/failure-words";
import { formatMs } from "@/lib/format";
import { stepWords } from "@/lib/step-words";
import { Card } from "./card";
import type { ConnectionPartProps } from "./connection-header";
import { problemOf, sameFailure } from "./problem";

/** Goes the whole way to the server once more, step by step, and says where it ends. */
export function Doctor({ connection, commands }: ConnectionPartProps) {
  const { id, status } = connection;
  const { run, start, clear } = useRunner();
  const check = () => void start((ipc, operation) => ipc.diagnose(operation, id));
  const handlers = { ...useFailureHandlers(connection, commands), retry: check };
  const runnable = status.type !== "disabled" && status.type !== "needs_approval";
  return (
    <Card
      title="Doctor"
      about="Goes every step to the server anew, beside the connection, and disturbs nothing."
      data-testid="doctor"
      actions={
        run.state === "running" ? (
          <Button size="sm" onClick={clear} data-testid="doctor-cancel">
            Cancel
          </Button>
        ) : (
          <Button size="sm" onClick={check} disabled={!runnable} data-testid="doctor-check">
            Check now
          </Button>
        )
      }
    >
      <div aria-live="polite" data-state={run.state} className="flex flex-col gap-3 empty:hidden">
        {run.state === "running" ? (
          <p className="flex items-center gap-2 text-fg2">
            <Spinner className="text-busy-glyph" />
            Checking… <Elapsed since={run.since} />
          </p>
        ) : null}
        {run.state === "refused" ? <ErrorCard failure={run.failure} handlers={handlers} /> : null}
        {run.state === "done" ? <Report report={run.report} connection={connection} /> : null}
      </div>
      {run.state === "done" && run.report.failure && !sameFailure(run.report.failure, problemOf(status)) ? (
        <ErrorCard failure={run.report.failure} handlers={handlers} />
      ) : null}
    </Card>
  );
}

function Report({ report, connection }: { report: ProbeReport } & Pick<ConnectionPartProps, "connection">) {
  const words = stepWords(connection.target.type);
  return (
    <>
      <p className="text-fg2">
        {summary(report)}
        <span className="tabular text-fg3"> · {formatMs(report.elapsedMs)}</span>
      </p>
      <ol className="flex flex-col" data-testid="doctor-steps">
        {report.steps.map((step) => (
          <Step
            key={step.kind}
            step={step}
            name={words[step.kind]}
            reason={step.outcome === "failed" ? reasonOf(report) : null}
          />
        ))}
      </ol>
    </>
  );
}

function summary({ failure, steps, tools }: ProbeReport): string {
  if (!failure && steps.every(({ outcome }) => outcome !== "failed")) {
    return tools === 0 ? "Every step works, but the server lists no tools" : "Every step works";
  }
  const at = steps.findIndex(({ outcome }) => outcome === "failed");
  return at < 0 ? "It did not work" : `It ends at step ${at + 1} of ${steps.length}`;
}

const OUTCOMES = {
  passed: "passed",
  skipped: "not needed",
  failed: "failed",
  not_reached: "not reached",
} as const;

/** Why a step failed, in a few words. Without a failure it is the sign-in that is missing. */
function reasonOf({ failure }: ProbeReport): string {
  return failure ? failureWords(failure).title : "The server wants you to sign in";
}

interface StepProps {
  step: ProbeStep;
  name: string;
  reason: string | null;
}

function Step({ step: { kind, outcome, ms, facts }, name, reason }: StepProps) {
  return (
    <li
      data-outcome={outcome}
      data-testid={`doctor-step-${kind}`}
      className="grid grid-cols-[auto_minmax(0,1fr)_auto] gap-x-2.5 border-b py-1.5 last:border-0"
    >
      <span className="grid h-5 place-items-center">
        {outcome === "passed" ? <Check aria-hidden className="text-ok-glyph" /> : null}
        {outcome === "failed" ? <X aria-hidden className="text-err-glyph" /> : null}
        {outcome === "skipped" || outcome === "not_reached" ? (
          <Minus aria-hidden className="text-fg3" />
        ) : null}
      </span>
      <span
        className={cn(
          "font-medium",
          outcome === "not_reached" && "text-fg3",
          outcome === "failed" && "text-err",
        )}
      >
        {name}
      </span>
      <span className="tabular text-fg3 text-meta leading-5">
        {outcome === "passed" && ms !== null ? (
          <>
            <span className="sr-only">passed in </span>
            {formatMs(ms)}
          </>
        ) : (
          OUTCOMES[outcome]
        )}
      </span>
      {facts.length > 0 || reason ? (
        <ul className="col-start-2 flex select-text flex-col text-fg2 text-meta">
          {reason ? <li className="break-words text-err">{reason}</li> : null}
          {facts.map((fact) => (
            <li key={fact} className="break-words">
              {fact}
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  );
}
