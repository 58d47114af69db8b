import type { SheetFocus } from "@/lib/sheet-focus";

/** What the address of the Connections page says: which sheet is open, and with what. */
export interface ConnectionsSearch {
  /** The Add sheet is open. */
  add?: boolean | undefined;
  /** An address to begin the sheet with; it is tried at once. */
  url?: string | undefined;
  /** The Configure sheet is open for this connection. */
  configure?: string | undefined;
  /** What someone came to the sheet for; with `era`, to pin the 2025 one. */
  focus?: SheetFocus | undefined;
}
