import type { Failure, SessionStatus } from "@/ipc";

/** The failure that stands in a connection's way, if one does. */
export function problemOf(status: SessionStatus): Failure | null {
  switch (status.type) {
    case "error":
    case "expired":
    case "needs_sign_in":
      return status.failure;
    case "connected":
      return status.listFailure;
    default:
      return null;
  }
}

/** Whether two failures say the same. */
export function sameFailure(a: Failure, b: Failure | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
