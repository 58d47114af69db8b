import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Checked, ConnectionView } from "@/ipc";
import { asked, sent } from "@/test/form-core";
import { openWindow } from "@/test/render-app";
import { connection } from "@/test/sample-data";

const ADD = "/connections?add=true";
const URL = "https://mcp.linear.app/mcp";

describe("while a form is saved", () => {
  it("nothing can be entered that would be lost, and what was checked is sent", async () => {
    let answer: (checked: Checked) => void = () => {};
    const { user, ipc } = await openWindow(
      { checkConnection: () => new Promise((resolve) => (answer = resolve)) },
      ADD,
    );
    const name = await screen.findByTestId("field-name");
    await user.type(name, "Linear");
    await user.type(screen.getByTestId("field-url"), `${URL}{Enter}`);
    await waitFor(() => expect(name).toBeDisabled());
    expect(screen.getByTestId("connection-form")).toHaveAttribute("inert");
    answer({ url: URL, name: "Linear", slug: "linear", issues: [] });
    await waitFor(() => expect(sent(ipc, "addConnection")).toMatchObject({ url: URL, name: "Linear" }));
  });

  it("gives the form back when it is not saved", async () => {
    const { user } = await openWindow(
      {
        addConnection: async () => {
          throw new Error("the disk is full");
        },
      },
      ADD,
    );
    await user.type(await screen.findByTestId("field-url"), `${URL}{Enter}`);
    expect(await screen.findByText(/The disk is full/)).toBeVisible();
    await waitFor(() => expect(screen.getByTestId("field-url")).toBeEnabled());
    await waitFor(() => expect(screen.getByTestId("field-url")).toHaveFocus());
  });
});

describe("while a saved form connects", () => {
  async function openConnecting() {
    let end: (view: ConnectionView) => void = () => {};
    const opened = await openWindow(
      {
        connect: () => new Promise((resolve) => (end = resolve)),
        disconnect: async () => {
          const view = connection();
          end(view);
          return view;
        },
      },
      ADD,
    );
    await opened.user.type(await screen.findByTestId("field-url"), `${URL}{Enter}`);
    await waitFor(() => expect(asked(opened.ipc, "connect")).toBe(1));
    return opened;
  }

  it("shows the step it is at", async () => {
    const { ipc } = await openConnecting();
    ipc.setStatus("id-linear", { type: "connecting", step: "handshake", since: 0 });
    await waitFor(() => expect(screen.getByTestId("connecting-step")).toHaveTextContent("4/6 MCP handshake"));
  });

  it("can be cancelled, and is saved nevertheless", async () => {
    const { user, ipc, address } = await openConnecting();
    await user.click(await screen.findByTestId("cancel-button"));
    await waitFor(() => expect(address()).toBe("/connections"));
    expect(asked(ipc, "disconnect")).toBe(1);
    expect(await screen.findByTestId("connection-row-linear")).toBeVisible();
  });
});

it("says why a reconnection asked for from the sheet did not happen", async () => {
  const { user } = await openWindow(
    {
      start: { connections: [connection()] },
      reconnect: async () => {
        throw new Error("the mailbox is gone");
      },
    },
    "/connections?configure=id-linear",
  );
  await user.click(await screen.findByTestId("sheet-reconnect"));
  expect(await screen.findByText(/The mailbox is gone/)).toBeVisible();
});
