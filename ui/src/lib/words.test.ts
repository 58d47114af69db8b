import { describe, expect, it } from "vitest";
import type { Failure, SignInProblem } from "@/ipc";
import { connected } from "@/test/sample-data";
import { signIn } from "@/test/sign-in-data";
import { failureWords } from "./failure-words";
import { count, formatAgo, formatBytes, formatDay, formatLeft, formatMs, formatUntil } from "./format";
import { shortcutText } from "./shortcut-text";
import { statusWords } from "./status-words";

const failures: Failure[] = [
  { code: "dns", host: "crm.acme.dev" },
  { code: "refused", address: "localhost:3000" },
  { code: "network", address: "localhost:3000", reason: "connection reset" },
  { code: "timeout", address: "localhost:3000", seconds: 15, phase: "connect" },
  { code: "timeout", address: "localhost:3000", seconds: 60, phase: "answer" },
  ...(["unknown_issuer", "expired", "wrong_name", "not_tls", "client_certificate", "other"] as const).map(
    (fault): Failure => ({ code: "tls", host: "crm.acme.dev", fault, reason: "the verifier's words" }),
  ),
  { code: "proxy", reason: "407" },
  { code: "address_forbidden", host: "169.254.169.254" },
  { code: "no_endpoint", path: "/mpc", status: 404 },
  { code: "not_mcp", url: "https://acme.dev", contentType: "text/html", title: "Acme – Home" },
  { code: "foreign_endpoint", endpoint: "https://acme.dev/messages" },
  { code: "redirected", location: "https://acme.dev/mcp" },
  { code: "version", offered: ["2024-11-05"] },
  { code: "malformed", reason: "line 1: expected a value", excerpt: "<html>" },
  { code: "too_large", limitBytes: 104857600 },
  { code: "unauthorized", credential: null, oauth: false, challenge: null },
  { code: "unauthorized", credential: null, oauth: true, challenge: "Bearer" },
  { code: "unauthorized", credential: "Authorization: Bearer ••1f3a", oauth: false, challenge: null },
  { code: "forbidden", credential: null, reason: null },
  { code: "secret_missing", what: "token" },
  { code: "rate_limited", retryAfterS: 30 },
  { code: "rate_limited", retryAfterS: null },
  { code: "server_error", status: 502, excerpt: null },
  { code: "http_status", status: 418, excerpt: "teapot" },
  { code: "rpc", method: "tools/list", rpcCode: -32603, rpcMessage: "boom", data: null },
  { code: "rpc", method: "tools/call", rpcCode: -32602, rpcMessage: "unknown tool", data: null },
  { code: "rpc", method: "ping", rpcCode: -32000, rpcMessage: "no", data: "{}" },
  ...(["not_offered", "declined", "too_many_rounds"] as const).map(
    (why): Failure => ({ code: "input_required", what: "elicitation/create", why }),
  ),
  ...(["not_found", "not_executable", "is_directory", "no_directory"] as const).map(
    (type): Failure => ({ code: "spawn", program: "npx", fault: { type }, lookedIn: ["/usr/bin"] }),
  ),
  { code: "spawn", program: "npx", fault: { type: "not_found" }, lookedIn: [] },
  { code: "spawn", program: "npx", fault: { type: "other", reason: "too many files" }, lookedIn: [] },
  { code: "exited", program: "npx", status: 1, signal: null, stderr: "no such module" },
  { code: "exited", program: "npx", status: null, signal: 9, stderr: "" },
  { code: "exited", program: "npx", status: null, signal: null, stderr: "" },
  { code: "needs_approval", name: "Files" },
  { code: "tool_held", tool: "delete_all" },
  { code: "file_unusable", path: "/etc/acme.pem", reason: "permission denied" },
  { code: "invalid", issues: [] },
  { code: "invalid_arguments", reason: "expected a comma", line: 2, column: 7 },
  { code: "not_found", what: "tool", name: "x" },
  { code: "not_connected", name: "Linear" },
  { code: "disabled", name: "Linear" },
  { code: "cancelled" },
  ...(["absent", "locked", "unresponsive", "other"] as const).map(
    (fault): Failure => ({ code: "keychain", fault, reason: "no Secret Service" }),
  ),
  { code: "storage", action: "save to", path: "/data/hitchpost.db", reason: "disk full" },
  { code: "browser", reason: "there is no browser" },
  { code: "internal", reason: "the mailbox is gone" },
];

