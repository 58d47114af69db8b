import { useMemo, useState } from "react";

import type { ConnectionView, TaskChoice, ToolDetail } from "@/ipc";
import { planForm, readinessOf } from "@/lib/schema";
import { type Draft, itemKey, newDraft, timeoutOf, unfinishedField, useDrafts } from "../drafts";
import { placeOf } from "../mode";
import { useRunsAt } from "../runs";

/** Everything about preparing and making calls of one tool. */
export type ToolCall = ReturnType<typeof useToolCall>;

/** Ties a tool's draft, its schema and its calls together. `proposed` fills arguments the schema leaves open. */
export function useToolCall(
  connection: ConnectionView,
  detail: ToolDetail,
  proposed: Readonly<Record<string, string>>,
) {
  const key = itemKey(connection.id, "tool", detail.name);
  const plan = useMemo(() => planForm(detail.inputSchema), [detail.inputSchema]);
  const first = useMemo(() => newDraft(plan, proposed), [plan, proposed]);
  const draft = useDrafts((store) => store.drafts[key]) ?? first;
  const changeDraft = useDrafts((store) => store.change);
  const { runs, begin, cancel } = useRunsAt({ key, place: placeOf(connection.id, "tool", detail.name) });
  const readiness = useMemo(() => readinessOf(plan, draft.arguments), [plan, draft.arguments]);
  // Set by a Run that was held back, until the arguments are sent.
  const [heldBack, setHeldBack] = useState(false);

  const onDraft = (next: Draft) => changeDraft(key, next);
  const timeoutS = timeoutOf(draft.timeout);
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
    const request = {
      connectionId: connection.id,
      tool: detail.name,
      arguments: draft.arguments,
      timeoutS: timeoutS ?? null,
      task: taskChoice(detail, draft),
    };
    begin((ipc, callId, onEvent) => ipc.callTool({ callId, ...request }, onEvent));
    return true;
  }

  return { key, plan, draft, onDraft, readiness, stuck, timeoutS, heldBack, runs, run, cancel };
}

/** Where a tool demands a task it becomes one by itself. */
function taskChoice({ taskSupport }: ToolDetail, { asTask }: Draft): TaskChoice {
  return taskSupport === "optional" && asTask ? "always" : "automatic";
}
