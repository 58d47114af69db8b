import { Collapsible } from "@base-ui/react/collapsible";
import { ChevronRight } from "lucide-react";
import { Elapsed } from "@/components/elapsed";
import { ErrorCard, type FailureHandlers } from "@/components/error-card";
import { StatusGlyph } from "@/components/status-glyph";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import type { ProbeReport } from "@/ipc";
import { count, formatMs } from "@/lib/format";
import { StepList } from "./step-list";
import { failed, type Runner } from "./use-probe";

interface TestResultProps {
  test: Runner;
  handlers: FailureHandlers;
}

/** A connection test: running, passed, or where it stopped. */
export function TestResult({ test: { run, clear }, handlers }: TestResultProps) {
  if (run.state === "idle") return null;
  return (
    <div
      // A failure is an alert of its own.
      aria-live={failed(run) ? "off" : "polite"}
      data-testid="test-result"
      data-state={run.state}
      className="thin-scroll mb-3 max-h-[45vh]"
    >
      {run.state === "running" ? (
        <div className="flex items-center gap-2 text-fg2">
          <Spinner className="text-busy-glyph" />
          <span className="flex-1">
            Testing with what you entered… <Elapsed since={run.since} />
          </span>
          <Button size="sm" onClick={clear}>
            Cancel
          </Button>
        </div>
      ) : null}
      {run.state === "refused" ? <ErrorCard failure={run.failure} handlers={handlers} /> : null}
      {run.state === "done" ? <Report report={run.report} handlers={handlers} /> : null}
    </div>
  );
}

function Report({ report, handlers }: { report: ProbeReport; handlers: FailureHandlers }) {
  if (report.failure) {
    return (
      <ErrorCard
        failure={report.failure}
        handlers={handlers}
        details={<StepList steps={report.steps} />}
        detailsOpen
      />
    );
  }
  // The test stops before the browser.
  const signsInLater = report.auth.type === "oauth" && report.server === null;
  return (
    <Collapsible.Root defaultOpen>
      <div className="flex items-center gap-2">
        <StatusGlyph shape={signsInLater ? "sign_in" : "connected"} />
        <span className="flex-1">
          {signsInLater ? (
            <>
              <span className="text-auth">Reachable</span>. Sign-in works after you authorize.
            </>
          ) : (
            <span className="text-ok">Works</span>
          )}
          {report.tools === null ? "" : ` · ${count(report.tools, "tool")}`}
          {report.server
            ? ` · ${report.server.title ?? report.server.name} · MCP ${report.server.protocol}`
            : ""}
          <span className="tabular text-fg3"> · {formatMs(report.elapsedMs)}</span>
        </span>
        <Collapsible.Trigger className="group inline-flex h-6 items-center gap-1 rounded-control px-1 text-fg2 text-meta hover:text-fg">
          <ChevronRight
            aria-hidden
            className="size-3.5! transition-transform duration-120 group-data-panel-open:rotate-90"
          />
          Steps
        </Collapsible.Trigger>
      </div>
      <Collapsible.Panel className="pt-2">
        <StepList steps={report.steps} />
      </Collapsible.Panel>
    </Collapsible.Root>
  );
}
