import assert from "node:assert/strict";
import { chooseTheme, type Look, looking } from "../support/accessibility.ts";
import { programs } from "../support/programs.ts";
import { answer, beginOAuth, consent, type SignInJourney, signInJourney } from "../support/sign-in.ts";

/** The sheet, the sign-in under way, declined and done, and the accounts. */
async function visitSignIn(all: SignInJourney, look: Look): Promise<void> {
  const { window, browser, servers } = all;
  await window.click("nav-connections");
  await beginOAuth(window, servers.url, "Notes");
  await look("adding a server with OAuth");
  await window.click("own-app");
  await window.click("advanced");
  await window.see("oauth-advanced");
  await look("all settings of OAuth");
  await window.click("save-button");
  await window.read("sign-in-panel-notes", "Finish signing in in your browser.");
  await look("waiting for the browser");
  await answer(all, "Decline");
  await window.see("error-card");
  await look("a declined sign-in");
  await window.click("error-action-authorize");
  await consent(all);
  await window.read("status-notes", "Connected");
  await browser.closePages();
  await look("signed in");
  await window.click("menu-notes");
  await window.click("menu-accounts");
  await window.see("accounts-dialog");
  await look("the accounts");
  await window.press("Escape");
  await window.gone("accounts-dialog");
}

for (const theme of ["light", "dark"] as const) {
  signInJourney(`the screens of a sign-in are accessible in the ${theme} theme`, async (all) => {
    const { window, computer } = all;
    const found: string[] = [];
    const look = looking(computer, window, theme, found);
    await chooseTheme(window, theme);
    await visitSignIn(all, look);
    const link = "hitchpost://add?v=1&name=Acme&url=https%3A%2F%2Fx.example%2Fmcp&token=secret";
    assert.equal((await computer.run(programs.desktop, [link])).code, 0);
    await window.see("add-link-dialog");
    await look("a link that proposes a server");
    assert.deepEqual(found, []);
  });
}