const problems: SignInProblem[] = [
  { type: "never_signed_in" },
  { type: "expired" },
  { type: "settings_changed" },
  { type: "unsupported", tried: ["https://crm.acme.dev/.well-known/oauth-protected-resource"] },
  { type: "unsupported", tried: [] },
  { type: "malformed", url: "https://auth.acme.dev/", reason: "no token endpoint" },
  { type: "issuer_mismatch", expected: "https://auth.acme.dev", found: "https://evil.example" },
  { type: "issuer_not_offered", wanted: "https://auth.acme.dev", offered: ["https://evil.example"] },
  { type: "resource_mismatch", expected: "https://crm.acme.dev", found: "https://evil.example" },
  ...(["scheme", "insecure", "userinfo", "address", "unparsable", "redirect"] as const).map(
    (reason): SignInProblem => ({
      type: "endpoint_refused",
      what: "token endpoint",
      url: "http://a.b",
      reason,
    }),
  ),
  { type: "pkce_unsupported", advertised: null },
  { type: "pkce_unsupported", advertised: ["plain"] },
  { type: "pkce_unsupported", advertised: [] },
  { type: "registration_unavailable", redirectUri: "http://127.0.0.1/callback" },
  { type: "registration_refused", error: "invalid_redirect_uri", description: null, redirectUri: "x:y" },
  {
    type: "registration_refused",
    error: "invalid_redirect_uri",
    description: "no loopback",
    redirectUri: "x:y",
  },
  { type: "redirect_not_registered", redirectUri: "http://127.0.0.1/callback" },
  { type: "declined", description: null },
  { type: "declined", description: "The user said no" },
  { type: "authorization_failed", error: "server_error", description: null },
  { type: "callback_unreadable" },
  { type: "state_unknown" },
  { type: "response_issuer_mismatch", expected: "https://auth.acme.dev", found: null },
  { type: "response_issuer_mismatch", expected: "https://auth.acme.dev", found: "https://evil.example" },
  { type: "client_unknown", description: null },
  { type: "token_refused", error: "invalid_grant", description: "The code was used" },
  { type: "token_malformed", reason: "no access_token" },
  { type: "key_unusable", reason: "not PEM" },
  { type: "timed_out" },
  { type: "port_in_use", port: 33418 },
  { type: "network", reason: "connection refused" },
  { type: "scope_missing", needed: ["write"], granted: ["read"] },
  { type: "scope_missing", needed: [], granted: [] },
  { type: "settings_incomplete" },
];

function expectWords(failure: Failure): void {
  const { title, why, actions } = failureWords(failure);
  expect(title.length).toBeGreaterThan(5);
  expect(title).not.toMatch(/[.!]$|something went wrong|undefined|null/i);
  expect(why).toMatch(/[.?!…”})]$/);
  expect(why).not.toMatch(/undefined|null|\.\.$/);
  expect(new Set(actions.map(({ label }) => label)).size).toBe(actions.length);
}

describe("the words for failures", () => {
  it.each(problems)("say why somebody is not signed in: $type", (problem) => {
    expectWords({ code: "sign_in", host: "auth.acme.dev", problem });
    expectWords({ code: "sign_in", host: null, problem });
  });

  it.each<[SignInProblem, string, string[]]>([
    [{ type: "declined", description: null }, "Sign-in was declined in the browser", ["Try again"]],
    [{ type: "expired" }, "Your sign-in ended", ["Authorize again"]],
    [{ type: "state_unknown" }, "Sign-in stopped for safety", ["Start again"]],
    [
      { type: "redirect_not_registered", redirectUri: "x:y" },
      "The redirect address isn't registered",
      ["Copy redirect URI", "Try again"],
    ],
    [
      { type: "registration_refused", error: "invalid_redirect_uri", description: null, redirectUri: "x:y" },
      "The sign-in service didn't accept this app",
      ["Use the hitchpost:// redirect", "Enter client ID"],
    ],
    [
      { type: "client_unknown", description: null },
      "The sign-in service no longer knows this app",
      ["Register again", "Enter client ID"],
    ],
    [{ type: "port_in_use", port: 33418 }, "Port 33418 is taken", ["Use another port", "Try again"]],
    [
      { type: "pkce_unsupported", advertised: null },
      "Continue with S256?",
      ["Continue with S256", "Check settings"],
    ],
  ])("offer the way on", (problem, title, labels) => {
    const words = failureWords({ code: "sign_in", host: "auth.acme.dev", problem });
    expect(words.title).toBe(title);
    expect(words.actions.map(({ label }) => label)).toEqual(labels);
  });

  it("never repeat what an unknown service said of a mixed-up reply", () => {
    const problem: SignInProblem = {
      type: "response_issuer_mismatch",
      expected: "https://a.example",
      found: null,
    };
    expect(failureWords({ code: "sign_in", host: null, problem }).why).toBe(
      "The reply came from a service that doesn't name itself, not from https://a.example.",
    );
  });

  it.each(failures)("say what happened and why: $code", (failure) => {
    expectWords(failure);
  });

  it("offer /mcp where nothing was found", () => {
    const { actions } = failureWords({ code: "no_endpoint", path: "/mpc", status: 404 });
    expect(actions[0]).toEqual({ kind: "use_url", url: "/mcp", label: "Try /mcp" });
  });

  it("give the words of an error page, not its tags", () => {
    const excerpt =
      "<!doctype html><html><head><title>500</title></head><body><h1>Something broke</h1><p>Later.";
    expect(failureWords({ code: "server_error", status: 500, excerpt }).why).toBe(
      "It said: “Something broke Later.”",
    );
  });

  it("show what was sent when a token was rejected, and ask to replace it", () => {
    const { title, why, actions } = failureWords({
      code: "unauthorized",
      credential: "Authorization: Bearer ••1f3a",
      oauth: false,
      challenge: null,
    });
    expect(title).toBe("The token was rejected");
    expect(why).toBe("Sent as Authorization: Bearer ••1f3a.");
    expect(actions.map(({ kind }) => kind)).toEqual(["replace_token", "check_header", "retry"]);
  });
});

