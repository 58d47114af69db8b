// `inspector.mjs LAUNCHER URL TOOLS`: the Inspector's page in a browser.
import { withPage } from "./chromium.mjs";
import { withInspector } from "./inspector-server.mjs";
import { measure } from "./paint.mjs";

const [launcher, url, tools] = process.argv.slice(2);
const last = String(tools - 1).padStart(5, "0");
const connect = 'input[role=switch][aria-label^="Connect or disconnect"]';
const toolsTab = '.mantine-SegmentedControl-input[value="Tools"]';
const listed = { selector: "button.list-item" };
const steps = {
  before: [],
  connect: [
    { click: connect, until: { selector: toolsTab } },
    { click: toolsTab, until: listed },
  ],
  listed,
  tool: "button.list-item:nth-child(3)",
  picked: { selector: "label", text: "dry_run" },
  search: 'input[placeholder="Search tools..."]',
  almost: last.slice(0, -1),
  found: { selector: "button.list-item:only-child", text: last },
};
const paints = await withInspector(launcher, url, (address) =>
  withPage(address, connect, (page) => measure(page, steps)),
);
console.log(JSON.stringify(paints));
