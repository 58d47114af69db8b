import type { Failure } from "@/ipc/bindings";
import { formatBytes } from "./format";
import { exitedWords, spawnWords } from "./process-words";
import { sentence } from "./sentence";
import type { SheetFocus } from "./sheet-focus";
import { signInWords } from "./sign-in-words";
import { tlsWords } from "./tls-words";

/** What a person can do about a failure. The screen decides which of them it can offer. */
export type FailureAction =
  | { kind: "retry" | "connect" | "enable" | "refresh_tools"; label: string }
  | { kind: "edit_url" | "use_legacy"; label: string }
  | { kind: "raise_timeout"; field: "connect_timeout" | "request_timeout"; label: string }
  | { kind: "use_token" | "use_headers" | "replace_token" | "check_header"; label: string }
  | { kind: "use_url"; url: string; label: string }
  | { kind: "authorize"; scopes?: string[]; label: string }
  | { kind: "use_oauth" | "use_deep_link" | "allow_unadvertised" | "allow_private_addresses"; label: string }
  | { kind: "edit_sign_in" | "edit_connection"; field: SheetFocus; label: string }
  /** Tries again after so many seconds: once, or until it works. */
  | { kind: "retry_after"; seconds: number; repeat: boolean; label: string }
  /** The same path on another host. */
  | { kind: "use_host"; host: string; label: string }
  | { kind: "approve" | "read_log" | "review_tools" | "use_any_transport"; label: string }
  | { kind: "copy_redirect"; uri: string; label: string };

/** A failure in words: what happened, why with the evidence, what to do. */
export interface FailureWords {
  title: string;
  why: string;
  actions: FailureAction[];
}

const RETRY: FailureAction = { kind: "retry", label: "Retry" };
const EDIT_URL: FailureAction = { kind: "edit_url", label: "Edit URL" };
const READ_LOG: FailureAction = { kind: "read_log", label: "Read log" };
const REPLACE_TOKEN: FailureAction = { kind: "replace_token", label: "Replace token" };
const CHECK_HEADER: FailureAction = { kind: "check_header", label: "Check header name" };

