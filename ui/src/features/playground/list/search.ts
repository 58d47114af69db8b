import type { Item, ItemList } from "./items";

/** An item with what a search looks through: all its texts in lower case. */
interface Searchable {
  item: Item;
  text: string;
}

/** What was last found in a list. */
interface Search {
  words: readonly string[];
  found: Searchable[];
}

const searchable = new WeakMap<ItemList, Searchable[]>();
const searched = new WeakMap<ItemList, Search>();

/** The items in which every word occurs, in the server's order. */
export function findItems(list: ItemList, words: readonly string[]): readonly Item[] {
  if (words.length === 0) return list.items;
  const before = searched.get(list);
  // Typing on only narrows what was found.
  const among = before && narrows(before.words, words) ? before.found : textsOf(list);
  const found = among.filter(({ text }) => words.every((word) => text.includes(word)));
  searched.set(list, { words, found });
  return found.map(({ item }) => item);
}

/** Whether whatever has the new words has the old ones, too. */
function narrows(before: readonly string[], words: readonly string[]): boolean {
  return before.every((old) => words.some((word) => word.includes(old)));
}

/** Made when it is first needed, and kept as long as the list. */
function textsOf(list: ItemList): Searchable[] {
  const known = searchable.get(list);
  if (known) return known;
  const made = list.items.map((item) => ({
    item,
    text: `${item.label}\n${item.about}\n${item.params.join("\n")}\n${item.more}`.toLowerCase(),
  }));
  searchable.set(list, made);
  return made;
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
