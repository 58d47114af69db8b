import { ErrorCard, type FailureHandlers } from "@/components/error-card";
import { StatusGlyph } from "@/components/status-glyph";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import type { AuthNeed, ProbeReport } from "@/ipc";
import { count, formatMs } from "@/lib/format";
import { focusField } from "./field-focus";
import { oauthFacts } from "./oauth/oauth-need";
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
  return [
    server?.transport === "http_sse" ? "HTTP+SSE" : "Streamable HTTP",
    ...(server ? [`MCP ${server.protocol}`] : []),
    ...needs(auth),
    ...(tools === null ? [] : [count(tools, "tool")]),
  ];
}

function needs(auth: AuthNeed): string[] {
  switch (auth.type) {
    case "unknown":
      return [];
    case "none":
      return ["no sign-in needed"];
    case "token":
      return ["asks for a token"];
    case "forbidden":
      return ["refuses access without sign-in"];
    case "oauth":
      return oauthFacts(auth);
  }
}

/** What to do about a sign-in, unless the form already does it. A choice of one's own is never overridden. */
function SignInAdvice({ report: { auth }, form }: { report: ProbeReport; form: ConnectionForm }) {
  const chosen = form.draft.auth;
  const chooseOAuth = () => {
    form.edit({ auth: "oauth", authTouched: true }, "token");
    focusField("scopes");
  };
  const chooseToken = () => {
    form.edit({ auth: "token", authTouched: true }, "token");
    focusField("token");
  };
  if (auth.type === "oauth" && chosen !== "oauth") {
    return (
      <Advice
        text={chosen === "none" ? "The server wants you to sign in." : "Server says OAuth. Use it?"}
        label="Use OAuth"
        onClick={chooseOAuth}
        testId="use-oauth"
      />
    );
  }
  if ((auth.type === "token" || auth.type === "forbidden") && chosen === "none") {
    return (
      <Advice
        text="The server wants to know who you are."
        label="Use a token"
        onClick={chooseToken}
        testId="use-token"
      />
    );
  }
  return null;
}

interface AdviceProps {
  text: string;
  label: string;
  onClick: () => void;
  testId: string;
}

function Advice({ text, label, onClick, testId }: AdviceProps) {
  return (
    <div className="flex items-center justify-between gap-4 rounded-control bg-s1 px-3 py-2 text-fg2">
      <span>{text}</span>
      <Button size="sm" onClick={onClick} data-testid={testId}>
        {label}
      </Button>
    </div>
  );
}
