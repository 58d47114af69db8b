import type {
  AuthRequest,
  ConnectionRequest,
  ConnectionView,
  EraChoice,
  TargetRequest,
  TransportChoice,
} from "@/ipc";
import { type AsksDraft, asksDraftOf, asksRequestOf, NEW_ASKS } from "./asks-draft";
import { type CommandDraft, commandDraftOf, commandRequestOf, newCommand } from "./command-draft";
import { type HeaderDraft, headerValue, newHeader, savedHeader } from "./header-draft";
import { NEW_NETWORK, type NetworkDraft, networkDraftOf, networkRequestOf } from "./network-draft";
import { NEW_OAUTH, type OAuthDraft, oauthDraftOf, oauthRequestOf } from "./oauth-draft";
import { NO_SECRET, type SecretDraft, savedSecret, secretInput } from "./secret-draft";

/** The ways to authenticate that the form offers. */
export type AuthKind = "none" | "token" | "headers" | "oauth";

/** Where a connection leads: a server somewhere, a program on this computer, or the sample inside this app. */
export type TargetKind = TargetRequest["type"];

/** The connection form as it stands. Numbers are text until they are sent, so that nothing typed is lost. */
export interface ConnectionDraft {
  kind: TargetKind;
  url: string;
  transport: TransportChoice;
  network: NetworkDraft;
  command: CommandDraft;
  name: string;
  /** The person wrote the name; a probe no longer fills it. */
  nameTouched: boolean;
  auth: AuthKind;
  /** The person chose; a probe no longer does. */
  authTouched: boolean;
  tokenHeader: string;
  tokenPrefix: string;
  token: SecretDraft;
  headers: HeaderDraft[];
  oauth: OAuthDraft;
  era: EraChoice;
  connectTimeout: string;
  requestTimeout: string;
  allowPlainHttp: boolean;
  asks: AsksDraft;
}

/** An empty form, but for the address. */
export function newDraft(url = ""): ConnectionDraft {
  return {
    kind: "url",
    url,
    transport: "auto",
    network: NEW_NETWORK,
    command: newCommand(),
    name: "",
    nameTouched: false,
    auth: "none",
    authTouched: false,
    tokenHeader: "Authorization",
    tokenPrefix: "Bearer",
    token: NO_SECRET,
    headers: [newHeader()],
    oauth: NEW_OAUTH,
    era: "auto",
    connectTimeout: "15",
    requestTimeout: "60",
    allowPlainHttp: false,
    asks: NEW_ASKS,
  };
}

/** The form for a saved connection. */
export function draftOf(view: ConnectionView): ConnectionDraft {
  const draft: ConnectionDraft = {
    ...newDraft(),
    ...targetDraftOf(view),
    name: view.name,
    nameTouched: true,
    auth: view.auth.type,
    authTouched: true,
    era: view.era,
    connectTimeout: String(view.connectTimeoutS),
    requestTimeout: String(view.requestTimeoutS),
    allowPlainHttp: view.allowPlainHttp,
    asks: asksDraftOf(view.asks),
  };
  if (view.auth.type === "token") {
    const { header, prefix, savedAt } = view.auth;
    return { ...draft, tokenHeader: header, tokenPrefix: prefix, token: savedSecret(savedAt) };
  }
  if (view.auth.type === "oauth") return { ...draft, oauth: oauthDraftOf(view.auth.settings) };
  if (view.auth.type === "headers") {
    const headers = view.auth.rows.map(({ name, value }) => savedHeader(name, value));
    return { ...draft, headers };
  }
  return draft;
}

function targetDraftOf({ target }: ConnectionView): Partial<ConnectionDraft> {
  switch (target.type) {
    case "sample":
      return { kind: "sample" };
    case "url": {
      const { url, transport, network } = target;
      return { kind: "url", url, transport, network: networkDraftOf(network) };
    }
    case "command":
      return { kind: "command", command: commandDraftOf(target.command) };
  }
}

/** What is sent for a form. */
export function requestOf(draft: ConnectionDraft): ConnectionRequest {
  return {
    target: targetOf(draft),
    name: draft.name.trim(),
    auth: authOf(draft),
    era: draft.era,
    connectTimeoutS: seconds(draft.connectTimeout),
    requestTimeoutS: seconds(draft.requestTimeout),
    allowPlainHttp: draft.allowPlainHttp,
    asks: asksRequestOf(draft.asks),
  };
}

/** Where a form leads. */
export function targetOf(draft: ConnectionDraft): TargetRequest {
  switch (draft.kind) {
    case "sample":
      return { type: "sample" };
    case "url": {
      const { transport } = draft;
      return { type: "url", url: draft.url.trim(), transport, network: networkRequestOf(draft.network) };
    }
    case "command":
      return { type: "command", command: commandRequestOf(draft.command) };
  }
}

/** Whether two forms would send the same. */
export function sameRequest(a: ConnectionDraft, b: ConnectionDraft): boolean {
  return JSON.stringify(requestOf(a)) === JSON.stringify(requestOf(b));
}

function authOf(draft: ConnectionDraft): AuthRequest {
  // A program proves nothing to us; what it needs to know is in its environment.
  if (draft.kind !== "url") return { type: "none" };
  switch (draft.auth) {
    case "none":
      return { type: "none" };
    case "token":
      return {
        type: "token",
        header: draft.tokenHeader.trim(),
        prefix: draft.tokenPrefix.trim(),
        token: secretInput(draft.token),
      };
    case "headers":
      return {
        type: "headers",
        rows: draft.headers.map((row) => ({ name: row.name.trim(), value: headerValue(row) })),
      };
    case "oauth":
      return { type: "oauth", settings: oauthRequestOf(draft.oauth) };
  }
}

/** Whole seconds; what is no number becomes 0, which the core refuses with the allowed range. */
function seconds(text: string): number {
  const digits = text.trim();
  return /^\d{1,6}$/.test(digits) ? Number(digits) : 0;
}
