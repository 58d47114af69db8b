import { Download, Play } from "lucide-react";
import { type ReactNode, useMemo } from "react";

import { CodeView } from "@/components/code/code";
import { ErrorCard, type FailureHandlers } from "@/components/error-card";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { IconButton } from "@/components/ui/icon-button";
import { Kbd } from "@/components/ui/kbd";
import { Segmented } from "@/components/ui/segmented";
import { useIsAsked } from "@/features/asks";
import { type CallReport, type ContentPart, type Ipc, type TextPart, useIpc, type WireFrame } from "@/ipc";
import { cn } from "@/lib/cn";
import type { RunWords } from "../run-words";
import type { Runs } from "../runs";
import { type ResultMode, usePlaygroundView } from "../view";
import { ContentView } from "./content-view";
import { LongText } from "./long-text";
import { OutcomeLine, outcomeAnnouncement } from "./outcome-line";
import { CopyIcon, useSavePart } from "./part-actions";
import { ReadLink } from "./read-link";
import { RunningStrip } from "./running-strip";
import { ScopeBar } from "./scope-bar";
import { wholeText } from "./use-paged-text";
import { wireText } from "./wire-text";

interface ResultPaneProps {
  /** What was called. */
  name: string;
  words: RunWords;
  runs: Runs;
  onRunAgain: () => void;
  /** What this page can do about a failed call. */
  handlers: FailureHandlers;
  /** Opens a resource that the result points to. */
  onReadLink: (uri: string) => void;
  /** What stands above the result, such as what the server asks. */
  above?: ReactNode;
}

/** The right pane: how the last call ended and what came back. Stays, dimmed, while the next one runs. */
export function ResultPane(props: ResultPaneProps) {
  const { name, words, runs, onRunAgain, handlers, onReadLink, above } = props;
  const { current, last } = runs;
  const asking = useIsAsked(current?.callId);
  return (
    <section aria-label="Result" aria-busy={current !== undefined} className="flex h-full min-h-0 flex-col">
      {above}
      {current ? <RunningStrip current={current} words={words} asking={asking} /> : null}
      <div aria-live="polite" className="sr-only">
        {current ? `${name} ${words.running}` : last ? outcomeAnnouncement(name, last, words) : ""}
      </div>
      {last ? (
        <div
          className={cn(
            "flex min-h-0 flex-1 flex-col transition-opacity duration-120",
            current && "opacity-45",
          )}
        >
          <ReadLink value={onReadLink}>
            <Report
              key={last.callId}
              name={name}
              words={words}
              report={last}
              onRunAgain={onRunAgain}
              handlers={handlers}
            />
          </ReadLink>
        </div>
      ) : current ? null : (
        <div className="min-h-0 flex-1 overflow-hidden">
          <EmptyState icon={<Play aria-hidden />} title="The result appears here">
            <span className="inline-flex items-center gap-1.5">
              {words.hint} <Kbd keys="$mod+Enter" />
            </span>
          </EmptyState>
        </div>
      )}
    </section>
  );
}

interface ReportProps extends Pick<ResultPaneProps, "name" | "words" | "onRunAgain" | "handlers"> {
  report: CallReport;
}

function Report(props: ReportProps) {
  const { report, words } = props;
  const ipc = useIpc();
  const wanted = usePlaygroundView((view) => view.resultMode);
  const { saving, save } = useSavePart(report.callId);
  const { outcome } = report;
  const completed = outcome.type === "completed";
  const wire = report.wire.length > 0;
  const mode = (wanted === "json" && !completed) || (wanted === "raw" && !wire) ? "rich" : wanted;
  return (
    <>
      <header className="flex shrink-0 flex-col gap-2 border-b px-4 py-3">
        <OutcomeLine report={report} of={words} />
        <div className="flex items-center gap-2">
          <Segmented<ResultMode>
            size="sm"
            aria-label="How to show the result"
            value={mode}
            onChange={(resultMode) => usePlaygroundView.setState({ resultMode })}
            segments={[
              { value: "rich", label: "Rich", "data-testid": "result-mode-rich" },
              { value: "json", label: "JSON", "data-testid": "result-mode-json", disabled: !completed },
              {
                value: "raw",
                label: "Raw",
                "data-testid": "result-mode-raw",
                disabled: !wire,
              },
            ]}
          />
          <span className="ml-auto flex items-center gap-1">
            <CopyIcon
              label={copyLabel(mode)}
              data-testid="copy-result"
              read={() => readResult(ipc, report, mode)}
            />
            {completed ? (
              <IconButton
                label="Save the result as JSON"
                data-testid="save-result"
                busy={saving}
                onClick={() => save(outcome.json.part)}
              >
                <Download aria-hidden />
              </IconButton>
            ) : null}
          </span>
        </div>
      </header>
      <Body {...props} mode={mode} />
    </>
  );
}

