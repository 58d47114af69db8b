import assert from "node:assert/strict";
import { eventually } from "../support/deadline.ts";
import { journey } from "../support/journey.ts";
import { isOnTop, onlyWindow, windows } from "../support/on-screen.ts";
import { programs } from "../support/programs.ts";
import { expectNowhere } from "../support/secrecy.ts";
import { addServer } from "../support/walks.ts";

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

journey("a link that proposes a server asks first and brings no secret", async (all) => {
  const { computer, window, fixture } = all;
  const secret = "s3cret-from-a-link";
  const server = encodeURIComponent(fixture.url(`good?team=blue&api_key=${secret}`));
  const follow = async (link: string) => {
    const second = await computer.run(programs.desktop, [link]);
    assert.equal(second.code, 0, second.stderr);
  };
  await fixture.forget();
  await follow(`hitchpost://add?v=1&name=Acme&url=${server}`);
  await window.read("add-link-dialog", "Add “Acme”?");
  await window.read("add-link-dialog", "The link contained a token. We left it out");
  await eventually("the focus to be on Cancel", () => window.hasFocus("dialog-cancel"));
  await expectNowhere(all, secret);
  await window.click("dialog-cancel");
  await window.gone("add-link-dialog");

  await follow(`hitchpost://add?v=1&name=Acme&url=${server}&token=${secret}`);
  await window.see("add-link-dialog");
  assert.deepEqual(await fixture.log(), [], "nothing was sent before the click");
  await window.click("add-without-connecting");
  await window.gone("add-link-dialog");
  await window.click("nav-connections");
  await window.read("connection-row-acme", /\/good\s*\?team=blue/);
  assert.deepEqual(await fixture.log(), [], "nothing was sent without connecting");
  await expectNowhere(all, secret);

  await follow("hitchpost://add?v=2&url=https%3A%2F%2Fx.example%2Fmcp");
  await window.read("toast", "Hitchpost doesn't understand this link.");
});

journey("a link fills in a tool and runs nothing", async ({ computer, window, fixture }) => {
  await addServer(window, fixture.url("good"), "Mine");
  await window.click("nav-settings");
  await fixture.forget();
  const listed = await computer.run(programs.cli, ["list", "--json"]);
  const [{ id }] = JSON.parse(listed.stdout);
  const args = encodeURIComponent(JSON.stringify({ text: "from a link" }));
  const link = `hitchpost://tool?connection=${id}&tool=echo&args=${args}`;
  assert.equal((await computer.run("xdg-open", [link])).code, 0);
  await eventually("the argument", async () => (await window.value("field-text")) === "from a link");
  assert.ok(!(await window.exists("result-outcome")), "nothing ran");
  assert.deepEqual(
    (await fixture.log()).filter(({ rpc }) => rpc === "tools/call"),
    [],
  );
  await window.click("run");
  await window.read("result-rich", "from a link");
});

journey("a link that starts the application is shown, and a flood of links is cut short", async (all) => {
  const add = (name: string) => `hitchpost://add?v=1&name=${name}&url=https%3A%2F%2Fx.example%2Fmcp`;
  const window = await all.restart(add("First"));
  await window.read("add-link-dialog", "Add “First”?");

  const bus = ["dev.hitchpost.app.SingleInstance", "/dev/hitchpost/app/SingleInstance"] as const;
  const flood = Array.from({ length: 100 }, (_, index) =>
    all.computer.run("dbus-send", [
      ...["--session", "--print-reply", `--dest=${bus[0]}`, bus[1]],
      "org.SingleInstance.DBus.ExecuteCallback",
      ...[`array:string:hitchpost,${add(`Flood${index}`)}`, "string:/"],
    ]),
  );
  const codes = new Set((await Promise.all(flood)).map(({ code }) => code));
  assert.deepEqual([...codes], [0], "the application took every one of them");
  let asked = 0;
  for (; await window.exists("add-link-dialog"); asked += 1) {
    const title = await window.text("add-link-dialog");
    await window.click("dialog-cancel");
    await eventually(
      "the next question, or none",
      async () => (await window.text("add-link-dialog")) !== title,
    );
  }
  assert.ok(asked >= 2 && asked <= 24, `a handful of questions, not ${asked}`);
  assert.equal(await window.running(), 1);
  await window.see("first-run-add");
});
