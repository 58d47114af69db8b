import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { IpcFailure } from "@/ipc";
import { accessibilityProblems, openWindow } from "@/test/render-app";
import { connected, connection, oneOfEachStatus } from "@/test/sample-data";

const full = () => ({ start: { connections: oneOfEachStatus() } });
const linear = () => connection({ status: connected() });

describe("the list of connections", () => {
  it("says in words how each connection is", async () => {
    await openWindow(full());
    const row = await screen.findByTestId("connection-row-github");
    expect(row).toHaveTextContent("Needs sign-in");
    expect(row).toHaveTextContent("Sign in to use it");
    expect(screen.getByTestId("status-linear")).toHaveTextContent("Connected");
    expect(screen.getByTestId("connection-row-linear")).toHaveTextContent("23 tools · 84 ms");
    expect(screen.getByTestId("connection-row-files")).toHaveTextContent("4/6 MCP handshake");
    expect(screen.getByTestId("connection-row-old-thing")).toHaveTextContent("Disabled by you");
    expect(screen.getByTestId("status-bar")).toHaveTextContent("5 connected1 needs sign-in1 error");
  });

  it("follows the core without being asked", async () => {
    const { ipc } = await openWindow({ start: { connections: [linear()] } });
    await screen.findByText("23 tools · 84 ms");
    ipc.setStatus("id-linear", { type: "error", failure: { code: "dns", host: "mcp.linear.app" }, at: 0 });
    expect(await screen.findByText("Can't find mcp.linear.app")).toBeVisible();
  });

  it("finds by name and address, and offers to clear a search that finds nothing", async () => {
    const { user } = await openWindow(full());
    await user.type(await screen.findByTestId("connection-search"), "copilot");
    expect(screen.getByTestId("connection-row-github")).toBeVisible();
    expect(screen.queryByTestId("connection-row-linear")).toBeNull();
    await user.type(screen.getByTestId("connection-search"), " linr");
    expect(screen.getByTestId("no-match")).toHaveTextContent("No connection matches “copilot linr”");
    await user.click(screen.getByRole("button", { name: "Clear search" }));
    expect(screen.getByTestId("connection-row-linear")).toBeVisible();
  });

  it("puts what needs the person first when sorted by status", async () => {
    const { user } = await openWindow(full());
    await user.click(await screen.findByTestId("sort"));
    await user.click(await screen.findByRole("option", { name: "Status" }));
    const rows = () => within(screen.getByRole("list", { name: "Connections" })).getAllByRole("listitem");
    await waitFor(() => expect(rows()[0]).toHaveTextContent("GitHub"));
    expect(rows()[1]).toHaveTextContent("Acme CRM");
  });

  it("says why it cannot be shown, and tries again", async () => {
    let broken = true;
    const { user } = await openWindow({
      connections: async () => {
        if (broken)
          throw new IpcFailure({ code: "storage", action: "read", path: "/data/x.db", reason: "denied" });
        return [linear()];
      },
    });
    expect(await screen.findByRole("alert")).toHaveTextContent("Couldn't read /data/x.dbDenied.");
    broken = false;
    await user.click(screen.getByRole("button", { name: "Retry" }));
    expect(await screen.findByTestId("connection-row-linear")).toBeVisible();
  });

  it("is one stop for Tab, and the arrow keys move between its rows", async () => {
    const { user } = await openWindow(full());
    await screen.findByTestId("connection-row-linear");
    const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
    expect(rows.map(({ tabIndex }) => tabIndex)).toEqual([0, ...rows.slice(1).map(() => -1)]);
    act(() => rows[0]?.focus());
    await user.keyboard("{ArrowDown}");
    await waitFor(() => expect(screen.getByRole("button", { name: /^Acme CRM, Error/ })).toHaveFocus());
    await user.keyboard("{End}");
    await waitFor(() => expect(screen.getByRole("button", { name: /^Weather,/ })).toHaveFocus());
  });

  it("draws only the rows in view of a long list", async () => {
    const many = Array.from({ length: 2000 }, (_, n) =>
      connection({ name: `Server ${n}`, slug: `server-${n}` }),
    );
    await openWindow({ start: { connections: many } });
    await screen.findByTestId("connection-row-server-0");
    const rows = within(screen.getByRole("list", { name: "Connections" })).getAllByRole("listitem");
    expect(rows.length).toBeLessThan(60);
    expect(rows[0]).toHaveAttribute("aria-setsize", "2000");
  });

  it("has no accessibility problems", async () => {
    await openWindow(full());
    await screen.findByTestId("connection-row-linear");
    expect(await accessibilityProblems()).toEqual([]);
  });
});

