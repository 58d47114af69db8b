import type {
  ConnectionId,
  ListCut,
  PromptListView,
  RejectedTool,
  ResourceListView,
  ToolHint,
  ToolListView,
  ToolStanding,
} from "@/ipc";
import type { ItemKind } from "../mode";

/** What a server offers, as a list shows and finds it. */
export interface Item {
  kind: ItemKind;
  /** Stays the same whatever is searched for. A server may list a name twice; both are shown. */
  key: string;
  /** How it is asked for: a name or an address. */
  id: string;
  label: string;
  /** Whether the label is a name for machines. */
  code: boolean;
  about: string;
  /** Names of what it takes. */
  params: readonly string[];
  /** What else a search looks through. */
  more: string;
  hint: ToolHint;
  standing: ToolStanding;
  /** We are told when it changes. */
  followed: boolean;
}

/** What one connection lists, in one mode. */
export interface ItemList {
  connectionId: ConnectionId;
  items: readonly Item[];
  rejected: readonly RejectedTool[];
  cut: ListCut | null;
  listedAt: number;
}

/** A list as the core sends it. */
export type ListAnswer = ToolListView | ResourceListView | PromptListView;

const known = new WeakMap<ListAnswer, ItemList>();

/** The items of a list. They are made once, and kept as long as the list. */
export function itemsOf(answer: ListAnswer): ItemList {
  const before = known.get(answer);
  if (before) return before;
  const { connectionId, rejected, cut, listedAt } = answer;
  const list = { connectionId, rejected, cut, listedAt, items: make(answer) };
  known.set(answer, list);
  return list;
}

function make(answer: ListAnswer): Item[] {
  if ("tools" in answer) return toolItems(answer);
  return "prompts" in answer ? promptItems(answer) : resourceItems(answer);
}

const PLAIN = { more: "", params: [], hint: "unknown", standing: "accepted", followed: false } as const;

function toolItems({ connectionId, tools }: ToolListView): Item[] {
  return tools.map(({ name, title, summary, params, hint, standing }, i) => ({
    ...PLAIN,
    kind: "tool",
    key: `${connectionId}/${i}/${name}`,
    id: name,
    label: name,
    code: true,
    about: joined(title, summary),
    params,
    hint,
    standing,
  }));
}

function promptItems({ connectionId, prompts }: PromptListView): Item[] {
  return prompts.map(({ name, title, description, arguments: asked }, i) => ({
    ...PLAIN,
    kind: "prompt",
    key: `${connectionId}/${i}/${name}`,
    id: name,
    label: name,
    code: true,
    about: joined(title, description),
    params: asked.map((one) => one.name),
  }));
}

function resourceItems({ connectionId, resources, templates }: ResourceListView): Item[] {
  return [
    ...resources.map(
      ({ uri, name, title, description, subscribed }, i): Item => ({
        ...PLAIN,
        kind: "resource",
        key: `${connectionId}/r/${i}`,
        id: uri,
        label: title ?? name,
        code: false,
        about: uri,
        more: joined(name, description),
        followed: subscribed,
      }),
    ),
    ...templates.map(
      ({ uriTemplate, name, title, description, variables }, i): Item => ({
        ...PLAIN,
        kind: "template",
        key: `${connectionId}/t/${i}`,
        id: uriTemplate,
        label: title ?? name,
        code: false,
        about: uriTemplate,
        params: variables,
        more: joined(name, description),
      }),
    ),
  ];
}

function joined(...texts: (string | null)[]): string {
  return texts.filter(Boolean).join(" · ");
}
