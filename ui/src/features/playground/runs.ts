import { create } from "zustand";

import { type CallEvent, type CallReport, type CallRequest, failureOf, type Ipc } from "@/ipc";
import { toolKey } from "./drafts";

/** The calls of one tool: the one under way, and the last one that ended. */
export interface Runs {
  current: RunningCall | undefined;
  last: CallReport | undefined;
}

/** A call that has not ended. */
export interface RunningCall {
  callId: string;
  startedAt: number;
  cancelling: boolean;
  progress: Extract<CallEvent, { type: "progress" }> | undefined;
  /** What the server logged, oldest first; the oldest go when there are too many. */
  logs: Extract<CallEvent, { type: "log" }>[];
}

interface RunStore {
  runs: Readonly<Record<string, Runs>>;
}

const MAX_LOG_LINES = 200;

/** The calls of all tools. A call goes on, and its result is kept, while another tool is looked at. */
export const useRuns = create<RunStore>(() => ({ runs: {} }));

/** Starts a call. Its end replaces the tool's last result; the form and the previous result stay meanwhile. */
export async function startCall(ipc: Ipc, request: CallRequest): Promise<void> {
  const key = toolKey(request.connectionId, request.tool);
  const { callId } = request;
  const startedAt = Date.now();
  changeRuns(key, (runs) => ({
    ...runs,
    current: { callId, startedAt, cancelling: false, progress: undefined, logs: [] },
  }));
  const report = await ipc
    .callTool(request, (event) => changeCurrent(key, callId, (current) => withEvent(current, event)))
    .catch((error): CallReport => notMade(callId, startedAt, error));
  changeRuns(key, (runs) => ({
    last: report,
    current: runs.current?.callId === callId ? undefined : runs.current,
  }));
}

/** Asks for a running call to be given up. It ends as cancelled, or with its result when that was faster. */
export async function cancelCall(ipc: Ipc, key: string, callId: string): Promise<void> {
  changeCurrent(key, callId, (current) => ({ ...current, cancelling: true }));
  await ipc
    .cancelCall(callId)
    .catch(() => changeCurrent(key, callId, (current) => ({ ...current, cancelling: false })));
}

/** A call the core did not even begin. */
function notMade(callId: string, startedAt: number, error: unknown): CallReport {
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
  if (event.type === "progress") return { ...current, progress: event };
  return { ...current, logs: [...current.logs, event].slice(-MAX_LOG_LINES) };
}

function changeCurrent(key: string, callId: string, change: (current: RunningCall) => RunningCall): void {
  changeRuns(key, (runs) =>
    runs.current?.callId === callId ? { ...runs, current: change(runs.current) } : runs,
  );
}

function changeRuns(key: string, change: (runs: Runs) => Runs): void {
  useRuns.setState(({ runs }) => ({
    runs: { ...runs, [key]: change(runs[key] ?? { current: undefined, last: undefined }) },
  }));
}
