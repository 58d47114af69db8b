import { expect, it } from "vitest";
import type { AuthView, ConnectionView } from "@/ipc";
import { connection, urlTarget } from "@/test/sample-data";
import { account, oauth } from "@/test/sign-in-data";
import { removalWords } from "./removal-words";

const token: AuthView = { type: "token", header: "Authorization", prefix: "Bearer", savedAt: 1 };
const plain = { name: "X-Tenant", value: { type: "plain", value: "acme" } } as const;
const secret = { name: "X-Key", value: { type: "secret", savedAt: 1 } } as const;
const hidden = urlTarget("https://a.test/?key=••••", { hiddenQuery: ["key"] });

it.each<[Partial<ConnectionView>, string]>([
  [
    { auth: oauth({ accounts: [account()] }), historyEntries: 0 },
    "You are signed out, and what was saved for it is deleted from the keychain. It has no history entries.",
  ],
  [
    { auth: oauth({ accounts: [account({ sharedWith: ["GitHub"] })] }), historyEntries: 0 },
    "You are signed out, and what was saved for it is deleted from the keychain, but for accounts that other connections use. It has no history entries.",
  ],
  [
    { auth: oauth({ clientSecretSavedAt: 1 }), historyEntries: 0 },
    "Its saved secret is deleted from the keychain. It has no history entries.",
  ],
  [
    { auth: token, historyEntries: 14 },
    "Its saved token is deleted from the keychain. 14 history entries stay.",
  ],
  [
    { auth: token, historyEntries: 1 },
    "Its saved token is deleted from the keychain. 1 history entry stays.",
  ],
  [
    { auth: token, historyEntries: 0 },
    "Its saved token is deleted from the keychain. It has no history entries.",
  ],
  [{ auth: { type: "none" }, historyEntries: 2 }, "2 history entries stay."],
  [{ auth: { ...token, savedAt: null }, historyEntries: 2 }, "2 history entries stay."],
  [{ auth: { type: "headers", rows: [plain] }, historyEntries: 2 }, "2 history entries stay."],
  [
    { auth: { type: "headers", rows: [plain, secret] }, historyEntries: 2 },
    "Its saved secret is deleted from the keychain. 2 history entries stay.",
  ],
  [
    { auth: token, target: hidden, historyEntries: 2 },
    "Its saved secrets are deleted from the keychain. 2 history entries stay.",
  ],
])("says what goes and what stays of %j", (over, words) => {
  expect(removalWords(connection(over))).toBe(words);
});
