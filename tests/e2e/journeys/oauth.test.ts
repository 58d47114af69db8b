import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "../support/deadline.ts";
import { isOnTop, onlyWindow, windows } from "../support/on-screen.ts";
import { programs } from "../support/programs.ts";
import {
  addSignedIn,
  answer,
  beginOAuth,
  consent,
  endOnLostPage,
  signInJourney,
  whoami,
} from "../support/sign-in.ts";
import type { AppWindow } from "../support/window.ts";

signInJourney("a server that registers apps is added, signed in to, and used", async (all) => {
  const { window, servers } = all;
  await beginOAuth(window, servers.url, "Notes");
  await window.read("probe-result", "registers this app automatically");
  await window.click("save-button");
  await window.read("sign-in-panel-notes", "Finish signing in in your browser.");
  await window.read("sign-in-facts", "Opened 127.0.0.1 · asks for: mcp:read");
  assert.match(await window.text("time-left"), /^[45]:\d\d left$/);

  await answer(all, "Allow");
  await window.see("tool-list");
  await whoami(window, "may mcp:read");
  const counts = await servers.counts();
  assert.equal(counts.registered, 1);
  assert.equal(counts.authorization_code, 1);
});

signInJourney("an app of one's own comes back by a link", async (all) => {
  const { window, servers } = all;
  await beginOAuth(window, servers.url, "Notes");
  await useOwnApp(window, "own-public");
  assert.equal(await window.text("redirect-uri"), "hitchpost://oauth/callback");
  await window.click("save-button");
  await window.read("sign-in-panel-notes", "Finish signing in in your browser.");
  await answer(all, "Allow");
  await window.see("tool-list");
  await whoami(window, "client own-public may mcp:read");
  assert.equal(await window.running(), 1);
});

signInJourney("an app of one's own comes back to its port, and from there to the window", async (all) => {
  const { window, browser, computer, servers, port } = all;
  await beginOAuth(window, servers.url, "Notes");
  await useOwnApp(window, "own-public");
  await window.click("advanced");
  await window.enter("field-loopback_port", String(port));
  assert.equal(await window.text("redirect-uri"), `http://127.0.0.1:${port}/callback`);
  await window.click("save-button");
  await answer(all, "Allow");
  await window.see("tool-list");
  await whoami(window, "client own-public may mcp:read");

  const page = await browser.page(`http://127.0.0.1:${port}/done`);
  await page.read("You're signed in");
  assert.equal(await page.address(), `http://127.0.0.1:${port}/done`, "the address keeps nothing");
  const only = await onlyWindow(computer);
  await computer.xdotool("windowlower", only);
  await page.press("Back to Hitchpost");
  await eventually("the window to be in front", () => isOnTop(computer, only));
  page.close();
});

signInJourney("a declined consent says so, and a second try works", async (all) => {
  const { window, servers } = all;
  await beginOAuth(window, servers.url, "Notes");
  await window.click("save-button");
  await answer(all, "Decline");
  await window.read("error-card", "Sign-in was declined in the browser");
  await window.click("error-action-authorize");
  await consent(all);
  await window.read("status-notes", "Connected");
});

signInJourney("the address the browser ended on can be pasted when it does not come back", async (all) => {
  const { window, servers } = all;
  await beginOAuth(window, servers.url, "Notes");
  await window.click("save-button");
  const address = await endOnLostPage(all);

  await window.click("copy-sign-in-link");
  await window.click("paste-callback");
  await window.press("Control", "v");
  const copied = await eventually("the link to be pasted", () => window.value("paste-callback"));
  assert.ok(copied.startsWith(`${servers.issuer}/auth?`), "the clipboard has the page's address");
  const before = await window.text("time-left");
  await eventually("the clock to run", async () => (await window.text("time-left")) !== before);
  await window.enter("paste-callback", "https://example.com/");
  await window.click("use-callback");
  await window.read("sign-in-panel-notes", "That isn't the address of a finished sign-in");
  await window.enter("paste-callback", address.replace(/state=[^&]*/, "state=another"));
  await window.click("use-callback");
  await window.read("sign-in-panel-notes", "The reply doesn't belong to a request made here.");
  await window.enter("paste-callback", address);
  await window.click("use-callback");
  await window.see("tool-list");
  await whoami(window, "may mcp:read");
});

