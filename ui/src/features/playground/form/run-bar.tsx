import { Play, Square, TriangleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";

import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import type { ConnectionView } from "@/ipc";
import { shortcutText } from "@/lib/shortcut-text";
import { timeoutOf } from "../drafts";
import type { RunWords } from "../run-words";
import type { RunningCall } from "../runs";
import { useElapsed } from "./use-elapsed";

interface RunBarProps {
  words: RunWords;
  connection: ConnectionView;
  current: RunningCall | undefined;
  onRun: () => void;
  onCancel: () => void;
  /** Seconds to wait, as typed. */
  timeout: string;
  onTimeout: (typed: string) => void;
  /** What holds Run back. */
  remark?: ReactNode;
  /** What else can be chosen about the call. */
  children?: ReactNode;
}

/** Run, or Cancel while a call is under way; what holds Run back; and how long to wait. */
export function RunBar({ words, connection, current, onRun, onCancel, ...rest }: RunBarProps) {
  const { timeout, onTimeout, remark, children } = rest;
  const timeoutId = useId();
  const invalid = timeoutOf(timeout) === "invalid";
  return (
    <div className="flex shrink-0 flex-col gap-2 border-t bg-bg px-4 py-3">
      {invalid ? <Remark>The timeout must be a whole number from 1 to 600.</Remark> : remark}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <RunButton words={words} current={current} onRun={onRun} onCancel={onCancel} />
        <div className="ml-auto flex flex-wrap items-center justify-end gap-x-4 gap-y-1">
          {children}
          <div className="flex items-center gap-1.5 text-fg2 text-meta">
            <label htmlFor={timeoutId}>Timeout</label>
            <Input
              id={timeoutId}
              className="tabular h-7! w-14! text-right"
              inputMode="numeric"
              aria-label="Timeout in seconds"
              aria-invalid={invalid || undefined}
              placeholder={String(connection.requestTimeoutS)}
              value={timeout}
              onChange={(event) => onTimeout(event.target.value)}
            />
            s
          </div>
        </div>
      </div>
    </div>
  );
}

type RunButtonProps = Pick<RunBarProps, "words" | "current" | "onRun" | "onCancel">;

/** One button, so that the focus stays when Run becomes Cancel and Cancel becomes Run. */
function RunButton({ words, current, onRun, onCancel }: RunButtonProps) {
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
          {words.verb}
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

/** One line above Run: why it sent nothing, or what to know first. */
export function Remark({ children }: { children: ReactNode }) {
  return (
    <div role="status" className="flex flex-wrap items-center gap-2 text-auth text-meta">
      <TriangleAlert aria-hidden className="size-3.5!" />
      {children}
    </div>
  );
}
