//! Local commands as a person adds them.

import { dirname, join } from "node:path";
import { programs } from "./programs.ts";
import type { AppWindow } from "./window.ts";

/** A program that speaks MCP over its standard input and output; its first argument says how well. */
export const stdioFixture = join(dirname(programs.fixture), "stdio-fixture");

/** Fills in the sheet for a command, up to the button that adds it. */
export async function enterCommand(window: AppWindow, name: string, args: readonly string[]): Promise<void> {
  await window.click((await window.exists("first-run-add")) ? "first-run-add" : "add-server");
  await window.click("kind-command");
  await window.enter("field-program", stdioFixture);
  await window.enter("field-args", args.join("\n"));
  await window.enter("field-name", name);
}

/** Adds a command, approves it and waits for its tools. */
export async function addCommand(window: AppWindow, name: string, args: readonly string[]): Promise<void> {
  await enterCommand(window, name, args);
  await window.click("save-button");
  await window.see("approval-dialog");
  await window.click("dialog-confirm");
  await window.see("tool-list");
}