describe("a connection's row", () => {
  it("shows what happened behind Details, with steps and something to copy", async () => {
    const { user, ipc } = await openWindow(full());
    await user.click(await screen.findByTestId("details-acme-crm"));
    const card = await screen.findByRole("alert");
    expect(card).toHaveTextContent("The certificate of crm.acme.dev isn't valid today");
    await user.click(within(card).getByRole("button", { name: "Details" }));
    expect(within(card).getByTestId("step-list")).toHaveTextContent("TLSfailed");
    await user.click(within(card).getByRole("button", { name: "Copy diagnostics" }));
    expect(await within(card).findByText("Copied")).toBeVisible();
    expect(ipc.copied[0]).toContain('"fault": "expired"');
  });

  it("retries from the card", async () => {
    const { user, ipc } = await openWindow(full());
    await user.click(await screen.findByTestId("details-acme-crm"));
    await user.click(within(await screen.findByRole("alert")).getByRole("button", { name: "Retry" }));
    await waitFor(() => expect(screen.getByTestId("status-acme-crm")).toHaveTextContent("Connected"));
    expect(ipc.asked).toContainEqual(["reconnect", "id-acme-crm"]);
  });

  it("connects, disconnects, disables and enables", async () => {
    const { user } = await openWindow({ start: { connections: [connection()] } });
    const status = () => screen.getByTestId("status-linear").textContent;
    const choose = async (item: string) => {
      await user.click(screen.getByTestId("menu-linear"));
      await user.click(await screen.findByRole("menuitem", { name: item }));
    };
    await user.click(await screen.findByTestId("connect-linear"));
    await waitFor(() => expect(status()).toBe("Connected"));
    await choose("Disconnect");
    await waitFor(() => expect(status()).toBe("Not connected"));
    await choose("Disable");
    await waitFor(() => expect(status()).toBe("Disabled"));
    await user.click(screen.getByTestId("enable-linear"));
    await waitFor(() => expect(status()).toBe("Not connected"));
  });

  it("copies its address through the core", async () => {
    const { user, ipc } = await openWindow({ start: { connections: [linear()] } });
    await user.click(await screen.findByTestId("menu-linear"));
    await user.click(await screen.findByRole("menuitem", { name: "Copy URL" }));
    await waitFor(() => expect(ipc.copied).toEqual(["https://mcp.linear.app/mcp"]));
    expect(await screen.findByText("Copied the URL of “Linear”.")).toBeVisible();
  });

  it("goes after a question, and comes back with Undo", async () => {
    const token = { type: "token", header: "Authorization", prefix: "Bearer", savedAt: 1 } as const;
    const { user } = await openWindow({ start: { connections: [{ ...linear(), auth: token }] } });
    await user.click(await screen.findByTestId("menu-linear"));
    await user.click(await screen.findByRole("menuitem", { name: "Remove…" }));
    const question = await screen.findByRole("alertdialog", { name: "Remove “Linear”?" });
    expect(question).toHaveTextContent(
      "Its saved token is deleted from the keychain. 14 history entries stay.",
    );
    await waitFor(() => expect(within(question).getByRole("button", { name: "Cancel" })).toHaveFocus());
    await user.click(within(question).getByRole("button", { name: "Remove" }));
    await waitFor(() => expect(screen.queryByTestId("connection-row-linear")).toBeNull());
    expect(await screen.findByText("Removed “Linear”.")).toBeVisible();
    await user.click(screen.getByTestId("toast-undo"));
    expect(await screen.findByTestId("connection-row-linear")).toBeVisible();
  });

  it("stays when the question is answered with Cancel", async () => {
    const { user, ipc } = await openWindow({ start: { connections: [linear()] } });
    const row = await screen.findByRole("button", { name: /^Linear, Connected/ });
    act(() => row.focus());
    await user.keyboard("{Delete}");
    await user.click(await screen.findByRole("button", { name: "Cancel" }));
    expect(screen.getByTestId("connection-row-linear")).toBeVisible();
    expect(ipc.asked.map(([method]) => method)).not.toContain("removeConnection");
  });
});
