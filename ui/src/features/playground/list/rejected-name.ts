import type { RejectedTool } from "@/ipc";
import type { Mode } from "../mode";
import { MODE_WORDS } from "../mode-words";

/** A definition without a name is called by its place in the list. */
export function rejectedName({ name, index }: RejectedTool, mode: Mode): string {
  if (name !== null) return name;
  const { one } = MODE_WORDS[mode];
  return `${one[0]?.toUpperCase()}${one.slice(1)} ${index + 1} (no name)`;
}
