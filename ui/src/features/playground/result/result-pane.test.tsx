import { act, screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it } from "vitest";

import { type CallEvent, type CallOutcome, type CallReport, IpcFailure } from "@/ipc";
import { heldCall, renderPlayground } from "../testing/render-playground";
import { beginningOf, completed, frame, picture, report, text, textPart } from "../testing/reports";
import { toolDetail } from "../testing/tools";

const ping = toolDetail({ name: "ping" });

/** The playground after a call of `ping` that ended like this. */
async function afterCall(
  outcome: CallOutcome,
  over: Partial<CallReport> = {},
  ipc: Parameters<typeof renderPlayground>[0] = {},
) {
  const world = renderPlayground({
    details: [ping],
    callTool: async ({ callId }) => report(callId, outcome, over),
    ...ipc,
  });
  await world.user.click(await screen.findByTestId("run"));
  await screen.findByTestId("result-outcome");
  return world;
}

/** The text an editor shows, once it has loaded. */
async function shownCode(testId: string): Promise<string> {
  const content = await waitFor(() => {
    const found = screen.getByTestId(testId).querySelector(".cm-content");
    if (!found) throw new Error("still loading");
    return found;
  });
  return [...content.querySelectorAll(".cm-line")].map((line) => line.textContent).join("\n");
}

describe("a running call", () => {
  it("keeps the focus on the button that began it, and takes a double-click for one click", async () => {
    const held = heldCall();
    const { user, ipc } = renderPlayground({ details: [ping], callTool: () => held.ended });
    await user.dblClick(await screen.findByTestId("run"));
    expect(screen.getByTestId("cancel-run")).toHaveFocus();
    expect(ipc.asked.map(([method]) => method)).not.toContain("cancelCall");
    await user.keyboard("{Enter}");
    expect(ipc.asked.map(([method]) => method)).toContain("cancelCall");
    act(() => held.finish(report("a", { type: "cancelled" })));
    await waitFor(() => expect(screen.getByTestId("run")).toHaveFocus());
    expect(ipc.asked.filter(([method]) => method === "callTool")).toHaveLength(1);
  });

  it("shows progress and log, and can be cancelled with Escape", async () => {
    const held = heldCall();
    let tell: (event: CallEvent) => void = () => {};
    let callId = "";
    const { user, ipc } = renderPlayground({
      details: [ping],
      callTool: (request, onEvent) => {
        callId = request.callId;
        tell = onEvent;
        return held.ended;
      },
    });
    await user.click(await screen.findByTestId("run"));
    expect(await screen.findByTestId("cancel-run")).toHaveTextContent("Cancel");
    act(() => tell({ type: "progress", progress: "2", total: "5", percent: 40, message: "Counted to 2" }));
    act(() => tell({ type: "log", level: "info", text: "halfway" }));
    expect(screen.getByText("Counted to 2")).toBeInTheDocument();
    expect(screen.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "40");
    expect(screen.getByRole("list", { name: "Log of the call" })).toHaveTextContent("info halfway");
    await user.keyboard("{Escape}");
    expect(ipc.asked).toContainEqual(["cancelCall", callId]);
    expect(screen.getByTestId("cancel-run")).toHaveTextContent("Cancelling…");
    await act(async () => held.finish(report(callId, { type: "cancelled" })));
    expect(await screen.findByTestId("result-outcome")).toHaveTextContent("Cancelled");
    expect(screen.getByTestId("run")).toBeInTheDocument();
  });

  it("leaves the previous result in sight until the new one is there", async () => {
    const held = heldCall();
    let calls = 0;
    const { user } = renderPlayground({
      details: [ping],
      callTool: async ({ callId }) =>
        ++calls === 1 ? report(callId, completed({ content: [text("first")] })) : held.ended,
    });
    await user.click(await screen.findByTestId("run"));
    expect(await screen.findByText("first")).toBeInTheDocument();
    await user.click(screen.getByTestId("run"));
    expect(await screen.findByTestId("cancel-run")).toBeInTheDocument();
    expect(screen.getByText("first")).toBeInTheDocument();
    await act(async () => held.finish(report("c2", completed({ content: [text("second")] }))));
    expect(await screen.findByText("second")).toBeInTheDocument();
    expect(screen.queryByText("first")).not.toBeInTheDocument();
  });

  it("goes on while another tool is looked at", async () => {
    const held = heldCall();
    const { user } = renderPlayground({
      details: [ping, toolDetail({ name: "other" })],
      callTool: () => held.ended,
    });
    await user.click(await screen.findByTestId("run"));
    await user.click(screen.getByTestId("tool-row-other"));
    expect(await screen.findByTestId("run")).toBeInTheDocument();
    await act(async () => held.finish(report("c1", completed({ content: [text("from afar")] }))));
    await user.click(screen.getByTestId("tool-row-ping"));
    expect(await screen.findByText("from afar")).toBeInTheDocument();
  });
});

