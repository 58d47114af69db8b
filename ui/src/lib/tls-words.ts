import type { Failure } from "@/ipc/bindings";
import type { FailureAction, FailureWords } from "./failure-words";
import { sentence } from "./sentence";

const RETRY: FailureAction = { kind: "retry", label: "Retry" };
const EDIT_URL: FailureAction = { kind: "edit_url", label: "Edit URL" };
const ADD_CA: FailureAction = { kind: "edit_connection", field: "authority_path", label: "Add CA file" };
const TRUST: FailureAction = {
  kind: "edit_connection",
  field: "accept_invalid_certificate",
  label: "Trust for this host…",
};

/** Chooses the words and the next steps where a certificate stands in the way. */
export function tlsWords({ host, fault, reason }: Extract<Failure, { code: "tls" }>): FailureWords {
  switch (fault) {
    case "unknown_issuer":
      return words(
        `The certificate of ${host} isn't trusted`,
        `Nobody this computer trusts issued it. (${reason})`,
        ADD_CA,
        TRUST,
        RETRY,
      );
    case "expired":
      return words(
        `The certificate of ${host} isn't valid today`,
        `It expired or isn't valid yet; a wrong clock on this computer has the same effect. (${reason})`,
        RETRY,
        TRUST,
      );
    case "wrong_name": {
      const other = namedHost(reason);
      return words(
        other ? `The certificate is for ${other}, not for ${host}` : `The certificate is not for ${host}`,
        `It names another host. Use that name in the URL if it is the same server. (${reason})`,
        ...(other ? [{ kind: "use_host", host: other, label: `Use ${other}` } as const] : []),
        EDIT_URL,
        RETRY,
      );
    }
    case "not_tls":
      return words(
        `${host} doesn't speak https on that port`,
        "It answered, but not with TLS. Servers on this computer often use http://.",
        EDIT_URL,
      );
    case "client_certificate":
      return words(
        `${host} wants to know you by a certificate`,
        `Choose the client certificate and its key. (${reason})`,
        { kind: "edit_connection", field: "certificate_path", label: "Choose certificate" },
        RETRY,
      );
    case "other":
      return words(`No secure connection to ${host}`, sentence(reason), RETRY, EDIT_URL);
  }
}

/** The host that a certificate is for, where the verifier names one that could be used. */
function namedHost(reason: string): string | undefined {
  return [...reason.matchAll(/DnsName\("([^"*]+)"\)/g)][0]?.[1];
}

function words(title: string, why: string, ...actions: FailureAction[]): FailureWords {
  return { title, why, actions };
}
