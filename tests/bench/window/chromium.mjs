// A page in Chromium, driven through its debugging port.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Opens the page, waits for `selector`, hands it to `use` with the browser's process, closes it whatever happens. */
export async function withPage(url, selector, use) {
  const profile = await mkdtemp(join(tmpdir(), "bench-chromium-"));
  const browser = spawn(
    "chromium",
    [
      "--headless=new",
      "--no-sandbox", // root has none
      "--disable-gpu",
      "--no-first-run",
      "--password-store=basic",
      "--window-size=1280,900",
      "--remote-debugging-port=0",
      `--user-data-dir=${profile}`,
      url,
    ],
    { stdio: "ignore" },
  );
  try {
    return await use(await openPage(profile, url, selector), browser);
  } finally {
    const ended = new Promise((resolve) => browser.once("exit", resolve));
    browser.kill();
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function openPage(profile, url, selector) {
  const target = await eventually("Chromium", async () => {
    const [port] = (await readFile(join(profile, "DevToolsActivePort"), "utf8")).split("\n");
    const targets = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
    return targets.find((target) => target.type === "page" && target.url.startsWith(url));
  });
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }));
  let last = 0;
  const run = (source, argument) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      socket.addEventListener("message", function answered({ data }) {
        const message = JSON.parse(data);
        if (message.id !== id) return;
        socket.removeEventListener("message", answered);
        const { result, exceptionDetails } = message.result ?? {};
        if (!result || exceptionDetails) reject(new Error(data));
        else resolve(result.value);
      });
      const expression = `(${source})(${JSON.stringify(argument)})`;
      const params = { expression, awaitPromise: true, returnByValue: true };
      socket.send(JSON.stringify({ id, method: "Runtime.evaluate", params }));
    });
  // A page may load itself anew while it starts, and forgets what it was asked.
  await eventually("the page", () =>
    run("(selector) => document.querySelector(selector) !== null", selector),
  );
  return { run };
}

/** Asks until there is an answer; gives up after twenty seconds. */
export async function eventually(what, ask) {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const answer = await Promise.resolve()
      .then(ask)
      .catch(() => undefined);
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`${what} does not answer`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
