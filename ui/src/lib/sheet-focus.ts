/** Where the focus can go in the sheet of a connection. Every page may send people there. */
export const SHEET_FOCUSES = [
  "url",
  "token",
  "connect_timeout",
  "request_timeout",
  "era",
  "scopes",
  "client_id",
  "authorization_url",
  "private_key",
  "pkce",
  "loopback_port",
  "program",
  "directory",
  "transport",
  "proxy",
  "authority_path",
  "certificate_path",
  "accept_invalid_certificate",
  "asks",
] as const;

/** Where the focus goes in the sheet. */
export type SheetFocus = (typeof SHEET_FOCUSES)[number];

const FOLDED: ReadonlySet<SheetFocus> = new Set([
  "connect_timeout",
  "request_timeout",
  "era",
  "pkce",
  "loopback_port",
  "transport",
  "proxy",
  "authority_path",
  "certificate_path",
  "accept_invalid_certificate",
  "asks",
]);
const SIGN_IN: ReadonlySet<SheetFocus> = new Set([
  "scopes",
  "client_id",
  "authorization_url",
  "private_key",
  "pkce",
  "loopback_port",
]);

/** Whether a field is among the rarely needed ones, which are folded away. */
export function isAdvanced(focus: SheetFocus): boolean {
  return FOLDED.has(focus);
}

/** Whether a field belongs to an app of the person's own, which is folded away for those without one. */
export function isOfOwnApp(focus: SheetFocus): boolean {
  return focus === "client_id" || focus === "authorization_url" || focus === "private_key";
}

/** Whether a field is there only while a connection signs in with OAuth. */
export function isOfSignIn(focus: SheetFocus): boolean {
  return SIGN_IN.has(focus);
}
