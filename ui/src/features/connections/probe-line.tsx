import { ErrorCard, type FailureHandlers } from "@/components/error-card";
import { StatusGlyph } from "@/components/status-glyph";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import type { ProbeReport } from "@/ipc";
import { count, formatMs } from "@/lib/format";
import { focusField } from "./field-focus";
import { StepList } from "./step-list";
import type { ConnectionForm } from "./use-connection-form";
import { failed, type Run } from "./use-probe";

interface ProbeLineProps {
  form: ConnectionForm;
  handlers: FailureHandlers;
}

/** What the address turned out to be: one line when it is good, a card when it is not. */
export function ProbeLine({ form, handlers }: ProbeLineProps) {
  const { run } = form.probe;
  return (
    <div
      // A failure is an alert of its own.
      aria-live={failed(run) ? "off" : "polite"}
      data-testid="probe-result"
      data-state={run.state}
      className="empty:hidden"
    >
      <ProbeRun run={run} form={form} handlers={handlers} />
    </div>
  );
}

function ProbeRun({ run, form, handlers }: ProbeLineProps & { run: Run }) {
  switch (run.state) {
    case "idle":
      return null;
    case "running":
      return (
        <p className="flex items-center gap-2 text-fg2">
          <Spinner className="text-busy-glyph" />
          Checking…
        </p>
      );
    case "refused":
      return <ErrorCard failure={run.failure} handlers={handlers} />;
    case "done":
      return run.report.failure ? (
        <ErrorCard
          failure={run.report.failure}
          handlers={handlers}
          details={<StepList steps={run.report.steps} />}
        />
      ) : (
        <Reachable report={run.report} form={form} />
      );
  }
}

function Reachable({ report, form }: { report: ProbeReport; form: ConnectionForm }) {
  const open = report.auth.type === "none";
  return (
    <div className="flex flex-col gap-2">
      <p className="flex items-start gap-2">
        <StatusGlyph shape={open ? "connected" : "sign_in"} className="mt-0.5" />
        <span className="min-w-0 flex-1">
          <span className={open ? "text-ok" : "text-auth"}>Reachable</span>
          {facts(report).map((fact) => ` · ${fact}`)}
        </span>
        <span className="tabular shrink-0 text-fg3 text-meta leading-5">{formatMs(report.elapsedMs)}</span>
      </p>
      <SignInAdvice report={report} form={form} />
    </div>
  );
}

function facts({ server, auth, tools }: ProbeReport): string[] {
  const needs = {
    unknown: [],
    none: ["no sign-in needed"],
    token: ["asks for a token"],
    oauth: ["asks for an OAuth sign-in"],
    forbidden: ["refuses access without sign-in"],
  }[auth.type];
  return [
    "Streamable HTTP",
    ...(server ? [`MCP ${server.protocol}`] : []),
    ...needs,
    ...(tools === null ? [] : [count(tools, "tool")]),
  ];
}

/** What to do about a sign-in, unless the form already does it. */
function SignInAdvice({ report, form }: { report: ProbeReport; form: ConnectionForm }) {
  const { auth } = report;
  if (auth.type === "none" || auth.type === "unknown" || form.draft.auth !== "none") return null;
  const chooseToken = () => {
    form.edit({ auth: "token", authTouched: true }, "token");
    focusField("token");
  };
  return (
    <div className="flex items-center justify-between gap-4 rounded-control bg-s1 px-3 py-2 text-fg2">
      <span>
        {auth.type === "oauth"
          ? "Hitchpost can't sign in with OAuth yet. A token works if the server accepts one."
          : "The server wants to know who you are."}
      </span>
      <Button size="sm" onClick={chooseToken} data-testid="use-token">
        Use a token
      </Button>
    </div>
  );
}
