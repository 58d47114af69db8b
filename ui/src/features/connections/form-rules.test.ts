import { describe, expect, it } from "vitest";
import type { Issue } from "@/ipc";
import { draftOf, newDraft, requestOf, sameRequest } from "@/lib/connection-draft";
import { newHeader, renameHeader, setHeaderSecret } from "@/lib/header-draft";
import { issueWords } from "@/lib/issue-words";
import { connection } from "@/test/sample-data";
import { parseHeaderLines } from "./header-lines";
import { tokenPreview } from "./token-preview";
import { moveUserinfo } from "./userinfo";

const withToken = connection({
  auth: { type: "token", header: "Authorization", prefix: "Bearer", savedAt: 1 },
});

describe("a secret field", () => {
  it("keeps the saved secret when left blank", () => {
    expect(requestOf(draftOf(withToken)).auth).toMatchObject({ token: { type: "keep" } });
  });

  it("replaces it when something is entered", () => {
    const draft = draftOf(withToken);
    const typed = { ...draft, token: { ...draft.token, text: "new" } };
    expect(requestOf(typed).auth).toMatchObject({ token: { type: "set", value: "new" } });
    expect(sameRequest(draft, typed)).toBe(false);
  });

  it("removes it only when told to forget", () => {
    const draft = draftOf(withToken);
    const forgotten = { ...draft, token: { ...draft.token, forget: true } };
    expect(requestOf(forgotten).auth).toMatchObject({ token: { type: "forget" } });
  });
});

describe("a header row", () => {
  it.each(["Authorization", "X-Api-Key", "x-auth-token", "Client-Secret"])(
    "takes %s for a secret",
    (name) => {
      expect(renameHeader(newHeader(), name).secret).toBe(true);
    },
  );

  it("moves a typed value along when it becomes a secret", () => {
    const row = renameHeader({ ...newHeader("X-Tenant"), plain: "acme" }, "X-Tenant-Key");
    expect(row).toMatchObject({ secret: true, plain: "", secretValue: { text: "acme" } });
  });

  it("stays as the person set it, whatever its name becomes", () => {
    expect(renameHeader(setHeaderSecret(newHeader("X-Tenant"), false), "X-Api-Key").secret).toBe(false);
  });
});

describe("pasted header lines", () => {
  it("become rows", () => {
    expect(parseHeaderLines("X-Tenant: acme\r\n\nAuthorization: Bearer a:b\n")).toEqual([
      { name: "X-Tenant", value: "acme" },
      { name: "Authorization", value: "Bearer a:b" },
    ]);
  });

  it.each(["just a value", "X-Tenant: acme\nand something else", ""])(
    "stay text when they are not headers: %s",
    (text) => {
      expect(parseHeaderLines(text)).toBeNull();
    },
  );
});

describe("the token preview", () => {
  it("shows the end of a long token only", () => {
    expect(tokenPreview("Authorization", "Bearer", "0123456789abc1f3a")).toBe(
      "Authorization: Bearer ••••1f3a",
    );
    expect(tokenPreview("X-API-Key", "", "short")).toBe("X-API-Key: ••••");
  });

  it("does not count a prefix that came with the token", () => {
    expect(tokenPreview("Authorization", "Bearer", "Bearer short")).toBe("Authorization: Bearer ••••");
  });
});

it("moves sign-in details out of an address into a header", () => {
  expect(moveUserinfo("https://ann:p%40ss@example.com/mcp")).toEqual({
    url: "https://example.com/mcp",
    authorization: `Basic ${btoa("ann:p@ss")}`,
  });
  expect(moveUserinfo("https://example.com/mcp")).toBeNull();
});

it("sends numbers that are none as zero, for the core to refuse", () => {
  const draft = { ...newDraft("https://example.com/mcp"), connectTimeout: "soon", requestTimeout: " 90 " };
  expect(requestOf(draft)).toMatchObject({ connectTimeoutS: 0, requestTimeoutS: 90 });
});

