import { create } from "zustand";
import type { ConnectionId, NamedText } from "@/ipc";
import { type FormPlan, type ObjectDraft, startingObject } from "@/lib/schema";
import type { ItemKind } from "./mode";

/** What is being prepared for one tool. Lives as long as the window. */
export interface Draft extends ObjectDraft {
  mode: "form" | "json";
  /** Seconds to wait for an answer, as typed; blank takes the connection's. */
  timeout: string;
  /** Asks the server to make a task of it, where it may. */
  asTask: boolean;
}

/** What is being prepared for a resource, a template or a prompt. Lives as long as the window. */
export interface TextDraft {
  /** The variables or arguments that were filled in, by name. */
  values: Readonly<Record<string, string>>;
  /** As for a tool. */
  timeout: string;
}

interface DraftStore {
  drafts: Readonly<Record<string, Draft>>;
  texts: Readonly<Record<string, TextDraft>>;
  change: (key: string, draft: Draft) => void;
  changeText: (key: string, draft: TextDraft) => void;
}

/** Identifies something that can be called, across connections. */
export function itemKey(connectionId: ConnectionId, kind: ItemKind, id: string): string {
  return `${connectionId}/${kind}/${id}`;
}

/** All drafts, kept while the window lives so that something else can be looked at in between. */
export const useDrafts = create<DraftStore>((set) => ({
  drafts: {},
  texts: {},
  change: (key, draft) => set(({ drafts }) => ({ drafts: { ...drafts, [key]: draft } })),
  changeText: (key, draft) => set(({ texts }) => ({ texts: { ...texts, [key]: draft } })),
}));

const NO_TEXTS: TextDraft = { values: {}, timeout: "" };

/** The draft of a resource, a template or a prompt, and the way to change it. */
export function useTextDraft(key: string): [draft: TextDraft, change: (draft: TextDraft) => void] {
  const draft = useDrafts((store) => store.texts[key]) ?? NO_TEXTS;
  const change = useDrafts((store) => store.changeText);
  return [draft, (next) => change(key, next)];
}

/** The draft a tool begins with: whatever its schema proposes, then `proposed` for fields still empty. */
export function newDraft(plan: FormPlan, proposed: Readonly<Record<string, string>> = {}): Draft {
  return {
    arguments: startingObject(plan, proposed),
    mode: plan.type === "form" ? "form" : "json",
    timeout: "",
    asTask: false,
    unfinished: {},
  };
}

/** The first field with text that is not JSON yet, which keeps the draft from being sent. */
export function unfinishedField(draft: Draft): string | undefined {
  return draft.mode === "form" ? Object.keys(draft.unfinished)[0] : undefined;
}

/** What was filled in, in the order of `names`. What is blank counts as not filled in. */
export function filledIn({ values }: TextDraft, names: readonly string[]): NamedText[] {
  return names.flatMap((name) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value ? [{ name, value }] : [];
  });
}

/** The seconds typed as timeout; undefined takes the connection's. */
export function timeoutOf(typed: string): number | undefined | "invalid" {
  const text = typed.trim();
  if (text === "") return undefined;
  const seconds = Number(text);
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= 600 ? seconds : "invalid";
}