/** Chooses the words and the next steps for every failure. */
export function failureWords(failure: Failure): FailureWords {
  switch (failure.code) {
    case "dns":
      return words(
        `Can't find ${failure.host}`,
        "There is no such host, or a VPN is needed to see it.",
        EDIT_URL,
        RETRY,
      );
    case "refused":
      return words(
        `Nothing is listening on ${failure.address}`,
        "The server may not be running.",
        RETRY,
        { kind: "retry_after", seconds: 5, repeat: true, label: "Retry every 5 s" },
        EDIT_URL,
      );
    case "network":
      return words(`The connection to ${failure.address} failed`, sentence(failure.reason), RETRY, EDIT_URL);
    case "timeout":
      return words(
        `No answer in ${failure.seconds} s`,
        failure.phase === "connect"
          ? `${failure.address} did not accept a connection in that time.`
          : `${failure.address} was found and accepted the request, but did not reply.`,
        RETRY,
        {
          kind: "raise_timeout",
          field: failure.phase === "connect" ? "connect_timeout" : "request_timeout",
          label: "Raise timeout",
        },
      );
    case "tls":
      return tlsWords(failure);
    case "proxy":
      return words(
        /\b407\b/.test(failure.reason)
          ? "Your proxy asks for a password"
          : "The proxy refused the connection",
        sentence(failure.reason),
        { kind: "edit_connection", field: "proxy", label: "Open proxy settings" },
        RETRY,
      );
    case "address_forbidden":
      return words(
        `Hitchpost never connects to ${failure.host}`,
        "It belongs to a cloud's internal services, which hand out keys to whoever asks.",
        EDIT_URL,
      );
    case "no_endpoint":
      return noEndpointWords(failure);
    case "not_mcp":
      return notMcpWords(failure);
    case "foreign_endpoint":
      return words(
        "The server wants messages sent elsewhere",
        `It named ${failure.endpoint}. Credentials are not sent to another origin. Ask who runs the server for an address that answers itself.`,
        EDIT_URL,
      );
    case "redirected":
      return words(
        "The server redirects to another address",
        `It points to ${failure.location}. Sign-in details don't follow redirects, so use that address itself if you trust it.`,
        { kind: "use_url", url: failure.location, label: "Use that address" },
        EDIT_URL,
      );
    case "version":
      return words(
        `The server speaks only ${failure.offered.join(", ") || "an unknown version"}`,
        "It shares no protocol version with Hitchpost in the chosen mode.",
        { kind: "use_legacy", label: "Use 2025-era mode" },
      );
    case "malformed":
      return words(
        "The server sent something that isn't valid MCP",
        `${sentence(failure.reason)}${failure.excerpt ? ` It began: “${failure.excerpt}”` : ""}`,
        RETRY,
      );
    case "too_large":
      return words(
        "The server sent too much",
        `The limit for one message is ${formatBytes(failure.limitBytes)}.`,
        RETRY,
      );
    case "unauthorized":
      return unauthorizedWords(failure);
    case "forbidden":
      return words(
        "The server refused access",
        [
          failure.credential ? `Sent as ${failure.credential}.` : "Nothing was sent to say who you are.",
          failure.reason ? `The server said: ${sentence(failure.reason)}` : "It replied 403.",
        ].join(" "),
        ...(failure.credential ? [REPLACE_TOKEN] : [USE_TOKEN, USE_HEADERS]),
        RETRY,
      );
    case "sign_in":
      return signInWords(failure);
    case "secret_missing":
      return words(
        `The saved ${secretName(failure.what)} is missing`,
        "The keychain of this computer no longer has it. Enter it again.",
        { kind: "replace_token", label: failure.what === "token" ? "Enter token" : "Enter it again" },
      );
    case "rate_limited":
      return busyWords(failure);
    case "server_error":
      return words(
        `The server had a problem (${failure.status})`,
        failure.excerpt ? `It said: “${readable(failure.excerpt)}”` : "It gave no details.",
        RETRY,
      );
    case "http_status":
      return words(
        `The server answered ${failure.status}`,
        failure.excerpt ? `It said: “${readable(failure.excerpt)}”` : "That isn't an answer MCP knows.",
        EDIT_URL,
        RETRY,
      );
    case "rpc":
      return rpcWords(failure);
    case "input_required":
      return inputWords(failure);
    case "spawn":
      return spawnWords(failure);
    case "exited":
      return exitedWords(failure);
    case "needs_approval":
      return words(
        `The command of “${failure.name}” isn't approved`,
        "It is new or has changed. Nothing of it runs until you have looked at it.",
        { kind: "approve", label: "Review command" },
      );
    case "tool_held":
      return words(
        `“${failure.tool}” waits for you to accept it`,
        "The server added or changed its definition since you last accepted its tools.",
        { kind: "review_tools", label: "Review changes" },
      );
    case "file_unusable":
      return words(
        `Can't use ${failure.path}`,
        sentence(failure.reason),
        { kind: "edit_connection", field: "authority_path", label: "Check the files" },
        RETRY,
      );
    case "invalid":
      return words("Some fields need attention", "Nothing was saved. The fields say what to change.");
    case "invalid_arguments":
      return words(
        "The arguments aren't a JSON object",
        `Line ${failure.line}, column ${failure.column}: ${sentence(failure.reason)}`,
      );
    case "not_found":
      return words(
        `There is no ${failure.what} “${failure.name}”`,
        "It may have been removed in the meantime.",
      );
    case "not_connected":
      return words(`“${failure.name}” is not connected`, "Connect to use its tools.", {
        kind: "connect",
        label: "Connect",
      });
    case "disabled":
      return words(`“${failure.name}” is disabled`, "You disabled it. Nothing is sent to it.", {
        kind: "enable",
        label: "Enable",
      });
    case "cancelled":
      return words("Cancelled", "You stopped it.", RETRY);
    case "keychain":
      return keychainWords(failure);
    case "storage":
      return words(`Couldn't ${failure.action} ${failure.path}`, sentence(failure.reason), RETRY);
    case "browser":
      return words(
        "No browser could be opened",
        `${sentence(failure.reason)} Copy the link instead, and open it in any browser.`,
      );
    case "internal":
      return words(
        "Hitchpost ran into a defect of its own",
        `${sentence(failure.reason)} Copy the diagnostics into a bug report.`,
        RETRY,
      );
  }
}

const USE_TOKEN: FailureAction = { kind: "use_token", label: "Use a token" };
const USE_HEADERS: FailureAction = { kind: "use_headers", label: "Use custom headers" };

function words(title: string, why: string, ...actions: FailureAction[]): FailureWords {
  return { title, why, actions };
}

type Of<Code extends Failure["code"]> = Extract<Failure, { code: Code }>;

function noEndpointWords({ path, status }: Of<"no_endpoint">): FailureWords {
  const elsewhere: FailureAction[] = ["/mcp", "/sse"]
    .filter((other) => other !== path)
    .map((other) => ({ kind: "use_url", url: other, label: `Try ${other}` }));
  return words(
    `Nothing at ${path}`,
    `The server replied ${status}. MCP endpoints often end in /mcp, older ones in /sse.`,
    ...elsewhere,
    { kind: "use_any_transport", label: "Try every transport" },
    EDIT_URL,
    RETRY,
  );
}

