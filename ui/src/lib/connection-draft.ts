import type { AuthRequest, ConnectionRequest, ConnectionView, EraChoice, HeaderValueRequest } from "@/ipc";
import { NEW_OAUTH, type OAuthDraft, oauthDraftOf, oauthRequestOf } from "./oauth-draft";
import { NO_SECRET, type SecretDraft, savedSecret, secretInput } from "./secret-draft";

/** One custom header being entered. */
export interface HeaderDraft {
  /** Stable while the row exists. */
  key: string;
  name: string;
  /** The value goes to the keychain. */
  secret: boolean;
  /** The person chose `secret`; the name no longer decides. */
  secretTouched: boolean;
  plain: string;
  secretValue: SecretDraft;
  /** The name under which `secretValue` was saved; null when it was not. */
  savedName: string | null;
}

/** The ways to authenticate that the form offers. */
export type AuthKind = "none" | "token" | "headers" | "oauth";

/** The connection form as it stands. Numbers are text until they are sent, so that nothing typed is lost. */
export interface ConnectionDraft {
  url: string;
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
}

/** An empty form, but for the address. */
export function newDraft(url = ""): ConnectionDraft {
  return {
    url,
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
  };
}

/** A header row, blank or with what was pasted. */
export function newHeader(name = "", value = ""): HeaderDraft {
  const secret = looksSecret(name);
  return {
    key: crypto.randomUUID(),
    name,
    secret,
    secretTouched: false,
    plain: secret ? "" : value,
    secretValue: { ...NO_SECRET, text: secret ? value : "" },
    savedName: null,
  };
}

/** The form for a saved connection. */
export function draftOf(view: ConnectionView): ConnectionDraft {
  const draft: ConnectionDraft = {
    ...newDraft(view.target.type === "url" ? view.target.url : ""),
    name: view.name,
    nameTouched: true,
    auth: view.auth.type,
    authTouched: true,
    era: view.era,
    connectTimeout: String(view.connectTimeoutS),
    requestTimeout: String(view.requestTimeoutS),
    allowPlainHttp: view.allowPlainHttp,
  };
  if (view.auth.type === "token") {
    const { header, prefix, savedAt } = view.auth;
    return { ...draft, tokenHeader: header, tokenPrefix: prefix, token: savedSecret(savedAt) };
  }
  if (view.auth.type === "oauth") return { ...draft, oauth: oauthDraftOf(view.auth.settings) };
  if (view.auth.type === "headers") {
    const headers = view.auth.rows.map(({ name, value }) => ({
      ...newHeader(name),
      secret: value.type === "secret",
      secretTouched: true,
      plain: value.type === "plain" ? value.value : "",
      secretValue: savedSecret(value.type === "secret" ? value.savedAt : null),
      savedName: value.type === "secret" ? name : null,
    }));
    return { ...draft, headers };
  }
  return draft;
}

/** What is sent for a form. */
export function requestOf(draft: ConnectionDraft): ConnectionRequest {
  return {
    url: draft.url.trim(),
    name: draft.name.trim(),
    auth: authOf(draft),
    era: draft.era,
    connectTimeoutS: seconds(draft.connectTimeout),
    requestTimeoutS: seconds(draft.requestTimeout),
    allowPlainHttp: draft.allowPlainHttp,
  };
}

/** Whether two forms would send the same. */
export function sameRequest(a: ConnectionDraft, b: ConnectionDraft): boolean {
  return JSON.stringify(requestOf(a)) === JSON.stringify(requestOf(b));
}

/** Whether nothing was entered in a header row. */
export function isEmptyHeader({ name, plain, secretValue }: HeaderDraft): boolean {
  return name === "" && plain === "" && secretValue.text === "" && secretValue.savedAt === null;
}

/** Whether a header of this name usually carries a secret. */
export function looksSecret(name: string): boolean {
  return /auth|key|token|secret/i.test(name);
}

/** Renames a header; the name decides whether it is secret until the person did. */
export function renameHeader(row: HeaderDraft, name: string): HeaderDraft {
  const renamed = { ...row, name };
  return row.secretTouched || row.secret === looksSecret(name)
    ? renamed
    : moveValue(renamed, looksSecret(name));
}

/** A header's secret as it stands: what was saved belongs to the name it was saved under. */
export function headerSecret({ name, secretValue, savedName }: HeaderDraft): SecretDraft {
  const same = savedName?.toLowerCase() === name.trim().toLowerCase();
  return same ? secretValue : { ...secretValue, savedAt: null, forget: false };
}

/** Makes a header secret or not, as the person says. A typed value moves along; a saved one is not shown. */
export function setHeaderSecret(row: HeaderDraft, secret: boolean): HeaderDraft {
  return { ...moveValue(row, secret), secretTouched: true };
}

function moveValue(row: HeaderDraft, secret: boolean): HeaderDraft {
  return secret
    ? {
        ...row,
        secret,
        plain: "",
        secretValue: { ...row.secretValue, text: row.plain || row.secretValue.text },
      }
    : {
        ...row,
        secret,
        plain: row.secretValue.text || row.plain,
        secretValue: { ...row.secretValue, text: "" },
      };
}

function authOf(draft: ConnectionDraft): AuthRequest {
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

function headerValue(row: HeaderDraft): HeaderValueRequest {
  return row.secret
    ? { type: "secret", value: secretInput(headerSecret(row)) }
    : { type: "plain", value: row.plain };
}

/** Whole seconds; what is no number becomes 0, which the core refuses with the allowed range. */
function seconds(text: string): number {
  const digits = text.trim();
  return /^\d{1,6}$/.test(digits) ? Number(digits) : 0;
}