function Body({ mode, ...props }: ReportProps & { mode: ResultMode }) {
  const { report } = props;
  const { callId, outcome } = report;
  if (mode === "raw") return <Wire frames={report.wire} />;
  if (mode === "json" && outcome.type === "completed") {
    return (
      <LongText
        className="m-3 flex-1"
        callId={callId}
        part={outcome.json}
        language="json"
        label="Result as JSON"
        data-testid="result-json"
      />
    );
  }
  return (
    <div className="thin-scroll min-h-0 flex-1 p-4" data-testid="result-rich">
      <Rich {...props} />
    </div>
  );
}

function Wire({ frames }: { frames: readonly WireFrame[] }) {
  const chunks = useMemo(() => [wireText(frames)], [frames]);
  return (
    <CodeView
      className="m-3 flex-1"
      language="wire"
      label="What travelled"
      data-testid="result-raw"
      chunks={chunks}
    />
  );
}

function Rich({ name, words, report: { callId, outcome }, onRunAgain, handlers }: ReportProps) {
  const runAgain = (
    <Button size="sm" className="w-fit" data-testid="run-again" onClick={onRunAgain}>
      {words.again}
    </Button>
  );
  switch (outcome.type) {
    case "completed":
      return <ContentView callId={callId} content={outcome.content} structured={outcome.structured} />;
    case "failed": {
      const { failure } = outcome;
      if (failure.code === "input_required" && failure.why === "declined") {
        return (
          <div className="flex flex-col gap-3">
            <p className="text-fg2">The server asked something, you said no, and so the call ended.</p>
            {runAgain}
          </div>
        );
      }
      if (failure.code !== "sign_in" || failure.problem.type !== "scope_missing") {
        return <ErrorCard failure={failure} handlers={handlers} />;
      }
      const { needed, granted } = failure.problem;
      return (
        <ScopeBar
          tool={name}
          needed={needed}
          granted={granted}
          onAuthorize={() => handlers.authorize?.({ kind: "authorize", scopes: needed, label: "Authorize" })}
          onRunAgain={onRunAgain}
        />
      );
    }
    case "cancelled":
      return (
        <div className="flex flex-col gap-3">
          <p className="text-fg2">{words.stopped}</p>
          {runAgain}
        </div>
      );
    case "timed_out":
      return (
        <div className="flex flex-col gap-3">
          <p className="text-fg2">No answer in {outcome.seconds} s. The server may still be working.</p>
          {runAgain}
        </div>
      );
  }
}

function copyLabel(mode: ResultMode): string {
  switch (mode) {
    case "rich":
      return "Copy the result";
    case "json":
      return "Copy the result as JSON";
    case "raw":
      return "Copy what travelled";
  }
}

/** What Copy takes: the texts one reads, the JSON, or the frames. */
async function readResult(ipc: Ipc, report: CallReport, mode: ResultMode): Promise<string> {
  const { callId, outcome, wire } = report;
  if (mode === "raw") return wireText(wire);
  if (outcome.type === "failed") return JSON.stringify(outcome.failure, null, 2);
  if (outcome.type !== "completed") return outcome.type;
  const texts = outcome.content.flatMap(textsIn);
  if (mode === "json" || texts.length === 0) return wholeText(ipc, callId, outcome.json);
  const whole = await Promise.all(texts.map((part) => wholeText(ipc, callId, part)));
  return whole.join("\n\n");
}

/** The texts that one reads in a part of a result. */
function textsIn(part: ContentPart): TextPart[] {
  if (part.type === "message") return textsIn(part.content);
  return part.type === "text" || part.type === "resource" ? [part.text] : [];
}
