import type { ToolChange, ToolChangeKind } from "@/ipc";

/** What happened to a tool, in a word. */
export const CHANGE_WORDS: Record<ToolChangeKind, string> = {
  added: "new",
  changed: "changed",
  removed: "gone",
};

const FIELDS: Record<string, string> = {
  name: "name",
  title: "title",
  description: "description",
  inputSchema: "arguments",
  outputSchema: "result",
  annotations: "hints",
  execution: "way to run",
};

/** Which parts of a tool are others: “description and arguments”. */
export function changedParts({ fields }: ToolChange): string {
  const words = fields.map((field) => FIELDS[field] ?? field);
  const last = words.pop();
  return words.length > 0 ? `${words.join(", ")} and ${last}` : (last ?? "");
}
