/** Fields for an object that a JSON Schema describes. Loaded with whatever has such a form; it brings the JSON editor. */
export { SchemaForm } from "./schema-form";
