import type { Failure, SessionStatus, SignInPhase, StepKind } from "@/ipc/bindings";
import { failureWords } from "./failure-words";
import { count, formatAgo, formatMs } from "./format";

/** The shapes a status can have. */
export type StatusShape =
  | "connected"
  | "warning"
  | "connecting"
  | "waiting"
  | "sign_in"
  | "expired"
  | "error"
  | "disabled"
  | "not_connected";

/** A status in words: what a row, the sidebar and a screen reader say. */
export interface StatusWords {
  shape: StatusShape;
  /** One or two words. */
  word: string;
  /** One fact: what it offers, or why not. */
  fact: string;
}

/** The six steps to a server, in order and in words. */
export const STEPS: Record<StepKind, { place: number; name: string }> = {
  address: { place: 1, name: "Address" },
  network: { place: 2, name: "Network" },
  tls: { place: 3, name: "TLS" },
  handshake: { place: 4, name: "MCP handshake" },
  authorization: { place: 5, name: "Authorization" },
  capabilities: { place: 6, name: "Capabilities" },
};

/** Puts a status into words. `lastUsed` is shown for connections at rest, such as “2 days ago”. */
export function statusWords(status: SessionStatus, lastUsed?: string): StatusWords {
  switch (status.type) {
    case "disabled":
      return { shape: "disabled", word: "Disabled", fact: "Disabled by you" };
    case "not_connected":
      return {
        shape: "not_connected",
        word: "Not connected",
        fact: lastUsed ? `Last used ${lastUsed}` : "Never used",
      };
    case "connecting": {
      const step = STEPS[status.step];
      return { shape: "connecting", word: "Connecting…", fact: `${step.place}/6 ${step.name}` };
    }
    case "signing_in":
      return { shape: "waiting", word: "Waiting for browser", fact: SIGN_IN_PHASES[status.signIn.phase] };
    case "expired":
      return { shape: "expired", word: "Expired", fact: `Sign-in expired ${formatAgo(status.since)}` };
    case "needs_sign_in":
      return { shape: "sign_in", word: "Needs sign-in", fact: signInFact(status.failure) };
    case "error":
      return { shape: "error", word: "Error", fact: failureWords(status.failure).title };
    case "connected":
      return connectedWords(status);
  }
}

/** What a sign-in is at. The time left is beside it, where there is room for a clock. */
const SIGN_IN_PHASES: Record<SignInPhase, string> = {
  discovering: "Looking up how to sign in",
  registering: "Registering this app",
  waiting: "Finish signing in",
  exchanging: "Fetching the token",
};

function signInFact(failure: Failure): string {
  if (failure.code !== "unauthorized" || failure.credential !== null) return failureWords(failure).title;
  return failure.oauth ? "Sign in to use it" : "Asks for a token";
}

function connectedWords(status: Extract<SessionStatus, { type: "connected" }>): StatusWords {
  const latency = status.latencyMs === null ? "" : ` · ${formatMs(status.latencyMs)}`;
  if (status.settingsChanged) {
    return { shape: "warning", word: "Connected", fact: "Settings changed: reconnect to apply" };
  }
  if (status.listFailure || status.tools === null) {
    return { shape: "warning", word: "Connected", fact: "Tools couldn't be listed" };
  }
  if (status.tools === 0 && status.rejected === 0) {
    return { shape: "warning", word: "Connected", fact: "Lists no tools" };
  }
  const left = status.rejected > 0 ? `, ${status.rejected} unusable` : "";
  return {
    shape: status.rejected > 0 ? "warning" : "connected",
    word: "Connected",
    fact: `${count(status.tools, "tool")}${left}${latency}`,
  };
}

/** Needs-you first: the order of “sort by status”. */
export function statusRank(status: SessionStatus): number {
  const order: Record<SessionStatus["type"], number> = {
    signing_in: 0,
    needs_sign_in: 1,
    expired: 2,
    error: 3,
    connecting: 4,
    connected: 5,
    not_connected: 6,
    disabled: 7,
  };
  return order[status.type];
}
