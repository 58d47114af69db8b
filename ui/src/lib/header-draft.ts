import type { HeaderValueRequest, HeaderValueView } from "@/ipc";
import { NO_SECRET, type SecretDraft, savedSecret, secretInput } from "./secret-draft";

/** One name with its value being entered: a custom header, or a variable of a command's environment. */
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

/** A row as it was saved. */
export function savedHeader(name: string, value: HeaderValueView): HeaderDraft {
  return {
    ...newHeader(name),
    secret: value.type === "secret",
    secretTouched: true,
    plain: value.type === "plain" ? value.value : "",
    secretValue: savedSecret(value.type === "secret" ? value.savedAt : null),
    savedName: value.type === "secret" ? name : null,
  };
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

/** What is sent for a row's value. */
export function headerValue(row: HeaderDraft): HeaderValueRequest {
  return row.secret
    ? { type: "secret", value: secretInput(headerSecret(row)) }
    : { type: "plain", value: row.plain };
}
