import assert from "node:assert/strict";
import type { Computer } from "../support/computer.ts";
import { eventually } from "../support/deadline.ts";
import { API_KEY, TOKEN } from "../support/fixture.ts";
import { journey } from "../support/journey.ts";
import { expectOnlyInKeychain } from "../support/secrecy.ts";
import { beginAdding, echo } from "../support/walks.ts";
import type { AppWindow } from "../support/window.ts";

/** A token of some length, so that finding it nowhere means something. */
const WRONG_TOKEN = "wrong/token+0123456789=abcdef";

journey("a token is corrected, works, and is in the keychain only", async (all) => {
  const { window, fixture } = all;
  await beginAdding(window, fixture.url("token"));
  await window.press("Tab");
  await window.read("probe-result", "asks for a token");
  await window.enter("field-token", WRONG_TOKEN);
  await window.enter("field-name", "Guarded");
  await window.click("save-button");

  await window.read("connection-row-guarded", "Needs sign-in");
  await window.click("details-guarded");
  await window.read("error-card", "The token was rejected");
  const sentAs = await window.read("error-card", "Sent as Authorization: Bearer ");
  assert.ok(!sentAs.includes(WRONG_TOKEN), "the card shows no more than the end of the token");
  await expectOnlyInKeychain(all, WRONG_TOKEN);

  await window.click("error-action-replace_token");
  await window.see("connection-sheet");
  assert.match((await window.attribute("field-token", "placeholder")) ?? "", /Saved .* leave blank to keep/);
  assert.equal(await window.value("field-token"), "", "a saved token is not read back");
  await window.enter("field-token", TOKEN);
  await window.click("save-button");
  await window.gone("connection-sheet");
  await window.read("connection-row-guarded", "Connected");
  await window.click("open-guarded");
  await echo(window, "with the right token");

  await expectOnlyInKeychain(all, TOKEN);
  assert.deepEqual(await secrets(all.computer, 1), [TOKEN], "the wrong token is gone");
});

journey("a saved token stays when left blank, survives a restart, and can be forgotten", async (all) => {
  const { window, fixture, computer, restart } = all;
  await addGuarded(window, fixture.url("token"));

  await configure(window);
  await window.enter("field-name", "Renamed");
  await window.click("save-button");
  await window.gone("connection-sheet");
  await window.see("connection-row-renamed");
  assert.deepEqual(await secrets(computer, 1), [TOKEN]);

  const again = await restart();
  await again.click("nav-connections");
  await again.read("connection-row-renamed", "Connected");
  await expectOnlyInKeychain({ ...all, window: again }, TOKEN);

  await again.click("menu-renamed");
  await again.click("menu-configure");
  await again.click("forget-token");
  await again.click("save-button");
  await again.gone("connection-sheet");
  assert.deepEqual(await secrets(computer, 0), []);
  await again.read("connection-row-renamed", "Needs sign-in");
  await again.click("details-renamed");
  await again.read("error-card", "The saved token is missing");
});

journey("a key in a header of its own reaches the server and stays out of the page", async (all) => {
  const { window, fixture } = all;
  await beginAdding(window, fixture.url("apikey"));
  await window.press("Tab");
  await window.read("probe-result", "asks for a token");
  await window.click("use-other-header");
  await window.enter("field-token", API_KEY);
  await window.read("token-preview", "X-API-Key: ");
  await window.click("save-button");
  await echo(window, "with a key");
  await expectOnlyInKeychain(all, API_KEY);
});

async function addGuarded(window: AppWindow, url: string): Promise<void> {
  await beginAdding(window, url);
  await window.press("Tab");
  await window.enter("field-token", TOKEN);
  await window.enter("field-name", "Guarded");
  await window.click("save-button");
  await window.see("tool-list");
  await window.click("nav-connections");
}

async function configure(window: AppWindow): Promise<void> {
  await window.click("menu-guarded");
  await window.click("menu-configure");
  await window.see("connection-sheet");
}

/** The saved secrets, once there are as many as expected: deleting them happens after the window was told. */
async function secrets(computer: Computer, count: number): Promise<string[]> {
  return eventually(`${count} secrets in the keychain`, async () => {
    const found = await computer.secrets();
    return found.length === count && found;
  });
}
