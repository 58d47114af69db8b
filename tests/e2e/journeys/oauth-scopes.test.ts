import assert from "node:assert/strict";
import { addSignedIn, consent, signInJourney, whoami } from "../support/sign-in.ts";

signInJourney("other scopes are granted once one signs in again", async (all) => {
  const { window } = all;
  await addSignedIn(all, "Notes");
  await whoami(window, "may mcp:read");
  await window.click("nav-connections");
  await window.click("menu-notes");
  await window.click("menu-configure");
  await window.enter("field-scopes", "mcp:read mcp:write");
  await window.press("Tab");
  await window.read("connection-sheet", "keeps its old scopes");
  await window.click("save-button");
  await consent(all);
  await window.read("status-notes", "Connected");
  await window.click("open-notes");
  await whoami(window, "mcp:write");
});

signInJourney("a tool that needs more asks for it, and works after the consent", async (all) => {
  const { window, servers } = all;
  await addSignedIn(all, "Notes");
  await window.click("tool-row-write");
  await window.enter("field-note", "first");
  await window.click("run");
  await window.read("scope-bar", "mcp:write");
  await window.click("error-action-authorize");
  await window.see("sign-in-panel-notes");
  await consent(all);
  await window.gone("sign-in-panel-notes");
  await window.click("run-again");
  await window.read("result-rich", "wrote first");
  assert.equal((await servers.counts()).authorization_code, 2);
});
