/** What will be sent, with the token masked: its last four characters show only when it is longer than twelve. */
export function tokenPreview(header: string, prefix: string, token: string): string {
  const joined = token.trim().replace(/\s*[\r\n]+\s*/g, "");
  const bare = stripPrefix(joined, prefix.trim());
  const end = bare.length > 12 ? bare.slice(-4) : "";
  return `${header.trim() || "Authorization"}: ${prefix.trim() ? `${prefix.trim()} ` : ""}••••${end}`;
}

/** The token alone, when it was pasted with the prefix that is added anyway. */
export function stripPrefix(token: string, prefix: string): string {
  const start = `${prefix} `.toLowerCase();
  return prefix && token.toLowerCase().startsWith(start) ? token.slice(start.length).trim() : token;
}
