import { diffLines } from "diff";

import type { ToolChange } from "@/ipc";
import { formatJson, type Json, member, parseObject } from "@/lib/json";

/** One line of a comparison. */
export interface DiffLine {
  sign: "+" | "-" | " ";
  text: string;
}

/** What became of one part of a definition. */
export interface PartDiff {
  /** `description`, `inputSchema` …, or nothing for a definition as a whole. */
  field: string | null;
  lines: DiffLine[];
}

/** A change part by part: what differs, and of a new or removed tool all of it. */
export function diffOf({ fields, before, after }: ToolChange): PartDiff[] {
  if (before === null || after === null || fields.length === 0) {
    return [{ field: null, lines: compare(before ?? "", after ?? "") }];
  }
  const [old, now] = [parts(before), parts(after)];
  if (!old || !now) return [{ field: null, lines: compare(before, after) }];
  return fields.map((field) => ({ field, lines: compare(old(field), now(field)) }));
}

function compare(before: string, after: string): DiffLine[] {
  return diffLines(ended(before), ended(after)).flatMap(({ added, removed, value }) =>
    value
      .replace(/\n$/, "")
      .split("\n")
      .map((text): DiffLine => ({ sign: added ? "+" : removed ? "-" : " ", text })),
  );
}

/** Whether the last line has an end is no difference. */
function ended(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

/** Reads the parts of a definition; nothing when it is no object, as where a server has two tools of one name. */
function parts(definition: string): ((field: string) => string) | undefined {
  try {
    const object = parseObject(definition);
    return (field) => textOf(definition, member(object, field));
  } catch {
    return undefined;
  }
}

/** A text as it is read, everything else as indented JSON. */
function textOf(definition: string, value: Json | undefined): string {
  if (value === undefined) return "";
  return value.type === "string" ? value.value : formatJson(definition.slice(value.start, value.end));
}
