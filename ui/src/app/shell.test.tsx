import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { accessibilityProblems, openWindow } from "@/test/render-app";
import { connected, connection } from "@/test/sample-data";

const linear = () => ({ start: { connections: [connection({ status: connected() })] } });

describe("the keyboard", () => {
  it("goes between pages", async () => {
    const { user, address } = await openWindow(linear());
    await screen.findByTestId("connection-row-linear");
    await user.keyboard("{Control>}3{/Control}");
    await waitFor(() => expect(address()).toBe("/settings"));
    await user.keyboard("{Control>}2{/Control}");
    await waitFor(() => expect(address()).toMatch(/^\/playground/));
    await user.keyboard("{Control>}1{/Control}");
    await waitFor(() => expect(address()).toBe("/connections"));
    await user.keyboard("{Control>},{/Control}");
    await waitFor(() => expect(address()).toBe("/settings"));
  });

  it("adds a server from any page", async () => {
    const { user } = await openWindow(linear(), "/settings");
    await screen.findByRole("heading", { name: "Settings" });
    await user.keyboard("{Control>}n{/Control}");
    await waitFor(() => expect(screen.getByTestId("field-url")).toHaveFocus());
  });

  it("leaves the page alone while a dialog is in front", async () => {
    const { user, address } = await openWindow(linear(), "/connections?add=true");
    await screen.findByTestId("field-url");
    await user.keyboard("{Control>}3{/Control}");
    expect(address()).toBe("/connections?add=true");
  });

  it("searches with a slash, but not while something is typed", async () => {
    const { user } = await openWindow(linear());
    const search = await screen.findByTestId("connection-search");
    await user.keyboard("/");
    expect(search).toHaveFocus();
    await user.keyboard("a/b");
    expect(search).toHaveValue("a/b");
  });

  it("lists every shortcut", async () => {
    const { user } = await openWindow(linear());
    await screen.findByTestId("connection-row-linear");
    await user.keyboard("{Control>}/{/Control}");
    const dialog = await screen.findByRole("dialog", { name: "Keyboard shortcuts" });
    expect(dialog).toHaveTextContent("Add a serverCtrl+N");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
  });

  it("goes around the panes with F6", async () => {
    const { user } = await openWindow(linear());
    await screen.findByTestId("connection-row-linear");
    await user.keyboard("{F6}");
    expect(screen.getByTestId("nav-connections")).toHaveFocus();
    await user.keyboard("{F6}");
    expect(screen.getByTestId("connection-search")).toHaveFocus();
    await user.keyboard("{F6}");
    expect(screen.getByRole("button", { name: /^Linear, Connected/ })).toHaveFocus();
    await user.keyboard("{Shift>}{F6}{/Shift}");
    expect(screen.getByTestId("connection-search")).toHaveFocus();
  });
});

describe("the sidebar", () => {
  it("shows what is connected, live, and folds to icons", async () => {
    const { user, ipc } = await openWindow(linear());
    expect(await screen.findByRole("link", { name: /^Linear, Connected, 23 tools/ })).toBeVisible();
    await user.keyboard("{Control>}b{/Control}");
    expect(screen.queryByText("Playground")).toBeNull();
    expect(screen.getByRole("link", { name: "Playground" })).toBeVisible();
    ipc.setStatus("id-linear", { type: "not_connected" });
    await waitFor(() => expect(screen.queryByRole("link", { name: /^Linear/ })).toBeNull());
  });
});

describe("the settings", () => {
  it("change the theme at once and are saved by the core", async () => {
    const { user, ipc } = await openWindow({}, "/settings");
    await user.click(await screen.findByRole("radio", { name: "Dark" }));
    await waitFor(() => expect(document.documentElement).toHaveAttribute("data-theme", "dark"));
    expect(ipc.asked).toContainEqual(["saveSettings", { theme: "dark", density: "comfortable" }]);
  });

  it("go back, and say why, when they cannot be saved", async () => {
    const { user } = await openWindow(
      {
        saveSettings: async () => {
          throw new Error("the disk is full");
        },
      },
      "/settings",
    );
    await user.click(await screen.findByRole("radio", { name: "Compact" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("The disk is full.");
    expect(screen.getByRole("radio", { name: "Comfortable" })).toBeChecked();
  });

  it("are saved as they were meant, when that is tried again", async () => {
    let full = true;
    const { user, ipc } = await openWindow(
      {
        saveSettings: async () => {
          if (full) throw new Error("the disk is full");
        },
      },
      "/settings",
    );
    await user.click(await screen.findByRole("radio", { name: "Compact" }));
    await screen.findByRole("alert");
    full = false;
    await user.click(screen.getByRole("button", { name: "Retry" }));
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
    expect(ipc.asked.filter(([method]) => method === "saveSettings")).toEqual([
      ["saveSettings", { theme: "light", density: "compact" }],
      ["saveSettings", { theme: "light", density: "compact" }],
    ]);
  });

  it("are saved one after the other", async () => {
    const ends: (() => void)[] = [];
    const { user, ipc } = await openWindow(
      { saveSettings: () => new Promise((resolve) => ends.push(resolve)) },
      "/settings",
    );
    const saves = () => ipc.asked.filter(([method]) => method === "saveSettings");
    await user.click(await screen.findByRole("radio", { name: "Dark" }));
    await waitFor(() => expect(saves()).toHaveLength(1));
    await user.click(screen.getByRole("radio", { name: "Compact" }));
    expect(screen.getByRole("radio", { name: "Compact" })).toBeChecked();
    expect(saves()).toHaveLength(1);
    ends[0]?.();
    await waitFor(() => expect(saves()[1]).toEqual(["saveSettings", { theme: "dark", density: "compact" }]));
  });

  it("tell the version and where the data is", async () => {
    const { user, ipc } = await openWindow({}, "/settings");
    expect(await screen.findByTestId("app-version")).toHaveTextContent("0.1.0");
    await user.click(screen.getByRole("button", { name: "Copy" }));
    await waitFor(() => expect(ipc.copied).toEqual(["/home/you/.local/share/dev.hitchpost.app"]));
  });
});

it.each([
  ["first run", "/", "try-sample"],
  ["settings", "/settings", "app-version"],
])("has no accessibility problems on %s", async (_page, address, settled) => {
  await openWindow({}, address);
  await screen.findByTestId(settled);
  expect(await accessibilityProblems()).toEqual([]);
});

it("tells the core once that the list is on the screen", async () => {
  const { ipc } = await openWindow(linear());
  await waitFor(() => expect(ipc.asked.map(([method]) => method)).toContain("uiReady"));
  expect(ipc.asked.filter(([method]) => method === "uiReady")).toHaveLength(1);
});
