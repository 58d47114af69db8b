import { screen, waitFor } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { expect, it } from "vitest";
import { IpcFailure } from "@/ipc";
import { openWindow } from "@/test/render-app";
import { connection, sampleTools, toolList } from "@/test/sample-data";

/** Counts what a person does with the mouse and what they enter. */
function counted(user: UserEvent) {
  const budget = { clicks: 0, entries: 0 };
  return {
    budget,
    click: async (element: Element) => {
      budget.clicks += 1;
      await user.click(element);
    },
    paste: async (text: string) => {
      budget.entries += 1;
      await user.paste(text);
    },
  };
}

it("takes two clicks from first run to a result of the sample server", async () => {
  const { user, ipc } = await openWindow();
  const { click, budget } = counted(user);
  await click(await screen.findByTestId("try-sample"));
  await click(await screen.findByRole("button", { name: /^Run/ }));
  await waitFor(() => expect(ipc.asked.map(([method]) => method)).toContain("callTool"));
  const call = ipc.asked.find(([method]) => method === "callTool");
  expect(call?.[1]).toMatchObject({ connectionId: "id-sample", tool: "add" });
  expect(budget).toEqual({ clicks: 2, entries: 0 });
});

it("takes four clicks and two entries from the list to a result of a public server", async () => {
  const other = connection({ name: "Other" });
  const { user, ipc } = await openWindow({
    start: { connections: [other] },
    tools: async (id) => {
      if (id === other.id) throw new IpcFailure({ code: "not_connected", name: other.name });
      return toolList(id, sampleTools);
    },
  });
  const { click, paste, budget } = counted(user);
  await click(await screen.findByTestId("add-server"));
  await waitFor(() => expect(screen.getByTestId("field-url")).toHaveFocus());
  await paste("https://mcp.linear.app/mcp");
  await click(screen.getByTestId("save-button"));
  await click(await screen.findByText("echo"));
  const argument = await screen.findByRole("textbox", { name: /text/ });
  await waitFor(() => expect(argument).toHaveFocus());
  await paste("hello");
  await click(screen.getByRole("button", { name: /^Run/ }));
  await waitFor(() => expect(ipc.asked.map(([method]) => method)).toContain("callTool"));
  const call = ipc.asked.find(([method]) => method === "callTool");
  expect(call?.[1]).toMatchObject({ tool: "echo", arguments: expect.stringContaining("hello") });
  expect(budget).toEqual({ clicks: 4, entries: 2 });
});

it("says why the sample server does not start, and tries again", async () => {
  let attempts = 0;
  const { user } = await openWindow({
    addSample: async () => {
      attempts += 1;
      throw new Error("no port is free");
    },
  });
  await user.click(await screen.findByTestId("try-sample"));
  expect(await screen.findByRole("alert")).toHaveTextContent("No port is free.");
  await user.click(screen.getByRole("button", { name: "Retry" }));
  await waitFor(() => expect(attempts).toBe(2));
});

it("tries an address from the first-run panel at once", async () => {
  const { user, ipc } = await openWindow();
  await user.type(await screen.findByTestId("first-run-url"), "https://mcp.linear.app/mcp{Enter}");
  expect(await screen.findByText("Reachable")).toBeVisible();
  expect(screen.getByTestId("field-name")).toHaveValue("Linear");
  expect(ipc.asked.filter(([method]) => method === "probe")).toHaveLength(1);
});
