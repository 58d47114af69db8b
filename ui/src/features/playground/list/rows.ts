import type { ConnectionView, Failure, RejectedTool } from "@/ipc";
import type { Item, ItemList } from "./items";
import { findItems, queryWords } from "./search";

/** A connection with what is known of its list. */
export interface Group {
  connection: ConnectionView;
  list: ItemList | undefined;
  /** Why the list could not be had, when that failed. */
  failure: Failure | undefined;
}

/** One line of a list. Lines are flat so that the list can be virtual. */
export type Row =
  | { type: "connection"; key: string; connection: ConnectionView; count: number | undefined; open: boolean }
  | {
      type: "item";
      key: string;
      connection: ConnectionView;
      item: Item;
      position: number;
      siblings: number;
      stale: boolean;
    }
  /** What follows is of another kind. */
  | { type: "section"; key: string; connection: ConnectionView; label: string; count: number }
  | { type: "note"; key: string; connection: ConnectionView; note: GroupNote }
  | { type: "rejected-group"; key: string; connection: ConnectionView; count: number; open: boolean }
  | { type: "rejected"; key: string; connection: ConnectionView; rejected: RejectedTool };

/** What there is to say in a connection's group besides its items. */
export type GroupNote =
  | { type: "not_connected" }
  | { type: "listing" }
  | { type: "failed"; failure: Failure }
  | { type: "empty" }
  | { type: "cut"; list: ItemList }
  | { type: "stale"; listedAt: number };

/** Which groups the person has opened or closed, by the key of their row. */
export type OpenGroups = Readonly<Record<string, boolean>>;

/** The lines to show for a query. While searching, groups without a match are left out. */
export function listRows(groups: readonly Group[], query: string, openGroups: OpenGroups): Row[] {
  const words = queryWords(query);
  return groups.flatMap((group) => groupRows(group, words, openGroups));
}

function groupRows(group: Group, words: readonly string[], openGroups: OpenGroups): Row[] {
  const { connection, list } = group;
  const key = connection.id;
  const searching = words.length > 0;
  const found = list ? findItems(list, words) : [];
  if (searching && found.length === 0) return [];

  const open = openGroups[key] ?? true;
  const header: Row = { type: "connection", key, connection, count: list && found.length, open };
  if (!open) return [header];

  const items = itemRows(connection, found);
  if (searching) return [header, ...items];
  const notes = notesOf(group).map(
    (note): Row => ({ type: "note", key: `${key}/${note.type}`, connection, note }),
  );
  return [header, ...notes, ...rejectedRows(connection, list, openGroups), ...items];
}

function itemRows(connection: ConnectionView, found: readonly Item[]): Row[] {
  const stale = connection.status.type !== "connected";
  const rows = found.map(
    (item, i): Row => ({
      type: "item",
      key: item.key,
      connection,
      item,
      position: i + 1,
      siblings: found.length,
      stale,
    }),
  );
  const templates = found.findIndex(({ kind }) => kind === "template");
  if (templates <= 0) return rows;
  const count = found.length - templates;
  const section: Row = {
    type: "section",
    key: `${connection.id}/templates`,
    connection,
    label: "Templates",
    count,
  };
  return rows.toSpliced(templates, 0, section);
}

function notesOf({ connection, list, failure }: Group): GroupNote[] {
  const notes: GroupNote[] = [];
  if (connection.status.type !== "connected") notes.push({ type: "not_connected" });
  else if (failure) notes.push({ type: "failed", failure });
  else if (!list) notes.push({ type: "listing" });
  else if (list.items.length === 0) notes.push({ type: "empty" });
  if (list && notes.length > 0 && list.items.length > 0)
    notes.push({ type: "stale", listedAt: list.listedAt });
  if (list?.cut) notes.push({ type: "cut", list });
  return notes;
}

function rejectedRows(connection: ConnectionView, list: ItemList | undefined, openGroups: OpenGroups): Row[] {
  if (!list || list.rejected.length === 0) return [];
  const key = `${connection.id}/rejected`;
  const open = openGroups[key] ?? false;
  const header: Row = { type: "rejected-group", key, connection, count: list.rejected.length, open };
  if (!open) return [header];
  return [
    header,
    // Two lists may be shown as one; what is at the same place in each is told apart.
    ...list.rejected.map(
      (rejected, i): Row => ({ type: "rejected", key: `${key}/${i}`, connection, rejected }),
    ),
  ];
}
