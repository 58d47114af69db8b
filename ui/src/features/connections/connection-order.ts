import type { ConnectionView } from "@/ipc";
import { addressOf } from "@/lib/address";
import { statusRank } from "@/lib/status-words";

/** How the list can be sorted. */
export type SortBy = "name" | "status";

/** The connections that match a search by name or address, sorted. */
export function arrange(
  connections: readonly ConnectionView[],
  search: string,
  sort: SortBy,
): ConnectionView[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = connections.filter((connection) => {
    const text = `${connection.name} ${connection.slug} ${addressOf(connection)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const byName = (a: ConnectionView, b: ConnectionView) =>
    a.name.localeCompare(b.name, undefined, { numeric: true, sensitivity: "base" });
  if (sort === "name") return found.sort(byName);
  return found.sort((a, b) => statusRank(a.status) - statusRank(b.status) || byName(a, b));
}
