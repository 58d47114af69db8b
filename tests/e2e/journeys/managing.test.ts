import assert from "node:assert/strict";
import { TOKEN } from "../support/fixture.ts";
import { journey } from "../support/journey.ts";
import { programs } from "../support/programs.ts";
import { addServer, beginAdding, echo } from "../support/walks.ts";

journey("a removed connection comes back with Undo, token and all", async ({ window, fixture, computer }) => {
  await beginAdding(window, fixture.url("token"));
  await window.press("Tab");
  await window.enter("field-token", TOKEN);
  await window.enter("field-name", "Guarded");
  await window.click("save-button");
  await window.see("tool-list");
  await window.click("nav-connections");

  await window.click("menu-guarded");
  await window.click("menu-remove");
  await window.read("remove-dialog", "Its saved token is deleted from the keychain.");
  await window.click("dialog-cancel");
  await window.gone("remove-dialog");
  await window.see("connection-row-guarded");

  await window.click("menu-guarded");
  await window.click("menu-remove");
  await window.click("dialog-confirm");
  await window.gone("connection-row-guarded");
  await window.read("toast", "Removed “Guarded”.");
  await window.click("toast-undo");
  await window.see("connection-row-guarded");
  assert.deepEqual(await computer.secrets(), [TOKEN]);
  if (await window.exists("connect-guarded")) await window.click("connect-guarded");
  await window.click("open-guarded");
  await echo(window, "back again");
});

journey(
  "a connection can be disabled, enabled, disconnected and reconnected",
  async ({ window, fixture }) => {
    await addServer(window, fixture.url("mcp"), "Mine");
    await window.click("nav-connections");
    const choose = async (item: string, status: string) => {
      await window.click("menu-mine");
      await window.click(item);
      await window.read("status-mine", status);
    };
    await choose("menu-disable", "Disabled");
    await fixture.forget();
    await window.click("nav-playground");
    await window.see("connect-mine");
    assert.deepEqual(await fixture.log(), [], "nothing is sent to a disabled server");
    await window.click("nav-connections");
    await choose("menu-enable", "onnected");
    await choose("menu-connect", "Connected");
    await choose("menu-disconnect", "Not connected");
    await window.click("connect-mine");
    await window.read("status-mine", /^Connected/);
    await fixture.forget();
    await choose("menu-reconnect", "Connected");
    await window.click("open-mine");
    await echo(window, "reconnected");
    assert.ok((await fixture.log()).length > 0);
  },
);

journey("what the command line does appears in the window", async ({ window, fixture, computer }) => {
  const added = await computer.run(programs.cli, ["add", fixture.url("good"), "--name", "From outside"]);
  assert.equal(added.code, 0, added.stderr);
  await window.see("connection-row-from-outside");
  await window.click("connect-from-outside");
  await window.read("status-from-outside", "Connected");
  const removed = await computer.run(programs.cli, ["remove", "from-outside"]);
  assert.equal(removed.code, 0, removed.stderr);
  await window.gone("connection-row-from-outside");
});
