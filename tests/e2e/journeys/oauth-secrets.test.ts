import assert from "node:assert/strict";
import type { Computer } from "../support/computer.ts";
import { eventually } from "../support/deadline.ts";
import { expectNowhere, expectOnlyInKeychain } from "../support/secrecy.ts";
import { beginOAuth, endOnLostPage, signInJourney, whoami } from "../support/sign-in.ts";

const CLIENT_SECRET = "basic-secret";

signInJourney("codes, tokens and secrets are in the keychain or nowhere", async (all) => {
  const { window, computer, servers } = all;
  await beginOAuth(window, servers.url, "Notes");
  await window.click("own-app");
  await window.enter("field-client_id", "own-basic");
  await window.enter("field-client_secret", CLIENT_SECRET);
  await window.click("advanced");
  await window.enter("field-loopback_port", String(all.port));
  await window.click("save-button");
  await window.read("sign-in-panel-notes", "Finish signing in in your browser.");

  const kept = await eventually("the proof to be kept for the answer", () => item(computer, "pending"));
  const pending = parsed(text(kept, "pending")) ?? {};
  const address = await endOnLostPage(all);
  const code = new URL(address).searchParams.get("code");
  assert.ok(code, "the address brings a code");
  await window.enter("paste-callback", address);
  await window.click("use-callback");
  await window.see("tool-list");
  await whoami(window, "client own-basic may mcp:read");

  const tokens = (await computer.secrets())
    .map(parsed)
    .find((item) => item !== undefined && "access_token" in item);
  assert.ok(tokens, "the tokens are in the keychain");
  for (const secret of [CLIENT_SECRET, text(tokens, "access_token"), text(tokens, "refresh_token")]) {
    await expectOnlyInKeychain(all, secret);
  }
  for (const spent of [code, text(pending, "state"), text(pending, "verifier")]) {
    await expectNowhere(all, spent);
    const kept = await computer.secrets();
    assert.ok(!kept.some((item) => item.includes(spent)), "what is spent is deleted");
  }

  await window.click("nav-connections");
  await window.click("menu-notes");
  await window.click("menu-sign-out");
  await window.click("dialog-confirm");
  await window.read("status-notes", "Needs sign-in");
  await eventually(
    "only the client's secret to be left",
    async () => (await computer.secrets()).length === 1,
  );
  assert.equal((await servers.counts()).live_refresh_tokens, 0, "the server has taken them back");
});

/** The item of the keychain that has a part of this name. */
async function item(computer: Computer, part: string): Promise<Record<string, unknown> | undefined> {
  return (await computer.secrets()).map(parsed).find((item) => item !== undefined && part in item);
}

function parsed(item: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(item);
  } catch {
    return undefined;
  }
}

function text(item: Record<string, unknown>, name: string): string {
  const value = item[name];
  assert.ok(typeof value === "string" && value.length >= 20, `${name} is a secret of some length`);
  return value;
}
