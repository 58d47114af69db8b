import { create } from "zustand";
import type { ConnectionId, Failure, SessionStatus, SignInView } from "@/ipc";

/** A sign-in that was asked for in this window. */
export interface Attempt {
  /** The core has not answered yet. */
  starting: boolean;
  /** Why it did not begin. */
  failure: Failure | undefined;
  /** Goes on to the tools once it is connected. */
  openAfter: boolean;
}

interface SignInPanelStore {
  /** Whose sign-in is unfolded; the others wait in their rows. */
  shown: ConnectionId | undefined;
  attempts: Readonly<Record<ConnectionId, Attempt>>;
  /** The core is to say about a pasted address if nobody waits for it; that is shown with the address. */
  pasted: boolean;
}

const NOTHING: SignInPanelStore = { shown: undefined, attempts: {}, pasted: false };

/** Which sign-in is being looked at. What it is doing is the connection's status, which the core knows. */
export const useSignInPanel = create<SignInPanelStore>(() => NOTHING);

/** Unfolds a connection's sign-in. */
export function showSignIn(id: ConnectionId): void {
  useSignInPanel.setState({ shown: id });
}

/** Folds a connection's sign-in away; it goes on, and nothing more comes of it here. */
export function hideSignIn(id: ConnectionId): void {
  useSignInPanel.setState(({ shown, attempts: { [id]: _, ...attempts } }) => ({
    shown: shown === id ? undefined : shown,
    attempts,
  }));
}

/** A sign-in was asked for. */
export function signInAsked(id: ConnectionId, openAfter: boolean): void {
  setAttempt(id, { starting: true, failure: undefined, openAfter });
  showSignIn(id);
}

/** The core has begun it, or says why not. */
export function signInAnswered(id: ConnectionId, failure: Failure | undefined): void {
  const attempt = useSignInPanel.getState().attempts[id];
  if (attempt) setAttempt(id, { ...attempt, starting: false, failure });
}

/** It failed. The panel shows why, if it is there; says whether it is. */
export function signInFailed(id: ConnectionId, failure: Failure): boolean {
  const { shown, attempts } = useSignInPanel.getState();
  if (shown !== id) return false;
  setAttempt(id, { starting: false, openAfter: attempts[id]?.openAfter ?? false, failure });
  return true;
}

/** It succeeded, also where an earlier one had failed. */
export function signInSucceeded(id: ConnectionId): void {
  const attempt = useSignInPanel.getState().attempts[id];
  if (attempt) setAttempt(id, { ...attempt, failure: undefined });
}

/** An address was pasted, or what is said about it needs to be awaited no longer. */
export function setPasted(pasted: boolean): void {
  useSignInPanel.setState({ pasted });
}

/** An answer came that nobody waits for. Says whether it is the pasted one, once. */
export function wasPasted(): boolean {
  const { pasted } = useSignInPanel.getState();
  setPasted(false);
  return pasted;
}

/** Folds everything away and forgets it. */
export function resetSignInPanel(): void {
  useSignInPanel.setState(NOTHING, true);
}

function setAttempt(id: ConnectionId, attempt: Attempt): void {
  useSignInPanel.setState(({ attempts }) => ({ attempts: { ...attempts, [id]: attempt } }));
}

/** What the panel shows. */
export type PanelContent =
  | { type: "starting" }
  | { type: "waiting"; signIn: SignInView }
  | { type: "connecting" }
  | { type: "failed"; failure: Failure }
  | { type: "over" };

/** Tells from a connection's status, and from what was asked here, what there is to show. */
export function panelContent(status: SessionStatus, attempt: Attempt | undefined): PanelContent {
  if (status.type === "signing_in") return { type: "waiting", signIn: status.signIn };
  if (attempt?.starting) return { type: "starting" };
  if (attempt?.failure) return { type: "failed", failure: attempt.failure };
  switch (status.type) {
    case "connecting":
      return { type: "connecting" };
    case "needs_sign_in":
    case "expired":
    case "error":
      return { type: "failed", failure: status.failure };
    default:
      return { type: "over" };
  }
}
