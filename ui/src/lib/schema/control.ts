import { type Json, type JsonObject, member } from "../json";
import type { ChoiceOption, Control, ListControl, NumberControl, ScalarControl, TextControl } from "./field";
import { countOf, flagOf, numberOf, stringOf, stringsOf } from "./keyword";
import { merge, resolveReference } from "./reference";

/** A control and what else the property's schema says. */
export interface ReadControl {
  control: Control;
  nullable: boolean;
  /** The schema with its references followed, for title, description, default and the like. */
  annotations: JsonObject | undefined;
}

/** Finds the control for one property. `source` is the text all the spans refer to. */
export function readControl(source: string, root: Json, property: Json | undefined): ReadControl {
  if (property?.type !== "object") return byJson("The schema doesn't say what goes here.", undefined);
  const resolved = resolveReference(root, property);
  if (typeof resolved === "string") return byJson(resolved, property);
  if (resolved.type !== "object") return byJson("The schema doesn't say what goes here.", property);

  const { schema, nullable } = unwrap(root, resolved);
  const scalar = readScalar(source, schema);
  if (scalar) return { control: scalar, nullable: nullable || acceptsNull(schema), annotations: schema };
  const control = readList(source, root, schema) ?? { type: "json" as const, reason: whyJson(schema) };
  return { control, nullable: nullable || acceptsNull(schema), annotations: schema };
}

/** Looks through `anyOf: [T, null]`, `oneOf: [T, null]` and an `allOf` of one, as generators write them. */
function unwrap(root: Json, schema: JsonObject): { schema: JsonObject; nullable: boolean } {
  for (const word of ["anyOf", "oneOf", "allOf"]) {
    const branches = member(schema, word);
    if (branches?.type !== "array") continue;
    const others = branches.items.filter((branch) => stringOf(member(branch, "type")) !== "null");
    const only = others.length === 1 && others[0] ? resolveReference(root, others[0]) : undefined;
    if (only === undefined || typeof only === "string") continue;
    const outer = { ...schema, members: schema.members.filter((m) => m.key !== word) };
    const merged = merge(outer, only);
    if (merged.type === "object") return { schema: merged, nullable: others.length < branches.items.length };
  }
  return { schema, nullable: false };
}

function readScalar(source: string, schema: JsonObject): ScalarControl | Control | undefined {
  const only = member(schema, "const");
  if (only) return { type: "const", value: source.slice(only.start, only.end) };
  const options = readOptions(source, schema);
  if (options) return { type: "choice", options };
  if (hasCombination(schema)) return undefined;
  switch (typeBesidesNull(schema)) {
    case "string":
      return readText(schema);
    case "number":
    case "integer":
      return readNumber(schema);
    case "boolean":
      return { type: "boolean" };
    default:
      return undefined;
  }
}

function readText(schema: JsonObject): TextControl {
  const format = stringOf(member(schema, "format"));
  const maxLength = countOf(member(schema, "maxLength"));
  const mediaType = stringOf(member(schema, "contentMediaType")) ?? "";
  const long = maxLength !== undefined && maxLength > 200;
  return {
    type: "text",
    multiline:
      long ||
      mediaType.startsWith("text/") ||
      ["markdown", "multi-line", "textarea", "text"].includes(format ?? ""),
    format,
    minLength: countOf(member(schema, "minLength")),
    maxLength,
    pattern: stringOf(member(schema, "pattern")),
  };
}

function readNumber(schema: JsonObject): NumberControl {
  return {
    type: "number",
    integer: typeBesidesNull(schema) === "integer",
    minimum: numberOf(member(schema, "minimum")),
    maximum: numberOf(member(schema, "maximum")),
    exclusiveMinimum: numberOf(member(schema, "exclusiveMinimum")),
    exclusiveMaximum: numberOf(member(schema, "exclusiveMaximum")),
    multipleOf: numberOf(member(schema, "multipleOf")),
  };
}

