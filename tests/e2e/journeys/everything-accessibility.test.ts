import assert from "node:assert/strict";
import { chooseTheme, type Look, looking } from "../support/accessibility.ts";
import { addressRow, everythingJourney } from "../support/everything.ts";
import type { AppWindow } from "../support/window.ts";

async function visitResources(window: AppWindow, look: Look): Promise<void> {
  await window.click("mode-resources");
  await window.click(addressRow("resource", "demo://resource/static/document/architecture.md"));
  await window.click("run");
  await window.see("result-outcome");
  await look("a resource");
  await window.click(addressRow("template", "demo://resource/dynamic/text/{resourceId}"));
  await window.see("missing-variables");
  await look("a template");
}

async function visitPrompts(window: AppWindow, look: Look): Promise<void> {
  await window.click("mode-prompts");
  await window.click("prompt-row-completable-prompt");
  await window.click("run");
  await window.see("missing-arguments");
  await look("a prompt that lacks something");
  await window.click("run-anyway");
  await window.see("result-outcome");
  await look("a prompt without what it needs");
}

async function visitQuestions(window: AppWindow, look: Look): Promise<void> {
  await window.click("mode-tools");
  await window.click("tool-row-trigger-elicitation-request");
  await window.click("run");
  await window.click("ask-submit");
  await window.see("ask-problems");
  await look("a question that lacks something");
  await window.click("ask-cancel");
  await window.gone("ask-form");
  await window.click("tool-row-trigger-sampling-request");
  await window.enter("field-prompt", "Why?");
  await window.click("run");
  await window.see("ask-sampling");
  await look("a question for a model");
  await window.click("ask-decline");
  await window.gone("ask-sampling");
}

for (const theme of ["light", "dark"] as const) {
  everythingJourney(
    `resources, prompts and questions are accessible in the ${theme} theme`,
    async (window, { computer }) => {
      const found: string[] = [];
      const look = looking(computer, window, theme, found);
      await chooseTheme(window, theme);
      await window.click("nav-playground");
      await visitResources(window, look);
      await visitPrompts(window, look);
      await visitQuestions(window, look);
      assert.deepEqual(found, []);
    },
    { seconds: 180 },
  );
}
