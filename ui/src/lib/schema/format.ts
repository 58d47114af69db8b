const DATE = String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`;
const TIME = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[zZ]|[+-][01]\d:[0-5]\d)`;
const HOST_LABEL = `[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?`;
const BYTE = String.raw`(?:25[0-5]|2[0-4]\d|1?\d?\d)`;

/** How a format is recognised, and what to say when a value is not of it. Formats that are not here are not checked. */
const FORMATS: Record<string, { matches: (text: string) => boolean; example: string }> = {
  date: { matches: whole(DATE), example: "a date such as 2026-12-01" },
  time: { matches: whole(TIME), example: "a time such as 14:30:00Z" },
  "date-time": {
    matches: whole(`${DATE}[Tt ]${TIME}`),
    example: "a date and time such as 2026-12-01T14:30:00Z",
  },
  duration: {
    matches: whole(
      String.raw`P(?!$)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?`,
    ),
    example: "a duration such as P3DT2H",
  },
  email: { matches: whole(String.raw`[^\s@]+@[^\s@]+`), example: "an email address" },
  hostname: { matches: whole(String.raw`${HOST_LABEL}(?:\.${HOST_LABEL})*\.?`), example: "a host name" },
  ipv4: { matches: whole(String.raw`${BYTE}(?:\.${BYTE}){3}`), example: "an IPv4 address" },
  ipv6: { matches: (text) => isUrl(`http://[${text}]/`), example: "an IPv6 address" },
  uri: { matches: isUrl, example: "a full address such as https://example.com" },
  url: { matches: isUrl, example: "a full address such as https://example.com" },
  uuid: {
    matches: whole("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
    example: "a UUID such as 0b3c1e2a-8f4d-4c5b-9a6e-7d8f9a0b1c2d",
  },
};

/** What a value of this format looks like, when the text is not one. */
export function formatProblem(format: string, text: string): string | undefined {
  const known = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  return known && !known.matches(text) ? `Not ${known.example}.` : undefined;
}

/** What to type for this format, when it is a known one. */
export function formatExample(format: string | undefined): string | undefined {
  return format !== undefined && Object.hasOwn(FORMATS, format) ? FORMATS[format]?.example : undefined;
}

function whole(pattern: string): (text: string) => boolean {
  const expression = new RegExp(`^(?:${pattern})$`, "i");
  return (text) => expression.test(text);
}

function isUrl(text: string): boolean {
  return URL.canParse(text);
}
