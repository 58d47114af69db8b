import { expect, it } from "vitest";

import { textKind } from "./text-kind";

it.each([
  ["Created ENG-412", "plain"],
  ["2 * 3 * 4 = 24 and [1] is a note (see below)", "plain"],
  ["- one item alone", "plain"],
  ['{"a": 1}', "json"],
  ["  [1, 2]\n", "json"],
  ["[not json]", "plain"],
  ['"a string"', "plain"],
  ["# Heading\n\ntext", "markdown"],
  ["text with **bold** words", "markdown"],
  ["see [the docs](https://example.com)", "markdown"],
  ["- a\n- b\n", "markdown"],
  ["```sh\nls\n```", "markdown"],
  ["| a | b |\n| --- | --- |\n| 1 | 2 |", "markdown"],
])("takes %j for %s", (text, kind) => {
  expect(textKind(text)).toBe(kind);
});

it("does not look into very long texts", () => {
  expect(textKind(`[${" ".repeat(300_000)}]`)).toBe("plain");
});

it("lays out no long Markdown", () => {
  expect(textKind(`# Heading\n\n${"word ".repeat(8000)}`)).toBe("plain");
});

it.each(["*a_ ", "~a", "> ", "- * 1. ", "- a\n", "|a|b|\n|-|-|\n"])(
  "does not take many a %j for Markdown, which would be laid out for seconds or not at all",
  (piece) => {
    expect(textKind(`# Heading\n\n${piece.repeat(30_000 / piece.length)}`)).toBe("plain");
  },
);

it.each(["[", "[a", "[](", "**a", "|a|\n", "|", "- ", "#", "![[", "[a](", "| |\n|-", "\n- a"])(
  "is quick with many a %j",
  (piece) => {
    const text = `x${piece.repeat(32_768 / piece.length)}`;
    const began = performance.now();
    textKind(text);
    expect(performance.now() - began).toBeLessThan(100);
  },
);
