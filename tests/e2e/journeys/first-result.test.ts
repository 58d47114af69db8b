import assert from "node:assert/strict";
import { journey } from "../support/journey.ts";
import { addServer, echo } from "../support/walks.ts";

journey("the sample server's first result takes two clicks", async ({ window }) => {
  await window.click("try-sample");
  await window.click("run");
  await window.read("result-rich", "5");
  assert.equal(await window.attribute("result-outcome", "data-outcome"), "completed");
  assert.deepEqual(window.effort, { clicks: 2, entries: 0 });
});

journey("a public server's first result takes four clicks and two entries", async ({ window, fixture }) => {
  await window.click("first-run-add");
  await window.enter("field-url", fixture.url("good"));
  await window.click("save-button");
  await window.click("tool-row-echo");
  await window.enter("field-text", "hello from far away");
  await window.click("run");
  await window.read("result-rich", "hello from far away");
  assert.deepEqual(window.effort, { clicks: 4, entries: 2 });
});

journey("a server of the older SSE transport is used like any other", async ({ window, fixture }) => {
  await addServer(window, fixture.url("sse"), "Older");
  await echo(window, "hello over the old way");
});
