import type { Row } from "./rows";

/** What a key means in a list. */
export type TreeCommand =
  | { type: "move"; to: number }
  | { type: "toggle"; open: boolean }
  /** Look at the row. */
  | { type: "pick" }
  /** Do the one thing the row offers. */
  | { type: "act" };

/** The command for a key, as in any tree; undefined for keys that mean nothing here. `page` is a screen of rows. */
export function treeCommand(
  key: string,
  rows: readonly Row[],
  active: number,
  page: number,
): TreeCommand | undefined {
  const row = rows[active];
  if (!row) return undefined;
  switch (key) {
    case "ArrowDown":
    case "j":
      return move(active + 1, rows);
    case "ArrowUp":
    case "k":
      return move(active - 1, rows);
    case "PageDown":
      return move(active + page, rows);
    case "PageUp":
      return move(active - page, rows);
    case "Home":
      return move(0, rows);
    case "End":
      return move(rows.length - 1, rows);
    case "ArrowRight":
      return isOpen(row) === false ? { type: "toggle", open: true } : move(active + 1, rows);
    case "ArrowLeft":
      return isOpen(row) ? { type: "toggle", open: false } : move(parentOf(rows, active), rows);
    case "Enter":
    case " ":
      return row.type === "note" ? { type: "act" } : { type: "pick" };
    case "c":
      return { type: "act" };
    default:
      return undefined;
  }
}

function move(to: number, rows: readonly Row[]): TreeCommand {
  return { type: "move", to: Math.max(0, Math.min(rows.length - 1, to)) };
}

/** Whether a group is open; undefined for rows that are no group. */
function isOpen(row: Row): boolean | undefined {
  return row.type === "connection" || row.type === "rejected-group" ? row.open : undefined;
}

function parentOf(rows: readonly Row[], index: number): number {
  const parent = rows.slice(0, index).findLastIndex((row) => row.type === "connection");
  return parent < 0 ? index : parent;
}
