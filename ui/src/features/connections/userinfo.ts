/** Takes `user:password@` out of an address and gives the header that says the same. Null when there is none. */
export function moveUserinfo(url: string): { url: string; authorization: string } | null {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return null;
  }
  if (!parsed.username && !parsed.password) return null;
  const pair = `${decodeURIComponent(parsed.username)}:${decodeURIComponent(parsed.password)}`;
  parsed.username = "";
  parsed.password = "";
  const bytes = new TextEncoder().encode(pair);
  return { url: parsed.href, authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` };
}
