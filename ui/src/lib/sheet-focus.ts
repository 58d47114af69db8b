/** Where the focus can go in the sheet of a connection. Every page may send people there. */
export const SHEET_FOCUSES = ["url", "token", "connect_timeout", "request_timeout", "era"] as const;

/** Where the focus goes in the sheet. */
export type SheetFocus = (typeof SHEET_FOCUSES)[number];
