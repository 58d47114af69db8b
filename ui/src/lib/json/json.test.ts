import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  compareNumbers,
  formatJson,
  isMultipleOf,
  isWholeNumber,
  type Json,
  JsonSyntaxError,
  jsonEquals,
  member,
  parseJson,
  removeMember,
  setMember,
  tryParseJson,
} from ".";

/** What JSON.parse would make of it; only for comparing the two readers. */
function toPlain(value: Json): unknown {
  switch (value.type) {
    case "null":
      return null;
    case "number":
      return Number(value.text);
    case "array":
      return value.items.map(toPlain);
    case "object":
      return Object.fromEntries(value.members.map((m) => [m.key, toPlain(m.value)]));
    default:
      return value.value;
  }
}

describe("reading JSON", () => {
  it("agrees with JSON.parse on every value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(toPlain(parseJson(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it("accepts and refuses exactly what JSON.parse accepts and refuses", () => {
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"',
      "1",
      "-",
      "01",
      "1.5e3",
      "true",
      "nul",
      "null",
      " ",
      "\n",
      "\\u00e9",
      "\t",
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 8 }).map((p) => p.join("")),
        (text) => {
          let accepted = true;
          try {
            JSON.parse(text);
          } catch {
            accepted = false;
          }
          expect(!(tryParseJson(text) instanceof JsonSyntaxError)).toBe(accepted);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("keeps the text of numbers, the order of members and duplicates", () => {
    const object = parseJson('{"b": 90071992547409911, "1": 1.0, "b": 1e400}');
    expect(object.type === "object" && object.members.map((m) => m.key)).toEqual(["b", "1", "b"]);
    expect(member(object, "b")).toMatchObject({ type: "number", text: "1e400" });
  });

  it.each([
    ["", 1, 1, "The value ends too early"],
    ['{\n  "a": 1,\n}', 3, 1, "A name in quotes is missing after the comma"],
    ['{\n  "a" 1\n}', 2, 7, 'A colon is missing after "a"'],
    ['{"a": "x\n"}', 1, 7, "The text is not closed with a quote"],
    ["[1 2]", 1, 4, "A comma or ] is missing"],
    ["{} x", 1, 4, "There is more text after the end of the value"],
  ])("names the place and the reason in %j", (text, line, column, reason) => {
    const error = tryParseJson(text);
    expect(error).toMatchObject({ line, column, message: reason });
  });

  it("refuses bottomless nesting instead of exhausting the stack", () => {
    expect(tryParseJson("[".repeat(100_000))).toBeInstanceOf(JsonSyntaxError);
  });
});

describe("editing JSON text", () => {
  it("changes the value of one member and no other character", () => {
    const text = '{ "id":90071992547409911 ,\n\t"x":  1.50, "é\\u00e9": [1,  2] }';
    expect(setMember(text, "x", '"new"')).toBe(
      '{ "id":90071992547409911 ,\n\t"x":  "new", "é\\u00e9": [1,  2] }',
    );
  });

  it("adds a member in the layout of its neighbours", () => {
    expect(setMember('{\n    "a": 1\n}', "b", "2")).toBe('{\n    "a": 1,\n    "b": 2\n}');
    expect(setMember('{"a": 1}', "b", "2")).toBe('{"a": 1, "b": 2}');
    expect(setMember("", "b", "2")).toBe('{\n  "b": 2\n}');
    expect(setMember(" { } ", "b", "2")).toBe(' {\n  "b": 2\n} ');
  });

  it("removes a member and its comma wherever it stands", () => {
    expect(removeMember('{"a": 1, "b": 2, "c": 3}', "a")).toBe('{"b": 2, "c": 3}');
    expect(removeMember('{"a": 1, "b": 2, "c": 3}', "b")).toBe('{"a": 1, "c": 3}');
    expect(removeMember('{"a": 1, "b": 2, "c": 3}', "c")).toBe('{"a": 1, "b": 2}');
    expect(removeMember('{"a": 1, "a": 2}', "a")).toBe("{}");
    expect(removeMember('{"a": 1}', "z")).toBe('{"a": 1}');
  });

  it("never disturbs the other members, whatever is set and removed", () => {
    const entries = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 6 });
    fc.assert(
      fc.property(
        entries,
        fc.string(),
        fc.jsonValue(),
        fc.constantFrom(0, 2),
        (object, key, value, indent) => {
          const text = JSON.stringify(object, null, indent);
          const set = parseJson(setMember(text, key, JSON.stringify(value)));
          const before = parseJson(text);
          if (before.type !== "object" || set.type !== "object") throw new Error("not objects");
          expect(jsonEquals(member(set, key) as Json, parseJson(JSON.stringify(value)))).toBe(true);
          const others = (o: typeof set) =>
            o.members.filter((m) => m.key !== key).map((m) => [m.key, toPlain(m.value)]);
          expect(others(set)).toEqual(others(before));
          const removed = parseJson(removeMember(text, key));
          if (removed.type !== "object") throw new Error("not an object");
          expect(removed.members.map((m) => [m.key, toPlain(m.value)])).toEqual(others(before));
        },
      ),
    );
  });

  it("indents without touching numbers, escapes or order", () => {
    expect(formatJson('{"2":1.00,"1":[90071992547409911,{}],"\\u00e9":"\\/","e":[]}')).toBe(
      '{\n  "2": 1.00,\n  "1": [\n    90071992547409911,\n    {}\n  ],\n  "\\u00e9": "\\/",\n  "e": []\n}',
    );
    expect(formatJson(" ")).toBe("{}");
  });
});

describe("numbers as text", () => {
  it.each([
    ["1", true],
    ["1.0", true],
    ["1e3", true],
    ["1.50e1", true],
    ["0.0", true],
    ["1.5", false],
    ["1e-1", false],
    ["90071992547409911", true],
  ])("knows whether %s is whole", (text, whole) => {
    expect(isWholeNumber(text)).toBe(whole);
  });

  it("orders numbers as arithmetic does", () => {
    const small = fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => JSON.stringify(n));
    fc.assert(
      fc.property(small, small, (a, b) => {
        expect(compareNumbers(a, b) > 0).toBe(Number(a) > Number(b));
        expect(compareNumbers(a, b) < 0).toBe(Number(a) < Number(b));
      }),
    );
  });

  it("tells apart what floating point cannot", () => {
    expect(compareNumbers("90071992547409911", "90071992547409910")).toBe(1);
    expect(compareNumbers("1e999999999999", "2")).toBe(1);
    expect(compareNumbers("-0", "0.0")).toBe(0);
  });

  it("checks multiples exactly", () => {
    expect(isMultipleOf("0.3", "0.1")).toBe(true);
    expect(isMultipleOf("90071992547409911", "2")).toBe(false);
    expect(isMultipleOf("1e999999999", "3")).toBeUndefined();
  });
});

it("compares values as JSON Schema does", () => {
  expect(jsonEquals(parseJson('{"a": 1.0, "b": [true]}'), parseJson('{"b": [true], "a": 1}'))).toBe(true);
  expect(jsonEquals(parseJson("1"), parseJson('"1"'))).toBe(false);
  expect(jsonEquals(parseJson("[1, 2]"), parseJson("[2, 1]"))).toBe(false);
});
