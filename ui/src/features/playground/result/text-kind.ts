import { JsonSyntaxError, tryParseJson } from "@/lib/json";

/** How a text is best read. */
export type TextKind = "plain" | "markdown" | "json";

/** Longer texts are shown as they are; finding out would take longer than reading is worth. */
const MAX_LENGTH = 256 * 1024;

/** Signs of Markdown that plain text rarely has: headings, fences, links, tables, bold, list items in a row. */
const MARKDOWN_SIGNS = [
  /^#{1,6} \S/m,
  /^(?:```|~~~)/m,
  /\[[^\]\n]+\]\([^)\s]+\)/,
  /^\|.+\|\s*\n\|[\s:|-]+\|/m,
  /\*\*[^*\s][^*\n]*\*\*/,
  /^(?:[-*] .+\n){2}/m,
];

/** Guesses what a text is from what stands in it. */
export function textKind(text: string): TextKind {
  if (text.length > MAX_LENGTH) return "plain";
  if (/^\s*[[{]/.test(text) && !(tryParseJson(text) instanceof JsonSyntaxError)) return "json";
  return MARKDOWN_SIGNS.some((sign) => sign.test(text)) ? "markdown" : "plain";
}
