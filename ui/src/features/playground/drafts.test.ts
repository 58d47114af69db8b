import { expect, it } from "vitest";

import { planForm, withArgument, withUnfinished } from "@/lib/schema";
import { newDraft } from "./drafts";

const plan = planForm(
  '{"type":"object","required":["a","b"],"properties":{"a":{"type":"integer"},"b":{"type":"integer","default":7},"c":{"type":"string"}}}',
);

it("begins with the schema's proposals, then the caller's for what is still empty", () => {
  expect(newDraft(plan).arguments).toBe('{\n  "b": 7\n}');
  expect(newDraft(plan, { a: "2", b: "3", z: "4" }).arguments).toBe('{\n  "a": 2,\n  "b": 7\n}');
});

it("begins in JSON when the schema allows no form", () => {
  expect(newDraft(planForm("true"))).toMatchObject({ mode: "json", arguments: "{}" });
});

it("forgets unfinished text once the argument has a value or is taken out", () => {
  const draft = withUnfinished(newDraft(plan), "c", "{");
  expect(draft.unfinished).toEqual({ c: "{" });
  expect(withArgument(draft, "c", '"x"')).toMatchObject({
    arguments: '{\n  "b": 7,\n  "c": "x"\n}',
    unfinished: {},
  });
  expect(withArgument(draft, "c", undefined)).toMatchObject({ arguments: '{\n  "b": 7\n}', unfinished: {} });
});
