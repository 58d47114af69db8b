import type { Mode } from "./mode";

/** What each mode is called where people read it. */
export const MODE_WORDS: Record<Mode, { title: string; one: string; many: string; search: string }> = {
  tools: { title: "Tools", one: "tool", many: "tools", search: "Search tools" },
  resources: { title: "Resources", one: "resource", many: "resources", search: "Search resources" },
  prompts: { title: "Prompts", one: "prompt", many: "prompts", search: "Search prompts" },
};
