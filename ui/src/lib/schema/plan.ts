import { type Json, type JsonObject, JsonSyntaxError, member, tryParseJson } from "../json";
import { readControl } from "./control";
import type { Field, FormPlan } from "./field";
import { flagOf, stringOf, stringsOf, textOf } from "./keyword";
import { resolveReference } from "./reference";

/** More fields than this are easier to write as JSON. */
const MAX_FIELDS = 200;

/** Keywords about several fields at once: the form shows the fields and says that it does not check these. */
const RULES_BETWEEN_FIELDS = [
  "if",
  "not",
  "dependentRequired",
  "dependentSchemas",
  "dependencies",
  "patternProperties",
  "propertyNames",
  "minProperties",
  "maxProperties",
];

const COMBINATIONS = ["oneOf", "anyOf", "allOf"];

/** Turns a tool's input schema into fields, or says why only JSON will do. */
export function planForm(schemaText: string): FormPlan {
  const root = tryParseJson(schemaText);
  if (root instanceof JsonSyntaxError) return json("The input schema is not valid JSON.");
  const schema = resolveReference(root, root);
  if (typeof schema === "string") return json(schema);
  if (schema.type !== "object") return json("The input schema doesn't describe any arguments.");

  const types = stringsOf(member(schema, "type"));
  if (types.length > 0 && !types.includes("object"))
    return json("The input schema doesn't describe an object.");
  const combination = COMBINATIONS.find((word) => !onlyRequires(member(schema, word)));
  if (combination) return json(`The input schema combines several shapes (${combination}).`);

  const properties = member(schema, "properties");
  const members = properties?.type === "object" ? properties.members : [];
  if (members.length > MAX_FIELDS) return json(`The tool has ${members.length} arguments.`);
  const required = stringsOf(member(schema, "required"));
  const names = [...new Set([...members.map((m) => m.key), ...required])];
  if (names.length === 0 && isOpen(schema)) return json("The tool accepts any arguments.");

  const fields = names.map((name) => ({
    ...readField(schemaText, root, name, properties && member(properties, name)),
    required: required.includes(name),
  }));
  const unchecked = [...RULES_BETWEEN_FIELDS, ...COMBINATIONS].filter((word) => member(schema, word));
  return { type: "form", fields, unchecked };
}

/** The arguments to begin with: defaults, the only allowed values, and examples for what is required. */
export function startingValue(field: Field): string | undefined {
  if (field.default !== undefined) return field.default;
  if (!field.required) return undefined;
  return field.control.type === "const" ? field.control.value : field.examples[0];
}

function readField(
  source: string,
  root: Json,
  name: string,
  property: Json | undefined,
): Omit<Field, "required"> {
  const { control, nullable, annotations } = readControl(source, root, property);
  const examples = annotations && member(annotations, "examples");
  return {
    name,
    label: (annotations && stringOf(member(annotations, "title"))) || name,
    description: annotations && stringOf(member(annotations, "description")),
    nullable,
    deprecated: flagOf(annotations && member(annotations, "deprecated")),
    control,
    default: textOf(source, annotations && member(annotations, "default")),
    examples:
      examples?.type === "array" ? examples.items.map((item) => source.slice(item.start, item.end)) : [],
  };
}

function json(reason: string): FormPlan {
  return { type: "json", reason };
}

/** Whether a combination says no more than which fields must be there together. */
function onlyRequires(combination: Json | undefined): boolean {
  if (combination?.type !== "array") return true;
  return combination.items.every(
    (branch) => branch.type === "object" && branch.members.every((m) => m.key === "required"),
  );
}

/** Whether the schema invites arguments it does not name. */
function isOpen(schema: JsonObject): boolean {
  const additional = member(schema, "additionalProperties") ?? member(schema, "patternProperties");
  if (additional === undefined) return member(schema, "type") === undefined;
  return !(additional.type === "boolean" && !additional.value);
}
