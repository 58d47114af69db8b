//! Where the application's windows are on the screen.

import assert from "node:assert/strict";
import type { Computer } from "./computer.ts";

/** The application's windows in sight. */
export async function windows(computer: Computer): Promise<string[]> {
  const found = await computer.xdotool("search", "--onlyvisible", "--name", "^Hitchpost$");
  return found.split("\n").filter(Boolean);
}

export async function onlyWindow(computer: Computer): Promise<string> {
  const [only, ...others] = await windows(computer);
  assert.ok(only && others.length === 0, "there is one window");
  return only;
}

/** Whether no other window lies above. This screen has no window manager, so the focus says nothing. */
export async function isOnTop(computer: Computer, window: string): Promise<boolean> {
  const { stdout } = await computer.run("xwininfo", ["-root", "-children"]);
  const top = stdout.match(/^ +(0x[0-9a-f]+) /m)?.[1];
  return top !== undefined && Number(top) === Number(window);
}
