/** A locale that `Intl` accepts: with LANG=C, WebKitGTK calls its language “C”, and `Intl` throws at that. */
function safeLocale(): string {
  try {
    return Intl.getCanonicalLocales(navigator.language)[0] ?? "en";
  } catch {
    return "en";
  }
}

const locale = safeLocale();
const numbers = new Intl.NumberFormat(locale);
const days = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const daysWithYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

const MINUTE: [Intl.RelativeTimeFormatUnit, number] = ["minute", 60];
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [["day", 86_400], ["hour", 3600], MINUTE];

/** `84 ms`, `1.2 s`, `2 min 5 s`. Rounds before it chooses the unit, so that a minute never has 60 seconds. */
export function formatMs(ms: number): string {
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  if (Math.round(ms / 100) < 600) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = `${Math.floor(seconds / 60)} min`;
  return seconds % 60 === 0 ? minutes : `${minutes} ${seconds % 60} s`;
}

/** `4:32`, as on a clock that runs down; never below zero. */
export function formatLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** `in 47 minutes`, `in 3 days`; what is over is `now`. */
export function formatUntil(millis: number, now: number = Date.now()): string {
  const seconds = Math.round((millis - now) / 1000);
  if (seconds <= 0) return "now";
  if (seconds < 60) return "in less than a minute";
  const [unit, size] = STEPS.find(([, length]) => seconds >= length) ?? MINUTE;
  return relative.format(Math.floor(seconds / size), unit);
}

/** `812 B`, `1.8 KB`, `14 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${short(bytes / 1024)} KB`;
  return `${short(bytes / (1024 * 1024))} MB`;
}

function short(value: number): string {
  return value < 10 ? value.toFixed(1).replace(/\.0$/, "") : String(Math.round(value));
}

/** `1 tool`, `23 tools`, `10,000 tools`. */
export function count(n: number, noun: string, plural: string = `${noun}s`): string {
  return `${numbers.format(n)} ${n === 1 ? noun : plural}`;
}

/** `12 Nov`, with the year when it is not this one. */
export function formatDay(millis: number, now: number = Date.now()): string {
  const sameYear = new Date(millis).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? days : daysWithYear).format(millis);
}

/** `14:02` of today, `12 Nov` of other days. */
export function formatMoment(millis: number, now: number = Date.now()): string {
  const today = new Date(millis).toDateString() === new Date(now).toDateString();
  return today ? clock.format(millis) : formatDay(millis, now);
}

/** `just now`, `5 minutes ago`, `yesterday`. */
export function formatAgo(millis: number, now: number = Date.now()): string {
  const seconds = Math.round((millis - now) / 1000);
  if (seconds > -45) return "just now";
  const [unit, size] = STEPS.find(([, length]) => -seconds >= length) ?? MINUTE;
  return relative.format(Math.round(seconds / size) || -1, unit);
}
