import type { ConnectionView } from "@/ipc";

/** What else goes with a connection, and what stays. */
export function removalWords(connection: ConnectionView): string {
  const { historyEntries } = connection;
  const gone = goneWords(connection, savedSecrets(connection));
  const stays =
    historyEntries === 0
      ? "It has no history entries."
      : historyEntries === 1
        ? "1 history entry stays."
        : `${historyEntries} history entries stay.`;
  return [gone, stays].filter(Boolean).join(" ");
}

function goneWords({ auth }: ConnectionView, secrets: number): string {
  if (auth.type === "oauth" && auth.settings.accounts.length > 0) {
    const shared = auth.settings.accounts.some(({ sharedWith }) => sharedWith.length > 0);
    return `You are signed out, and what was saved for it is deleted from the keychain${
      shared ? ", but for accounts that other connections use" : ""
    }.`;
  }
  if (secrets === 0) return "";
  if (secrets > 1) return "Its saved secrets are deleted from the keychain.";
  return `Its saved ${auth.type === "token" ? "token" : "secret"} is deleted from the keychain.`;
}

function savedSecrets({ auth, target }: ConnectionView): number {
  const inUrl = secretsOf(target);
  switch (auth.type) {
    case "none":
      return inUrl;
    case "oauth": {
      const { clientSecretSavedAt, privateKeySavedAt } = auth.settings;
      return inUrl + [clientSecretSavedAt, privateKeySavedAt].filter((savedAt) => savedAt !== null).length;
    }
    case "token":
      return inUrl + (auth.savedAt === null ? 0 : 1);
    case "headers":
      return (
        inUrl + auth.rows.filter(({ value }) => value.type === "secret" && value.savedAt !== null).length
      );
  }
}

function secretsOf(target: ConnectionView["target"]): number {
  switch (target.type) {
    case "sample":
      return 0;
    case "url": {
      const { proxy } = target.network;
      return target.hiddenQuery.length + (proxy.type === "url" && proxy.passwordSavedAt !== null ? 1 : 0);
    }
    case "command":
      return target.command.env.filter(({ value }) => value.type === "secret" && value.savedAt !== null)
        .length;
  }
}
