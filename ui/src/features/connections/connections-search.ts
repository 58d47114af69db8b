/** What the address of the Connections page says: which sheet is open, and with what. */
export interface ConnectionsSearch {
  /** The Add sheet is open. */
  add?: boolean | undefined;
  /** An address to begin the Add sheet with. */
  url?: string | undefined;
  /** The Configure sheet is open for this connection. */
  configure?: string | undefined;
  /** Where the focus goes in the sheet. */
  focus?: "url" | "token" | undefined;
}
