//! Stretches of the way that several journeys share.

import type { AppWindow } from "./window.ts";

/** From the list or the first-run panel: a new sheet with an address in it that the core has looked at. */
export async function beginAdding(window: AppWindow, url: string): Promise<void> {
  await window.click((await window.exists("first-run-add")) ? "first-run-add" : "add-server");
  await window.enter("field-url", url);
}

/** Adds a server and waits for its tools. */
export async function addServer(window: AppWindow, url: string, name?: string): Promise<void> {
  await beginAdding(window, url);
  if (name !== undefined) await window.enter("field-name", name);
  await window.click("save-button");
  await window.see("tool-list");
}

/** Adding does not try again what the probe, if it was quicker than the click, has found to be bad. */
export async function connectUnlessTried(window: AppWindow, name: string): Promise<void> {
  const status = await window.read(`status-${name}`, /Error|Needs sign-in|Not connected/);
  if (status === "Not connected") await window.click(`connect-${name}`);
}

/** Runs the sample's or the fixture's echo, which is picked already or not, and reads the answer. */
export async function echo(window: AppWindow, text: string): Promise<void> {
  await window.click("tool-row-echo");
  await window.enter("field-text", text);
  await window.click("run");
  await window.read("result-rich", text);
}