/** The options of an `enum`, or of a `oneOf`/`anyOf` whose branches are all a `const`. */
function readOptions(source: string, schema: JsonObject): ChoiceOption[] | undefined {
  const values = member(schema, "enum");
  if (values?.type === "array" && values.items.length > 0) {
    const names = stringsOf(member(schema, "enumNames"));
    return withoutNull(values.items, (value, i) => ({
      label: names[i] ?? labelOf(source, value),
      description: undefined,
      value: source.slice(value.start, value.end),
    }));
  }
  const branches = member(schema, "oneOf") ?? member(schema, "anyOf");
  if (branches?.type !== "array" || branches.items.length === 0) return undefined;
  const constants = branches.items.map((branch) => member(branch, "const"));
  if (!constants.every((value, i) => value || isNullBranch(branches.items[i]))) return undefined;
  return branches.items.flatMap((branch) => {
    const value = member(branch, "const");
    if (!value || value.type === "null") return [];
    return {
      label: stringOf(member(branch, "title")) ?? labelOf(source, value),
      description: stringOf(member(branch, "description")),
      value: source.slice(value.start, value.end),
    };
  });
}

/** Null among others is not an option but the field's own “null”; alone it stays. */
function withoutNull(items: Json[], option: (value: Json, index: number) => ChoiceOption): ChoiceOption[] {
  const options = items.flatMap((value, i) => (value.type === "null" ? [] : option(value, i)));
  return options.length > 0 ? options : items.map(option);
}

function labelOf(source: string, value: Json): string {
  return value.type === "string" && value.value.trim() !== ""
    ? value.value
    : source.slice(value.start, value.end);
}

function readList(source: string, root: Json, schema: JsonObject): ListControl | undefined {
  if (typeBesidesNull(schema) !== "array" || member(schema, "prefixItems") || hasCombination(schema))
    return undefined;
  const items = member(schema, "items");
  const resolved = items && resolveReference(root, items);
  if (typeof resolved === "string" || resolved?.type !== "object" || acceptsNull(resolved)) return undefined;
  const item = readScalar(source, resolved);
  if (item?.type !== "text" && item?.type !== "number" && item?.type !== "choice") return undefined;
  return {
    type: "list",
    item,
    minItems: countOf(member(schema, "minItems")),
    maxItems: countOf(member(schema, "maxItems")),
    unique: flagOf(member(schema, "uniqueItems")),
  };
}

function whyJson(schema: JsonObject): string {
  const types = stringsOf(member(schema, "type")).filter((name) => name !== "null");
  if (hasCombination(schema)) return "The schema allows several shapes here.";
  if (types.length > 1) return `The schema allows ${types.join(" or ")} here.`;
  if (types[0] === "object") return "The value is an object.";
  if (types[0] === "array") return "The value is a list of values that aren't plain.";
  return types[0] === "null" ? "Only null is allowed." : "The schema doesn't say what goes here.";
}

function hasCombination(schema: JsonObject): boolean {
  return ["anyOf", "oneOf", "allOf", "if", "not"].some((word) => member(schema, word));
}

/** The one type the schema names, null aside. */
function typeBesidesNull(schema: JsonObject): string | undefined {
  const types = stringsOf(member(schema, "type")).filter((name) => name !== "null");
  return types.length === 1 ? types[0] : undefined;
}

function acceptsNull(schema: JsonObject): boolean {
  const values = member(schema, "enum");
  if (values?.type === "array")
    return values.items.length > 1 && values.items.some((value) => value.type === "null");
  const branches = member(schema, "oneOf") ?? member(schema, "anyOf");
  if (branches?.type === "array" && branches.items.some(isNullBranch)) return true;
  return stringsOf(member(schema, "type")).includes("null");
}

function isNullBranch(branch: Json | undefined): boolean {
  if (!branch) return false;
  return stringOf(member(branch, "type")) === "null" || member(branch, "const")?.type === "null";
}

function byJson(reason: string, annotations: JsonObject | undefined): ReadControl {
  return { control: { type: "json", reason }, nullable: false, annotations };
}
