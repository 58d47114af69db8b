import { useMemo, useState } from "react";

import { type ConnectionView, type ToolDetail, useIpc } from "@/ipc";
import { planForm, readinessOf } from "@/lib/schema";
import { type Draft, newDraft, toolKey, unfinishedField, useDrafts } from "../drafts";
import { cancelCall, type Runs, startCall, useRuns } from "../runs";

const NO_RUNS: Runs = { current: undefined, last: undefined };

/** Everything about preparing and making calls of one tool. */
export type ToolCall = ReturnType<typeof useToolCall>;

/** Ties a tool's draft, its schema and its calls together. `proposed` fills arguments the schema leaves open. */
export function useToolCall(
  connection: ConnectionView,
  detail: ToolDetail,
  proposed: Readonly<Record<string, string>>,
) {
  const ipc = useIpc();
  const key = toolKey(connection.id, detail.name);
  const plan = useMemo(() => planForm(detail.inputSchema), [detail.inputSchema]);
  const first = useMemo(() => newDraft(plan, proposed), [plan, proposed]);
  const draft = useDrafts((store) => store.drafts[key]) ?? first;
  const changeDraft = useDrafts((store) => store.change);
  const runs = useRuns((store) => store.runs[key]) ?? NO_RUNS;
  const readiness = useMemo(() => readinessOf(plan, draft.arguments), [plan, draft.arguments]);
  // Set by a Run that was held back, until the arguments are sent.
  const [heldBack, setHeldBack] = useState(false);

  const onDraft = (next: Draft) => changeDraft(key, next);
  const timeoutS = timeoutOf(draft);
  const stuck = unfinishedField(draft);

  /** Sends the arguments. Those that don't match the schema only when `anyway`. Says whether a call was begun. */
  function run(anyway = false): boolean {
    if (runs.current) return false;
    const sendable = readiness.type === "sendable" && stuck === undefined && timeoutS !== "invalid";
    if (!sendable || (readiness.problems.size > 0 && !anyway)) {
      setHeldBack(true);
      return false;
    }
    setHeldBack(false);
    void startCall(ipc, {
      callId: crypto.randomUUID(),
      connectionId: connection.id,
      tool: detail.name,
      arguments: draft.arguments,
      timeoutS: timeoutS ?? null,
    });
    return true;
  }

  function cancel(): void {
    if (runs.current) void cancelCall(ipc, key, runs.current.callId);
  }

  return { key, plan, draft, onDraft, readiness, stuck, timeoutS, heldBack, runs, run, cancel };
}

/** The seconds typed as timeout; undefined takes the connection's. */
function timeoutOf(draft: Draft): number | undefined | "invalid" {
  const typed = draft.timeout.trim();
  if (typed === "") return undefined;
  const seconds = Number(typed);
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= 600 ? seconds : "invalid";
}
