/** What receives `hitchpost://` links. */
export { LinkGate } from "./link-gate";
