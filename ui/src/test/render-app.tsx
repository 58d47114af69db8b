import { createMemoryHistory } from "@tanstack/react-router";
import { render, screen } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import axe from "axe-core";
import { App } from "@/app/app";
import { takeUnsaid } from "@/components/ui/toast";
import { resetSignInPanel } from "@/features/sign-in";
import { createFakeIpc, type FakeIpc, type FakeWorld } from "./fake-ipc";

/** The whole window over a core in memory, and a person in front of it. */
export interface Window {
  ipc: FakeIpc;
  user: UserEvent;
  /** The page's address. */
  address: () => string;
}

/** Opens the window at an address. */
export async function openWindow(world: FakeWorld = {}, address = "/"): Promise<Window> {
  resetSignInPanel();
  takeUnsaid();
  const ipc = createFakeIpc(world);
  const history = createMemoryHistory({ initialEntries: [address] });
  render(<App ipc={ipc} history={history} />);
  await screen.findByTestId("status-bar");
  return { ipc, user: userEvent.setup({ delay: null }), address: () => history.location.href };
}

/** What the accessibility checker finds in the page. Colours are checked in tokens.test.ts: nothing is painted here. */
export async function accessibilityProblems(): Promise<string[]> {
  const { violations } = await axe.run(document.body, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}
