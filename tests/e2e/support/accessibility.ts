//! Examining screens for people who cannot see them, or not well.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type axe from "axe-core";
import type { Computer } from "./computer.ts";
import { onlyWindow } from "./on-screen.ts";
import type { AppWindow } from "./window.ts";

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
              nodes
                // A code view takes the focus: its content is editable, which axe does not count.
                .filter(
                  ({ target }) => id !== "scrollable-region-focusable" || `${target}` !== ".cm-scroller",
                )
                .map((node) =>
                  [`${id}: ${help}`, node.target, node.html, node.failureSummary].join("\n    "),
                ),
            ),
          ),
        (error: unknown) => done([String(error)]),
      );
    },
    RULES,
  );
  found.push(...violations.map((violation) => `${screen}: ${violation}`));
}

/** Examines a screen and gives it a name. */
export type Look = (screen: string) => Promise<void>;

/** Collects what is found on the screens, and leaves pictures of them where HITCHPOST_PICTURES says. */
export function looking(computer: Computer, window: AppWindow, theme: string, found: string[]): Look {
  const pictures = process.env.HITCHPOST_PICTURES;
  return async (screen) => {
    await expectAccessible(window, screen, found);
    if (!pictures) return;
    // A browser may lie above it.
    await computer.xdotool("windowraise", await onlyWindow(computer));
    await computer.photograph(join(pictures, `${theme}-${screen.replaceAll(" ", "-")}.png`));
  };
}

export async function chooseTheme(window: AppWindow, theme: "light" | "dark"): Promise<void> {
  await window.click("nav-settings");
  await window.click(`theme-${theme}`);
  await window.see(`html[data-theme=${theme}]`);
}
