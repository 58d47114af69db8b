import { Play, Square, TriangleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";

import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import type { ConnectionView } from "@/ipc";
import { count } from "@/lib/format";
import { shortcutText } from "@/lib/shortcut-text";
import type { RunningCall } from "../runs";
import { useElapsed } from "./use-elapsed";
import type { ToolCall } from "./use-tool-call";

interface RunBarProps {
  call: ToolCall;
  connection: ConnectionView;
  onRun: (anyway: boolean) => void;
}

/** Run, or Cancel while a call is under way; what holds Run back; and how long to wait. */
export function RunBar({ call, connection, onRun }: RunBarProps) {
  const { draft, onDraft, runs, timeoutS } = call;
  const timeoutId = useId();
  return (
    <div className="flex shrink-0 flex-col gap-2 border-t bg-bg px-4 py-3">
      <HeldBack call={call} onRun={onRun} />
      <div className="flex items-center gap-3">
        <RunButton current={runs.current} onRun={() => onRun(false)} onCancel={call.cancel} />
        <div className="ml-auto flex items-center gap-1.5 text-fg2 text-meta">
          <label htmlFor={timeoutId}>Timeout</label>
          <Input
            id={timeoutId}
            className="tabular h-7! w-14! text-right"
            inputMode="numeric"
            aria-label="Timeout in seconds"
            aria-invalid={timeoutS === "invalid" || undefined}
            placeholder={String(connection.requestTimeoutS)}
            value={draft.timeout}
            onChange={(event) => onDraft({ ...draft, timeout: event.target.value })}
          />
          s
        </div>
      </div>
    </div>
  );
}

interface RunButtonProps {
  current: RunningCall | undefined;
  onRun: () => void;
  onCancel: () => void;
}

/** One button, so that the focus stays when Run becomes Cancel and Cancel becomes Run. */
function RunButton({ current, onRun, onCancel }: RunButtonProps) {
  const act = current === undefined ? onRun : current.cancelling ? undefined : onCancel;
  return (
    <Button
      variant={current ? "secondary" : "primary"}
      className="min-w-28"
      data-testid={current ? "cancel-run" : "run"}
      aria-disabled={current?.cancelling || undefined}
      onClick={(event) => {
        // A double-click is one click: its second half must neither cancel the call nor make another.
        if (event.detail <= 1) act?.();
      }}
    >
      {current ? (
        <>
          <Square aria-hidden className="size-3! fill-current" />
          {current.cancelling ? "Cancelling…" : "Cancel"}
          <Elapsed since={current.startedAt} />
        </>
      ) : (
        <>
          <Play aria-hidden className="size-3.5! fill-current" />
          Run
          <span className="font-normal text-meta opacity-85">{shortcutText("$mod+Enter")}</span>
        </>
      )}
    </Button>
  );
}

function Elapsed({ since }: { since: number }) {
  return (
    <span aria-hidden className="tabular w-12 text-right text-fg3">
      {(useElapsed(since) / 1000).toFixed(1)} s
    </span>
  );
}

/** Why the last Run sent nothing, and what to do. */
function HeldBack({ call, onRun }: { call: ToolCall; onRun: (anyway: boolean) => void }) {
  const { readiness, stuck, timeoutS, heldBack } = call;
  if (timeoutS === "invalid") return <Remark>The timeout must be a whole number from 1 to 600.</Remark>;
  if (!heldBack) return null;
  if (readiness.type === "broken") return <Remark>The arguments can't be sent. {readiness.reason}</Remark>;
  if (stuck !== undefined) return <Remark>“{stuck}” isn't JSON yet, so it can't be sent.</Remark>;
  const number = readiness.problems.size;
  if (number === 0) return null;
  return (
    <Remark>
      <span data-testid="schema-warning">
        {count(number, "field")} {number === 1 ? "doesn't" : "don't"} match the schema.
      </span>
      <Button size="sm" data-testid="run-anyway" onClick={() => onRun(true)}>
        Run anyway
        <Kbd keys="$mod+Shift+Enter" />
      </Button>
    </Remark>
  );
}

function Remark({ children }: { children: ReactNode }) {
  return (
    <div role="status" className="flex flex-wrap items-center gap-2 text-auth text-meta">
      <TriangleAlert aria-hidden className="size-3.5!" />
      {children}
    </div>
  );
}
