import type { NetworkRequest, NetworkView, ProxyRequest } from "@/ipc";
import { NO_SECRET, type SecretDraft, savedSecret, secretInput } from "./secret-draft";

/** How a server is reached, being entered. */
export interface NetworkDraft {
  proxy: ProxyRequest["type"];
  proxyUrl: string;
  proxyUser: string;
  proxyPassword: SecretDraft;
  authorityPath: string;
  certificatePath: string;
  keyPath: string;
  acceptInvalidCertificate: boolean;
}

/** As this computer does it. */
export const NEW_NETWORK: NetworkDraft = {
  proxy: "system",
  proxyUrl: "",
  proxyUser: "",
  proxyPassword: NO_SECRET,
  authorityPath: "",
  certificatePath: "",
  keyPath: "",
  acceptInvalidCertificate: false,
};

/** The form for a saved way to a server. */
export function networkDraftOf(view: NetworkView): NetworkDraft {
  const { proxy, authorityPath, certificatePath, keyPath, acceptInvalidCertificate } = view;
  const files = { authorityPath, certificatePath, keyPath, acceptInvalidCertificate };
  const draft: NetworkDraft = { ...NEW_NETWORK, ...files, proxy: proxy.type };
  if (proxy.type !== "url") return draft;
  return {
    ...draft,
    proxyUrl: proxy.url,
    proxyUser: proxy.user,
    proxyPassword: savedSecret(proxy.passwordSavedAt),
  };
}

/** What is sent for it. */
export function networkRequestOf(draft: NetworkDraft): NetworkRequest {
  return {
    proxy: proxyOf(draft),
    authorityPath: draft.authorityPath.trim(),
    certificatePath: draft.certificatePath.trim(),
    keyPath: draft.keyPath.trim(),
    acceptInvalidCertificate: draft.acceptInvalidCertificate,
  };
}

function proxyOf({ proxy, proxyUrl, proxyUser, proxyPassword }: NetworkDraft): ProxyRequest {
  if (proxy !== "url") return { type: proxy };
  return { type: "url", url: proxyUrl.trim(), user: proxyUser.trim(), password: secretInput(proxyPassword) };
}
