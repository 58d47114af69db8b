import assert from "node:assert/strict";
import { addCommand, stdioFixture } from "../support/commands.ts";
import { eventually } from "../support/deadline.ts";
import { journey } from "../support/journey.ts";
import { programs } from "../support/programs.ts";

journey("a command and what it started end with the window, however that ends", async (all) => {
  const { computer, window, quit } = all;
  const family = () => computer.running(stdioFixture);
  await addCommand(window, "Family", ["family"]);
  assert.ok((await family()) >= 2, "the program has started another");

  await window.click("nav-connections");
  await window.click("menu-family");
  await window.click("menu-disconnect");
  await eventually("the end of the family", async () => (await family()) === 0);

  await window.click("connect-family");
  await window.read("status-family", "Connected");
  await quit();
  assert.equal(await family(), 0, "it ended with the window");

  // What was connected is connected again; this time nobody says goodbye.
  const app = computer.start(programs.desktop, []);
  await eventually("the family once more", async () => (await family()) >= 2);
  app.kill("SIGKILL");
  await eventually("the end of the family", async () => (await family()) === 0);
});
