import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { toolList } from "@/test/sample-data";
import { toolDetail } from "../testing/tools";
import { itemsOf } from "./items";
import { findItems, highlight, queryWords } from "./search";

const answer = toolList("id", [
  toolDetail({ name: "create_issue", title: "New issue", description: "Creates an ISSUE in a team." }),
  toolDetail({ name: "list_teams", schema: { type: "object", properties: { includeArchived: {} } } }),
]);
const list = itemsOf(answer);

function found(query: string): string[] {
  return findItems(list, queryWords(query)).map(({ id }) => id);
}

describe("searching tools", () => {
  it.each([
    ["", ["create_issue", "list_teams"]],
    ["ISSUE", ["create_issue"]],
    ["new team", ["create_issue"]],
    ["team", ["create_issue", "list_teams"]],
    ["archived", ["list_teams"]],
    ["issue archived", []],
  ])("finds for %j what has every word somewhere", (query, names) => {
    expect(found(query)).toEqual(names);
  });

  it("keeps a tool's key whatever else is found, and tells tools of one name apart", () => {
    const twice = itemsOf(
      toolList("id", [toolDetail({ name: "other" }), toolDetail({ name: "a" }), toolDetail({ name: "a" })]),
    );
    const keys = (query: string) => findItems(twice, queryWords(query)).map(({ key }) => key);
    expect(keys("a")).toEqual(keys("").slice(1));
    expect(new Set(keys("")).size).toBe(3);
  });
});

it("finds the same whatever was searched for before", () => {
  const letters = fc.stringMatching(/^[aeist_ ]{0,4}$/);
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 6 }), (queries) => {
      for (const query of queries) {
        const names = (one: typeof list) => findItems(one, queryWords(query)).map(({ id }) => id);
        expect(names(list)).toEqual(names({ ...list }));
      }
    }),
  );
});

describe("highlighting", () => {
  it("marks every place where a word stands, overlapping ones as one", () => {
    expect(highlight("banana band", ["ban", "nan"])).toEqual([
      { text: "banan", found: true },
      { text: "a ", found: false },
      { text: "ban", found: true },
      { text: "d", found: false },
    ]);
  });

  it("leaves a text alone whose letters change their number in lower case", () => {
    expect(highlight("İstanbul", ["i"])).toEqual([{ text: "İstanbul", found: false }]);
  });
});
