import type {
  CallReport,
  Ipc,
  NamedText,
  PromptListView,
  PromptSummary,
  ResourceListView,
  ResourceSummary,
  TemplateSummary,
} from "@/ipc";
import { completed, picture, report, text, textPart } from "./reports";

/** A resource from the few things a test cares about. */
export function resource(over: Partial<ResourceSummary> & { uri: string }): ResourceSummary {
  return {
    name: over.uri.split("/").at(-1) ?? over.uri,
    title: null,
    description: null,
    mimeType: null,
    size: null,
    subscribed: false,
    ...over,
  };
}

/** A template of addresses. */
export function template(over: Partial<TemplateSummary> & { uriTemplate: string }): TemplateSummary {
  const variables = [...over.uriTemplate.matchAll(/\{[?&/#.;+]?([^}]+)\}/g)].flatMap(
    ([, names]) => names?.split(",") ?? [],
  );
  return { name: "a template", title: null, description: null, mimeType: null, variables, ...over };
}

/** What a server has to read. */
export function resourceList(over: Partial<ResourceListView> = {}): ResourceListView {
  return {
    connectionId: "id-linear",
    resources: [],
    templates: [],
    rejected: [],
    cut: null,
    listedAt: Date.UTC(2026, 10, 21, 9),
    canSubscribe: true,
    canComplete: true,
    ...over,
  };
}

/** A prompt. */
export function prompt(over: Partial<PromptSummary> & { name: string }): PromptSummary {
  return { title: null, description: null, arguments: [], ...over };
}

/** What a server has to say. */
export function promptList(over: Partial<PromptListView> = {}): PromptListView {
  return {
    connectionId: "id-linear",
    prompts: [],
    rejected: [],
    cut: null,
    listedAt: Date.UTC(2026, 10, 21, 9),
    canComplete: true,
    ...over,
  };
}

/** So many that drawing them all would freeze the window. */
export function manyResources(connectionId: string, number: number): ResourceListView {
  return resourceList({
    connectionId,
    resources: Array.from({ length: number }, (_, i) =>
      resource({
        uri: `s3://warehouse-eu-central-1/invoices/2026/${String(i % 12).padStart(2, "0")}/invoice-${i}.pdf`,
        name: `invoice-${i}.pdf`,
        mimeType: "application/pdf",
        size: 10_000 + i,
      }),
    ),
  });
}

const RESOURCES: ResourceSummary[] = [
  resource({
    uri: "linear://teams/eng/handbook.md",
    name: "handbook",
    title: "Engineering handbook",
    description: "How the team works: reviews, releases, on-call.",
    mimeType: "text/markdown",
    size: 18_432,
  }),
  resource({ uri: "linear://workspace/logo.png", name: "logo", mimeType: "image/png", size: 626 }),
  resource({
    uri: "linear://exports/2026-11/all-issues.csv",
    name: "all-issues.csv",
    mimeType: "text/csv",
    subscribed: true,
  }),
  resource({ uri: "linear://backups/2026-11-21.tar.zst", name: "backup", size: 1_288_490_188 }),
  resource({
    uri: "linear://a/path/that/goes/on/and/on/because/nobody/ever/told/its/author/to/stop/so/it/does/not/end/before/this.json",
    name: "a_resource_with_a_name_that_goes_on_and_on_because_nobody_told_its_author_to_stop",
    title: "A resource whose title is as long as a sentence and then some, as generated ones tend to be",
    description: "First line of a description that explains every detail. ".repeat(9),
  }),
];

const TEMPLATES: TemplateSummary[] = [
  template({
    uriTemplate: "linear://teams/{team}/issues/{number}",
    name: "issue",
    title: "One issue",
    description: "An issue with its comments, as Markdown.",
    mimeType: "text/markdown",
  }),
  template({ uriTemplate: "linear://search{?query,limit}", name: "search" }),
];

const PROMPTS: PromptSummary[] = [
  prompt({
    name: "triage",
    title: "Triage an issue",
    description: "Asks for a label, a priority and somebody to take care of it.",
    arguments: [
      { name: "team", title: null, description: "Whose issue it is.", required: true },
      { name: "issue", title: "Issue", description: null, required: true },
      { name: "tone", title: null, description: "How to put it.", required: false },
    ],
  }),
  prompt({ name: "standup", description: "Yesterday, today, blockers." }),
];

const HANDBOOK = `# Engineering handbook

Reviews take **one working day**. Releases leave on *Tuesdays*.

- Ask before you rewrite.
- Write down what you decided.
`;

/** What the servers of the preview offer beside tools. */
export const offers = {
  resources: async (id) => {
    if (id === "id-warehouse") return { ...manyResources(id, 10_000), cut: "limit", rejected: REJECTED };
    if (id === "id-linear") return resourceList({ resources: RESOURCES, templates: TEMPLATES });
    return resourceList({ connectionId: id });
  },
  prompts: async (id) => promptList({ connectionId: id, prompts: id === "id-linear" ? PROMPTS : [] }),
  readResource: async ({ callId, uri }) => {
    await pause(300);
    return readReport(callId, uri);
  },
  getPrompt: async ({ callId, arguments: values }) => {
    await pause(300);
    const filled = values.map(({ name, value }) => `${name} “${value}”`).join(", ");
    return report(
      callId,
      completed({
        content: [
          { type: "message", role: "user", content: text(`Triage this, with ${filled || "nothing given"}.`) },
          {
            type: "message",
            role: "assistant",
            content: text("I need to see it first. Here is what I know:"),
          },
          { type: "message", role: "user", content: picture },
        ],
      }),
    );
  },
  expandTemplate: async (pattern, variables) => expand(pattern, variables),
  complete: async (_id, { argument, value }) => {
    await pause(120);
    const known = argument === "team" ? ["eng", "design", "ops", "sales"] : [`${value}1`, `${value}2`];
    return { values: known.filter((one) => one.startsWith(value)), total: 12, hasMore: argument === "team" };
  },
  subscribeResource: async () => {},
} satisfies Partial<Ipc>;

const REJECTED = [{ name: null, index: 7, reason: "uri is missing", raw: '{\n  "name": "no address"\n}' }];

function readReport(callId: string, uri: string): CallReport {
  if (uri.endsWith(".png")) return report(callId, completed({ content: [picture] }));
  if (uri.includes("backups")) {
    const blob = {
      type: "binary",
      kind: "resource",
      mimeType: null,
      bytes: 1_288_490,
      note: null,
      part: 4,
    } as const;
    return report(callId, completed({ content: [blob] }));
  }
  const shown = uri.endsWith(".md") ? HANDBOOK : `Contents of ${uri}`;
  return report(
    callId,
    completed({ content: [{ type: "resource", uri, mimeType: "text/markdown", text: textPart(shown) }] }),
  );
}

/** Fills in the simplest kinds of expressions; the core knows all of them. */
function expand(pattern: string, variables: readonly NamedText[]) {
  const missing: string[] = [];
  const filled = (name: string) => {
    const found = variables.find((one) => one.name === name)?.value;
    if (found === undefined) missing.push(name);
    return found === undefined ? undefined : encodeURIComponent(found);
  };
  const uri = pattern.replaceAll(/\{(\??)([^}]+)\}/g, (_, query: string, names: string) => {
    if (query === "") return filled(names) ?? "";
    const given = names.split(",").flatMap((name) => {
      const value = filled(name);
      return value === undefined ? [] : [`${name}=${value}`];
    });
    return given.length > 0 ? `?${given.join("&")}` : "";
  });
  return { uri, missing };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
