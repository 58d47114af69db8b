import { compareNumbers } from "./decimal";
import type { Json, JsonObject } from "./parse";

/** JSON Schema equality: members in any order, numbers by value. */
export function jsonEquals(a: Json, b: Json): boolean {
  if (a.type === "object") return b.type === "object" && objectsEqual(a, b);
  if (a.type === "array") {
    if (b.type !== "array" || a.items.length !== b.items.length) return false;
    return a.items.every((item, i) => {
      const other = b.items[i];
      return other !== undefined && jsonEquals(item, other);
    });
  }
  if (a.type === "number") return b.type === "number" && compareNumbers(a.text, b.text) === 0;
  if (a.type === "null") return b.type === "null";
  return a.type === b.type && a.value === (b as typeof a).value;
}

function objectsEqual(a: JsonObject, b: JsonObject): boolean {
  if (a.members.length !== b.members.length) return false;
  return a.members.every((m) => {
    const other = b.members.findLast((n) => n.key === m.key);
    return other !== undefined && jsonEquals(m.value, other.value);
  });
}