describe("how a call ended", () => {
  it("says done, with time and size", async () => {
    await afterCall(completed({ content: [text("hello")] }), { durationMs: 412, sizeBytes: 1843 });
    expect(screen.getByTestId("result-outcome")).toHaveTextContent("Done412 ms · 1.8 KB");
    expect(screen.getByTestId("result-text")).toHaveTextContent("hello");
  });

  it("says that the tool reported a problem, which is not a failed call", async () => {
    await afterCall(completed({ content: [text("no such team")], isError: true }));
    expect(screen.getByTestId("result-outcome")).toHaveTextContent("The tool reported a problem");
    expect(screen.queryByTestId("error-card")).not.toBeInTheDocument();
  });

  it("explains a failed call and offers the next step", async () => {
    const failure = {
      code: "rpc",
      method: "tools/call",
      rpcCode: -32602,
      rpcMessage: "Unknown tool",
      data: null,
    } as const;
    const { user, ipc } = await afterCall({ type: "failed", failure });
    const card = screen.getByTestId("error-card");
    expect(within(card).getByRole("heading")).toHaveTextContent("The server refused the call (−32602)");
    await user.click(within(card).getByTestId("error-action-refresh_tools"));
    await waitFor(() => expect(ipc.asked.some(([method]) => method === "refreshTools")).toBe(true));
  });

  it("explains a call that was not even made", async () => {
    const { user, ipc } = renderPlayground({
      details: [ping],
      callTool: async () => {
        throw new IpcFailure({ code: "not_connected", name: "Linear" });
      },
    });
    await user.click(await screen.findByTestId("run"));
    await user.click(await screen.findByTestId("error-action-connect"));
    await waitFor(() => expect(ipc.asked.some(([method]) => method === "connect")).toBe(true));
  });

  it("says when no answer came in time, and runs again on request", async () => {
    const { user, ipc } = await afterCall({ type: "timed_out", seconds: 60 });
    expect(screen.getByText("No answer in 60 s. The server may still be working.")).toBeInTheDocument();
    await user.click(screen.getByTestId("run-again"));
    await waitFor(() => expect(ipc.asked.filter(([method]) => method === "callTool")).toHaveLength(2));
  });

  it("waits as long as the timeout field says", async () => {
    const { user, ipc } = renderPlayground({ details: [ping] });
    const timeout = await screen.findByRole("textbox", { name: "Timeout in seconds" });
    await user.type(timeout, "700");
    await user.click(screen.getByTestId("run"));
    expect(screen.getByText("The timeout must be a whole number from 1 to 600.")).toBeInTheDocument();
    await user.clear(timeout);
    await user.type(timeout, "5");
    await user.click(screen.getByTestId("run"));
    await screen.findByTestId("result-outcome");
    expect(ipc.asked.findLast(([method]) => method === "callTool")?.[1]).toMatchObject({ timeoutS: 5 });
  });
});

