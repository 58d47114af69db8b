// The Inspector's own web server, with one MCP server in its list.
import { spawn } from "node:child_process";
import { eventually } from "./chromium.mjs";
import { freePort } from "./webdriver.mjs";

/** Starts it, hands its address and process to `use`, stops it whatever happens. */
export async function withInspector(launcher, url, use) {
  const ports = { CLIENT_PORT: await freePort(), MCP_SANDBOX_PORT: await freePort() };
  const words = ["--web", "--transport", "http", "--protocol-era", "modern", "--server-url", url];
  const server = spawn(process.execPath, [launcher, ...words], {
    env: { ...process.env, ...ports, MCP_AUTO_OPEN_ENABLED: "false", DANGEROUSLY_OMIT_AUTH: "true" },
    stdio: "ignore",
  });
  const address = `http://127.0.0.1:${ports.CLIENT_PORT}/`;
  try {
    await eventually("the Inspector", async () => (await fetch(address)).ok);
    return await use(address, server);
  } finally {
    server.kill();
  }
}
