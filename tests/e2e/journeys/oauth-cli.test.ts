import assert from "node:assert/strict";
import { once } from "node:events";
import { within } from "../support/deadline.ts";
import { collect, programs } from "../support/programs.ts";
import { answer, signInJourney, whoami } from "../support/sign-in.ts";

signInJourney("a sign-in from the command line is good for the window too", async (all) => {
  const { window, computer, servers } = all;
  const added = await computer.run(programs.cli, ["add", servers.url, "--name", "Notes", "--oauth"]);
  assert.equal(added.code, 0, added.stderr);
  await window.see("connection-row-notes");

  const connecting = computer.start(programs.cli, ["connect", "notes"]);
  const [said, ended] = [collect(connecting.stdout), once(connecting, "close")];
  await answer(all, "Allow");
  const [code] = await within(30, "the command to end", ended);
  assert.equal(code, 0, said.text);
  assert.match(said.text, /^Connected to Notes.*: 2 tools\n$/);

  await window.click("nav-connections");
  await window.read("status-notes", "Connected");
  await window.click("open-notes");
  await whoami(window, "may mcp:read");
  assert.equal((await servers.counts()).authorization_code, 1, "one sign-in was enough");
});
