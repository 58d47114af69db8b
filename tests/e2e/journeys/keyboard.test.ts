import assert from "node:assert/strict";
import { journey } from "../support/journey.ts";
import type { AppWindow } from "../support/window.ts";

/** Moves on with Tab until something has the focus. */
async function tabTo(window: AppWindow, what: string): Promise<void> {
  await window.see(what);
  for (let presses = 0; presses < 20; presses += 1) {
    if (await window.hasFocus(what)) return;
    await window.press("Tab");
  }
  assert.fail(`Tab never reached ${what}`);
}

journey("the first result of the sample server needs no mouse", async ({ window }) => {
  await tabTo(window, "try-sample");
  await window.press("Enter");
  await window.see("run");
  await window.press("Control", "Enter");
  await window.read("result-rich", "5");
  assert.deepEqual(window.effort, { clicks: 0, entries: 0 });
});

journey(
  "a server of one's own is added, called and removed without the mouse",
  async ({ window, fixture }) => {
    await window.press("Control", "n");
    await window.see("field-url");
    assert.ok(await window.hasFocus("field-url"), "the sheet begins at the address");
    await window.type(fixture.url("good"));
    await window.press("Enter");
    await window.see("tool-row-echo");
    await window.press("Control", "p");
    await window.type("echo");
    await window.see("tool-row-echo");
    await window.press("Enter");
    await window.see("field-text");
    await tabTo(window, "field-text");
    await window.type("by hand");
    await window.press("Control", "Enter");
    await window.read("result-rich", "by hand");

    await window.press("Control", "1");
    await tabTo(window, "[data-row]");
    await window.press("Delete");
    await window.see("remove-dialog");
    await tabTo(window, "dialog-confirm");
    await window.press("Enter");
    await window.see("try-sample");
    assert.deepEqual(window.effort, { clicks: 0, entries: 0 });
  },
);
