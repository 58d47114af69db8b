import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, it } from "vitest";
import { resetPlaygroundView } from "@/features/playground";
import { openWindow } from "@/test/render-app";
import { connected, connection } from "@/test/sample-data";

const linear = connection({ status: connected() });

beforeEach(resetPlaygroundView);

/** The playground with a tool open and something searched for, then another page. */
async function awayFromATool() {
  const address = `/playground?connection=${linear.id}&tool=add`;
  const window = await openWindow({ start: { connections: [linear] } }, address);
  // Opening a tool puts the focus into its form.
  await waitFor(() => expect(screen.getByTestId("field-a")).toHaveFocus());
  await window.user.keyboard("{Control>}f{/Control}ad");
  await window.user.click(screen.getByTestId("nav-settings"));
  await screen.findByRole("heading", { name: "Settings" });
  return { ...window, left: address };
}

it("the sidebar leads back to the tool that was open, with the search as it was", async () => {
  const { user, address, left } = await awayFromATool();
  await user.click(screen.getByTestId("nav-playground"));
  await waitFor(() => expect(address()).toBe(left));
  expect(await screen.findByTestId("tool-search")).toHaveValue("ad");
  expect(screen.getByTestId("nav-playground")).toHaveAttribute("aria-current", "page");
});

it("so does the key", async () => {
  const { user, address, left } = await awayFromATool();
  await user.keyboard("{Control>}2{/Control}");
  await waitFor(() => expect(address()).toBe(left));
});
