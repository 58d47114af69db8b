import assert from "node:assert/strict";
import { addressRow, everythingJourney } from "../support/everything.ts";

everythingJourney(
  "a server's question is answered beside the call, and declined the next time",
  async (window) => {
    await window.click("tool-row-trigger-elicitation-request");
    await window.click("run");
    await window.read("ask-form", "Everything asks you something for trigger-elicitation-request");
    await window.read("running", "Waiting for your answer");
    await window.click("ask-submit");
    await window.read("ask-problems", "1 field needs another look");
    await window.enter("field-name", "Ada Lovelace");
    await window.enter("field-email", "ada@example.com");
    await window.click("field-check-true");
    await window.click("ask-submit");
    await window.read("result-rich", "Name: Ada Lovelace");
    const sent = await window.read("result-rich", '"action": "accept"');
    // The defaults go along, a titled choice by its value.
    for (const part of ['"integer": 42', '"titledSingleSelectEnum": "hero-1"', '"Guitar"', '"check": true']) {
      assert.ok(sent.includes(part), `${part} was not sent`);
    }
    await window.gone("ask-form");

    await window.click("run");
    await window.click("ask-decline");
    await window.read("result-rich", "User declined");
    await window.gone("asks-link");
  },
);

everythingJourney("a question waits on every page, with what was typed", async (window) => {
  await window.click("tool-row-trigger-elicitation-request");
  await window.click("run");
  await window.enter("field-name", "Grace");
  await window.click("nav-connections");
  await window.read("asks-link", "1 question");
  await window.click("asks-link");
  await window.see("ask-form");
  assert.equal(await window.value("field-name"), "Grace");
  await window.press("Control", "Enter");
  await window.read("result-rich", "Name: Grace");
});

everythingJourney("a running call shows its progress and is cancelled", async (window) => {
  await window.click("tool-row-trigger-long-running-operation");
  await window.enter("field-duration", "60");
  await window.enter("field-steps", "60");
  await window.click("run");
  await window.read("running", "1 of 60");
  await window.click("cancel-run");
  await window.read("result-outcome", "Cancelled");
  await window.see("run");
});

everythingJourney(
  "a resource is read, a template filled in, and both are linked from a tool",
  async (window) => {
    await window.click("mode-resources");
    await window.click(addressRow("resource", "demo://resource/static/document/architecture.md"));
    await window.read("resource-uri", "demo://resource/static/document/architecture.md");
    await window.click("run");
    await window.read("result-rich", "Architecture");

    await window.click(addressRow("template", "demo://resource/dynamic/text/{resourceId}"));
    await window.read("missing-variables", "resourceId");
    await window.enter("field-resourceId", "7");
    await window.read("expanded-uri", "demo://resource/dynamic/text/7");
    await window.click("run");
    await window.read("result-rich", "Resource 7: This is a plaintext resource");

    await window.click("mode-tools");
    await window.click("tool-row-get-resource-links");
    await window.click("run");
    await window.click("read-link");
    await window.read("resource-uri", "demo://resource/dynamic/");
    await window.click("run");
    await window.read("result-outcome", "Done");
  },
);

everythingJourney("a prompt is got with what the server suggests", async (window) => {
  await window.click("mode-prompts");
  await window.click("prompt-row-completable-prompt");
  await window.enter("field-department", "Eng");
  await window.read("suggestions", "Engineering");
  await window.press("ArrowDown");
  await window.press("Enter");
  await window.enter("field-name", "A");
  // What is suggested depends on the department.
  await window.read("suggestions", /^Alice\s*$/);
  await window.press("ArrowDown");
  await window.press("Enter");
  await window.press("Control", "Enter");
  await window.read("message-1", "User");
  await window.read("message-1", "Please promote Alice to the head of the Engineering team.");
});

everythingJourney(
  "a tool that runs only as a task shows how far it is, and asks on the way",
  async (window) => {
    await window.click("tool-row-simulate-research-query");
    await window.read("task-required", "Runs as a task");
    await window.enter("field-topic", "python");
    await window.click("field-ambiguous-true");
    await window.click("run");
    await window.read("task-status", "working");
    await window.read("ask-form", "could have multiple interpretations");
    await window.click("field-interpretation");
    await window.click("[role=option]");
    await window.click("ask-submit");
    await window.read("result-rich", "Research Report: python", 40);
  },
);

everythingJourney("a model's answer is written by hand", async (window) => {
  await window.click("tool-row-trigger-sampling-request");
  await window.enter("field-prompt", "How many legs has a spider?");
  await window.click("run");
  await window.read("ask-sampling", "How many legs has a spider?");
  await window.enter("ask-reply", "Eight, all of them hairy.");
  await window.click("ask-send");
  await window.read("result-rich", "Eight, all of them hairy.");
});
