import assert from "node:assert/strict";
import { chooseTheme, looking } from "../support/accessibility.ts";
import { addCommand, enterArguments } from "../support/commands.ts";
import { type Journey, journey } from "../support/journey.ts";
import { freePort } from "../support/programs.ts";
import { addServer, beginAdding, echo } from "../support/walks.ts";
import type { AppWindow } from "../support/window.ts";

/** Adds a server at a port where nothing listens, and shows its page. */
async function addGone(window: AppWindow): Promise<void> {
  await beginAdding(window, `http://127.0.0.1:${await freePort()}/mcp`);
  await window.enter("field-name", "Gone");
  await window.read("probe-result", "Nothing is listening");
  await window.click("save-button");
  await window.click("connection-row-gone");
}

journey("a connection's page shows all about it, tab by tab", async ({ window, fixture }) => {
  await addServer(window, fixture.url("good"), "Mine");
  await window.click("nav-connections");
  await window.click("connection-row-mine");
  await window.read("connection-status", "Connected");
  await window.read("server-card", "to call");

  await window.click("tab-tools");
  await window.click("try-echo");
  await echo(window, "from its page");
  await window.press("Control", "1");
  await window.click("connection-row-mine");
  await window.click("tab-activity");
  await window.read("panel-activity", "tools/call");
  await window.click("tab-settings");
  await window.enter("field-name", "Ours");
  await window.click("tab-overview");
  await window.click("dialog-cancel");
  await window.click("save-button");
  await window.read("main h1", "Ours");
  await window.click("back-to-connections");
  await window.read("status-ours", "Connected");
});

journey("the doctor names the step that fails, and the way on", async ({ window, fixture }) => {
  await addServer(window, fixture.url("good"), "Mine");
  await window.click("nav-connections");
  await window.click("connection-row-mine");
  await window.click("doctor-check");
  await window.read("doctor", "Every step works");
  await window.read("doctor-step-handshake", /MCP 20\d\d/);

  await window.click("back-to-connections");
  await addGone(window);
  await window.click("doctor-check");
  await window.read("doctor-step-network", "Nothing is listening");
  await window.read("doctor-step-handshake", "not reached");
  await window.read("doctor", "It ends at step 2 of 6");
});

/** Visits the screens of connections in one theme. */
async function visit({ computer, window, fixture }: Journey, theme: "light" | "dark"): Promise<string[]> {
  const found: string[] = [];
  const look = looking(computer, window, theme, found);
  await chooseTheme(window, theme);
  await window.click("nav-connections");
  await window.click("first-run-add");
  await window.click("kind-command");
  await window.click("add-env");
  await window.click("advanced");
  await look("adding a command");
  await window.press("Escape");
  await window.click("dialog-confirm");
  await window.gone("connection-sheet");

  await addCommand(window, "Files", ["legacy"]);
  await window.click("nav-connections");
  await window.click("menu-files");
  await window.click("menu-configure");
  await enterArguments(window, ["legacy", "more"]);
  await window.click("save-button");
  await window.see("approval-changed");
  await look("approving a command");
  await window.click("dialog-cancel");
  await window.click("connection-row-files");
  await window.see("approval-card");
  await look("a command that waits");

  await window.click("back-to-connections");
  await addServer(window, fixture.url("mixed"), "Mixed");
  await window.click("nav-connections");
  await window.click("connection-row-mixed");
  await window.click("doctor-check");
  await window.see("doctor-steps");
  await look("a page with the doctor");
  for (const tab of ["tools", "resources", "prompts", "activity", "settings"]) {
    await window.click(`tab-${tab}`);
    await window.see(`panel-${tab}`);
    await look(`the ${tab} of a page`);
  }
  await window.click("back-to-connections");
  await addGone(window);
  await window.click("connect-gone");
  await window.see("error-card");
  await look("a page in trouble");
  return found;
}

for (const theme of ["light", "dark"] as const) {
  journey(
    `the screens of connections are accessible in the ${theme} theme`,
    async (all) => assert.deepEqual(await visit(all, theme), []),
    { seconds: 180 },
  );
}
