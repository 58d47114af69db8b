import { describe, expect, it } from "vitest";

import { parseJson } from "../json";
import { type Field, type FormPlan, fieldProblem, planForm, startingValue } from ".";

function fieldsOf(schema: object | string): Field[] {
  const plan = planForm(typeof schema === "string" ? schema : JSON.stringify(schema));
  if (plan.type !== "form") throw new Error(`no form: ${plan.reason}`);
  return plan.fields;
}

function fieldOf(property: unknown, required = false): Field {
  const [field] = fieldsOf({ type: "object", properties: { x: property }, required: required ? ["x"] : [] });
  if (!field) throw new Error("no field");
  return field;
}

function problem(property: unknown, value: string): string | undefined {
  return fieldProblem(fieldOf(property), parseJson(value));
}

describe("planning a form", () => {
  it.each([
    ["string", { type: "string" }, "text"],
    ["integer", { type: "integer" }, "number"],
    ["number", { type: "number" }, "number"],
    ["boolean", { type: "boolean" }, "boolean"],
    ["enum", { enum: ["a", 1] }, "choice"],
    ["oneOf of constants", { oneOf: [{ const: "a", title: "A" }, { const: "b" }] }, "choice"],
    ["anyOf of constants", { type: "string", anyOf: [{ const: "a" }, { const: "b" }] }, "choice"],
    ["const", { const: 5 }, "const"],
    ["array of strings", { type: "array", items: { type: "string" } }, "list"],
    ["array of numbers", { type: "array", items: { type: "number" } }, "list"],
    ["array of enum", { type: "array", items: { enum: ["a", "b"] } }, "list"],
    ["anyOf of one and null", { anyOf: [{ type: "integer" }, { type: "null" }] }, "number"],
    ["allOf of one", { allOf: [{ type: "string" }] }, "text"],
    ["object", { type: "object", properties: {} }, "json"],
    ["array of objects", { type: "array", items: { type: "object" } }, "json"],
    ["array of anything", { type: "array" }, "json"],
    ["tuple", { type: "array", prefixItems: [{ type: "string" }] }, "json"],
    ["oneOf of objects", { oneOf: [{ type: "object" }, { type: "object" }] }, "json"],
    ["two types", { type: ["string", "integer"] }, "json"],
    ["anything", {}, "json"],
    ["true", true, "json"],
  ])("gives %s its control", (_, property, control) => {
    expect(fieldOf(property).control.type).toBe(control);
  });

  it("says why a field is JSON", () => {
    expect(fieldOf({ type: ["string", "integer"] }).control).toEqual({
      type: "json",
      reason: "The schema allows string or integer here.",
    });
    expect(fieldOf({ $ref: "other.json#/a" }).control).toMatchObject({
      reason: "The schema refers to another file (other.json#/a), which is not fetched.",
    });
    expect(fieldOf({ $ref: "#/properties/x" }).control).toMatchObject({
      reason: "The schema refers to itself.",
    });
  });

  it("follows references inside the schema and keeps the words beside them", () => {
    const [color] = fieldsOf({
      type: "object",
      properties: { color: { $ref: "#/$defs/a~1b", description: "Paint" } },
      $defs: { "a/b": { enum: ["red", "blue"], title: "Color", description: "Any" } },
    });
    expect(color).toMatchObject({ label: "Color", description: "Paint", control: { type: "choice" } });
  });

  it.each([
    ["type list", { type: ["string", "null"] }],
    ["anyOf", { anyOf: [{ type: "string" }, { type: "null" }] }],
    ["enum with null", { enum: ["a", null] }],
    ["oneOf of constants with null", { oneOf: [{ const: "a" }, { type: "null" }] }],
  ])("sees that null is allowed by %s", (_, property) => {
    const field = fieldOf(property);
    expect(field.nullable).toBe(true);
    expect(fieldProblem(field, parseJson("null"))).toBeUndefined();
    expect(field.control.type).not.toBe("json");
  });

  it("keeps the schema's order, even of names that look like numbers, and big defaults exactly", () => {
    const fields = fieldsOf(
      '{"type":"object","properties":{"b":{"type":"integer","default":90071992547409911},"1":{"type":"string"}}}',
    );
    expect(fields.map((f) => f.name)).toEqual(["b", "1"]);
    expect(fields[0]?.default).toBe("90071992547409911");
  });

  it("shows required arguments the schema forgot to describe", () => {
    expect(fieldsOf({ type: "object", required: ["y"] })).toMatchObject([
      { name: "y", required: true, control: { type: "json" } },
    ]);
  });

  it("has an empty form for a tool without arguments", () => {
    expect(fieldsOf({ type: "object" })).toEqual([]);
    expect(fieldsOf({ type: "object", properties: {}, additionalProperties: false })).toEqual([]);
  });

  it.each([
    ["not JSON", "{", "The input schema is not valid JSON."],
    ["true", "true", "The input schema doesn't describe any arguments."],
    ["an array", '{"type":"array"}', "The input schema doesn't describe an object."],
    [
      "several shapes",
      '{"type":"object","oneOf":[{"properties":{}}]}',
      "The input schema combines several shapes (oneOf).",
    ],
    [
      "free arguments",
      '{"type":"object","additionalProperties":{"type":"string"}}',
      "The tool accepts any arguments.",
    ],
  ])("leaves %s to JSON and says why", (_, schema, reason) => {
    expect(planForm(schema)).toEqual<FormPlan>({ type: "json", reason });
  });

  it("leaves hundreds of arguments to JSON", () => {
    const properties = Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`p${i}`, {}]));
    expect(planForm(JSON.stringify({ type: "object", properties }))).toMatchObject({ type: "json" });
  });

  it("names the rules between fields that it does not check", () => {
    const plan = planForm('{"type":"object","properties":{"a":{}},"anyOf":[{"required":["a"]}],"if":{}}');
    expect(plan).toMatchObject({ type: "form", unchecked: ["if", "anyOf"] });
  });

  it("begins with defaults, constants and examples of what is required", () => {
    expect(startingValue(fieldOf({ type: "string", default: "d" }))).toBe('"d"');
    expect(startingValue(fieldOf({ const: "c" }, true))).toBe('"c"');
    expect(startingValue(fieldOf({ const: "c" }))).toBeUndefined();
    expect(startingValue(fieldOf({ type: "integer", examples: [2, 3] }, true))).toBe("2");
    expect(startingValue(fieldOf({ type: "integer", examples: [2, 3] }))).toBeUndefined();
  });
});

