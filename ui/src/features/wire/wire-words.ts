import type { LogKind, WireEntry } from "@/ipc";

/** What a line is, in a word or two. */
export const KIND_WORDS: Record<LogKind, string> = {
  request: "request",
  response: "response",
  notification: "notification",
  http: "HTTP",
  stream: "event",
  stderr: "stderr",
  noise: "stdout",
  lifecycle: "session",
  oauth: "sign-in",
};

/** Kinds that are shown or hidden together. */
export const KIND_GROUPS: readonly { label: string; kinds: readonly LogKind[] }[] = [
  { label: "Messages", kinds: ["request", "response", "notification"] },
  { label: "HTTP", kinds: ["http", "stream"] },
  { label: "Output", kinds: ["stderr", "noise"] },
  { label: "Session", kinds: ["lifecycle"] },
  { label: "Sign-in", kinds: ["oauth"] },
];

/** What a line is about: its method, or what happened. */
export function titleOf(entry: WireEntry): string {
  return entry.method ?? entry.head;
}

/** `↑` for what we sent, `↓` for what came, `·` for what only happened. */
export function arrowOf({ kind, direction }: WireEntry): string {
  if (kind === "lifecycle") return "·";
  return direction === "sent" ? "↑" : "↓";
}

/** The same for those who hear it. */
export function arrowWord({ kind, direction }: WireEntry): string {
  return kind === "lifecycle" ? "" : direction;
}

const clock = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
});

/** `14:02:07.123` */
export function timeOf(entry: WireEntry): string {
  return clock.format(entry.at);
}
