import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, it } from "vitest";
import type { ConnectionView } from "@/ipc";
import { asked } from "@/test/form-core";
import { accessibilityProblems, openWindow } from "@/test/render-app";
import { connected, connection } from "@/test/sample-data";
import { account, oauth, signIn, signInFailure } from "@/test/sign-in-data";
import { useDrafts } from "./drafts";
import { useRuns } from "./runs";
import { report } from "./testing/reports";

beforeEach(() => {
  useDrafts.setState({ drafts: {} });
  useRuns.setState({ runs: {} });
});

const signedIn = connection({ auth: oauth({ accounts: [account()] }), status: connected() });
const never = signInFailure({ type: "never_signed_in" });

async function openConnection(over: Partial<ConnectionView>) {
  const view = connection({ auth: oauth(), ...over });
  return openWindow({ start: { connections: [view] } }, "/playground?connection=id-linear");
}

it("offers to sign in where a connection needs it, and stays where it is", async () => {
  const { user, address } = await openConnection({ status: { type: "needs_sign_in", failure: never } });
  const card = within(await screen.findByTestId("error-card"));
  await user.click(card.getByRole("button", { name: "Authorize" }));
  expect(await screen.findByTestId("sign-in-panel-linear")).toBeVisible();
  expect(address()).toBe("/playground?connection=id-linear");
  expect(screen.getByText("Waiting for you to sign in to Linear")).toBeVisible();
});

it("brings a sign-in that waits back into sight", async () => {
  const { user } = await openConnection({ status: { type: "signing_in", signIn: signIn() } });
  await user.click(await screen.findByTestId("show-sign-in"));
  expect(await screen.findByTestId("sign-in-panel-linear")).toBeVisible();
});

it.each<[string, Partial<ConnectionView>, string]>([
  ["set to OAuth", { status: { type: "needs_sign_in", failure: never } }, "Authorize"],
  [
    "signed out by time",
    { status: { type: "expired", since: 0, failure: signInFailure({ type: "expired" }) } },
    "Authorize again",
  ],
  [
    "not set to anything",
    {
      auth: { type: "none" },
      status: {
        type: "needs_sign_in",
        failure: { code: "unauthorized", credential: null, oauth: true, challenge: null },
      },
    },
    "Authorize",
  ],
])("signs in from the list of tools: a connection %s", async (_what, over, label) => {
  const { user, ipc } = await openConnection(over);
  const button = await screen.findAllByTestId("connect-linear");
  expect(button[0]).toHaveTextContent(label);
  await user.click(button[0] as HTMLElement);
  expect(await screen.findByTestId("sign-in-panel-linear")).toBeVisible();
  expect(asked(ipc, "authorize")).toBe(1);
});

async function runWithoutScope() {
  const failure = signInFailure({ type: "scope_missing", needed: ["write"], granted: ["read"] });
  const opened = await openWindow(
    {
      start: { connections: [signedIn] },
      callTool: async ({ callId }) => report(callId, { type: "failed", failure }),
    },
    "/playground?connection=id-linear&tool=echo",
  );
  const text = await screen.findByRole("textbox", { name: /text/ });
  await waitFor(() => expect(text).toHaveFocus());
  await opened.user.keyboard("hello{Control>}{Enter}{/Control}");
  const bar = within(await screen.findByTestId("scope-bar"));
  return { ...opened, text, bar };
}

it("asks for the scope that a call needs, keeps the arguments, and runs nothing by itself", async () => {
  const { user, ipc, text, bar } = await runWithoutScope();
  expect(bar.getByText(/also needs/)).toHaveTextContent("echo also needs write.");
  await user.click(bar.getByRole("button", { name: "Authorize" }));
  expect(ipc.asked).toContainEqual(["authorize", "id-linear", false, ["write"]]);
  expect(await screen.findByTestId("sign-in-panel-linear")).toBeVisible();
  ipc.setStatus("id-linear", connected());
  await waitFor(() => expect(screen.queryByTestId("sign-in-panel-linear")).toBeNull());
  expect(text).toHaveValue("hello");
  expect(asked(ipc, "callTool")).toBe(1);
  await user.click(screen.getByRole("button", { name: "Run again" }));
  await waitFor(() => expect(asked(ipc, "callTool")).toBe(2));
});

it("takes Not now for an answer", async () => {
  const { user, bar } = await runWithoutScope();
  await user.click(bar.getByRole("button", { name: "Not now" }));
  expect(bar.queryByRole("button", { name: "Authorize" })).toBeNull();
  expect(bar.getByText(/also needs/)).toBeVisible();
  expect(await accessibilityProblems()).toEqual([]);
});
