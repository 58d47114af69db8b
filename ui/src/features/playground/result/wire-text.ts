import type { WireFrame } from "@/ipc";
import { formatBytes } from "@/lib/format";

/**
 * What travelled as one text, the way people know it from HTTP tools. Each frame begins with an arrow, so that
 * colours can be given by line.
 */
export function wireText(frames: readonly WireFrame[]): string {
  return frames.map(frameText).join("\n\n");
}

function frameText(frame: WireFrame): string {
  const lines = [`${signOf(frame)} ${frame.head}  +${frame.atMs} ms`];
  for (const [name, value] of frame.headers) lines.push(`${name}: ${value}`);
  if (frame.body !== null && frame.body !== "") {
    lines.push("", frame.body);
    const rest = frame.bodyBytes - new TextEncoder().encode(frame.body).length;
    if (rest > 0) lines.push(`… ${formatBytes(rest)} more`);
  }
  return lines.join("\n");
}

function signOf(frame: WireFrame): string {
  if (frame.kind === "lifecycle") return "·";
  return frame.direction === "sent" ? "↑" : "↓";
}
