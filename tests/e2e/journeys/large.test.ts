import assert from "node:assert/strict";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "../support/deadline.ts";
import { journey } from "../support/journey.ts";
import { addServer, beginAdding } from "../support/walks.ts";
import { startHeart, stopHeart } from "../support/watch.ts";
import type { AppWindow } from "../support/window.ts";

/** The longest time the page may leave a person without any reaction. */
const LONGEST_PAUSE_MS = 1000;

async function expectSteadyHeart(window: AppWindow): Promise<void> {
  const pause = await window.browser.execute(stopHeart);
  assert.ok(pause < LONGEST_PAUSE_MS, `the page stood still for ${Math.round(pause)} ms`);
}

journey("ten thousand tools scroll, filter and run without a stall", async ({ window, fixture }) => {
  await beginAdding(window, fixture.url("many?tools=10000"));
  await window.enter("field-name", "Many");
  await window.browser.execute(startHeart);
  await window.click("save-button");
  await window.read("tool-group-many", "10,000");

  await window.browser.execute(() => document.querySelector<HTMLElement>("[data-testid=tool-list]")?.focus());
  await window.press("End");
  await window.see("tool-row-sync_invoice_09999");
  for (let page = 0; page < 10; page += 1) await window.press("PageUp");
  await window.press("Home");
  await window.see("tool-group-many");

  await window.enter("tool-search", "invoice 04959");
  await window.see("tool-row-sync_invoice_04959");
  assert.equal(await window.exists("tool-row-list_invoice_00000"), false);
  await window.click("tool-row-sync_invoice_04959");
  await window.enter("field-invoice_id", "in-1");
  await window.click("run");
  await window.read("result-rich", "sync_invoice_04959 received");
  await expectSteadyHeart(window);
});

journey(
  "ten megabytes come in part, whole on request, and into a file",
  async ({ window, fixture, computer }) => {
    await addServer(window, fixture.url("big"), "Big");
    await window.click("tool-row-big");
    await window.browser.execute(startHeart);
    await window.click("run");
    await window.read("result-rich", "The first 256 KB are shown.");
    await window.click("show-all");
    await window.gone("show-all", 40);

    await window.click("save-part-0");
    await window.read("toast", "Saved 10 MB");
    await expectSteadyHeart(window);
    const [file] = await eventually("the saved file", async () => {
      const files = await readdir(computer.downloads);
      return files.length > 0 && files;
    });
    const line = Buffer.byteLength("The quick brown fox jumps over the lazy dog; 0123456789 äöü\n");
    const lines = Math.ceil((10 * 1024 * 1024) / line);
    assert.equal((await stat(join(computer.downloads, file ?? ""))).size, line * lines);
  },
);
