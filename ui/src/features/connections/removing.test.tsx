import { act, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openWindow } from "@/test/render-app";
import { connected, connection } from "@/test/sample-data";

const alpha = connection({ name: "Alpha", status: connected() });
const beta = connection({ name: "Beta", status: connected() });

async function removeWithKeys(name: string, key = "{Delete}") {
  const { user } = await openWindow({ start: { connections: [alpha, beta] } });
  const row = await screen.findByRole("button", { name: new RegExp(`^${name}, Connected`) });
  act(() => row.focus());
  await user.keyboard(key);
  await user.click(await screen.findByTestId("dialog-confirm"));
  await waitFor(() => expect(screen.queryByTestId(`connection-row-${name.toLowerCase()}`)).toBeNull());
  return user;
}

describe("after a removal, the focus goes", () => {
  it("to the next row", async () => {
    await removeWithKeys("Alpha");
    await waitFor(() => expect(screen.getByRole("button", { name: /^Beta, Connected/ })).toHaveFocus());
  });

  it("to the row before when it was the last", async () => {
    await removeWithKeys("Beta", "{Backspace}");
    await waitFor(() => expect(screen.getByRole("button", { name: /^Alpha, Connected/ })).toHaveFocus());
  });

  it("to the list below when it was asked for in the sheet", async () => {
    const { user } = await openWindow(
      { start: { connections: [alpha, beta] } },
      "/connections?configure=id-alpha",
    );
    await user.click(await screen.findByTestId("remove-button"));
    await user.click(await screen.findByTestId("dialog-confirm"));
    await waitFor(() => expect(screen.queryByTestId("connection-sheet")).toBeNull());
    await waitFor(() => expect(screen.getByRole("button", { name: /^Beta, Connected/ })).toHaveFocus());
  });

  it("to the search when nothing is left that matches it", async () => {
    const { user } = await openWindow({ start: { connections: [alpha, beta] } });
    await user.type(await screen.findByTestId("connection-search"), "alpha");
    await user.click(screen.getByTestId("menu-alpha"));
    await user.click(await screen.findByTestId("menu-remove"));
    await user.click(await screen.findByTestId("dialog-confirm"));
    await waitFor(() => expect(screen.queryByTestId("connection-row-alpha")).toBeNull());
    await waitFor(() => expect(screen.getByTestId("connection-search")).toHaveFocus());
  });
});

describe("undo", () => {
  it("is offered only as long as it works", async () => {
    const { user } = await openWindow({
      start: { connections: [alpha, beta] },
      removeConnection: async (id) => ({ id, name: "Alpha", undoUntil: Date.now() + 300, historyEntries: 0 }),
    });
    await user.click(await screen.findByTestId("menu-alpha"));
    await user.click(await screen.findByTestId("menu-remove"));
    await user.click(await screen.findByTestId("dialog-confirm"));
    // Under the pointer, too, where other toasts stay.
    await user.hover(await screen.findByTestId("toast"));
    await waitFor(() => expect(screen.queryByTestId("toast-undo")).toBeNull());
  });

  it("that comes too late says so", async () => {
    const { user } = await openWindow({
      start: { connections: [alpha, beta] },
      removeConnection: async (id) => ({
        id,
        name: "Alpha",
        undoUntil: Date.now() + 60_000,
        historyEntries: 0,
      }),
    });
    await user.click(await screen.findByTestId("menu-alpha"));
    await user.click(await screen.findByTestId("menu-remove"));
    await user.click(await screen.findByTestId("dialog-confirm"));
    await user.click(await screen.findByTestId("toast-undo"));
    expect(await screen.findByText("It can't be brought back any more.")).toBeVisible();
  });
});

describe("the keys of the list", () => {
  it("move with j and k as with the arrows", async () => {
    const { user } = await openWindow({ start: { connections: [alpha, beta] } });
    const row = await screen.findByRole("button", { name: /^Alpha, Connected/ });
    act(() => row.focus());
    await user.keyboard("j");
    await waitFor(() => expect(screen.getByRole("button", { name: /^Beta, Connected/ })).toHaveFocus());
    await user.keyboard("k");
    await waitFor(() => expect(row).toHaveFocus());
  });

  it("belong to a row's menu while that is open", async () => {
    const { user } = await openWindow({ start: { connections: [alpha, beta] } });
    await user.click(await screen.findByTestId("menu-alpha"));
    const menu = await screen.findByRole("menu");
    await waitFor(() => expect(menu).toContainElement(document.activeElement as HTMLElement));
    await user.keyboard("{ArrowDown}{End}");
    await waitFor(() => expect(screen.getByTestId("menu-remove")).toHaveFocus());
    expect(screen.getByRole("button", { name: /^Alpha, Connected/ })).toHaveAttribute("tabindex", "0");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.getByTestId("menu-alpha")).toHaveFocus());
  });
});
