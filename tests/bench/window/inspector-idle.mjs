// `inspector-idle.mjs LAUNCHER URL`: opens the Inspector's page and leaves it alone until standard input closes.
// Prints the processes to be weighed: the Inspector's server and the browser.
import { withPage } from "./chromium.mjs";
import { withInspector } from "./inspector-server.mjs";

const [launcher, url] = process.argv.slice(2);
await withInspector(launcher, url, (address, server) =>
  withPage(address, "input[role=switch]", async (_page, browser) => {
    console.log(JSON.stringify([server.pid, browser.pid]));
    for await (const _ of process.stdin);
  }),
);