describe("what came back", () => {
  it("shows a picture from its bytes, with type and size", async () => {
    await afterCall(completed({ content: [picture] }));
    expect(screen.getByTestId("result-image")).toHaveAttribute(
      "src",
      expect.stringMatching(/^data:image\/png;base64,/),
    );
    expect(screen.getByText("image/png · 240 × 150 · 626 B")).toBeInTheDocument();
  });

  it("shows every other block for what it is", async () => {
    await afterCall(
      completed({
        content: [
          { type: "binary", kind: "audio", mimeType: "audio/wav", bytes: 2048, note: null, part: 2 },
          { type: "resource", uri: "file:///a.txt", mimeType: "text/plain", text: textPart("inside") },
          {
            type: "resource_link",
            uri: "https://example.com/x",
            name: "X",
            description: "A link",
            mimeType: null,
          },
          {
            type: "unknown",
            kind: "hologram",
            reason: "The type is not known.",
            json: textPart('{"type": "hologram"}'),
          },
        ],
      }),
    );
    expect(screen.getByText("audio/wav · 2 KB")).toBeInTheDocument();
    expect(screen.getByText("inside")).toBeInTheDocument();
    expect(screen.getByText("https://example.com/x")).toBeInTheDocument();
    expect(screen.getByText("Unknown block “hologram”")).toBeInTheDocument();
    expect(screen.getByText("The type is not known.")).toBeInTheDocument();
  });

  it("renders Markdown without its HTML, its pictures and its links' targets", async () => {
    const markdown =
      '# Title\n\n<img src="https://evil.example/x">\n\n![seen](https://evil.example/y) [go](https://evil.example/z)';
    const { user, ipc } = await afterCall(completed({ content: [text(markdown)] }));
    expect(await screen.findByRole("heading", { name: "Title" })).toBeInTheDocument();
    const shown = screen.getByTestId("result-text");
    expect(shown.querySelector("img, a")).toBeNull();
    await user.click(within(shown).getByRole("button", { name: "go" }));
    expect(ipc.copied).toEqual(["https://evil.example/z"]);
    await user.click(screen.getByRole("radio", { name: "As sent" }));
    expect(shown).toHaveTextContent("# Title");
  });

  it("indents JSON in a text without touching its numbers", async () => {
    await afterCall(completed({ content: [text('{"id":90071992547409911,"x":1.50}')] }));
    expect(await shownCode("result-text")).toBe('{\n  "id": 90071992547409911,\n  "x": 1.50\n}');
  });

  it("shows structured content beside the blocks", async () => {
    await afterCall(completed({ content: [text("5")], structured: { sum: 5 } }));
    expect(await shownCode("result-structured")).toBe('{\n  "sum": 5\n}');
  });

  it("shows the whole result as JSON, and what travelled, with secrets masked", async () => {
    const { user } = await afterCall(completed({ content: [text("5")] }));
    await user.click(screen.getByTestId("result-mode-json"));
    expect(await shownCode("result-json")).toContain('"isError": false');
    await user.click(screen.getByTestId("result-mode-raw"));
    const raw = await shownCode("result-raw");
    expect(raw).toContain("↑ POST https://mcp.linear.app/mcp  +0 ms\ncontent-type: application/json");
    expect(raw).toContain("authorization: Bearer ••1f3a");
    expect(raw).toContain("↓ 200 OK  +398 ms");
  });

  it("says how much of a long body is left out", async () => {
    const { user } = await afterCall(completed({ content: [] }), {
      wire: [frame({ head: "POST /", body: "abc", bodyBytes: 3 + 2048 })],
    });
    await user.click(screen.getByTestId("result-mode-raw"));
    expect(await shownCode("result-raw")).toContain("abc\n… 2 KB more");
  });

  it("loads the rest of a long text page by page on request", async () => {
    const whole = Array.from({ length: 60_000 }, (_, i) => `line ${i} of many, many lines\n`).join("");
    const part = beginningOf(whole.slice(0, 20_000), whole.length);
    const { user, ipc } = await afterCall(
      completed({ content: [{ type: "text", text: part }] }),
      {},
      {
        resultText: async (_call, _part, offset, length) => {
          const page = whole.slice(offset, offset + length);
          return { text: page, end: offset + page.length, totalBytes: whole.length };
        },
      },
    );
    expect(screen.getByText("The first 20 KB are shown.")).toBeInTheDocument();
    await user.click(screen.getByTestId("show-all"));
    await waitFor(() => expect(screen.queryByTestId("show-all")).not.toBeInTheDocument());
    const offsets = ipc.asked.filter(([method]) => method === "resultText").map((call) => call[3]);
    expect(offsets).toEqual([0, 1, 2, 3].map((page) => 20_000 + page * 512 * 1024));
    expect(document.querySelectorAll(".cm-line").length).toBeLessThan(1000);
  });

  it("stays in the mode that was chosen for the calls that follow", async () => {
    const { user } = await afterCall(completed({ content: [text("one")] }));
    await user.click(screen.getByTestId("result-mode-json"));
    await shownCode("result-json");
    await user.click(screen.getByTestId("tool-group-linear"));
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(screen.getByTestId("run")).toBeInTheDocument());
    expect(screen.getByTestId("result-mode-json")).toBeChecked();
  });

  it("shows the first of very many blocks, and the others when they are wanted", async () => {
    const blocks = Array.from({ length: 120 }, (_, i) => text(`block ${i + 1}`, i + 1));
    const { user } = await afterCall(completed({ content: blocks }));
    expect(screen.getAllByTestId("result-text")).toHaveLength(50);
    await user.click(screen.getByRole("button", { name: "Show all 120 blocks" }));
    expect(screen.getAllByTestId("result-text")).toHaveLength(120);
  });

  it("reads a block for which there was no room when it is asked to", async () => {
    const later = { ...beginningOf("", 5, 2), shownBytes: 0 };
    const { user } = await afterCall(
      completed({ content: [text("first"), { type: "text", text: later }] }),
      {},
      { resultText: async () => ({ text: "later", end: 5, totalBytes: 5 }) },
    );
    expect(screen.getByText("Not read yet.")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Show all (5 B)" }));
    expect(await screen.findByText("later")).toBeInTheDocument();
  });

  it("copies the text, all of it, and saves the result with its path said", async () => {
    const part = beginningOf("begin", 9);
    const { user, ipc } = await afterCall(
      completed({ content: [{ type: "text", text: part }] }),
      {},
      { resultText: async () => ({ text: "+end", end: 9, totalBytes: 9 }) },
    );
    await user.click(screen.getByTestId("copy-result"));
    await waitFor(() => expect(ipc.copied).toEqual(["begin+end"]));
    await user.click(screen.getByTestId("save-result"));
    expect(await screen.findByText("/home/you/Downloads/result.json")).toBeInTheDocument();
  });

  it("says so when the result is empty", async () => {
    await afterCall(completed({ content: [] }));
    expect(screen.getByText("The result is empty.")).toBeInTheDocument();
  });

  it("has no accessibility faults axe can see", async () => {
    const { container } = await afterCall(
      completed({ content: [text("# Hi\n\n- a\n- b\n"), picture], structured: { a: 1 } }),
    );
    await shownCode("result-structured");
    const results = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
    expect(results.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  });
});
