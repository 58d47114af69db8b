import type { ToolListView, ToolSummary } from "@/ipc";

/** A tool with the text that a search looks through, made once per list. */
export interface SearchableTool {
  tool: ToolSummary;
  /** Name, title, description and parameter names, in lower case. */
  haystack: string;
}

const indexed = new WeakMap<ToolListView, SearchableTool[]>();

/** The tools of a list, ready to be searched. The same list gives the same answer without work. */
export function searchable(list: ToolListView): SearchableTool[] {
  let entries = indexed.get(list);
  if (!entries) {
    entries = list.tools.map((tool) => ({
      tool,
      haystack: [tool.name, tool.title ?? "", tool.summary, ...tool.params].join("\n").toLowerCase(),
    }));
    indexed.set(list, entries);
  }
  return entries;
}

/** The words of a query, in lower case. Every one of them has to occur. */
export function queryWords(query: string): string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean);
}

/** The tools in which every word occurs, in the server's order. */
export function searchTools(entries: SearchableTool[], words: readonly string[]): SearchableTool[] {
  if (words.length === 0) return entries;
  return entries.filter((entry) => words.every((word) => entry.haystack.includes(word)));
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
