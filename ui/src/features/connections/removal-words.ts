import type { ConnectionView } from "@/ipc";

/** What else goes with a connection, and what stays. */
export function removalWords(connection: ConnectionView): string {
  const { historyEntries } = connection;
  const secrets = savedSecrets(connection);
  const gone =
    secrets === 0
      ? []
      : secrets > 1
        ? ["Its saved secrets are deleted from the keychain."]
        : [
            `Its saved ${connection.auth.type === "token" ? "token" : "secret"} is deleted from the keychain.`,
          ];
  const stays =
    historyEntries === 0
      ? "It has no history entries."
      : historyEntries === 1
        ? "1 history entry stays."
        : `${historyEntries} history entries stay.`;
  return [...gone, stays].join(" ");
}

function savedSecrets({ auth, target }: ConnectionView): number {
  const inUrl = target.type === "url" ? target.hiddenQuery.length : 0;
  switch (auth.type) {
    case "none":
      return inUrl;
    case "token":
      return inUrl + (auth.savedAt === null ? 0 : 1);
    case "headers":
      return (
        inUrl + auth.rows.filter(({ value }) => value.type === "secret" && value.savedAt !== null).length
      );
  }
}
