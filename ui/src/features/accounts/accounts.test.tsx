import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { accessibilityProblems, openWindow } from "@/test/render-app";
import { connected, connection } from "@/test/sample-data";
import { account, oauth } from "@/test/sign-in-data";

const alice = account();
const work = account({
  id: "account-2",
  label: "alice at work",
  inUse: false,
  sharedWith: ["Linear (test)"],
});

async function openAccounts(world: Parameters<typeof openWindow>[0] = {}) {
  const signedIn = connection({ auth: oauth({ accounts: [alice, work] }), status: connected() });
  const opened = await openWindow({ start: { connections: [signedIn] }, ...world });
  await opened.user.click(await screen.findByTestId("menu-linear"));
  await opened.user.click(await screen.findByTestId("menu-accounts"));
  const dialog = within(await screen.findByRole("dialog", { name: "Accounts of Linear" }));
  return { ...opened, dialog };
}

describe("the accounts of a connection", () => {
  it("are listed with what they may do and how long they last", async () => {
    const { dialog } = await openAccounts();
    expect(dialog.getByTestId("account-account-1")).toHaveTextContent(
      "alice@example.comIn useauth.linear.app · read, write · renews by itself",
    );
    expect(dialog.getByTestId("account-account-2")).toHaveTextContent("Also used by Linear (test)");
  });

  it("can be switched between", async () => {
    const { user, ipc, dialog } = await openAccounts();
    await user.click(dialog.getByRole("button", { name: "Use alice at work" }));
    await waitFor(() => expect(dialog.getByTestId("account-account-2")).toHaveTextContent("In use"));
    expect(ipc.asked).toContainEqual(["switchAccount", "id-linear", "account-2"]);
  });

  it("can be renamed, and keep their name with Escape", async () => {
    const { user, ipc, dialog } = await openAccounts();
    await user.click(dialog.getByTestId("rename-account-2"));
    await user.keyboard("Wrong{Escape}");
    expect(dialog.getByText("alice at work")).toBeVisible();
    await user.click(dialog.getByTestId("rename-account-2"));
    await user.keyboard("Work{Enter}");
    expect(await dialog.findByText("Work")).toBeVisible();
    expect(ipc.asked).toContainEqual(["renameAccount", "account-2", "Work"]);
  });

  it("get company by signing in once more", async () => {
    const { user, ipc } = await openAccounts();
    await user.click(screen.getByTestId("add-account"));
    expect(await screen.findByTestId("sign-in-panel-linear")).toBeVisible();
    expect(ipc.asked).toContainEqual(["authorize", "id-linear", true, []]);
  });

  it("can be taken from another connection", async () => {
    const bob = account({ id: "account-9", label: "bob@example.com", inUse: false });
    const { user, ipc, dialog } = await openAccounts({ shareableAccounts: async () => [bob] });
    await user.click(await dialog.findByRole("button", { name: "Use bob@example.com here, too" }));
    await waitFor(() => expect(ipc.asked).toContainEqual(["switchAccount", "id-linear", "account-9"]));
  });

  it("go after a question that says who else loses them", async () => {
    const { user, ipc, dialog } = await openAccounts();
    await user.click(dialog.getByRole("button", { name: "Sign out of alice at work" }));
    const question = within(await screen.findByRole("alertdialog"));
    expect(question.getByText(/Linear \(test\) can't use it any more either/)).toBeVisible();
    await waitFor(() => expect(question.getByRole("button", { name: "Cancel" })).toHaveFocus());
    await user.click(question.getByRole("button", { name: "Sign out" }));
    await waitFor(() => expect(dialog.queryByTestId("account-account-2")).toBeNull());
    expect(ipc.asked).toContainEqual(["signOut", "id-linear", "account-2"]);
  });

  it("have no accessibility problems", async () => {
    await openAccounts();
    expect(await accessibilityProblems()).toEqual([]);
  });
});

it("signs out of the account in use from the menu", async () => {
  const signedIn = connection({ auth: oauth({ accounts: [alice] }), status: connected() });
  const { user, ipc } = await openWindow({ start: { connections: [signedIn] } });
  await user.click(await screen.findByTestId("menu-linear"));
  await user.click(await screen.findByTestId("menu-sign-out"));
  await user.click(await screen.findByTestId("dialog-confirm"));
  await waitFor(() => expect(ipc.asked).toContainEqual(["signOut", "id-linear", "account-1"]));
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
});
