import type { AccountView } from "@/ipc";
import { formatUntil } from "@/lib/format";

/** What there is to say about an account besides its name: where, what it may do, how long it lasts. */
export function accountFacts({ issuer, scopes, expired, expiresAt, refreshable }: AccountView): string[] {
  return [
    hostOf(issuer),
    ...(scopes.length > 0 ? [scopes.join(", ")] : []),
    expired ? "sign-in expired" : lifetime(expiresAt, refreshable),
  ];
}

/** The host of an address; the text itself when it is none. */
export function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return address;
  }
}

function lifetime(expiresAt: number | null, refreshable: boolean): string {
  if (refreshable) return "renews by itself";
  return expiresAt === null ? "no end known" : `expires ${formatUntil(expiresAt)}`;
}
