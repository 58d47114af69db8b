import assert from "node:assert/strict";
import { chooseTheme, type Look, looking } from "../support/accessibility.ts";
import type { Fixture } from "../support/fixture.ts";
import { type Journey, journey } from "../support/journey.ts";
import { addServer, beginAdding, connectUnlessTried, echo } from "../support/walks.ts";
import type { AppWindow } from "../support/window.ts";

/** Visits the main screens in one theme. */
async function visit({ computer, window, fixture }: Journey, theme: "light" | "dark"): Promise<string[]> {
  const found: string[] = [];
  const look = looking(computer, window, theme, found);
  await chooseTheme(window, theme);
  await look("settings");
  await visitSample(window, look);
  await visitAdding(window, fixture, look);
  await visitPlayground(window, fixture, look);
  await visitList(window, look);
  return found;
}

async function visitSample(window: AppWindow, look: Look): Promise<void> {
  await window.click("nav-connections");
  await window.see("try-sample");
  await look("first run");
  await window.click("try-sample");
  await runTool(window, "add");
  await window.read("result-structured", "sum");
  await look("the sample server");
  await window.click("tool-row-every_field");
  await window.see("[data-argument]");
  await look("a form with every field");
  await window.click("mode-json");
  await window.see("arguments-json");
  await look("arguments as JSON");
  await runTool(window, "make_image");
  await window.see("result-image");
  await look("a picture");
}

async function visitAdding(window: AppWindow, fixture: Fixture, look: Look): Promise<void> {
  await window.click("nav-connections");
  await beginAdding(window, fixture.url("html"));
  await window.press("Tab");
  await window.read("probe-result", "That's a web page");
  await look("adding a web page");
  await window.click("auth-token");
  await window.click("advanced");
  await window.click("save-button");
  await window.read("connection-sheet", "Paste the token");
  await look("adding with errors");
  await window.click("auth-headers");
  await look("adding headers");
  await window.click("auth-none");
  await window.click("test-button");
  await window.see("step-list");
  await look("a failed test");
  await window.enter("field-name", "Web page");
  await window.click("save-button");
  await window.gone("connection-sheet");
  await connectUnlessTried(window, "web-page");
  await window.read("connection-row-web-page", "Error");
}

async function visitPlayground(window: AppWindow, fixture: Fixture, look: Look): Promise<void> {
  await addServer(window, fixture.url("mixed"), "Mixed");
  await echo(window, "hello");
  await look("a result");
  await window.click("result-mode-raw");
  await window.read("result-raw", "tools/call");
  await look("what travelled");
  // The way of looking stays from result to result.
  await window.click("result-mode-rich");
  await window.click("rejected-group");
  await window.click("rejected-row-3");
  await look("an unusable tool");
  await runTool(window, "fail_always");
  await look("a problem that a tool reports");

  await window.click("nav-connections");
  await addServer(window, fixture.url("parts"), "Parts");
  await runTool(window, "parts");
  await look("every kind of content");
  await window.click("nav-connections");
  await addServer(window, fixture.url("big?mb=1"), "Big");
  await runTool(window, "big");
  await window.see("show-all");
  await look("a long result");
  await window.click("nav-connections");
  await addServer(window, fixture.url("rpcerror"), "Refusing");
  await runTool(window, "refused");
  await window.see("error-card");
  await look("a failed call");
}

async function runTool(window: AppWindow, tool: string): Promise<void> {
  await window.click(`tool-row-${tool}`);
  await window.click("run");
  await window.see("result-outcome");
}

async function visitList(window: AppWindow, look: Look): Promise<void> {
  await window.click("nav-connections");
  await window.see("connection-row-mixed");
  await look("the list");
  await window.click("details-web-page");
  await window.see("error-card");
  await look("the details of a failure");
  await window.press("Escape");
  await window.click("menu-mixed");
  await window.see("menu-configure");
  await look("a menu");
  await window.click("menu-remove");
  await window.see("remove-dialog");
  await look("the question before removing");
  await window.click("dialog-confirm");
  await window.see("toast");
  await look("a toast");
  await window.press("Control", "/");
  await window.see("shortcut-dialog");
  await look("the shortcuts");
}

for (const theme of ["light", "dark"] as const) {
  journey(
    `the main screens are accessible in the ${theme} theme`,
    async (all) => assert.deepEqual(await visit(all, theme), []),
    { seconds: 180 },
  );
}
