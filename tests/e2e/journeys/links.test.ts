import assert from "node:assert/strict";
import type { Computer } from "../support/computer.ts";
import { eventually } from "../support/deadline.ts";
import { journey } from "../support/journey.ts";
import { programs } from "../support/programs.ts";

/** The application's windows in sight. */
async function windows(computer: Computer): Promise<string[]> {
  const found = await computer.xdotool("search", "--onlyvisible", "--name", "^Hitchpost$");
  return found.split("\n").filter(Boolean);
}

async function onlyWindow(computer: Computer): Promise<string> {
  const [only, ...others] = await windows(computer);
  assert.ok(only && others.length === 0, "there is one window");
  return only;
}

/** Whether no other window lies above. This screen has no window manager, so the focus says nothing. */
async function isOnTop(computer: Computer, window: string): Promise<boolean> {
  const { stdout } = await computer.run("xwininfo", ["-root", "-children"]);
  const top = stdout.match(/^ +(0x[0-9a-f]+) /m)?.[1];
  return top !== undefined && Number(top) === Number(window);
}

journey("a link and a second start bring the one window back", async ({ computer, window }) => {
  const only = await onlyWindow(computer);
  for (const args of [["hitchpost://open"], [], ["hitchpost://unknown?run=1"]]) {
    await computer.xdotool("windowlower", only);
    await computer.xdotool("windowunmap", "--sync", only);
    assert.deepEqual(await windows(computer), [], "the window is out of sight");

    const second = await computer.run(programs.desktop, args);
    assert.equal(second.code, 0, second.stderr);
    await eventually("the window to be back, in front", () => isOnTop(computer, only));
    assert.equal(await onlyWindow(computer), only, "it is the same window");
    assert.equal(await window.running(), 1);
  }
});

journey("the system hands hitchpost:// links to the application", async ({ computer, window }) => {
  const handler = await eventually("the link handler to be registered", async () => {
    const { stdout } = await computer.run("xdg-mime", ["query", "default", "x-scheme-handler/hitchpost"]);
    return stdout.trim();
  });
  assert.match(handler, /hitchpost/);
  const only = await onlyWindow(computer);
  await computer.xdotool("windowunmap", "--sync", only);
  assert.equal((await computer.run("xdg-open", ["hitchpost://open"])).code, 0);
  await eventually("the window to be back", async () => (await windows(computer))[0] === only);
  assert.equal(await window.running(), 1);
});
