import type { ConnectionId } from "@/ipc";

/** What of a server is looked at. */
export type Mode = "tools" | "resources" | "prompts";

/** The modes, in the order in which they stand beside each other. */
export const MODES: readonly Mode[] = ["tools", "resources", "prompts"];

/** What can be picked in a list. */
export type ItemKind = "tool" | "resource" | "template" | "prompt";

/** What is being looked at, as the page's address has it. At most one of the last four is there. */
export interface Picked {
  connection?: ConnectionId | undefined;
  /** Absent for tools. */
  mode?: "resources" | "prompts" | undefined;
  tool?: string | undefined;
  /** A resource's address. */
  resource?: string | undefined;
  /** A template of addresses. */
  template?: string | undefined;
  prompt?: string | undefined;
}

/** Reads the page's address. */
export function playgroundSearch(search: Record<string, unknown>): Picked {
  const connection = text(search.connection);
  const resource = text(search.resource);
  const template = text(search.template);
  const prompt = text(search.prompt);
  if (search.mode === "resources" || resource !== undefined || template !== undefined)
    return {
      connection,
      mode: "resources",
      resource,
      template: resource === undefined ? template : undefined,
    };
  if (search.mode === "prompts" || prompt !== undefined) return { connection, mode: "prompts", prompt };
  return { connection, tool: text(search.tool) };
}

/** The mode of an address. */
export function modeOf(picked: Picked): Mode {
  return picked.mode ?? "tools";
}

/** The address of a mode with nothing picked in it but the connection. */
export function startOf(mode: Mode, connection: ConnectionId | undefined): Picked {
  return mode === "tools" ? { connection } : { connection, mode };
}

/** The address of something in a list. */
export function placeOf(connection: ConnectionId, kind: ItemKind, id: string): Picked {
  switch (kind) {
    case "tool":
      return { connection, tool: id };
    case "resource":
      return { connection, mode: "resources", resource: id };
    case "template":
      return { connection, mode: "resources", template: id };
    case "prompt":
      return { connection, mode: "prompts", prompt: id };
  }
}

/** What an address picks, besides the connection. */
export function pickedItem({ tool, resource, template, prompt }: Picked) {
  if (tool !== undefined) return { kind: "tool", id: tool } as const;
  if (resource !== undefined) return { kind: "resource", id: resource } as const;
  if (template !== undefined) return { kind: "template", id: template } as const;
  return prompt === undefined ? undefined : ({ kind: "prompt", id: prompt } as const);
}

/** The router reads `123` in an address as a number; a tool may well be called that. */
function text(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}