describe("checking a value", () => {
  it.each([
    [{ type: "string" }, "5", "Not text."],
    [{ type: "string" }, "null", "null isn't allowed here."],
    [{ type: "string", minLength: 1 }, '""', "Must not be empty."],
    [{ type: "string", minLength: 3 }, '"ab"', "Too short: 2 of at least 3 characters."],
    [{ type: "string", maxLength: 2 }, '"😀😀😀"', "Too long: 3 of at most 2 characters."],
    [{ type: "string", pattern: "^a" }, '"b"', "Doesn't match the pattern ^a"],
    [{ type: "integer" }, "1.5", "Not a whole number."],
    [{ type: "integer" }, '"1x"', "Not a whole number; sent as text."],
    [{ type: "number", minimum: 1 }, "0", "Must be at least 1."],
    [{ type: "number", maximum: 1 }, "1e400", "Must be at most 1."],
    [{ type: "number", exclusiveMinimum: 1 }, "1.0", "Must be more than 1."],
    [{ type: "number", exclusiveMaximum: 1 }, "1", "Must be less than 1."],
    [{ type: "number", multipleOf: 0.1 }, "0.25", "Must be a multiple of 0.1."],
    [{ type: "boolean" }, '"true"', "Not true or false."],
    [{ enum: ["a"] }, '"b"', "Not one of the allowed values."],
    [{ const: 1 }, "2", "Only 1 is allowed."],
    [{ type: "array", items: { type: "string" } }, "{}", "Not a list."],
    [{ type: "array", items: { type: "string" }, minItems: 1 }, "[]", "Needs at least 1 item."],
    [{ type: "array", items: { type: "string" }, maxItems: 2 }, '["", "", ""]', "Takes at most 2 items."],
    [{ type: "array", items: { type: "integer" } }, "[1, 1.5]", "Item 2: Not a whole number."],
    [{ type: "array", items: { type: "number" }, uniqueItems: true }, "[1, 1.0]", "Item 2 is there twice."],
  ])("tells why %j does not take %s", (property, value, words) => {
    expect(problem(property, value)).toBe(words);
  });

  it.each([
    [{ type: "integer" }, "1e3"],
    [{ type: "integer" }, "90071992547409911"],
    [{ type: "number", multipleOf: 0.1 }, "0.3"],
    [{ type: "string", pattern: "[" }, '"an invalid pattern is not held against the value"'],
    [{ type: "string", pattern: "(a+)+$" }, '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"'],
    [{ enum: [1, { a: 2 }] }, '{"a": 2.0}'],
    [{ type: "object" }, "[]"],
  ])("lets %j take %s", (property, value) => {
    expect(problem(property, value)).toBeUndefined();
  });

  it.each([
    ["date", "2026-12-01", "2026-13-01"],
    ["time", "14:30:00Z", "14:30"],
    ["date-time", "2026-12-01T14:30:00+01:00", "2026-12-01"],
    ["duration", "P3DT2H", "P"],
    ["email", "a@b.example", "a.b"],
    ["hostname", "mcp.example.com", "-x"],
    ["ipv4", "127.0.0.1", "256.0.0.1"],
    ["ipv6", "::1", "::x"],
    ["uri", "https://example.com", "example"],
    ["uuid", "0b3c1e2a-8f4d-4c5b-9a6e-7d8f9a0b1c2d", "0b3c"],
  ])("recognises the format %s", (format, good, bad) => {
    expect(problem({ type: "string", format }, JSON.stringify(good))).toBeUndefined();
    expect(problem({ type: "string", format }, JSON.stringify(bad))).toMatch(/^Not a/);
  });

  it("ignores formats it does not know, even odd ones", () => {
    expect(problem({ type: "string", format: "constructor" }, '"x"')).toBeUndefined();
  });

  it("misses what is required and not set", () => {
    expect(fieldProblem(fieldOf({ type: "string" }, true), undefined)).toBe("Required, but not set.");
    expect(fieldProblem(fieldOf({ type: "string" }), undefined)).toBeUndefined();
  });
});
