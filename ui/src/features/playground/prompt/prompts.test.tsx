import { screen, waitFor } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it } from "vitest";

import { connected, connection } from "@/test/sample-data";
import { prompt, promptList } from "../testing/offers";
import { linear, renderPlayground } from "../testing/render-playground";
import { completed, picture, report, text } from "../testing/reports";

const triage = prompt({
  name: "triage",
  title: "Triage an issue",
  description: "Asks for a label.",
  arguments: [
    { name: "team", title: null, description: "Whose issue it is.", required: true },
    { name: "tone", title: "Tone", description: null, required: false },
  ],
});
const list = promptList({ prompts: [triage, prompt({ name: "standup" })] });

const inPrompts = { connection: linear.id, mode: "prompts" } as const;

function renderPrompts(world: Parameters<typeof renderPlayground>[0] = {}) {
  return renderPlayground({
    at: { ...inPrompts, prompt: "triage" },
    prompts: async () => list,
    getPrompt: async ({ callId }) => report(callId, completed({ content: [] })),
    ...world,
  });
}

describe("prompts", () => {
  it("are got with their arguments; what is blank is not sent", async () => {
    const { user, ipc } = renderPrompts();
    await user.type(await screen.findByTestId("field-team"), "eng");
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByTestId("result-outcome")).toHaveTextContent("Done");
    const asked = ipc.asked.find(([method]) => method === "getPrompt")?.[1];
    expect(asked).toMatchObject({ prompt: "triage", arguments: [{ name: "team", value: "eng" }] });
  });

  it("show each message under the role it is said in", async () => {
    const { user } = renderPrompts({
      getPrompt: async ({ callId }) =>
        report(
          callId,
          completed({
            content: [
              { type: "message", role: "user", content: text("Triage this.") },
              { type: "message", role: "assistant", content: text("# Gladly\n\nHere it is.") },
              { type: "message", role: "user", content: picture },
              { type: "message", role: "narrator", content: text("Odd.") },
            ],
          }),
        ),
    });
    await user.type(await screen.findByTestId("field-team"), "eng");
    await user.click(screen.getByTestId("run"));
    expect(await screen.findByTestId("message-1")).toHaveTextContent("UserTriage this.");
    expect(screen.getByRole("region", { name: "Message 2, Assistant" })).toBeInTheDocument();
    expect(await screen.findByRole("heading", { name: "Gladly" })).toBeInTheDocument();
    expect(screen.getByTestId("message-3").querySelector("img")).not.toBeNull();
    expect(screen.getByTestId("message-4")).toHaveTextContent("narratorOdd.");
    await user.click(screen.getByTestId("copy-result"));
    await waitFor(() => expect(screen.getAllByText("Copied")[0]).toBeInTheDocument());
  });

  it("ask for what is required, and are got without it all the same", async () => {
    const { user, ipc } = renderPrompts();
    await user.click(await screen.findByTestId("run"));
    expect(await screen.findByTestId("missing-arguments")).toHaveTextContent("Still empty: team.");
    await waitFor(() => expect(screen.getByTestId("field-team")).toHaveFocus());
    expect(ipc.asked.map(([method]) => method)).not.toContain("getPrompt");
    await user.click(screen.getByTestId("run-anyway"));
    await screen.findByTestId("result-outcome");
    expect(ipc.asked.find(([method]) => method === "getPrompt")?.[1]).toMatchObject({ arguments: [] });
  });

  it("suggest values for their arguments", async () => {
    const { user, ipc } = renderPrompts({
      complete: async () => ({ values: ["engineering"], total: null, hasMore: false }),
    });
    await user.type(await screen.findByTestId("field-team"), "eng");
    const request = { reference: { type: "prompt", name: "triage" }, argument: "team", value: "eng" };
    await waitFor(() =>
      expect(ipc.asked).toContainEqual(["complete", linear.id, { ...request, context: [] }]),
    );
    await screen.findByRole("option", { name: "engineering" });
    await user.keyboard("{ArrowDown}{Enter}");
    expect(screen.getByTestId("field-team")).toHaveValue("engineering");
  });

  it("are not completed where the server can't", async () => {
    const { user, ipc } = renderPrompts({ prompts: async () => ({ ...list, canComplete: false }) });
    await user.type(await screen.findByTestId("field-team"), "eng");
    expect(screen.getByTestId("field-team")).not.toHaveAttribute("role", "combobox");
    expect(ipc.asked.map(([method]) => method)).not.toContain("complete");
  });

  it("that are gone are said to be, and can be looked for again", async () => {
    renderPrompts({ at: { ...inPrompts, prompt: "gone" } });
    expect(await screen.findByText("Linear doesn't list “gone”")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Refresh" })).toBeInTheDocument();
  });

  it("that a server lacks are said to be none", async () => {
    renderPrompts({
      at: inPrompts,
      servers: [connection({ name: "Linear", status: connected({ tools: 1 }) })],
      prompts: async () => promptList(),
    });
    expect(await screen.findByText("Linear is connected but lists no prompts.")).toBeInTheDocument();
    expect(screen.getByText("It offers 1 tool.")).toBeInTheDocument();
  });

  it("have no accessibility problems", async () => {
    const { container } = renderPrompts();
    await screen.findByTestId("field-team");
    const { violations } = await axe.run(container, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
      rules: { "color-contrast": { enabled: false } },
    });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });
});
