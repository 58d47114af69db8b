import { act, screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it } from "vitest";

import { IpcFailure } from "@/ipc";
import type { FakeIpc } from "@/test/fake-ipc";
import {
  connected,
  connection,
  expiredCertificate,
  sampleConnection,
  sampleTools,
  toolList,
} from "@/test/sample-data";
import { linear, renderPlayground, sentArguments } from "./testing/render-playground";
import { everyField, manyTools, toolDetail } from "./testing/tools";

const echo = toolDetail({
  name: "echo",
  title: "Echo",
  description: "Returns the text you give it.",
  hint: "read_only",
  schema: {
    type: "object",
    properties: { text: { type: "string" }, times: { type: "integer", maximum: 9 } },
    required: ["text"],
  },
});

describe("the tool list", () => {
  it("groups the tools of all connections and opens the one that is clicked", async () => {
    const files = connection({ name: "Files", status: connected() });
    const { user } = renderPlayground({ servers: [linear, files], details: [echo], at: {} });
    expect(
      await screen.findByRole("treeitem", { name: /^Linear, connected, ?1 ?tool$/ }),
    ).toBeInTheDocument();
    expect(screen.getByRole("treeitem", { name: /^Files, connected, ?1 ?tool$/ })).toBeInTheDocument();
    await user.click((await screen.findAllByTestId("tool-row-echo"))[0] as HTMLElement);
    expect(await screen.findByRole("heading", { name: "Echo" })).toBeInTheDocument();
    await waitFor(() => expect(screen.getByTestId("field-text")).toHaveFocus());
  });

  it("finds tools by name, title, description and argument, and marks what it found", async () => {
    const { user } = renderPlayground({ details: [echo, toolDetail({ name: "other" })], at: {} });
    const search = await screen.findByTestId("tool-search");
    for (const query of ["ech", "RETURNS the", "times"]) {
      await user.clear(search);
      await user.type(search, query);
      await waitFor(() => expect(screen.queryByTestId("tool-row-other")).not.toBeInTheDocument());
      expect(screen.getByTestId("tool-row-echo").querySelector("mark")).not.toBeNull();
    }
  });

  it("keeps the search when a tool is picked with Enter", async () => {
    const { user } = renderPlayground({ details: [toolDetail({ name: "other" }), echo], at: {} });
    const search = await screen.findByTestId("tool-search");
    await user.type(search, "times");
    await waitFor(() => expect(screen.queryByTestId("tool-row-other")).not.toBeInTheDocument());
    await user.keyboard("{Enter}");
    expect(await screen.findByTestId("field-text")).toBeInTheDocument();
    expect(search).toHaveValue("times");
  });

  it("says when nothing matches and offers to clear the search", async () => {
    const { user } = renderPlayground({ details: [echo], at: {} });
    await user.type(await screen.findByTestId("tool-search"), "zebra");
    expect(await screen.findByText("No tool matches “zebra”")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Clear search" }));
    expect(await screen.findByTestId("tool-row-echo")).toBeInTheDocument();
  });

  it("is worked with the keyboard alone", async () => {
    const second = toolDetail({ name: "second", title: "Second" });
    const { user } = renderPlayground({ details: [echo, second], at: {} });
    await screen.findByTestId("tool-row-second");
    await user.keyboard("{Control>}f{/Control}");
    expect(screen.getByTestId("tool-search")).toHaveFocus();
    await user.keyboard("{ArrowDown}{ArrowDown}{Enter}");
    expect(await screen.findByRole("heading", { name: "Second" })).toBeInTheDocument();
  });

  it("opens and closes groups with the arrow keys", async () => {
    const { user } = renderPlayground({ details: [echo], at: {} });
    await screen.findByTestId("tool-row-echo");
    act(() => screen.getByTestId("tool-list").focus());
    await user.keyboard("{Home}{ArrowLeft}");
    await waitFor(() => expect(screen.queryByTestId("tool-row-echo")).not.toBeInTheDocument());
    await user.keyboard("{ArrowRight}");
    expect(await screen.findByTestId("tool-row-echo")).toBeInTheDocument();
  });

  it("folds a group with one click and leaves the tool open", async () => {
    const { user } = renderPlayground({ details: [echo] });
    await screen.findByTestId("field-text");
    await user.click(screen.getByTestId("tool-group-linear"));
    await waitFor(() => expect(screen.queryByTestId("tool-row-echo")).not.toBeInTheDocument());
    expect(screen.getByTestId("field-text")).toBeInTheDocument();
    await user.click(screen.getByTestId("tool-group-linear"));
    expect(await screen.findByTestId("tool-row-echo")).toBeInTheDocument();
  });

  it("folds what a search has found, until something else is searched for", async () => {
    const { user } = renderPlayground({ details: [echo] });
    await screen.findByTestId("field-text");
    await user.type(screen.getByTestId("tool-search"), "ech");
    await waitFor(() => expect(screen.queryByTestId("tool-note-stale")).not.toBeInTheDocument());
    await user.click(screen.getByTestId("tool-group-linear"));
    await waitFor(() => expect(screen.queryByTestId("tool-row-echo")).not.toBeInTheDocument());
    await user.type(screen.getByTestId("tool-search"), "o");
    expect(await screen.findByTestId("tool-row-echo")).toBeInTheDocument();
    await user.clear(screen.getByTestId("tool-search"));
    expect(await screen.findByTestId("tool-row-echo")).toBeInTheDocument();
  });

  it("keeps the row that the keyboard is on, wherever the list is scrolled to", async () => {
    const { user } = renderPlayground({ tools: async (id) => manyTools(id, 10_000), at: {} });
    await screen.findByTestId("tool-row-create_invoice_0");
    const list = screen.getByTestId("tool-list");
    act(() => list.focus());
    await user.keyboard("{ArrowDown}");
    act(() => {
      list.scrollTop = 200_000;
      list.dispatchEvent(new Event("scroll"));
    });
    await waitFor(() => expect(screen.queryByTestId("tool-row-list_issue_1")).not.toBeInTheDocument());
    const active = document.getElementById(list.getAttribute("aria-activedescendant") ?? "");
    expect(active).toHaveAttribute("data-testid", "tool-row-create_invoice_0");
  });

  it("says why a connection could not be connected", async () => {
    const { user } = renderPlayground({
      servers: [connection({ name: "Calendar" })],
      connect: async () => {
        throw new IpcFailure({ code: "not_found", what: "connection", name: "Calendar" });
      },
      at: {},
    });
    await user.click(await screen.findByTestId("connect-calendar"));
    expect(await screen.findByTestId("toast")).toHaveTextContent(/^Calendar: /);
  });

  it("draws only the rows in sight of ten thousand tools", async () => {
    renderPlayground({ tools: async (id) => manyTools(id, 10_000), at: {} });
    await screen.findByTestId("tool-row-create_invoice_0");
    expect(screen.getByRole("treeitem", { name: /^Linear, connected, ?10,000 ?tools$/ })).toBeInTheDocument();
    expect(screen.getAllByRole("treeitem").length).toBeLessThan(60);
  });

  it("lists the good tools beside the unusable ones, and gives the reason for each", async () => {
    const rejected = {
      name: "broken",
      index: 1,
      reason: "inputSchema is not an object",
      raw: '{"inputSchema": 5}',
    };
    const { user } = renderPlayground({
      tools: async (id) => ({ ...toolList(id, [echo]), rejected: [rejected], cut: "page_failed" }),
      at: {},
    });
    expect(await screen.findByTestId("tool-row-echo")).toBeInTheDocument();
    expect(screen.getByText("Only the first 1 tool: a later page failed")).toBeInTheDocument();
    expect(screen.queryByTestId("rejected-row-1")).not.toBeInTheDocument();
    await user.click(screen.getByTestId("rejected-group"));
    await user.click(await screen.findByTestId("rejected-row-1"));
    expect(await screen.findByRole("heading", { name: "broken" })).toBeInTheDocument();
    expect(screen.getByText(/can't be used: inputSchema is not an object/)).toBeInTheDocument();
  });

  it("connects a connection at rest and shows its tools", async () => {
    const { user, ipc } = renderPlayground({
      servers: [connection({ name: "Calendar" })],
      details: [echo],
      at: {},
    });
    await user.click(await screen.findByTestId("connect-calendar"));
    expect(await screen.findByTestId("tool-row-echo")).toBeInTheDocument();
    expect(ipc.asked).toContainEqual(["connect", "id-calendar"]);
  });

  it("keeps the last list of a lost connection, and says from when", async () => {
    const { ipc } = renderPlayground({ details: [echo], at: {} });
    await screen.findByTestId("tool-row-echo");
    act(() => ipc.setStatus(linear.id, { type: "error", failure: expiredCertificate, at: 0 }));
    expect(await screen.findByTestId("tool-note-stale")).toHaveTextContent(/^Tools from /);
    expect(screen.getByTestId("tool-row-echo")).toHaveClass("opacity-65");
  });

  it("shows the last list of a connection that is not connected, greyed and with its age", async () => {
    renderPlayground({ servers: [connection({ name: "Calendar" })], details: [echo], at: {} });
    expect(await screen.findByTestId("tool-row-echo")).toHaveClass("opacity-65");
    expect(screen.getByTestId("tool-note-stale")).toHaveTextContent(/^Tools from .*Connect$/);
  });

  it("says nothing of a list that was never there", async () => {
    const { ipc } = renderPlayground({
      servers: [connection({ name: "Calendar" })],
      tools: async () => {
        throw new IpcFailure({ code: "not_connected", name: "Calendar" });
      },
      at: {},
    });
    await waitFor(() => expect(ipc.asked).toContainEqual(["tools", "id-calendar"]));
    expect(await screen.findByTestId("connect-calendar")).toBeInTheDocument();
    expect(screen.queryByTestId("tool-note-failed")).not.toBeInTheDocument();
  });

  it("shows new tools when the core says that they changed", async () => {
    let details = [echo];
    const { ipc } = renderPlayground({ tools: async (id) => toolList(id, details), at: {} });
    await screen.findByTestId("tool-row-echo");
    details = [echo, toolDetail({ name: "fresh" })];
    act(() => ipc.emit({ type: "tools_changed", id: linear.id }));
    expect(await screen.findByTestId("tool-row-fresh")).toBeInTheDocument();
  });
});

describe("the middle pane without a tool", () => {
  it("says that a connection lists no tools and offers to ask again", async () => {
    const weather = connection({ name: "Weather", status: connected({ tools: 0 }) });
    renderPlayground({
      servers: [weather],
      tools: async (id) => toolList(id, []),
      at: { connection: weather.id },
    });
    expect(await screen.findByText("Weather is connected but lists no tools.")).toBeInTheDocument();
    expect(screen.getAllByRole("button", { name: "Refresh" })).not.toHaveLength(0);
  });

  it("shows why a connection does not work, with what to do", async () => {
    const acme = connection({ name: "Acme", status: { type: "error", failure: expiredCertificate, at: 0 } });
    const { user, ipc } = renderPlayground({ servers: [acme], at: { connection: acme.id } });
    const card = await screen.findByTestId("error-card");
    expect(within(card).getByRole("heading")).toHaveTextContent(
      "The certificate of crm.acme.dev isn't valid today",
    );
    await user.click(within(card).getByTestId("error-action-retry"));
    await waitFor(() => expect(ipc.asked).toContainEqual(["connect", acme.id]));
  });

  it("shows why tools could not be listed", async () => {
    const failure = {
      code: "rpc",
      method: "tools/list",
      rpcCode: -32603,
      rpcMessage: "boom",
      data: null,
    } as const;
    renderPlayground({
      tools: async () => {
        throw new IpcFailure(failure);
      },
      at: { connection: linear.id },
    });
    expect(
      await screen.findByRole("heading", { name: /^Connected, but tools couldn't be listed/ }),
    ).toBeInTheDocument();
    expect(screen.getByTestId("tool-note-failed")).toBeInTheDocument();
  });

  it("leads to the connections when there are none", async () => {
    const { user } = renderPlayground({ servers: [], at: {} });
    await user.click(await screen.findByRole("button", { name: "Add a server" }));
    expect(await screen.findByRole("heading", { name: "Connections" })).toBeInTheDocument();
  });
});

describe("a tool that can't be found", () => {
  const asks = (ipc: FakeIpc) => ipc.asked.filter(([method]) => method === "tool").length;

  it("is asked for once, and again when the connection comes back", async () => {
    const { ipc } = renderPlayground({ details: [echo], at: { connection: linear.id, tool: "gone" } });
    expect(await screen.findByTestId("error-card")).toHaveAttribute("data-code", "not_found");
    // Everything that would follow from the answer has happened once another answer has come.
    act(() => ipc.emit({ type: "settings_changed" }));
    await waitFor(() => expect(ipc.asked.filter(([method]) => method === "settings")).toHaveLength(2));
    expect(asks(ipc)).toBe(1);
    act(() => ipc.setStatus(linear.id, { type: "not_connected" }));
    expect((await screen.findAllByTestId("connect-linear")).length).toBeGreaterThan(0);
    act(() => ipc.setStatus(linear.id, connected()));
    await waitFor(() => expect(asks(ipc)).toBe(2));
  });
});

it("offers to read the connections again when they could not be read", async () => {
  let failures = 1;
  const { user } = renderPlayground({
    details: [echo],
    connections: async () => {
      if (failures-- > 0) throw new IpcFailure({ code: "internal", reason: "the database is busy" });
      return [linear];
    },
    at: {},
  });
  await user.click(await screen.findByTestId("error-action-retry"));
  expect(await screen.findByTestId("tool-row-echo")).toBeInTheDocument();
});

describe("the sample server", () => {
  it("has the arguments of add filled in, so that Run succeeds at once", async () => {
    const { user, ipc } = renderPlayground({
      servers: [sampleConnection(connected())],
      details: sampleTools,
      at: { connection: "id-sample", tool: "add" },
    });
    expect(await screen.findByTestId("field-a")).toHaveValue("2");
    expect(screen.getByTestId("field-b")).toHaveValue("3");
    await user.click(screen.getByTestId("run"));
    expect(await screen.findByTestId("result-outcome")).toHaveTextContent("Done");
    expect(JSON.parse(sentArguments(ipc) ?? "")).toEqual({ a: 2, b: 3 });
  });
});

it("has no accessibility faults axe can see", async () => {
  const { user, container } = renderPlayground({ details: [everyField, echo] });
  await screen.findByTestId("field-title");
  await user.click(screen.getByTestId("run"));
  await screen.findByTestId("schema-warning");
  const results = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
  expect(results.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
});
