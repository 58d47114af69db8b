import { type JsonObject, JsonSyntaxError, member, tryParseJson } from "../json";
import { fieldProblem } from "./check";
import type { FormPlan } from "./field";

/** Whether a text can be sent as the object a schema asks for, and whether it should be. */
export type Readiness =
  | {
      type: "sendable";
      object: JsonObject;
      /** Why arguments don't match the schema, by name. */
      problems: ReadonlyMap<string, string>;
    }
  | {
      /** Not a JSON object: there is nothing that could be sent. */
      type: "broken";
      /** One sentence, with the line. */
      reason: string;
    };

/** Holds an object's text against its schema. */
export function readinessOf(plan: FormPlan, text: string): Readiness {
  const value = tryParseJson(text.trim() === "" ? "{}" : text);
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
