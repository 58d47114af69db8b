import assert from "node:assert/strict";
import { eventually } from "../support/deadline.ts";
import { API_KEY } from "../support/fixture.ts";
import { journey } from "../support/journey.ts";
import { addServer, beginAdding, echo } from "../support/walks.ts";

const SHEET = "connection-sheet";

/** A field, what is typed there, what the sheet says. */
type Row = readonly [field: string, typed: string, says: string];

const NAMES: readonly Row[] = [
  ["field-name", "Linear", "“Linear” is already used. Try “Linear 2”."],
  ["field-name", "Linear!", "“Linear!” and “Linear” would both appear as linear__. Change one."],
  ["field-name", "n".repeat(71), "Use at most 64 characters (now 71)."],
];

const TOKENS: readonly Row[] = [
  ["field-token", '{"token":"abc"}', "Paste only the value."],
  ["field-token", "Bearer good-token", "Removed “Bearer ”: it is added for you."],
];

const HEADERS: readonly Row[] = [
  ["field-header_name_0", "X Api Key", "Header names can't contain spaces: “X Api Key”."],
  ["field-header_name_0", "Mcp-Session-Id", "“Mcp-Session-Id” is set by the app."],
  ["field-header_name_0", "Host", "“Host” is set by the app."],
  ["field-header_name_0", "Content-Length", "“Content-Length” is set by the app."],
];

const NUMBERS: readonly Row[] = [
  ["field-connect_timeout", "0", "Enter 1 to 600 seconds."],
  ["field-request_timeout", "601", "Enter 1 to 600 seconds."],
];

journey("every wrong field says what to change and keeps its text", async ({ window, fixture }) => {
  await addServer(window, fixture.url("good"), "Linear");
  await window.click("nav-connections");
  await beginAdding(window, fixture.url("legacy-only"));
  const walk = async (rows: readonly Row[]) => {
    for (const [field, typed, says] of rows) {
      await window.enter(field, typed);
      await window.press("Tab");
      await window.read(SHEET, says);
      if (!says.startsWith("Removed")) assert.equal(await window.value(field), typed);
    }
  };
  await walk(NAMES);
  await window.enter("field-name", "Other");
  await window.click("auth-token");
  await window.click("save-button");
  await window.read(SHEET, "Paste the token, or choose None.");
  await eventually("the first wrong field to have the focus", () => window.hasFocus("field-token"));
  await walk(TOKENS);
  assert.equal(await window.value("field-token"), "good-token");

  await window.click("auth-headers");
  await walk(HEADERS);
  await window.enter("field-header_name_0", "X-Tenant");
  await window.enter("field-header_value_0", "blue");
  await window.click("add-header");
  await window.enter("field-header_name_1", "x-tenant");
  await window.press("Tab");
  await window.read(SHEET, "“x-tenant” is listed twice.");
  await window.click("remove-header-1");
  await window.click("advanced");
  await walk(NUMBERS);
  await window.click("save-button");
  await window.read("error-summary", "2 fields need attention");
});

journey("custom headers reach the server, and a secret one stays out of the page", async (all) => {
  const { window, fixture } = all;
  await beginAdding(window, fixture.url("apikey"));
  await window.enter("field-name", "Headers");
  await window.click("auth-headers");
  await window.enter("field-header_name_0", "X-Team");
  await window.enter("field-header_value_0", "blue");
  await window.click("add-header");
  await window.enter("field-header_name_1", "X-API-Key");
  assert.equal(
    await window.attribute("header-secret-1", "aria-pressed"),
    "true",
    "a key is secret by its name",
  );
  await window.enter("field-header_value_1", API_KEY);
  await fixture.forget();
  await window.click("save-button");
  await echo(window, "with headers");

  const calls = (await fixture.log()).filter(({ rpc }) => rpc === "tools/call");
  assert.equal(calls.length, 1);
  assert.ok(calls[0]?.headers.includes("x-team") && calls[0].headers.includes("x-api-key"));

  await window.click("result-mode-raw");
  await window.read("result-raw", "x-team: blue");
  assert.ok(!(await window.everything()).includes(API_KEY), "what travelled is shown without the secret");
  await window.click("nav-connections");
  await window.click("menu-headers");
  await window.click("menu-configure");
  assert.equal(await window.value("field-header_value_0"), "blue");
  assert.equal(await window.value("field-header_value_1"), "");
  assert.ok(!(await window.everything()).includes(API_KEY), "the saved secret is not read back");
});
