/** Reads pasted `Name: value` lines. Null when a line is anything else, so that the paste stays a paste. */
export function parseHeaderLines(text: string): { name: string; value: string }[] | null {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const parsed = lines.map((line) => /^([^\s:]+)\s*:\s*(.*)$/.exec(line));
  const rows = parsed.flatMap((match) => (match ? [{ name: match[1] ?? "", value: match[2] ?? "" }] : []));
  return rows.length === lines.length && rows.length > 0 ? rows : null;
}
