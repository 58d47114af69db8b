/** Reads pasted `NAME=value` lines, as in an .env file. Null when a line is anything else, so that the paste stays a paste. */
export function parseVariableLines(text: string): { name: string; value: string }[] | null {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  const parsed = lines.map((line) => /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line));
  const rows = parsed.flatMap((match) =>
    match ? [{ name: match[1] ?? "", value: unquoted(match[2] ?? "") }] : [],
  );
  return rows.length === lines.length && rows.length > 0 ? rows : null;
}

/** Without the quotes that a shell or an .env file needs. */
function unquoted(value: string): string {
  return /^(["']).*\1$/.test(value) && value.length > 1 ? value.slice(1, -1) : value;
}
