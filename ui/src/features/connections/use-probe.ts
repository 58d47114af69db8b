import { useCallback, useEffect, useRef, useState } from "react";
import { type Failure, failureOf, type Ipc, type ProbeReport, useIpc } from "@/ipc";

/** A probe or test from nothing to its report. */
export type Run =
  | { state: "idle" }
  | { state: "running"; since: number }
  | { state: "done"; report: ProbeReport }
  | { state: "refused"; failure: Failure };

/** Whether a probe or test ended with a failure. */
export function failed(run: Run): boolean {
  return run.state === "refused" || (run.state === "done" && run.report.failure !== null);
}

/** One probe or test at a time; starting another, or leaving, cancels the one before. */
export interface Runner {
  run: Run;
  /** Resolves to the report, or null when it was cancelled, overtaken or refused. */
  start: (ask: (ipc: Ipc, operation: string) => Promise<ProbeReport>) => Promise<ProbeReport | null>;
  /** Cancels, and forgets the last report. */
  clear: () => void;
}

/** Runs probes and tests by operation ids that can be cancelled. */
export function useRunner(): Runner {
  const ipc = useIpc();
  const [run, setRun] = useState<Run>({ state: "idle" });
  const current = useRef<string | null>(null);

  const cancel = useCallback(() => {
    const operation = current.current;
    current.current = null;
    // Nothing is lost when it had ended already.
    if (operation) ipc.cancel(operation).catch(() => {});
  }, [ipc]);

  const start = useCallback<Runner["start"]>(
    async (ask) => {
      cancel();
      const operation = crypto.randomUUID();
      current.current = operation;
      setRun({ state: "running", since: Date.now() });
      const end = await ask(ipc, operation).then(
        (report): Run => ({ state: "done", report }),
        (error: unknown): Run => ({ state: "refused", failure: failureOf(error) }),
      );
      if (current.current !== operation) return null;
      current.current = null;
      setRun(end);
      return end.state === "done" ? end.report : null;
    },
    [ipc, cancel],
  );

  const clear = useCallback(() => {
    cancel();
    setRun({ state: "idle" });
  }, [cancel]);

  useEffect(() => cancel, [cancel]);
  return { run, start, clear };
}