function busyWords({ retryAfterS: wait }: Of<"rate_limited">): FailureWords {
  return words(
    `The server is busy (429${wait === null ? "" : `, retry in ${wait} s`})`,
    "It asks for fewer requests.",
    ...(wait === null
      ? []
      : [{ kind: "retry_after", seconds: wait, repeat: false, label: `Retry in ${wait} s` } as const]),
    RETRY,
  );
}

function inputWords({ what, why }: Of<"input_required">): FailureWords {
  switch (why) {
    case "not_offered":
      return words(
        "The server asks for something it isn't allowed to ask",
        `It wants an answer to ${what}. You can allow that for this connection.`,
        { kind: "edit_connection", field: "asks", label: "Change what it may ask" },
      );
    case "declined":
      return words(
        "You declined what the server asked",
        `It can't go on without an answer to ${what}.`,
        RETRY,
      );
    case "too_many_rounds":
      return words(
        "The server keeps asking",
        `It asked ten times (${what}) and still wants more, so the call was ended.`,
        RETRY,
      );
  }
}

function notMcpWords({ contentType, title }: Of<"not_mcp">): FailureWords {
  const page = contentType.startsWith("text/html");
  const got = [contentType.split(";")[0] || "no content type", title ? `“${title}”` : ""]
    .filter(Boolean)
    .join(" ");
  return words(
    page ? "That's a web page, not an MCP endpoint" : "That isn't an MCP endpoint",
    `It sent ${got}. Look for an address ending in /mcp.`,
    EDIT_URL,
  );
}

function unauthorizedWords({ credential, oauth, challenge }: Of<"unauthorized">): FailureWords {
  const said = challenge ? ` The server said: “${challenge}”` : "";
  if (credential) {
    return words(
      "The token was rejected",
      `Sent as ${credential}.${said}`,
      REPLACE_TOKEN,
      CHECK_HEADER,
      RETRY,
    );
  }
  if (oauth) {
    return words(
      "Sign-in needed",
      "The server lets you sign in with OAuth, in your browser. A token may work too.",
      { kind: "use_oauth", label: "Authorize" },
      USE_TOKEN,
    );
  }
  return words("Sign-in needed", `The server wants to know who you are.${said}`, USE_TOKEN, USE_HEADERS);
}

function rpcWords({ method, rpcCode, rpcMessage, data }: Of<"rpc">): FailureWords {
  const code = String(rpcCode).replace("-", "−");
  const more = data ? ` ${data}` : "";
  if (method === "tools/list") {
    return words(
      `Connected, but tools couldn't be listed (${code})`,
      `The server said: ${sentence(rpcMessage)}${more}`,
      { kind: "refresh_tools", label: "Refresh" },
      READ_LOG,
    );
  }
  if (method === "tools/call" && rpcCode === -32602) {
    return words(
      "The server refused the call (−32602)",
      `It doesn't know this tool any more, or the arguments don't fit. It said: ${sentence(rpcMessage)}${more}`,
      { kind: "refresh_tools", label: "Refresh tools" },
    );
  }
  return words(
    `The server answered with error ${code}`,
    `To ${method} it said: ${sentence(rpcMessage)}${more}`,
    RETRY,
  );
}

function keychainWords({ fault, reason }: Of<"keychain">): FailureWords {
  switch (fault) {
    case "absent":
      return words(
        "This computer has no keychain",
        "Hitchpost keeps secrets only in the system's keychain. On Linux, install and start gnome-keyring or KWallet, then retry.",
        RETRY,
      );
    case "locked":
      return words("The keychain is locked", "Unlock it when the system asks, then retry.", {
        kind: "retry",
        label: "Unlock and retry",
      });
    case "unresponsive":
      return words(
        "The keychain doesn't answer",
        "It gave no answer in 60 s. A prompt may be waiting behind a window.",
        RETRY,
      );
    case "other":
      return words("The keychain can't be used", sentence(reason), RETRY);
  }
}

/** The words of an error page; other text as it is. */
function readable(excerpt: string): string {
  if (!excerpt.trimStart().startsWith("<")) return excerpt;
  const text = excerpt.replace(/<(head|style|script)\b.*?(<\/\1>|$)/gis, " ").replace(/<[^>]*>?/g, " ");
  return text.replace(/\s+/g, " ").trim() || "a web page without text";
}

function secretName(what: string): string {
  return what === "token" ? "token" : `secret for “${what}”`;
}
