import { create } from "zustand";
import type { ConnectionId } from "@/ipc";
import { formatJson, removeMember, setMember } from "@/lib/json";
import { type FormPlan, startingValue } from "@/lib/schema";

/** What is being prepared for one tool. Lives as long as the window. */
export interface Draft {
  /** The arguments as JSON text: the one truth that form and editor both show. */
  arguments: string;
  mode: "form" | "json";
  /** Seconds to wait for an answer, as typed; blank takes the connection's. */
  timeout: string;
  /** What was typed into a field's JSON editor and is not JSON yet, by field. */
  unfinished: Readonly<Record<string, string>>;
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
  let text = "{}";
  if (plan.type === "form") {
    for (const field of plan.fields) {
      const value =
        startingValue(field) ?? (Object.hasOwn(proposed, field.name) ? proposed[field.name] : undefined);
      if (value !== undefined) text = setMember(text, field.name, value);
    }
  }
  return {
    arguments: formatJson(text),
    mode: plan.type === "form" ? "form" : "json",
    timeout: "",
    unfinished: {},
  };
}

/** The draft with one argument set to a value (JSON text) or, with undefined, not sent. */
export function withArgument(draft: Draft, name: string, value: string | undefined): Draft {
  const { [name]: _, ...unfinished } = draft.unfinished;
  const text =
    value === undefined ? removeMember(draft.arguments, name) : setMember(draft.arguments, name, value);
  return { ...draft, arguments: text, unfinished };
}

/** The draft with text in a field's JSON editor that is not JSON yet. */
export function withUnfinished(draft: Draft, name: string, text: string): Draft {
  return { ...draft, unfinished: { ...draft.unfinished, [name]: text } };
}