signInJourney("without a browser the sign-in waits and says so", async (all) => {
  const { computer, servers, restart } = all;
  const nothing = join(computer.home, "no-openers");
  await mkdir(nothing);
  for (const opener of ["xdg-open", "gio"]) {
    await writeFile(join(nothing, opener), "#!/bin/sh\nexit 3\n", { mode: 0o755 });
  }
  computer.env.PATH = `${nothing}:${computer.env.PATH}`;
  const window = await restart();
  await beginOAuth(window, servers.url, "Notes");
  await window.click("save-button");
  await window.read("toast", "No browser could be opened");
  await window.read("sign-in-panel-notes", "Finish signing in in your browser.");
  await rm(nothing, { recursive: true });
  await window.click("open-browser-again");
  await answer(all, "Allow");
  await window.see("tool-list");
});

signInJourney("a redirect address that is not registered is named", async (all) => {
  const { window, browser, servers } = all;
  await beginOAuth(window, servers.url, "Notes");
  await useOwnApp(window, "own-elsewhere");
  await window.click("save-button");
  await window.read("error-card", "The redirect address isn't registered");
  await window.read("error-card", "hitchpost://oauth/callback");
  assert.deepEqual(await browser.addresses(), ["about:blank"], "no browser is bothered with that");
});

signInJourney(
  "an access token that ended is renewed without a click",
  async (all) => {
    const { window, servers } = all;
    await addSignedIn(all, "Notes");
    await whoami(window, "may mcp:read");
    await eventually("tokens to have been renewed", async () => {
      await window.click("run");
      await window.read("result-rich", "may mcp:read");
      return ((await servers.counts()).refresh_token ?? 0) >= 2;
    });
    const counts = await servers.counts();
    assert.equal(counts.authorization_code, 1, "nobody had to sign in again");
    assert.equal(counts.live_refresh_tokens, 1, "the renewed token is the only one");
  },
  { tokenSeconds: 2 },
);

signInJourney("a sign-in waits through a restart of the application", async (all) => {
  const { window, servers, restart } = all;
  await beginOAuth(window, servers.url, "Notes");
  await window.click("save-button");
  await window.read("sign-in-panel-notes", "Finish signing in in your browser.");
  const again = await restart();
  await again.click("nav-connections");
  await again.read("status-notes", "Waiting for browser");
  await answer(all, "Allow");
  await again.read("status-notes", "Connected");
  await again.click("open-notes");
  await whoami(again, "may mcp:read");
});

signInJourney("the browser's answer starts an application that was closed meanwhile", async (all) => {
  const { window, computer, servers, quit, restart } = all;
  await beginOAuth(window, servers.url, "Notes");
  await useOwnApp(window, "own-public");
  await window.click("save-button");
  await window.read("sign-in-panel-notes", "Finish signing in in your browser.");
  await quit();
  await answer(all, "Allow");
  await eventually("a token", async () => (await servers.counts()).authorization_code === 1);
  const only = await eventually("its window", async () => (await windows(computer))[0]);
  await eventually("the account to be kept", async () => {
    const { stdout } = await computer.run(programs.cli, ["accounts", "notes", "--json"]);
    return JSON.parse(stdout).length === 1;
  });
  await computer.xdotool("windowclose", only);
  await eventually("its end", async () => (await window.running()) === 0);

  const again = await restart();
  await again.click("nav-connections");
  await again.read("status-notes", /Connected|Not connected/);
  if (await again.exists("connect-notes")) await again.click("connect-notes");
  await again.read("status-notes", /^Connected/);
  await again.click("open-notes");
  await whoami(again, "client own-public may mcp:read");
});

async function useOwnApp(window: AppWindow, id: string): Promise<void> {
  await window.click("own-app");
  await window.enter("field-client_id", id);
}
