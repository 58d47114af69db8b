import { describe, expect, it } from "vitest";
import type { Failure } from "@/ipc";
import { connected } from "@/test/sample-data";
import { failureWords } from "./failure-words";
import { count, formatAgo, formatBytes, formatDay, formatMs } from "./format";
import { shortcutText } from "./shortcut-text";
import { statusWords } from "./status-words";

const failures: Failure[] = [
  { code: "dns", host: "crm.acme.dev" },
  { code: "refused", address: "localhost:3000" },
  { code: "network", address: "localhost:3000", reason: "connection reset" },
  { code: "timeout", address: "localhost:3000", seconds: 15, phase: "connect" },
  { code: "timeout", address: "localhost:3000", seconds: 60, phase: "answer" },
  ...(["unknown_issuer", "expired", "wrong_name", "not_tls", "other"] as const).map(
    (fault): Failure => ({ code: "tls", host: "crm.acme.dev", fault, reason: "the verifier's words" }),
  ),
  { code: "proxy", reason: "407" },
  { code: "address_forbidden", host: "169.254.169.254" },
  { code: "no_endpoint", path: "/mpc", status: 404 },
  { code: "not_mcp", url: "https://acme.dev", contentType: "text/html", title: "Acme – Home" },
  { code: "legacy_sse", url: "https://acme.dev/sse" },
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
  { code: "server_error", status: 502, excerpt: null },
  { code: "http_status", status: 418, excerpt: "teapot" },
  { code: "rpc", method: "tools/list", rpcCode: -32603, rpcMessage: "boom", data: null },
  { code: "rpc", method: "tools/call", rpcCode: -32602, rpcMessage: "unknown tool", data: null },
  { code: "rpc", method: "ping", rpcCode: -32000, rpcMessage: "no", data: "{}" },
  { code: "input_required", what: "elicitation/create" },
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
  { code: "internal", reason: "the mailbox is gone" },
];

describe("the words for failures", () => {
  it.each(failures)("say what happened and why: $code", (failure) => {
    const { title, why, actions } = failureWords(failure);
    expect(title.length).toBeGreaterThan(5);
    expect(title).not.toMatch(/[.!]$|something went wrong|undefined|null/i);
    expect(why).toMatch(/[.?!…”})]$/);
    expect(why).not.toMatch(/undefined|null|\.\.$/);
    expect(new Set(actions.map(({ label }) => label)).size).toBe(actions.length);
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
