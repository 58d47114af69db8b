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
  | "approval"
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
    case "needs_approval":
      return {
        shape: "approval",
        word: "Needs approval",
        fact: status.approval.changed.length > 0 ? "Its command changed" : "Review its command",
      };
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

function connectedWords(status: Connected): StatusWords {
  const latency = status.latencyMs === null ? "" : ` · ${formatMs(status.latencyMs)}`;
  const warning = (fact: string): StatusWords => ({ shape: "warning", word: "Connected", fact });
  if (status.settingsChanged) return warning("Settings changed: reconnect to apply");
  if (status.insecure) return warning(`Certificate not checked${latency}`);
  if (status.listFailure || status.tools === null) return warning("Tools couldn't be listed");
  if (status.changes > 0) return warning(`${count(status.changes, "tool change")} to review${latency}`);
  if (listsNoTools(status)) {
    const others = otherOffers(status);
    return warning(others.length === 0 ? "Lists no tools" : `No tools, ${others.join(", ")}${latency}`);
  }
  const left = status.rejected > 0 ? `, ${status.rejected} unusable` : "";
  return {
    shape: status.rejected > 0 ? "warning" : "connected",
    word: "Connected",
    fact: `${count(status.tools, "tool")}${left}${latency}`,
  };
}

type Connected = Extract<SessionStatus, { type: "connected" }>;

/** Whether a server that is connected has nothing to call. */
export function listsNoTools(status: Connected): boolean {
  return !status.listFailure && status.tools === 0 && status.rejected === 0;
}

/** What a server offers besides tools: “2 resources”, “3 prompts”. */
export function otherOffers({ resources, prompts }: Connected): string[] {
  return [
    ...(resources ? [count(resources, "resource")] : []),
    ...(prompts ? [count(prompts, "prompt")] : []),
  ];
}

/** Why a server may list no tools, in a sentence. */
export function noToolsWhy(status: Connected): string {
  const others = otherOffers(status);
  return others.length === 0
    ? "It may offer them only after a sign-in, or to other clients."
    : `It offers ${others.join(" and ")}.`;
}

/** Needs-you first: the order of “sort by status”. */
export function statusRank(status: SessionStatus): number {
  const order: Record<SessionStatus["type"], number> = {
    signing_in: 0,
    needs_approval: 1,
    needs_sign_in: 2,
    expired: 3,
    error: 4,
    connecting: 5,
    connected: 6,
    not_connected: 7,
    disabled: 8,
  };
  return order[status.type];
}
