import type { TaskSupport, ToolDetail, ToolHint, ToolListView } from "@/ipc";

interface ToolSketch {
  name: string;
  title?: string;
  description?: string;
  hint?: ToolHint;
  /** The input schema, as a value or as text. */
  schema?: object | string;
  taskSupport?: TaskSupport;
}

/** A tool in full from the few things a test cares about. */
export function toolDetail({
  name,
  title,
  description,
  hint = "unknown",
  schema = { type: "object" },
  taskSupport = "forbidden",
}: ToolSketch): ToolDetail {
  const inputSchema = typeof schema === "string" ? schema : JSON.stringify(schema);
  return {
    name,
    title: title ?? null,
    description: description ?? null,
    hint,
    inputSchema,
    outputSchema: null,
    taskSupport,
    definition: `{\n  "name": ${JSON.stringify(name)},\n  "inputSchema": ${inputSchema}\n}`,
  };
}

/** A connection with so many tools that drawing them all would freeze the window. */
export function manyTools(connectionId: string, number: number): ToolListView {
  const verbs = ["create", "list", "update", "delete", "search"];
  const nouns = ["invoice", "issue", "customer", "payment", "shipment", "ticket", "report"];
  return {
    connectionId,
    tools: Array.from({ length: number }, (_, i) => ({
      name: `${verbs[i % verbs.length]}_${nouns[i % nouns.length]}_${i}`,
      title: null,
      summary: `Works on ${nouns[i % nouns.length]}s of department ${i % 97}.`,
      params: ["id", `filter_${i % 13}`],
      hint: "unknown",
      standing: "accepted",
    })),
    rejected: [],
    cut: null,
    listedAt: Date.UTC(2026, 10, 21, 9),
  };
}

/** One argument of every kind a form has a control for, and some it has not. */
export const everyField: ToolDetail = toolDetail({
  name: "every_field",
  title: "Every kind of field",
  description:
    "Has one argument of each kind, to see what the form makes of it. Sends nothing anywhere; the answer repeats the arguments.",
  hint: "read_only",
  schema: {
    type: "object",
    required: ["title", "team", "notify"],
    properties: {
      title: {
        type: "string",
        title: "Title",
        description: "One line that says what it is about.",
        minLength: 3,
        maxLength: 80,
      },
      body: { type: "string", format: "markdown", description: "As long as you like." },
      team: { type: "string", enum: ["ENG", "OPS", "SALES"], description: "Who takes care of it." },
      priority: {
        title: "Priority",
        oneOf: [
          { const: 1, title: "Urgent" },
          { const: 2, title: "Normal" },
          { const: 3, title: "Whenever" },
        ],
        default: 2,
      },
      notify: { type: "boolean", description: "Send a message to the team." },
      draft: { type: "boolean" },
      estimate: {
        type: ["integer", "null"],
        minimum: 1,
        maximum: 10,
        description: "Days; null if nobody knows.",
      },
      budget: { type: "number", exclusiveMinimum: 0, multipleOf: 0.5 },
      id: { type: "integer", description: "May be larger than a double can hold.", examples: [1, 2] },
      due: { type: "string", format: "date" },
      email: { type: "string", format: "email", deprecated: true },
      labels: { type: "array", items: { type: "string" }, maxItems: 5 },
      channels: { type: "array", items: { enum: ["mail", "chat", "phone"] }, uniqueItems: true },
      version: { const: "v1" },
      filter: { type: "object", description: "Anything.", properties: { from: { type: "string" } } },
    },
  },
});

/** What servers send without thinking of those who look at it. */
export const nasty: ToolDetail = toolDetail({
  name: "a_tool_with_a_name_that_goes_on_and_on_because_nobody_ever_told_its_author_to_stop",
  title: "A tool whose title is as long as a sentence and then some, as generated ones tend to be",
  description: `${"First line of a description that explains every detail. ".repeat(12)}\n\nSecond paragraph.`,
  hint: "destructive",
  schema: {
    type: "object",
    required: ["an_argument_with_an_exceedingly_long_name_that_fits_nowhere"],
    properties: {
      an_argument_with_an_exceedingly_long_name_that_fits_nowhere: {
        type: "string",
        title: "An argument whose title is longer than any form is wide, which has to go somewhere",
        description:
          "https://example.com/a/very/long/address/without/any/place/to/break/it/at/all/whatsoever/really",
        minLength: 1,
        maxLength: 4096,
      },
      "a b/c~d.e": { type: "integer", minimum: -9007199254740991, maximum: 9007199254740991 },
      "": { type: "boolean", description: "Its name is empty." },
      שלום: { type: "string", title: "שלום עולם", description: "כותרת מימין לשמאל" },
      choice: { enum: ["a choice with a label that is much too long for any button or list to show", "b"] },
      nested: { oneOf: [{ type: "object" }, { type: "array" }] },
    },
  },
});
