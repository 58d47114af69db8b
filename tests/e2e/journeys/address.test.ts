import assert from "node:assert/strict";
import { eventually } from "../support/deadline.ts";
import { journey } from "../support/journey.ts";
import { addServer, beginAdding, echo } from "../support/walks.ts";

const SHEET = "connection-sheet";

/** What is typed as an address, and what the sheet says about it. */
const REMARKS: readonly [typed: string, says: string][] = [
  ["exa mple/mcp", "That isn't a complete address. Check for spaces or a missing dot."],
  ["ftp://example.com/mcp", "Use http:// or https://. For a program on this computer choose Local command."],
  ["file:///etc/passwd", "Use http:// or https://. For a program on this computer choose Local command."],
  ["https://user:secret@example.test/mcp", "Sign-in details can't be part of the URL."],
  [
    "https://example.test/mcp?api_key=abc123",
    "The URL contains a key. We'll hide it and keep it in the keychain.",
  ],
  [
    "https://github.com/modelcontextprotocol/servers",
    "This is a project page, not an MCP endpoint. Look for an address ending in /mcp.",
  ],
  [
    "http://169.254.169.254/latest/meta-data",
    "Hitchpost never connects to 169.254.169.254: it belongs to a cloud's internal services.",
  ],
];

journey(
  "every wrong address is explained and kept, and the right one still works",
  async ({ window, fixture }) => {
    await window.click("first-run-add");
    await window.click("save-button");
    await window.read(SHEET, "Enter the server's URL, for example https://example.com/mcp.");
    await eventually("the field to correct to have the focus", () => window.hasFocus("field-url"));

    for (const [typed, says] of REMARKS) {
      await window.enter("field-url", typed);
      await window.press("Tab");
      await window.read(SHEET, says);
      assert.equal(await window.value("field-url"), typed, "what was typed stays");
    }

    await window.enter("field-url", `${fixture.url("good")}#part`);
    await window.press("Tab");
    await window.read(SHEET, "Removed “#part”: servers never see it.");
    assert.equal(await window.value("field-url"), fixture.url("good"));
    await window.read("probe-result", "Reachable");
    await window.click("save-button");
    await echo(window, "right at last");
  },
);

journey("a token for an unencrypted address elsewhere needs consent", async ({ window }) => {
  await beginAdding(window, "http://mcp.example.test/mcp");
  await window.click("auth-token");
  await window.enter("field-token", "good-token");
  await window.click("save-button");
  await window.read(SHEET, "This address isn't encrypted: anyone on the network could read your token.");
  await window.click("fix-allow_plain_http");
  await window.gone("fix-allow_plain_http");
  assert.equal(await window.value("field-token"), "good-token");
});

journey(
  "an address that is there already is recognised, and may be added again",
  async ({ window, fixture }) => {
    await addServer(window, fixture.url("good"), "First");
    await window.click("nav-connections");
    await beginAdding(window, fixture.url("good"));
    await window.press("Tab");
    await window.read(SHEET, "You already have this as “First”.");
    await window.click("fix-dismiss");
    await window.gone("fix-dismiss");
    await window.enter("field-name", "Second");
    await window.click("save-button");
    await window.see("tool-group-second");
    await window.click("nav-connections");
    await window.see("connection-row-first");
    await window.see("connection-row-second");
  },
);

journey("a web page found at the address can be corrected in the sheet", async ({ window, fixture }) => {
  await beginAdding(window, fixture.url("html"));
  await window.press("Tab");
  await window.read("probe-result", "That's a web page, not an MCP endpoint");
  await window.read("save-button", "Add anyway");
  await window.click("error-action-edit_url");
  await window.enter("field-url", fixture.url("good"));
  await window.press("Tab");
  await window.read("probe-result", "Reachable");
  await window.click("save-button");
  await echo(window, "corrected");
});
