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
  await enterArguments(window, args);
  await window.enter("field-name", name);
}

/** Types arguments, one per line, in place of those that are there. */
export async function enterArguments(
  window: AppWindow,
  [first = "", ...others]: readonly string[],
): Promise<void> {
  await window.enter("field-args", first);
  for (const argument of others) {
    // The driver drops line breaks from what it types.
    await window.press("Enter");
    await window.type(argument);
  }
}

/** Adds a command, approves it and waits for its tools. */
export async function addCommand(window: AppWindow, name: string, args: readonly string[]): Promise<void> {
  await enterCommand(window, name, args);
  await window.click("save-button");
  await window.see("approval-dialog");
  await window.click("dialog-confirm");
  await window.see("tool-list");
}
