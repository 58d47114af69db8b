import type { Json } from "../json";

/** The text of a string; absent for anything else. */
export function stringOf(value: Json | undefined): string | undefined {
  return value?.type === "string" ? value.value : undefined;
}

/** The strings of a list, or the one string, as `type` may be written either way. */
export function stringsOf(value: Json | undefined): string[] {
  if (value?.type === "string") return [value.value];
  return value?.type === "array" ? value.items.flatMap((item) => stringOf(item) ?? []) : [];
}

/** The text of a number; absent for anything else. */
export function numberOf(value: Json | undefined): string | undefined {
  return value?.type === "number" ? value.text : undefined;
}

/** A count such as `maxLength`; absent unless it is a number. */
export function countOf(value: Json | undefined): number | undefined {
  return value?.type === "number" ? Number(value.text) : undefined;
}

export function flagOf(value: Json | undefined): boolean {
  return value?.type === "boolean" && value.value;
}

/** The JSON text of a value, as written. */
export function textOf(source: string, value: Json | undefined): string | undefined {
  return value && source.slice(value.start, value.end);
}
