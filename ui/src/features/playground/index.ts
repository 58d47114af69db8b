/** The playground from outside. Only what is light: the page itself loads when it is first needed. */
import type { ConnectionId } from "@/ipc";

export { AsksLink } from "./asks-link";
export { type Picked, playgroundSearch } from "./mode";
export { resetPlaygroundView, usePlaygroundView } from "./view";

/** Loads the page. Its JSON editor is most of the window's code. */
export function loadPlayground() {
  return import("./playground-page");
}

/** Puts arguments that came with a link into a tool's form. */
export async function prefillArguments(connection: ConnectionId, tool: string, json: string): Promise<void> {
  (await import("./prefill")).prefillArguments(connection, tool, json);
}