const MESSAGES: [Issue, string][] = [
  [{ code: "url_empty" }, "Enter the server's URL, for example https://example.com/mcp."],
  [{ code: "url_unparsable" }, "That isn't a complete address. Check for spaces or a missing dot."],
  [
    { code: "url_plain_http_secret", host: "a" },
    "This address isn't encrypted: anyone on the network could read your token.",
  ],
  [{ code: "url_userinfo" }, "Sign-in details can't be part of the URL."],
  [{ code: "url_fragment_removed", fragment: "#x" }, "Removed “#x”: servers never see it."],
  [
    { code: "url_key_in_query", names: ["key"] },
    "The URL contains a key. We'll hide it and keep it in the keychain.",
  ],
  [{ code: "url_key_missing", names: ["key"] }, "Replace •••• with the value of “key”: none is saved."],
  [{ code: "url_secret_moves", host: "other.example" }, "The saved secret will be sent to other.example."],
  [
    { code: "header_kept_secret", name: "X-Auth" },
    "“X-Auth” usually carries a secret. We'll hide it and keep it in the keychain.",
  ],
  [
    { code: "url_project_page", host: "github.com" },
    "This is a project page, not an MCP endpoint. Look for an address ending in /mcp.",
  ],
  [{ code: "url_duplicate", connectionId: "1", name: "Linear" }, "You already have this as “Linear”."],
  [
    { code: "name_taken", name: "Linear", suggestion: "Linear 2" },
    "“Linear” is already used. Try “Linear 2”.",
  ],
  [{ code: "name_too_long", length: 71 }, "Use at most 64 characters (now 71)."],
  [
    { code: "slug_taken", slug: "linear", name: "Linear!", other: "Linear" },
    "“Linear!” and “Linear” would both appear as linear__. Change one.",
  ],
  [{ code: "token_empty" }, "Paste the token, or choose None."],
  [{ code: "token_prefix_removed", prefix: "Bearer" }, "Removed “Bearer ”: it is added for you."],
  [{ code: "token_line_breaks_joined" }, "Tokens have no line breaks. We joined the lines; check it."],
  [{ code: "token_looks_structured" }, "Paste only the value."],
  [{ code: "header_name_invalid", name: "X Api Key" }, "Header names can't contain spaces: “X Api Key”."],
  [{ code: "header_duplicate", name: "X-Tenant" }, "“X-Tenant” is listed twice."],
  [{ code: "header_owned", name: "Mcp-Session-Id" }, "“Mcp-Session-Id” is set by the app."],
  [{ code: "header_value_line_break" }, "Header values can't contain line breaks."],
  [{ code: "number_range", min: 1, max: 600 }, "Enter 1 to 600 seconds."],
];

it.each(MESSAGES)("has the right words for $code", (issue, text) => {
  expect(issueWords(issue).text).toBe(text);
});

it.each<[Issue, string]>([
  [{ code: "endpoint_insecure", host: "a.example" }, "Use https:// (http is allowed only for localhost)."],
  [
    { code: "client_id_missing" },
    "This server doesn't register apps by itself. Enter a client ID, and add the redirect URI below to that app.",
  ],
  [{ code: "scope_commas_replaced" }, "Scopes are separated by spaces; commas replaced."],
  [{ code: "scopes_need_reconnect" }, "The current token keeps its old scopes until you reconnect."],
  [{ code: "scope_invalid", scope: "é" }, "“é” has a character that scopes can't have."],
  [{ code: "parameter_reserved", name: "state" }, "“state” is set by the app."],
  [{ code: "parameter_duplicate", name: "prompt" }, "“prompt” is listed twice."],
])("says about the sign-in: %j", (issue, text) => {
  expect(issueWords(issue).text).toBe(text);
});

it.each(
  (
    [
      "endpoint_invalid",
      "token_url_missing",
      "authorization_url_missing",
      "issuer_invalid",
      "client_secret_missing",
      "private_key_missing",
      "private_key_invalid",
      "parameter_name_empty",
      "resource_invalid",
      "pkce_off_unsafe",
    ] as const
  ).map((code): Issue => ({ code })),
)("has a whole sentence for $code", (issue) => {
  expect(issueWords(issue).text).toMatch(/^[A-Z].{20,}\.$/);
});

it("asks for a client ID in other words where an app signs in for itself", () => {
  const text = issueWords({ code: "client_id_missing" }, { grant: "client_credentials" }).text;
  expect(text).toBe("Enter the client ID: the app signs in as itself.");
});
