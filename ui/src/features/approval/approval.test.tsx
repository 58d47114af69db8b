import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { type ConnectionView, IpcFailure } from "@/ipc";
import { commandTarget, needsApproval } from "@/test/command-data";
import { accessibilityProblems, openWindow } from "@/test/render-app";
import { connection } from "@/test/sample-data";
import { resetApproval } from ".";
// What loads later in the window is here before: the tests are not about the time it takes.
import "./approval-dialog";

const ENV = [{ name: "API_KEY", value: { type: "secret", value: { type: "keep" } } }] as const;
const REQUEST = { program: "npx", args: ["-y", "@acme/files", "two words", ""], env: [...ENV] };

function files(over: Partial<ConnectionView> = {}): ConnectionView {
  return connection({
    name: "Files",
    target: commandTarget(REQUEST),
    status: needsApproval(REQUEST),
    ...over,
  });
}

async function review(view: ConnectionView = files(), answers = {}) {
  const opened = await openWindow({ start: { connections: [view] }, ...answers });
  await opened.user.click(await screen.findByTestId("review-files"));
  return { ...opened, dialog: await screen.findByTestId("approval-dialog") };
}

afterEach(resetApproval);

describe("a command that nobody has approved", () => {
  it("is shown in full, one argument per line, with the focus on Cancel", async () => {
    const { dialog } = await review();
    expect(dialog).toHaveTextContent("/usr/local/bin/npx");
    const args = within(dialog).getAllByRole("listitem");
    expect(args.map((item) => item.querySelector("code")?.textContent)).toEqual([
      "-y",
      "@acme/files",
      "two words",
      "(empty)",
    ]);
    expect(dialog).toHaveTextContent("/home/you");
    expect(dialog).toHaveTextContent("API_KEY");
    expect(dialog).toHaveTextContent("It runs with your rights");
    await waitFor(() => expect(within(dialog).getByTestId("dialog-cancel")).toHaveFocus());
  });

  it("shows what can't be seen in it, and no argument as two", async () => {
    const request = {
      program: "npx\u202e",
      args: ["true\n2  --safe", "pay\u200bpal\t\u001b[2J", "C:\\new"],
      env: [{ name: "ONE\nTWO", value: { type: "plain", value: "" } } as const],
      directory: "/home\u2028/safe\u00a0",
    };
    const { dialog } = await review(files({ status: needsApproval(request) }));
    const texts = [...dialog.querySelectorAll("dd code")].map((code) => code.textContent);
    expect(texts).toEqual([
      "/usr/local/bin/npx\\u{202e}",
      "true\\n2  --safe",
      "pay\\u{200b}pal\\t\\u{1b}[2J",
      "C:\\new",
      "/home\\u{2028}/safe\\u{a0}",
      "ONE\\nTWO",
    ]);
    // A backslash that is one is not marked as standing for anything.
    const marks = [...dialog.querySelectorAll("dd code mark")].map((mark) => mark.textContent);
    expect(marks.join(" ")).toBe("\\u{202e} \\n \\u{200b} \\t \\u{1b} \\u{2028} \\u{a0} \\n");
    expect(dialog).toHaveTextContent("Found for “npx\\u{202e}”");
  });

  it("is asked about without barriers that a checker can find", async () => {
    await review();
    expect(await accessibilityProblems()).toEqual([]);
  });

  it("runs only after the yes, by the digest that was on the screen", async () => {
    const { user, ipc } = await review();
    await user.click(screen.getByTestId("dialog-cancel"));
    await waitFor(() => expect(screen.queryByTestId("approval-dialog")).toBeNull());
    expect(ipc.asked.some(([name]) => name === "approveCommand" || name === "connect")).toBe(false);
    await user.click(screen.getByTestId("review-files"));
    await user.click(await screen.findByTestId("dialog-confirm"));
    await waitFor(() => expect(ipc.asked).toContainEqual(["approveCommand", "id-files", "d1"]));
    await waitFor(() => expect(screen.getByTestId("status-files")).toHaveTextContent("Connected"));
    expect(screen.queryByTestId("approval-dialog")).toBeNull();
  });

  it("says what changed since it was approved", async () => {
    const { dialog } = await review(files({ status: needsApproval(REQUEST, { changed: ["args", "env"] }) }));
    expect(within(dialog).getByTestId("approval-changed")).toHaveTextContent(
      "Changed since you approved it: the arguments, the names of its environment variables.",
    );
  });

  it("can't be approved where there is no such program", async () => {
    const { dialog } = await review(files({ status: needsApproval(REQUEST, { resolved: null }) }));
    expect(dialog).toHaveTextContent("Can't find npx");
    expect(within(dialog).getByTestId("dialog-confirm")).toBeDisabled();
  });

  it("stays unapproved, with the reason on the screen, when the core refuses", async () => {
    const { user } = await review(files(), {
      approveCommand: async () => {
        throw new IpcFailure({ code: "needs_approval", name: "Files" });
      },
    });
    await user.click(screen.getByTestId("dialog-confirm"));
    expect(await screen.findByText("The command of “Files” isn't approved")).toBeVisible();
  });
});
