import type { Json } from "@/lib/json";
import type { Field } from "@/lib/schema";

/** One argument as its control sees it. */
export interface Argument {
  field: Field;
  /** Undefined when it is not sent. */
  value: Json | undefined;
  /** The value's JSON text. */
  text: string | undefined;
}

/** What a control needs to show an argument and to change it. */
export interface ControlProps extends Argument {
  /** Sets the argument to JSON text; undefined takes it out. */
  onChange: (text: string | undefined) => void;
}

/** What stands in an input for a value: a string's own text, anything else as JSON. */
export function inputText(value: Json | undefined, text: string | undefined): string {
  if (value === undefined || value.type === "null") return "";
  return value.type === "string" ? value.value : (text ?? "");
}
