import type { ToolListView, ToolSummary } from "@/ipc";

/** A tool in its list. */
export interface ListedTool {
  tool: ToolSummary;
  /** Stays the same whatever is searched for. A server may list a name twice; both are shown. */
  key: string;
}

/** A tool with what a search looks through. */
interface SearchableTool extends ListedTool {
  text: string;
}

/** What was last found in a list. */
interface Search {
  words: readonly string[];
  found: SearchableTool[];
}

const listed = new WeakMap<ToolListView, ListedTool[]>();
const searchable = new WeakMap<ToolListView, SearchableTool[]>();
const searched = new WeakMap<ToolListView, Search>();

/** The tools in which every word occurs, in the server's order. */
export function findTools(list: ToolListView, words: readonly string[]): ListedTool[] {
  const tools = once(listed, list, () =>
    list.tools.map((tool, i) => ({ tool, key: `${list.connectionId}/${i}/${tool.name}` })),
  );
  if (words.length === 0) return tools;
  const before = searched.get(list);
  // Typing on only narrows what was found.
  const among =
    before && narrows(before.words, words)
      ? before.found
      : once(searchable, list, () => tools.map((one) => ({ ...one, text: haystack(one.tool) })));
  const found = among.filter(({ text }) => words.every((word) => text.includes(word)));
  searched.set(list, { words, found });
  return found;
}

/** Whether whatever has the new words has the old ones, too. */
function narrows(before: readonly string[], words: readonly string[]): boolean {
  return before.every((old) => words.some((word) => word.includes(old)));
}

/** What a search looks through: name, title, description and parameter names, in lower case. */
function haystack({ name, title, summary, params }: ToolSummary): string {
  return `${name}\n${title ?? ""}\n${summary}\n${params.join("\n")}`.toLowerCase();
}

/** What is made of a list is made when it is first needed, and kept as long as the list. */
function once<T>(made: WeakMap<ToolListView, T>, list: ToolListView, make: () => T): T {
  const known = made.get(list);
  if (known !== undefined) return known;
  const fresh = make();
  made.set(list, fresh);
  return fresh;
}

/** The words of a query, in lower case. Every one of them has to occur. */
export function queryWords(query: string): string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean);
}

/** A stretch of text, found or not. */
export interface TextRun {
  text: string;
  found: boolean;
}

/** Cuts a text where the words occur in it, for highlighting. */
export function highlight(text: string, words: readonly string[]): TextRun[] {
  const lower = text.toLowerCase();
  // Some letters change their length in lower case; then places in one say nothing about the other.
  if (words.length === 0 || lower.length !== text.length) return [{ text, found: false }];
  const found = new Uint8Array(text.length);
  for (const word of words) {
    for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + word.length)) {
      found.fill(1, at, at + word.length);
    }
  }
  const runs: TextRun[] = [];
  for (let start = 0; start < text.length; ) {
    let end = start + 1;
    while (end < text.length && found[end] === found[start]) end++;
    runs.push({ text: text.slice(start, end), found: found[start] === 1 });
    start = end;
  }
  return runs;
}
