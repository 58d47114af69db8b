import { create } from "zustand";
import type { ConnectionId } from "./bindings";

/** When the resources that somebody follows last changed, by connection and address. */
const useUpdates = create<Readonly<Record<string, number>>>(() => ({}));

/** Notes that a resource changed. Kept for the life of the window: it may be looked at later. */
export function noteResourceUpdate(id: ConnectionId, uri: string): void {
  useUpdates.setState({ [keyOf(id, uri)]: Date.now() });
}

/** When a resource last changed, as far as its server told; undefined when it did not. */
export function useResourceUpdatedAt(id: ConnectionId, uri: string): number | undefined {
  return useUpdates((updates) => updates[keyOf(id, uri)]);
}

function keyOf(id: ConnectionId, uri: string): string {
  return `${id} ${uri}`;
}
