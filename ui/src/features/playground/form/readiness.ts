import { type JsonObject, JsonSyntaxError, member, tryParseJson } from "@/lib/json";
import { type FormPlan, fieldProblem } from "@/lib/schema";
import type { Draft } from "../drafts";

/** Whether a draft can be sent, and whether it should be. */
export type Readiness =
  | {
      type: "sendable";
      object: JsonObject;
      /** Why arguments don't match the schema, by name. Reasons to ask, never to refuse. */
      problems: ReadonlyMap<string, string>;
    }
  | {
      /** Not a JSON object: there is nothing that could be sent. */
      type: "broken";
      /** One sentence, with the line. */
      reason: string;
    };

/** Looks at a draft the way Run does. */
export function readinessOf(plan: FormPlan, draft: Draft): Readiness {
  const value = tryParseJson(draft.arguments.trim() === "" ? "{}" : draft.arguments);
  if (value instanceof JsonSyntaxError)
    return { type: "broken", reason: `Line ${value.line}: ${value.message}.` };
  if (value.type !== "object") return { type: "broken", reason: "The arguments must be an object: { … }." };
  const problems = new Map<string, string>();
  for (const field of plan.type === "form" ? plan.fields : []) {
    const problem = fieldProblem(field, member(value, field.name));
    if (problem) problems.set(field.name, problem);
  }
  return { type: "sendable", object: value, problems };
}

/** The first field with text that is not JSON yet, which keeps the draft from being sent. */
export function unfinishedField(draft: Draft): string | undefined {
  return draft.mode === "form" ? Object.keys(draft.unfinished)[0] : undefined;
}
