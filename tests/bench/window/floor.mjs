// `floor.mjs BINARY TOOLS`: the hand-made list of the empty application.
import { measure } from "./paint.mjs";
import { withWindow } from "./webdriver.mjs";

const [binary, tools] = process.argv.slice(2);
const last = String(tools - 1).padStart(5, "0");
const steps = {
  before: [{ until: { selector: "#connect" } }],
  connect: [{ click: "#connect", until: { selector: ".row" } }],
  listed: { selector: ".row" },
  tool: ".row:nth-child(3)",
  picked: { selector: "#form input" },
  search: "#search",
  almost: last.slice(0, -1),
  found: { selector: ".row:only-child", text: last },
};
console.log(JSON.stringify(await withWindow(binary, (page) => measure(page, steps))));
