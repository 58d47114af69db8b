import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { IpcFailure, type LinkView } from "@/ipc";
import { asked, sent } from "@/test/form-core";
import { accessibilityProblems, openWindow } from "@/test/render-app";
import { connected, connection } from "@/test/sample-data";

const add: Extract<LinkView, { type: "add" }> = {
  type: "add",
  url: "https://crm.acme.dev/mcp",
  name: "Acme CRM",
  refusedSecret: false,
};
const linear = connection({ status: connected() });

const question = async () => within(await screen.findByTestId("add-link-dialog"));

describe("a link that proposes a server", () => {
  it("asks first, with the focus on Cancel, and sends nothing", async () => {
    const { user, ipc } = await openWindow({ start: { links: [add] } });
    const dialog = await question();
    expect(dialog.getByText("Add “Acme CRM”?")).toBeVisible();
    expect(dialog.getByText("crm.acme.dev")).toBeVisible();
    expect(dialog.getByText("https://crm.acme.dev/mcp")).toBeVisible();
    expect(dialog.getByText(/Add only if you trust crm.acme.dev/)).toBeVisible();
    await waitFor(() => expect(dialog.getByRole("button", { name: "Cancel" })).toHaveFocus());
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByTestId("add-link-dialog")).toBeNull());
    const methods = new Set(ipc.asked.map(([method]) => method));
    for (const method of ["probe", "checkConnection", "addConnection", "connect"] as const) {
      expect(methods).not.toContain(method);
    }
  });

  it("is added without connecting where that is wanted", async () => {
    const { user, ipc } = await openWindow({ start: { links: [add] } });
    await user.click((await question()).getByRole("button", { name: "Add without connecting" }));
    expect(await screen.findByTestId("connection-row-acme-crm")).toBeVisible();
    expect(sent(ipc, "addConnection")).toMatchObject({
      url: add.url,
      name: "Acme CRM",
      auth: { type: "none" },
    });
    expect(asked(ipc, "connect")).toBe(0);
  });

  it("is added and connected, and its tools are shown", async () => {
    const { user, address } = await openWindow({ start: { links: [add] } });
    await user.click((await question()).getByRole("button", { name: "Add" }));
    await waitFor(() => expect(address()).toBe("/playground?connection=id-acme-crm"));
  });

  it("goes on to the sign-in where the server wants one", async () => {
    const failure = { code: "unauthorized", credential: null, oauth: true, challenge: null } as const;
    const { user, ipc } = await openWindow({
      start: { links: [add] },
      connect: async () => connection({ name: "Acme CRM", status: { type: "needs_sign_in", failure } }),
    });
    await user.click((await question()).getByRole("button", { name: "Add" }));
    expect(await screen.findByTestId("sign-in-panel-acme-crm")).toBeVisible();
    expect(sent(ipc, "configureConnection")?.auth).toMatchObject({ type: "oauth" });
  });

  it("says that a secret was left out, and warns of a disguised host", async () => {
    const link = { ...add, url: "https://xn--80ak6aa92e.com/mcp", name: null, refusedSecret: true };
    await openWindow({ start: { links: [link] } });
    const dialog = await question();
    expect(dialog.getByText(/The link contained a token. We left it out/)).toBeVisible();
    expect(dialog.getByText(/It reads “аррӏе.com”, written with letters of another alphabet/)).toBeVisible();
  });

  it("says why it was not added, and can be answered again", async () => {
    const { user } = await openWindow({
      start: { links: [add] },
      addConnection: async () => {
        throw new IpcFailure({ code: "address_forbidden", host: "crm.acme.dev" });
      },
    });
    const dialog = await question();
    await user.click(dialog.getByRole("button", { name: "Add" }));
    expect(await dialog.findByRole("alert")).toHaveTextContent("Hitchpost never connects to crm.acme.dev");
  });

  it("is asked about in front of a form, which stays as it is", async () => {
    const { user, ipc } = await openWindow({}, "/connections?add=true");
    await user.type(await screen.findByTestId("field-url"), "https://mine.example/mcp");
    act(() => ipc.openLink(add));
    const cancel = (await question()).getByRole("button", { name: "Cancel" });
    await waitFor(() => expect(cancel).toHaveFocus());
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("add-link-dialog")).toBeNull());
    expect(screen.getByTestId("field-url")).toHaveValue("https://mine.example/mcp");
    await waitFor(() => expect(screen.getByRole("textbox", { name: "Server URL" })).toBeVisible());
  });

  it("waits while another is asked about", async () => {
    const { user, ipc } = await openWindow();
    act(() => {
      ipc.openLink(add);
      ipc.openLink({ ...add, url: "https://other.example/mcp", name: "Other" });
    });
    expect((await question()).getByText("Add “Acme CRM”?")).toBeVisible();
    await user.click(screen.getByTestId("dialog-cancel"));
    expect(await screen.findByText("Add “Other”?")).toBeVisible();
  });

  it("has no accessibility problems", async () => {
    await openWindow({ start: { links: [{ ...add, refusedSecret: true }] } });
    await question();
    expect(await accessibilityProblems()).toEqual([]);
  });
});

describe("a link to what is here", () => {
  it("shows a connection and leaves it as it is", async () => {
    const { ipc, address } = await openWindow({
      start: { connections: [connection()], links: [{ type: "open", connection: "id-linear" }] },
    });
    await waitFor(() => expect(address()).toBe("/playground?connection=id-linear"));
    expect(asked(ipc, "connect")).toBe(0);
  });

  it("fills a tool's arguments in, and runs nothing", async () => {
    const { ipc } = await openWindow({
      start: {
        connections: [linear],
        links: [{ type: "tool", connection: "id-linear", tool: "echo", args: '{"text":"from a link"}' }],
      },
    });
    expect(await screen.findByRole("textbox", { name: /text/ })).toHaveValue("from a link");
    expect(asked(ipc, "callTool")).toBe(0);
  });

  it("gives back what was being written when a link replaced it", async () => {
    const { user, ipc } = await openWindow(
      { start: { connections: [connection({ name: "Notes", status: connected() })] } },
      "/playground?connection=id-notes&tool=echo",
    );
    const text = await screen.findByRole("textbox", { name: /text/ });
    await waitFor(() => expect(text).toHaveFocus());
    await user.keyboard("mine");
    expect(text).toHaveValue("mine");
    act(() =>
      ipc.openLink({ type: "tool", connection: "id-notes", tool: "echo", args: '{"text":"theirs"}' }),
    );
    await waitFor(() => expect(text).toHaveValue("theirs"));
    await user.click(await screen.findByTestId("toast-undo"));
    await waitFor(() => expect(text).toHaveValue("mine"));
  });

  it.each<[LinkView, string]>([
    [{ type: "unknown" }, "Hitchpost doesn't understand this link."],
    [{ type: "open", connection: "gone" }, "This link leads to a connection that isn't here."],
  ])("says so when it can't be followed", async (link, words) => {
    await openWindow({ start: { connections: [linear], links: [link] } });
    expect(await screen.findByText(words)).toBeVisible();
  });
});
