import { expect, it } from "vitest";

import { connected, connection, toolList } from "@/test/sample-data";
import { toolDetail } from "../testing/tools";
import { itemsOf } from "./items";
import { listRows, type OpenGroups } from "./rows";
import { treeCommand } from "./tree-keys";

const groups = ["One", "Two"].map((name) => ({
  connection: connection({ name, status: connected() }),
  list: itemsOf(toolList(name, [toolDetail({ name: "a" }), toolDetail({ name: "b" })])),
  failure: undefined,
}));

/** What a key does at a place among: One, a, b, Two, a, b. */
function command(key: string, active: number, open: OpenGroups = {}) {
  return treeCommand(key, listRows(groups, "", open), active, 4);
}

it.each([
  ["ArrowDown", 0, 1],
  ["ArrowDown", 5, 5],
  ["ArrowUp", 0, 0],
  ["j", 1, 2],
  ["k", 1, 0],
  ["PageDown", 0, 4],
  ["PageUp", 5, 1],
  ["Home", 5, 0],
  ["End", 0, 5],
  ["ArrowRight", 0, 1],
  ["ArrowLeft", 2, 0],
  ["ArrowLeft", 4, 3],
])("moves with %s from %i to %i", (key, from, to) => {
  expect(command(key, from)).toEqual({ type: "move", to });
});

it("opens and closes the group it stands on", () => {
  expect(command("ArrowLeft", 0)).toEqual({ type: "toggle", open: false });
  expect(command("ArrowRight", 0, { "id-one": false })).toEqual({ type: "toggle", open: true });
});

it("picks with Enter and Space, connects with c, and leaves other keys alone", () => {
  expect(command("Enter", 1)).toEqual({ type: "pick" });
  expect(command(" ", 1)).toEqual({ type: "pick" });
  expect(command("c", 0)).toEqual({ type: "act" });
  expect(command("x", 0)).toBeUndefined();
});
