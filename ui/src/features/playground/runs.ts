import { create } from "zustand";

import { type AskId, type CallEvent, type CallId, type CallReport, failureOf, type Ipc, useIpc } from "@/ipc";
import type { Picked } from "./mode";
import { noteCall } from "./view";

/** The calls of one tool, one resource or one prompt: the one under way, and the last one that ended. */
export interface Runs {
  current: RunningCall | undefined;
  last: CallReport | undefined;
}

/** A call that has not ended. */
export interface RunningCall {
  callId: CallId;
  startedAt: number;
  cancelling: boolean;
  progress: Extract<CallEvent, { type: "progress" }> | undefined;
  /** What the server last said about the task it made of the call. */
  task: Extract<CallEvent, { type: "task" }> | undefined;
  /** What the server asked meanwhile. */
  asks: readonly AskId[];
  /** What the server logged, oldest first; the oldest go when there are too many. */
  logs: Extract<CallEvent, { type: "log" }>[];
}

/** Where calls are kept: by what is called, at the address where it is shown. */
export interface RunSpot {
  key: string;
  place: Picked;
}

/** Makes a call under an id, and tells of its news. */
export type MakeCall = (ipc: Ipc, callId: CallId, onEvent: (event: CallEvent) => void) => Promise<CallReport>;

interface RunStore {
  runs: Readonly<Record<string, Runs>>;
}

const MAX_LOG_LINES = 200;
const NO_RUNS: Runs = { current: undefined, last: undefined };

/** All calls. A call goes on, and its result is kept, while something else is looked at. */
export const useRuns = create<RunStore>(() => ({ runs: {} }));

/** The calls of one spot, and the ways to begin and to stop them. */
export function useRunsAt(spot: RunSpot) {
  const ipc = useIpc();
  const runs = useRuns((store) => store.runs[spot.key]) ?? NO_RUNS;
  return {
    runs,
    /** Begins a call unless one is under way. */
    begin: (make: MakeCall) => {
      if (!useRuns.getState().runs[spot.key]?.current) void startCall(ipc, spot, make);
    },
    cancel: () => {
      if (runs.current) void cancelCall(ipc, spot.key, runs.current.callId);
    },
  };
}

/** Starts a call. Its end replaces the last result; the form and the previous result stay meanwhile. */
async function startCall(ipc: Ipc, { key, place }: RunSpot, make: MakeCall): Promise<void> {
  const callId = crypto.randomUUID();
  const startedAt = Date.now();
  const current = { callId, startedAt, cancelling: false, progress: undefined, task: undefined };
  noteCall(callId, place);
  changeRuns(key, (runs) => ({ ...runs, current: { ...current, asks: [], logs: [] } }));
  const report = await make(ipc, callId, (event) =>
    changeCurrent(key, callId, (running) => withEvent(running, event)),
  ).catch((error): CallReport => notMade(callId, startedAt, error));
  noteCall(callId, undefined);
  changeRuns(key, (runs) => ({
    last: report,
    current: runs.current?.callId === callId ? undefined : runs.current,
  }));
}

/** Asks for a running call to be given up. It ends as cancelled, or with its result when that was faster. */
async function cancelCall(ipc: Ipc, key: string, callId: CallId): Promise<void> {
  changeCurrent(key, callId, (current) => ({ ...current, cancelling: true }));
  await ipc
    .cancelCall(callId)
    .catch(() => changeCurrent(key, callId, (current) => ({ ...current, cancelling: false })));
}

/** A call the core did not even begin. */
function notMade(callId: CallId, startedAt: number, error: unknown): CallReport {
  const durationMs = Date.now() - startedAt;
  return {
    callId,
    outcome: { type: "failed", failure: failureOf(error) },
    startedAt,
    durationMs,
    sizeBytes: 0,
    wire: [],
  };
}

function withEvent(current: RunningCall, event: CallEvent): RunningCall {
  switch (event.type) {
    case "progress":
      return { ...current, progress: event };
    case "task":
      return { ...current, task: event };
    case "asked":
      return { ...current, asks: [...current.asks, event.ask] };
    case "log":
      return { ...current, logs: [...current.logs, event].slice(-MAX_LOG_LINES) };
  }
}

function changeCurrent(key: string, callId: CallId, change: (current: RunningCall) => RunningCall): void {
  changeRuns(key, (runs) =>
    runs.current?.callId === callId ? { ...runs, current: change(runs.current) } : runs,
  );
}

function changeRuns(key: string, change: (runs: Runs) => Runs): void {
  useRuns.setState(({ runs }) => ({ runs: { ...runs, [key]: change(runs[key] ?? NO_RUNS) } }));
}
