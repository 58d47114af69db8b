/**
 * Edits of JSON text that touch one member and leave every other character as it is. The arguments of a tool
 * are kept as text; the form is a view that edits it, so nothing the form does not know can get lost.
 */

import { type Json, type JsonMember, type JsonObject, parseJson } from "./parse";

/** The text with member `key` set to `value`, itself JSON text. Blank text counts as an empty object. */
export function setMember(text: string, key: string, value: string): string {
  const object = parseObject(text);
  const existing = object.members.findLast((m) => m.key === key);
  const whole = text.trim() === "" ? "{}" : text;
  if (existing) return splice(whole, existing.value.start, existing.value.end, value);

  const entry = `${JSON.stringify(key)}: ${value}`;
  const last = object.members.at(-1);
  if (last) return splice(whole, last.value.end, last.value.end, `,${separatorBefore(whole, last)}${entry}`);
  return splice(whole, object.start, object.end, `{\n  ${entry}\n}`);
}

/** The text without member `key`, duplicates included. */
export function removeMember(text: string, key: string): string {
  let rest = text;
  for (;;) {
    const object = parseObject(rest);
    const index = object.members.findIndex((m) => m.key === key);
    const found = object.members[index];
    if (!found) return rest;
    rest = cutMember(rest, object, found, index);
  }
}

/** The same value, indented by two spaces. Numbers, escapes and the order of members stay as written. */
export function formatJson(text: string): string {
  return text.trim() === "" ? "{}" : format(text, parseJson(text), "");
}

/** Reads an object; blank text counts as `{}`. Throws when the text is not JSON or not an object. */
export function parseObject(text: string): JsonObject {
  const value = parseJson(text.trim() === "" ? "{}" : text);
  if (value.type !== "object") throw new TypeError("the JSON text is not an object");
  return value;
}

function cutMember(text: string, object: JsonObject, found: JsonMember, index: number): string {
  const next = object.members[index + 1];
  if (next) return splice(text, found.start, next.start, "");
  const previous = object.members[index - 1];
  if (previous) return splice(text, previous.value.end, found.value.end, "");
  return splice(text, object.start, object.end, "{}");
}

/** What stands between the opening brace or comma and the last member: repeats the author's layout. */
function separatorBefore(text: string, last: JsonMember): string {
  const space = /[ \t\n\r]*$/.exec(text.slice(0, last.start))?.[0] ?? "";
  return space.includes("\n") ? space.slice(space.lastIndexOf("\n")) : " ";
}

function format(text: string, value: Json, indent: string): string {
  const inner = `${indent}  `;
  if (value.type === "object" && value.members.length > 0) {
    const lines = value.members.map((m) => `${inner + keyText(text, m)}: ${format(text, m.value, inner)}`);
    return `{\n${lines.join(",\n")}\n${indent}}`;
  }
  if (value.type === "array" && value.items.length > 0) {
    const lines = value.items.map((item) => inner + format(text, item, inner));
    return `[\n${lines.join(",\n")}\n${indent}]`;
  }
  if (value.type === "object") return "{}";
  return value.type === "array" ? "[]" : text.slice(value.start, value.end);
}

/** The key as written, escapes included. */
function keyText(text: string, found: JsonMember): string {
  const upToValue = text.slice(found.start, found.value.start);
  return upToValue.slice(0, upToValue.lastIndexOf(":")).trimEnd();
}

function splice(text: string, start: number, end: number, insert: string): string {
  return text.slice(0, start) + insert + text.slice(end);
}
