import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { openWindow } from "@/test/render-app";
import { connected, connection } from "@/test/sample-data";

const linear = () => ({ start: { connections: [connection({ status: connected() })] } });

it("searches with a slash on keyboards that need Shift for it", async () => {
  await openWindow(linear());
  const search = await screen.findByTestId("connection-search");
  fireEvent.keyDown(document.body, { key: "/", code: "Digit7", shiftKey: true });
  expect(search).toHaveFocus();
});

it("searches the page with Ctrl+F, also while something is typed", async () => {
  const { user } = await openWindow(linear());
  const search = await screen.findByTestId("connection-search");
  await user.keyboard("{Control>}f{/Control}");
  expect(search).toHaveFocus();
  await user.keyboard("lin{Control>}f{/Control}x");
  expect(search).toHaveValue("x");
});

it("leaves the search alone while a dialog is in front", async () => {
  const { user } = await openWindow(linear(), "/connections?configure=id-linear");
  await screen.findByTestId("connection-sheet");
  screen.getByTestId("advanced").focus();
  await user.keyboard("/");
  await user.keyboard("{Control>}f{/Control}");
  expect(screen.getByTestId("advanced")).toHaveFocus();
});

it("lists the shortcuts on keyboards that need Shift for a slash", async () => {
  await openWindow(linear());
  await screen.findByTestId("connection-row-linear");
  fireEvent.keyDown(document.body, { key: "/", code: "Digit7", shiftKey: true, ctrlKey: true });
  await waitFor(() => expect(screen.getByTestId("shortcut-dialog")).toBeVisible());
});
