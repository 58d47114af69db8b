/** Takes `user:password@` out of an address and gives the header that says the same. Null when there is none. */
export function moveUserinfo(url: string): { url: string; authorization: string } | null {
  const typed = url.trim();
  // Without one, `user:` would be taken for the scheme. Any does: it goes again.
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? "" : "https://";
  let parsed: URL;
  try {
    parsed = new URL(scheme + typed);
  } catch {
    return null;
  }
  if (!parsed.username && !parsed.password) return null;
  const pair = `${decoded(parsed.username)}:${decoded(parsed.password)}`;
  parsed.username = "";
  parsed.password = "";
  const bytes = new TextEncoder().encode(pair);
  return {
    url: parsed.href.slice(scheme.length),
    authorization: `Basic ${btoa(String.fromCharCode(...bytes))}`,
  };
}

/** A `%` that encodes nothing is a `%`. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
