import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type axe from "axe-core";
import { type Journey, journey } from "../support/journey.ts";
import { addServer, beginAdding } from "../support/walks.ts";
import type { AppWindow } from "../support/window.ts";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Examines what is on the screen. */
async function expectAccessible(window: AppWindow, screen: string, found: string[]): Promise<void> {
  await window.browser.execute(AXE);
  const violations = await window.browser.executeAsync(
    (tags: string[], done: (violations: string[]) => void) => {
      const { axe: examiner } = globalThis as unknown as { axe: typeof axe };
      examiner.run({ runOnly: { type: "tag", values: tags } }).then(
        (results) =>
          done(
            results.violations.flatMap(({ id, help, nodes }) =>
              nodes.map((node) => `${id}: ${help}\n    ${node.target}\n    ${node.html}\n    ${node.failureSummary}`),
            ),
          ),
        (error: unknown) => done([String(error)]),
      );
    },
    RULES,
  );
  found.push(...violations.map((violation) => `${screen}: ${violation}`));
}

/** Visits the main screens in one theme. */
async function visit({ window, fixture }: Journey, theme: "light" | "dark"): Promise<string[]> {
  const found: string[] = [];
  const look = (screen: string) => expectAccessible(window, screen, found);

  await window.click("nav-settings");
  await window.click(`theme-${theme}`);
  await window.see(`html[data-theme=${theme}]`);
  await look("settings");
  await window.click("nav-connections");
  await window.see("try-sample");
  await look("first run");

  await beginAdding(window, fixture.url("html"));
  await window.press("Tab");
  await window.read("probe-result", "That's a web page");
  await look("adding a web page");
  await window.click("auth-token");
  await window.click("advanced");
  await window.click("save-button");
  await window.read("connection-sheet", "Paste the token");
  await look("adding with errors");
  await window.click("auth-none");
  await window.enter("field-name", "Web page");
  await window.click("save-button");
  await window.gone("connection-sheet");
  await window.see("connect-web-page");
  await window.click("connect-web-page");
  await window.read("connection-row-web-page", "Error");

  await addServer(window, fixture.url("mixed"), "Mixed");
  await window.click("tool-row-echo");
  await window.enter("field-text", "hello");
  await look("a tool");
  await window.click("run");
  await window.read("result-rich", "hello");
  await look("a result");
  await window.click("result-mode-raw");
  await window.see("result-raw");
  await look("what travelled");
  await window.click("rejected-group");
  await window.click("rejected-row-3");
  await look("an unusable tool");

  await window.click("nav-connections");
  await look("the list");
  await window.click("details-web-page");
  await window.see("error-card");
  await look("the details of a failure");
  await window.press("Escape");
  await window.click("menu-mixed");
  await window.see("menu-configure");
  await look("a menu");
  await window.click("menu-remove");
  await window.see("remove-dialog");
  await look("the question before removing");
  await window.click("dialog-cancel");
  return found;
}

for (const theme of ["light", "dark"] as const) {
  journey(
    `the main screens are accessible in the ${theme} theme`,
    async (all) => assert.deepEqual(await visit(all, theme), []),
    { seconds: 180 },
  );
}
