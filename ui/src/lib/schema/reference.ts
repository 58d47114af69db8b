import { type Json, type JsonObject, member } from "../json";
import { stringOf } from "./keyword";

const MAX_HOPS = 20;

/**
 * Follows `$ref` inside the same schema. Words beside the reference (title, description, default …) win over
 * those at its target. Answers with a sentence when the reference leads nowhere or out of the document.
 */
export function resolveReference(root: Json, schema: Json): Json | string {
  let current = schema;
  for (let hops = 0; hops < MAX_HOPS; hops++) {
    const reference = stringOf(member(current, "$ref"));
    if (reference === undefined || current.type !== "object") return current;
    if (!reference.startsWith("#"))
      return `The schema refers to another file (${reference}), which is not fetched.`;
    const target = pointedAt(root, reference.slice(1));
    if (!target) return `The schema refers to ${reference}, which isn't there.`;
    current = merge(current, target);
  }
  return "The schema refers to itself.";
}

/** `over` without its reference, completed by what only `under` says. */
export function merge(over: JsonObject, under: Json): Json {
  if (under.type !== "object") return under;
  const own = over.members.filter((m) => m.key !== "$ref");
  const keys = new Set(own.map((m) => m.key));
  return { ...over, members: [...own, ...under.members.filter((m) => !keys.has(m.key))] };
}

/** The value at a JSON Pointer (RFC 6901) as it stands in a URI fragment. */
function pointedAt(root: Json, pointer: string): Json | undefined {
  if (pointer === "") return root;
  if (!pointer.startsWith("/")) return undefined;
  let value: Json | undefined = root;
  for (const token of pointer.slice(1).split("/")) {
    const key = unescapeToken(token);
    if (value === undefined || key === undefined) return undefined;
    value = value.type === "array" ? value.items[Number(key)] : member(value, key);
  }
  return value;
}

function unescapeToken(token: string): string | undefined {
  try {
    return decodeURIComponent(token).replaceAll("~1", "/").replaceAll("~0", "~");
  } catch {
    return undefined;
  }
}
