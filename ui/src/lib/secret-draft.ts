import type { SecretInput } from "@/ipc";

/** A secret being entered. Blank keeps what is saved, text replaces it, `forget` removes it. */
export interface SecretDraft {
  text: string;
  /** When the present one was saved; null when there is none. */
  savedAt: number | null;
  forget: boolean;
}

/** A secret of which nothing is saved and nothing entered. */
export const NO_SECRET: SecretDraft = { text: "", savedAt: null, forget: false };

/** A secret of which nothing is entered, saved at that time or, with null, never. */
export function savedSecret(savedAt: number | null): SecretDraft {
  return { ...NO_SECRET, savedAt };
}

/** What is sent for a secret. */
export function secretInput({ text, forget }: SecretDraft): SecretInput {
  if (text !== "") return { type: "set", value: text };
  return forget ? { type: "forget" } : { type: "keep" };
}
