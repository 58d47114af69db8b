import { type Control, type Field, formatExample, type NumberControl, type TextControl } from "@/lib/schema";

/** What kind of value a field takes, in a few words: `integer, 1–10`. */
export function kindWords(field: Field): string {
  const words = controlWords(field.control);
  return field.nullable ? `${words} or null` : words;
}

/** What to type, as a hint in an empty input; never a value that could be taken for one that is set. */
export function formatHint(control: Control): string | undefined {
  const format = control.type === "text" ? formatExample(control.format) : undefined;
  return format && `Expects ${format}.`;
}

function controlWords(control: Control): string {
  switch (control.type) {
    case "text":
      return textWords(control);
    case "number":
      return numberWords(control);
    case "boolean":
      return "true or false";
    case "choice":
      return `one of ${control.options.length}`;
    case "list":
      return `list of ${control.item.type === "choice" ? "choices" : `${controlWords(control.item)} values`}`;
    case "const":
      return "fixed";
    case "json":
      return "JSON";
  }
}

function textWords({ format, minLength, maxLength }: TextControl): string {
  const kind = format ?? "text";
  if (minLength !== undefined && maxLength !== undefined)
    return `${kind}, ${minLength}–${maxLength} characters`;
  if (maxLength !== undefined) return `${kind}, up to ${maxLength} characters`;
  return minLength !== undefined && minLength > 1 ? `${kind}, from ${minLength} characters` : kind;
}

function numberWords(control: NumberControl): string {
  const kind = control.integer ? "integer" : "number";
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = control;
  const range =
    minimum !== undefined && maximum !== undefined
      ? `${minimum}–${maximum}`
      : [
          minimum !== undefined && `from ${minimum}`,
          exclusiveMinimum !== undefined && `above ${exclusiveMinimum}`,
          maximum !== undefined && `up to ${maximum}`,
          exclusiveMaximum !== undefined && `below ${exclusiveMaximum}`,
        ]
          .filter(Boolean)
          .join(", ");
  const step = multipleOf !== undefined ? `in steps of ${multipleOf}` : "";
  return [kind, range, step].filter(Boolean).join(", ");
}
