import { compareNumbers, isMultipleOf, isWholeNumber, type Json, jsonEquals, parseJson } from "../json";
import type { ChoiceControl, Field, ListControl, NumberControl, ScalarControl, TextControl } from "./field";
import { formatProblem } from "./format";

/** Why the value doesn't match the field's schema, as one sentence; absent when it does. Never a reason not to send it. */
export function fieldProblem(field: Field, value: Json | undefined): string | undefined {
  if (value === undefined) return field.required ? "Required, but not set." : undefined;
  if (value.type === "null" && field.nullable) return undefined;
  const { control } = field;
  switch (control.type) {
    case "json":
      return undefined;
    case "const":
      return jsonEquals(value, parseJson(control.value)) ? undefined : `Only ${control.value} is allowed.`;
    case "list":
      return listProblem(control, value);
    default:
      return scalarProblem(control, value);
  }
}

/** Why a single value doesn't match its control. */
export function scalarProblem(control: ScalarControl, value: Json): string | undefined {
  if (value.type === "null" && control.type !== "choice") return "null isn't allowed here.";
  switch (control.type) {
    case "text":
      return value.type === "string" ? textProblem(control, value.value) : "Not text.";
    case "number":
      return numberProblem(control, value);
    case "boolean":
      return value.type === "boolean" ? undefined : "Not true or false.";
    case "choice":
      return choiceProblem(control, value);
  }
}

function textProblem(control: TextControl, text: string): string | undefined {
  const length = [...text].length;
  const { minLength, maxLength } = control;
  if (minLength !== undefined && length < minLength) {
    return length === 0 ? "Must not be empty." : `Too short: ${length} of at least ${minLength} characters.`;
  }
  if (maxLength !== undefined && length > maxLength)
    return `Too long: ${length} of at most ${maxLength} characters.`;
  if (control.pattern !== undefined && compilePattern(control.pattern)?.test(text) === false) {
    return `Doesn't match the pattern ${control.pattern}`;
  }
  return control.format === undefined ? undefined : formatProblem(control.format, text);
}

function numberProblem(control: NumberControl, value: Json): string | undefined {
  if (value.type !== "number")
    return control.integer ? "Not a whole number; sent as text." : "Not a number; sent as text.";
  const { text } = value;
  if (control.integer && !isWholeNumber(text)) return "Not a whole number.";
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = control;
  if (minimum !== undefined && compareNumbers(text, minimum) < 0) return `Must be at least ${minimum}.`;
  if (maximum !== undefined && compareNumbers(text, maximum) > 0) return `Must be at most ${maximum}.`;
  if (exclusiveMinimum !== undefined && compareNumbers(text, exclusiveMinimum) <= 0)
    return `Must be more than ${exclusiveMinimum}.`;
  if (exclusiveMaximum !== undefined && compareNumbers(text, exclusiveMaximum) >= 0)
    return `Must be less than ${exclusiveMaximum}.`;
  if (multipleOf !== undefined && isMultipleOf(text, multipleOf) === false)
    return `Must be a multiple of ${multipleOf}.`;
  return undefined;
}

function choiceProblem(control: ChoiceControl, value: Json): string | undefined {
  const found = control.options.some((option) => jsonEquals(parseJson(option.value), value));
  return found ? undefined : "Not one of the allowed values.";
}

function listProblem(control: ListControl, value: Json): string | undefined {
  if (value.type !== "array") return "Not a list.";
  const count = value.items.length;
  const { minItems, maxItems } = control;
  if (minItems !== undefined && count < minItems) return `Needs at least ${items(minItems)}.`;
  if (maxItems !== undefined && count > maxItems) return `Takes at most ${items(maxItems)}.`;
  for (const [index, item] of value.items.entries()) {
    const problem = scalarProblem(control.item, item);
    if (problem) return `Item ${index + 1}: ${problem}`;
    const repeated =
      control.unique && value.items.slice(0, index).some((earlier) => jsonEquals(earlier, item));
    if (repeated) return `Item ${index + 1} is there twice.`;
  }
  return undefined;
}

function items(count: number): string {
  return count === 1 ? "1 item" : `${count} items`;
}

/** A repeated group with a repetition inside can take forever on short text, and the pattern is the server's. */
const NESTED_REPETITION = /\([^)]*[+*}][^)]*\)[+*{]/;

/** The pattern as an expression; absent when it is invalid or could freeze the window. */
function compilePattern(pattern: string): RegExp | undefined {
  if (NESTED_REPETITION.test(pattern)) return undefined;
  try {
    return new RegExp(pattern, "u");
  } catch {
    return undefined;
  }
}
