import assert from "node:assert/strict";
import { journey } from "../support/journey.ts";
import { addServer, echo } from "../support/walks.ts";

journey(
  "a restart keeps the connections, their tools and the theme",
  async ({ window, fixture, restart }) => {
    await window.click("try-sample");
    await window.see("run");
    await window.click("nav-connections");
    await addServer(window, fixture.url("good"), "Mine");
    await window.click("nav-settings");
    await window.click("theme-dark");
    await window.see("html[data-theme=dark]");
    await window.click("density-compact");
    await window.see("html[data-density=compact]");

    const again = await restart();
    await again.see("html[data-theme=dark]");
    await again.see("html[data-density=compact]");
    await again.read("connection-row-mine", "Connected");
    await again.read("connection-row-sample", "Connected");
    await again.click("open-mine");
    await echo(again, "after the restart");
    assert.equal(await again.running(), 1);
  },
);
