import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";

import type { ToolChange } from "@/ipc";
import { accessibilityProblems, openWindow } from "@/test/render-app";
import { connected, connection } from "@/test/sample-data";
import { diffOf } from "./definition-diff";
import { sampleChanges } from "./testing/changes";

const linear = connection({ name: "Linear", status: connected() });

/** The page of a connection whose server changed its tools. */
async function openChanges() {
  let waiting = [...sampleChanges];
  const view = await openWindow(
    {
      start: { connections: [linear] },
      toolChanges: async () => waiting,
    },
    `/connection/${linear.id}`,
  );
  const accept = view.ipc.acceptTools;
  view.ipc.acceptTools = async (id, tools) => {
    waiting = waiting.filter(
      (one) => !tools.some((tool) => tool.name === one.name && tool.digest === one.digest),
    );
    return accept(id, tools);
  };
  /** The server changes a tool again. */
  const changeAgain = (name: string) => {
    waiting = waiting.map((one) => (one.name === name ? { ...one, digest: `${one.digest} again` } : one));
  };
  return { ...view, changeAgain, panel: within(await screen.findByTestId("tool-changes")) };
}

it("shows what changed, part by part", async () => {
  const { user, panel } = await openChanges();
  const change = panel.getByTestId("change-create_issue");
  expect(change).toHaveTextContent("changeddescription and arguments");
  await user.click(change);
  const diff = within(panel.getByTestId("diff-create_issue"));
  expect(diff.getByText(/Needs write access/).closest("del")).not.toBeNull();
  expect(diff.getByText(/audit@evil.example/).closest("ins")).not.toBeNull();
  expect(diff.getByText(/Creates an issue in a team/).closest("ins, del")).toBeNull();
  expect(await accessibilityProblems()).toEqual([]);
});

it("accepts one tool, and then all", async () => {
  const { user, ipc, panel } = await openChanges();
  await user.click(panel.getByRole("button", { name: "Accept list_issues" }));
  await waitFor(() => expect(panel.queryByTestId("change-list_issues")).toBeNull());
  expect(ipc.asked).toContainEqual(["acceptTools", linear.id, [{ name: "list_issues", digest: "r1" }]]);
  await user.click(panel.getByRole("button", { name: "Accept all" }));
  await waitFor(() => expect(screen.queryByTestId("tool-changes")).toBeNull());
  expect(ipc.asked).toContainEqual([
    "acceptTools",
    linear.id,
    [
      { name: "create_issue", digest: "c1" },
      { name: "delete_everything", digest: "a1" },
    ],
  ]);
});

it("leaves waiting what changed again since it was shown", async () => {
  const { user, panel, changeAgain } = await openChanges();
  changeAgain("create_issue");
  await user.click(panel.getByRole("button", { name: "Accept all" }));
  await waitFor(() => expect(panel.queryByTestId("change-list_issues")).toBeNull());
  expect(panel.getByTestId("change-create_issue")).toBeVisible();
});

const change = (part: Partial<ToolChange>): ToolChange => ({
  name: "t",
  kind: "changed",
  fields: [],
  digest: "d1",
  before: null,
  after: null,
  ...part,
});

it("shows a new tool as added and one that is gone as removed", () => {
  expect(diffOf(change({ kind: "added", after: "{}" }))).toEqual([
    { field: null, lines: [{ sign: "+", text: "{}" }] },
  ]);
  expect(diffOf(change({ kind: "removed", before: "{}" }))).toEqual([
    { field: null, lines: [{ sign: "-", text: "{}" }] },
  ]);
});

it("compares texts as they are read and schemas as they are indented", () => {
  const before = '{"description":"a\\nb","inputSchema":{"n":1.0}}';
  const after = '{"description":"a\\nc","inputSchema":{"n":1.00}}';
  expect(diffOf(change({ fields: ["description", "inputSchema", "title"], before, after }))).toEqual([
    {
      field: "description",
      lines: [
        { sign: " ", text: "a" },
        { sign: "-", text: "b" },
        { sign: "+", text: "c" },
      ],
    },
    {
      field: "inputSchema",
      lines: [
        { sign: " ", text: "{" },
        { sign: "-", text: '  "n": 1.0' },
        { sign: "+", text: '  "n": 1.00' },
        { sign: " ", text: "}" },
      ],
    },
    { field: "title", lines: [] },
  ]);
});
