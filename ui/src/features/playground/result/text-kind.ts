import { JsonSyntaxError, tryParseJson } from "@/lib/json";

/** How a text is best read. */
export type TextKind = "plain" | "markdown" | "json";

/** Longer texts are shown as they are; finding out would take longer than reading is worth. */
const MAX_LENGTH = 256 * 1024;

/** Laying out Markdown blocks the window; longer texts are shown as they are. */
const MAX_MARKDOWN = 32 * 1024;

/** As for length: the parser's time grows with the square of these, so that 16,000 of them take ten seconds. */
const MAX_MARKS = 2000;
const MARKS = /[*_~`[\]<>@|\n]/g;

/** Quotes and lists within each other, deeper than anyone writes; the parser goes down one by one until it fails. */
const TOO_DEEP = /^(?:[ \t]{0,4}(?:>|[*+-][ \t]|\d{1,9}[.)][ \t])){16}/m;

/** Markdown shows itself early. */
const LOOKED_AT = 8 * 1024;

/**
 * Signs of Markdown that plain text rarely has: headings, fences, links, tables, bold, list items in a row. All runs
 * are bounded, so that a text made to be slow is not.
 */
const MARKDOWN_SIGNS = [
  /^#{1,6} \S/m,
  /^(?:```|~~~)/m,
  /\[[^[\]\n]{1,300}\]\([^()\s]{1,300}\)/,
  /^\|[^\n]{1,1000}\|[ \t]{0,8}\r?\n\|[ \t:|-]{1,1000}\|/m,
  /\*\*[^*\s][^*\n]{0,300}\*\*/,
  /^(?:[-*] [^\n]{1,1000}\n){2}/m,
];

/** Guesses what a text is from what stands in it. */
export function textKind(text: string): TextKind {
  if (text.length > MAX_LENGTH) return "plain";
  if (/^\s*[[{]/.test(text) && !(tryParseJson(text) instanceof JsonSyntaxError)) return "json";
  const beginning = text.slice(0, LOOKED_AT);
  return MARKDOWN_SIGNS.some((sign) => sign.test(beginning)) && isLight(text) ? "markdown" : "plain";
}

/** Whether a text can be laid out as Markdown without anyone waiting for it. */
function isLight(text: string): boolean {
  if (text.length > MAX_MARKDOWN || TOO_DEEP.test(text)) return false;
  return (text.match(MARKS)?.length ?? 0) <= MAX_MARKS;
}
