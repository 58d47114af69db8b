import type { ConnectionView, Failure, RejectedTool, ToolListView, ToolSummary } from "@/ipc";
import { findTools, queryWords } from "./tool-search";

/** A connection with what is known of its tools. */
export interface ToolGroup {
  connection: ConnectionView;
  list: ToolListView | undefined;
  /** Why the list could not be had, when that failed. */
  failure: Failure | undefined;
}

/** One line of the tool list. Lines are flat so that the list can be virtual. */
export type ToolRow =
  | { type: "connection"; key: string; connection: ConnectionView; count: number | undefined; open: boolean }
  | {
      type: "tool";
      key: string;
      connection: ConnectionView;
      tool: ToolSummary;
      position: number;
      siblings: number;
      stale: boolean;
    }
  | { type: "note"; key: string; connection: ConnectionView; note: GroupNote }
  | { type: "rejected-group"; key: string; connection: ConnectionView; count: number; open: boolean }
  | { type: "rejected"; key: string; connection: ConnectionView; rejected: RejectedTool };

/** What there is to say in a connection's group besides its tools. */
export type GroupNote =
  | { type: "not_connected" }
  | { type: "listing" }
  | { type: "failed"; failure: Failure }
  | { type: "empty" }
  | { type: "cut"; list: ToolListView }
  | { type: "stale"; listedAt: number };

/** Which groups the person has opened or closed, by the key of their row. */
export type OpenGroups = Readonly<Record<string, boolean>>;

/** The lines to show for a query. While searching, groups without a match are left out. */
export function toolRows(groups: readonly ToolGroup[], query: string, openGroups: OpenGroups): ToolRow[] {
  const words = queryWords(query);
  return groups.flatMap((group) => groupRows(group, words, openGroups));
}

function groupRows(group: ToolGroup, words: readonly string[], openGroups: OpenGroups): ToolRow[] {
  const { connection, list } = group;
  const key = connection.id;
  const searching = words.length > 0;
  const found = list ? findTools(list, words) : [];
  if (searching && found.length === 0) return [];

  const open = openGroups[key] ?? true;
  const header: ToolRow = { type: "connection", key, connection, count: list && found.length, open };
  if (!open) return [header];

  const stale = connection.status.type !== "connected";
  const tools = found.map(
    (entry, i): ToolRow => ({
      type: "tool",
      key: entry.key,
      connection,
      tool: entry.tool,
      position: i + 1,
      siblings: found.length,
      stale,
    }),
  );
  if (searching) return [header, ...tools];
  const notes = notesOf(group).map(
    (note): ToolRow => ({ type: "note", key: `${key}/${note.type}`, connection, note }),
  );
  return [header, ...notes, ...rejectedRows(connection, list, openGroups), ...tools];
}

function notesOf({ connection, list, failure }: ToolGroup): GroupNote[] {
  const notes: GroupNote[] = [];
  const listFailure =
    connection.status.type === "connected" ? (failure ?? connection.status.listFailure) : undefined;
  if (connection.status.type !== "connected") notes.push({ type: "not_connected" });
  else if (listFailure) notes.push({ type: "failed", failure: listFailure });
  else if (!list) notes.push({ type: "listing" });
  else if (list.tools.length === 0) notes.push({ type: "empty" });
  if (list && notes.length > 0 && list.tools.length > 0)
    notes.push({ type: "stale", listedAt: list.listedAt });
  if (list?.cut) notes.push({ type: "cut", list });
  return notes;
}

function rejectedRows(
  connection: ConnectionView,
  list: ToolListView | undefined,
  openGroups: OpenGroups,
): ToolRow[] {
  if (!list || list.rejected.length === 0) return [];
  const key = `${connection.id}/rejected`;
  const open = openGroups[key] ?? false;
  const header: ToolRow = { type: "rejected-group", key, connection, count: list.rejected.length, open };
  if (!open) return [header];
  return [
    header,
    ...list.rejected.map(
      (rejected): ToolRow => ({ type: "rejected", key: `${key}/${rejected.index}`, connection, rejected }),
    ),
  ];
}
