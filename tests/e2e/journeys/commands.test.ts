import assert from "node:assert/strict";
import { addCommand, enterArguments, enterCommand, stdioFixture } from "../support/commands.ts";
import { journey } from "../support/journey.ts";
import type { AppWindow } from "../support/window.ts";

/** Calls the tool that gives back the arguments its program was started with. */
async function readArguments(window: AppWindow, expected: string): Promise<void> {
  await window.click("tool-row-args");
  await window.click("run");
  await window.read("result-rich", expected);
}

journey("a local command is added, approved and called", async ({ window }) => {
  await enterCommand(window, "Files", ["legacy", "two words", "it's $HOME"]);
  await window.read("command-preview", "'two words'");
  await window.click("save-button");

  const shown = await window.read("approval-dialog", "It runs with your rights");
  for (const part of [stdioFixture, "two words", "it's $HOME"]) assert.ok(shown.includes(part), part);
  assert.ok(await window.hasFocus("dialog-cancel"), "the focus begins on Cancel");
  await window.click("dialog-cancel");
  await window.read("status-files", "Needs approval");

  await window.click("review-files");
  await window.click("dialog-confirm");
  await window.read("status-files", "Connected");
  await window.click("open-files");
  await readArguments(window, "it's $HOME");
});

journey("a changed command asks again, also after a restart", async ({ window, restart }) => {
  await addCommand(window, "Files", ["legacy", "before"]);
  await readArguments(window, "before");
  await window.click("nav-connections");
  await window.click("menu-files");
  await window.click("menu-configure");
  await enterArguments(window, ["legacy", "after"]);
  await window.click("save-button");
  await window.read("approval-changed", "the arguments");
  await window.click("dialog-cancel");
  await window.read("status-files", "Needs approval");

  const again = await restart();
  await again.read("status-files", "Needs approval");
  await again.click("review-files");
  await again.read("approval-dialog", "after");
  await again.click("dialog-confirm");
  await again.read("status-files", "Connected");
  await again.click("open-files");
  await readArguments(again, "after");
});

journey("a command that ends says why, with the last it wrote", async ({ window }) => {
  await enterCommand(window, "Broken", ["exit", "3"]);
  await window.click("save-button");
  await window.click("dialog-confirm");
  await window.read("status-broken", "Error");
  await window.click("connection-row-broken");
  await window.read("error-card", "ended with status 3");
  await window.see("process-card");
  await window.click("error-action-edit_connection");
  await window.see("field-program");
});
