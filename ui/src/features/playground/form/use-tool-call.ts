import { useMemo, useState } from "react";

import type { ConnectionView, TaskChoice, ToolDetail, ToolStanding } from "@/ipc";
import { planForm, readinessOf } from "@/lib/schema";
import { type Draft, itemKey, newDraft, timeoutOf, unfinishedField, useDrafts } from "../drafts";
import { placeOf } from "../mode";
import { useRunsAt } from "../runs";

/** Everything about preparing and making calls of one tool. */
export type ToolCall = ReturnType<typeof useToolCall>;

interface ToolCallOf {
  connection: ConnectionView;
  detail: ToolDetail;
  /** Fills arguments the schema leaves open. */
  proposed: Readonly<Record<string, string>>;
  /** A tool that nobody has accepted as it is runs only after a question. */
  standing: ToolStanding;
}

/** Ties a tool's draft, its schema and its calls together. */
export function useToolCall({ connection, detail, proposed, standing }: ToolCallOf) {
  const key = itemKey(connection.id, "tool", detail.name);
  const plan = useMemo(() => planForm(detail.inputSchema), [detail.inputSchema]);
  const first = useMemo(() => newDraft(plan, proposed), [plan, proposed]);
  const draft = useDrafts((store) => store.drafts[key]) ?? first;
  const changeDraft = useDrafts((store) => store.change);
  const { runs, begin, cancel } = useRunsAt({ key, place: placeOf(connection.id, "tool", detail.name) });
  const readiness = useMemo(() => readinessOf(plan, draft.arguments), [plan, draft.arguments]);
  // Set by a Run that was held back, until the arguments are sent.
  const [heldBack, setHeldBack] = useState(false);
  const [asking, setAsking] = useState(false);

  const onDraft = (next: Draft) => changeDraft(key, next);
  const timeoutS = timeoutOf(draft.timeout);
  const stuck = unfinishedField(draft);

  /** Sends the arguments. Those that don't match the schema only when `anyway`. False when they were held back. */
  function run(anyway = false): boolean {
    if (runs.current) return false;
    const sendable = readiness.type === "sendable" && stuck === undefined && timeoutS !== "invalid";
    if (!sendable || (readiness.problems.size > 0 && !anyway)) {
      setHeldBack(true);
      return false;
    }
    setHeldBack(false);
    if (standing === "accepted") send();
    else setAsking(true);
    return true;
  }

  function send(): void {
    setAsking(false);
    const request = {
      connectionId: connection.id,
      tool: detail.name,
      arguments: draft.arguments,
      timeoutS: typeof timeoutS === "number" ? timeoutS : null,
      task: taskChoice(detail, draft),
    };
    begin((ipc, callId, onEvent) => ipc.callTool({ callId, ...request }, onEvent));
  }

  /** What is asked before the call of a tool that nobody has accepted. */
  const question = { asking, standing, yes: send, no: () => setAsking(false) };
  return { key, plan, draft, onDraft, readiness, stuck, timeoutS, heldBack, question, runs, run, cancel };
}

/** Where a tool demands a task it becomes one by itself. */
function taskChoice({ taskSupport }: ToolDetail, { asTask }: Draft): TaskChoice {
  return taskSupport === "optional" && asTask ? "always" : "automatic";
}
