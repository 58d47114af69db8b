// `hitchpost.mjs BINARY CONNECTION TOOLS`: the playground of our window.
import { measure } from "./paint.mjs";
import { withWindow } from "./webdriver.mjs";

const [binary, connection, tools] = process.argv.slice(2);
const last = String(tools - 1).padStart(5, "0");
const connect = `[data-testid="connect-${connection}"]`;
const listed = { selector: "[role=treeitem][aria-setsize]" };
const steps = {
  before: [
    { until: { selector: '[data-testid="nav-playground"]' } },
    { click: '[data-testid="nav-playground"]', until: { selector: `[role=treeitem] ${connect}` } },
  ],
  connect: [{ click: `[role=treeitem] ${connect}`, until: listed }],
  listed,
  tool: `[role=treeitem][aria-posinset="3"]`,
  picked: { selector: "[data-argument]" },
  search: '[data-testid="tool-search"]',
  almost: last.slice(0, -1),
  found: { selector: '[role=treeitem][aria-setsize="1"]', text: last },
};
console.log(JSON.stringify(await withWindow(binary, (page) => measure(page, steps))));
