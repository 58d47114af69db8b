import { act, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import type { CallEvent, ToolStanding } from "@/ipc";
import { toolList } from "@/test/sample-data";
import { heldCall, renderPlayground } from "../testing/render-playground";
import { completed, report, text } from "../testing/reports";
import { toolDetail } from "../testing/tools";

const DONE = completed({ content: [text("done")] });

function taskOf(ipc: { asked: unknown[][] }): unknown {
  return (ipc.asked.findLast(([method]) => method === "callTool")?.[1] as { task: unknown } | undefined)
    ?.task;
}

describe("a tool that can be a task", () => {
  it("is one when that is chosen", async () => {
    const { user, ipc } = renderPlayground({
      details: [toolDetail({ name: "dig", taskSupport: "optional" })],
      callTool: async ({ callId }) => report(callId, DONE),
    });
    await user.click(await screen.findByTestId("run"));
    await screen.findByText("done");
    expect(taskOf(ipc)).toBe("automatic");
    await user.click(screen.getByTestId("as-task"));
    await user.click(screen.getByTestId("run"));
    await screen.findByTestId("result-outcome");
    expect(taskOf(ipc)).toBe("always");
  });

  it("is one by itself where the tool demands it, and says so", async () => {
    renderPlayground({ details: [toolDetail({ name: "dig", taskSupport: "required" })] });
    expect(await screen.findByTestId("task-required")).toHaveTextContent("Runs as a task");
    expect(screen.queryByTestId("as-task")).not.toBeInTheDocument();
  });

  it("is not offered as one where it can't be", async () => {
    renderPlayground({ details: [toolDetail({ name: "dig" })] });
    await screen.findByTestId("run");
    expect(screen.queryByTestId("as-task")).not.toBeInTheDocument();
  });

  it("tells how far it is", async () => {
    const held = heldCall();
    let tell: (event: CallEvent) => void = () => {};
    const { user } = renderPlayground({
      details: [toolDetail({ name: "dig", taskSupport: "required" })],
      callTool: (_request, onEvent) => {
        tell = onEvent;
        return held.ended;
      },
    });
    await user.click(await screen.findByTestId("run"));
    act(() => tell({ type: "task", id: "t-1", status: "working", message: "Digging" }));
    expect(screen.getByTestId("task-status")).toHaveTextContent("Task working");
    expect(screen.getByTestId("task-status")).toHaveTextContent("Digging");
    act(() => tell({ type: "task", id: "t-1", status: "input_required", message: null }));
    expect(screen.getByTestId("task-status")).toHaveTextContent("Task waits for input");
    await act(async () => held.finish(report("c", DONE)));
    expect(await screen.findByText("done")).toBeInTheDocument();
  });
});

describe("a call whose question was not answered", () => {
  it.each([
    ["declined", "You declined"],
    ["not_offered", "The server's question wasn't answered"],
    ["too_many_rounds", "The server's question wasn't answered"],
  ] as const)("says so: %s", async (why, words) => {
    const failure = { code: "input_required", what: "elicitation", why } as const;
    const { user } = renderPlayground({
      details: [toolDetail({ name: "ask" })],
      callTool: async ({ callId }) => report(callId, { type: "failed", failure }),
    });
    await user.click(await screen.findByTestId("run"));
    expect(await screen.findByTestId("result-outcome")).toHaveTextContent(words);
  });
});

describe("a tool that nobody has accepted as it is", () => {
  const detail = toolDetail({
    name: "pay",
    schema: { type: "object", properties: { n: { type: "integer" } } },
  });

  function renderHeld(standing: ToolStanding) {
    const list = toolList("id-linear", [detail]);
    const tools = list.tools.map((tool) => ({ ...tool, standing }));
    return renderPlayground({
      details: [detail],
      tools: async () => ({ ...list, tools }),
      callTool: async ({ callId }) => report(callId, DONE),
    });
  }

  it.each([
    ["changed", "Run “pay” as it is now?"],
    ["new", "Run “pay”, which is new?"],
  ] as const)("runs only after a question: %s", async (standing, question) => {
    const { user, ipc } = renderHeld(standing);
    expect(await screen.findByTestId(`standing-${standing}`)).toBeInTheDocument();
    await user.click(await screen.findByTestId("run"));
    expect(await screen.findByRole("alertdialog", { name: question })).toBeInTheDocument();
    await user.click(screen.getByTestId("dialog-cancel"));
    expect(ipc.asked.map(([method]) => method)).not.toContain("callTool");
    await user.click(screen.getByTestId("run"));
    await user.click(await screen.findByTestId("dialog-confirm"));
    expect(await screen.findByText("done")).toBeInTheDocument();
  });

  it("is no other than an accepted one where it is accepted", async () => {
    const { user } = renderHeld("accepted");
    await user.click(await screen.findByTestId("run"));
    expect(await screen.findByText("done")).toBeInTheDocument();
    expect(screen.queryByTestId("standing-changed")).not.toBeInTheDocument();
  });
});