describe("the words for statuses", () => {
  it("tell an empty tool list from a failed one", () => {
    expect(statusWords(connected({ tools: 0 })).fact).toBe("Lists no tools");
    expect(statusWords(connected({ tools: null })).fact).toBe("Tools couldn't be listed");
    expect(statusWords(connected({ tools: 41, rejected: 3, latencyMs: null })).fact).toBe(
      "41 tools, 3 unusable",
    );
  });

  it("do not call a missing sign-in an error", () => {
    const failure: Failure = { code: "unauthorized", credential: null, oauth: false, challenge: null };
    expect(statusWords({ type: "needs_sign_in", failure })).toEqual({
      shape: "sign_in",
      word: "Needs sign-in",
      fact: "Asks for a token",
    });
  });

  it("tell a sign-in that waits from one that is over", () => {
    const waiting = statusWords({ type: "signing_in", signIn: signIn() });
    expect(waiting).toEqual({ shape: "waiting", word: "Waiting for browser", fact: "Finish signing in" });
    const failure: Failure = { code: "sign_in", host: null, problem: { type: "expired" } };
    const over = statusWords({ type: "expired", since: Date.now() - 3 * 3_600_000, failure });
    expect(over).toEqual({ shape: "expired", word: "Expired", fact: "Sign-in expired 3 hours ago" });
  });

  it("name the step a connection is at", () => {
    expect(statusWords({ type: "connecting", step: "handshake", since: 0 }).fact).toBe("4/6 MCP handshake");
  });
});

describe("numbers and times", () => {
  it("carry their units", () => {
    expect([formatMs(84), formatMs(1234), formatMs(125_000)]).toEqual(["84 ms", "1.2 s", "2 min 5 s"]);
    expect([formatMs(999.6), formatMs(59_970), formatMs(119_700)]).toEqual(["1.0 s", "1 min", "2 min"]);
    expect([formatBytes(812), formatBytes(1843), formatBytes(14 * 1024 * 1024)]).toEqual([
      "812 B",
      "1.8 KB",
      "14 MB",
    ]);
    expect([count(1, "tool"), count(10_000, "tool")]).toEqual(["1 tool", "10,000 tools"]);
  });

  it("run down like a clock", () => {
    expect([formatLeft(272_000), formatLeft(59_001), formatLeft(900), formatLeft(-5)]).toEqual([
      "4:32",
      "1:00",
      "0:01",
      "0:00",
    ]);
    const now = Date.UTC(2026, 10, 21, 12);
    expect([
      formatUntil(now + 47 * 60_000, now),
      formatUntil(now + 20_000, now),
      formatUntil(now, now),
    ]).toEqual(["in 47 minutes", "in less than a minute", "now"]);
  });

  it("are as long ago as they are", () => {
    const now = Date.UTC(2026, 10, 21, 12);
    expect(formatAgo(now - 5_000, now)).toBe("just now");
    expect(formatAgo(now - 300_000, now)).toBe("5 minutes ago");
    expect(formatAgo(now - 2 * 86_400_000, now)).toBe("2 days ago");
    expect(formatDay(Date.UTC(2025, 0, 2, 12), now)).toContain("2025");
  });
});

it("writes shortcuts the way the system does", () => {
  expect(shortcutText("$mod+Enter", true)).toBe("⌘↵");
  expect(shortcutText("$mod+Shift+r", false)).toBe("Ctrl+Shift+R");
});
