import { create } from "zustand";
import type { ConnectionId } from "@/ipc";
import { type FormPlan, type ObjectDraft, startingObject } from "@/lib/schema";

/** What is being prepared for one tool. Lives as long as the window. */
export interface Draft extends ObjectDraft {
  mode: "form" | "json";
  /** Seconds to wait for an answer, as typed; blank takes the connection's. */
  timeout: string;
}

interface DraftStore {
  drafts: Readonly<Record<string, Draft>>;
  change: (key: string, draft: Draft) => void;
}

/** Identifies a tool across connections. */
export function toolKey(connectionId: ConnectionId, tool: string): string {
  return `${connectionId}/${tool}`;
}

/** The drafts of all tools, kept while the window lives so that another tool can be looked at in between. */
export const useDrafts = create<DraftStore>((set) => ({
  drafts: {},
  change: (key, draft) => set(({ drafts }) => ({ drafts: { ...drafts, [key]: draft } })),
}));

/** The draft a tool begins with: whatever its schema proposes, then `proposed` for fields still empty. */
export function newDraft(plan: FormPlan, proposed: Readonly<Record<string, string>> = {}): Draft {
  return {
    arguments: startingObject(plan, proposed),
    mode: plan.type === "form" ? "form" : "json",
    timeout: "",
    unfinished: {},
  };
}

/** The first field with text that is not JSON yet, which keeps the draft from being sent. */
export function unfinishedField(draft: Draft): string | undefined {
  return draft.mode === "form" ? Object.keys(draft.unfinished)[0] : undefined;
}
