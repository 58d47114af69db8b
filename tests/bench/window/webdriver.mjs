// A real window of an application, driven through WebKitWebDriver.
import { spawn } from "node:child_process";
import { createServer } from "node:net";

/** Opens the application, hands its page to `use`, closes it whatever happens. */
export async function withWindow(binary, use) {
  const port = await freePort();
  const driver = spawn("WebKitWebDriver", [`--port=${port}`, "--host=127.0.0.1"], {
    env: { ...process.env, TAURI_WEBVIEW_AUTOMATION: "true" },
    stdio: "ignore",
  });
  try {
    const session = await openSession(`http://127.0.0.1:${port}`, binary);
    try {
      return await use({ run: (source, argument) => runInPage(session, source, argument) });
    } finally {
      await command("DELETE", session);
    }
  } finally {
    driver.kill();
  }
}

async function openSession(origin, binary) {
  const deadline = Date.now() + 10_000;
  while (!(await isReady(origin))) {
    if (Date.now() > deadline) throw new Error("WebKitWebDriver does not answer");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const options = { "webkitgtk:browserOptions": { binary, args: [] } };
  const { sessionId } = await command("POST", `${origin}/session`, {
    capabilities: { alwaysMatch: options },
  });
  const session = `${origin}/session/${sessionId}`;
  await command("POST", `${session}/timeouts`, { script: 90_000 });
  return session;
}

async function isReady(origin) {
  try {
    return (await command("GET", `${origin}/status`)).ready;
  } catch {
    return false; // not listening yet
  }
}

async function runInPage(session, source, argument) {
  const script = `const [argument, done] = arguments;
    (${source})(argument).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
  const { value, error } = await command("POST", `${session}/execute/async`, { script, args: [argument] });
  if (error) throw new Error(error);
  return value;
}

async function command(method, url, body) {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${method} ${url}: ${value.error} ${value.message}`);
  return value;
}

/** A port nobody has right now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
