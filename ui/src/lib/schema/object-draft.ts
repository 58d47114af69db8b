import { formatJson, removeMember, setMember } from "../json";
import type { FormPlan } from "./field";
import { startingValue } from "./plan";

/** An object while it is being written, by a form or as text. */
export interface ObjectDraft {
  /** The object as JSON text: the one truth that form and editor both show. */
  arguments: string;
  /** What was typed into a field's JSON editor and is not JSON yet, by field. */
  unfinished: Readonly<Record<string, string>>;
}

/** The object to begin with: whatever the schema proposes, then `proposed` for fields still empty. */
export function startingObject(plan: FormPlan, proposed: Readonly<Record<string, string>> = {}): string {
  let text = "{}";
  for (const field of plan.type === "form" ? plan.fields : []) {
    const value =
      startingValue(field) ?? (Object.hasOwn(proposed, field.name) ? proposed[field.name] : undefined);
    if (value !== undefined) text = setMember(text, field.name, value);
  }
  return formatJson(text);
}

/** The draft with one argument set to a value (JSON text) or, with undefined, not sent. */
export function withArgument<Draft extends ObjectDraft>(
  draft: Draft,
  name: string,
  value: string | undefined,
): Draft {
  const { [name]: _, ...unfinished } = draft.unfinished;
  const text =
    value === undefined ? removeMember(draft.arguments, name) : setMember(draft.arguments, name, value);
  return { ...draft, arguments: text, unfinished };
}

/** The draft with text in a field's JSON editor that is not JSON yet. */
export function withUnfinished<Draft extends ObjectDraft>(draft: Draft, name: string, text: string): Draft {
  return { ...draft, unfinished: { ...draft.unfinished, [name]: text } };
}
