import type { HealthReport } from "@/ipc";
import { failureWords } from "@/lib/failure-words";
import { count, formatMs } from "@/lib/format";

/** How a connection is, to be said in passing. */
export function healthNews(
  name: string,
  { reachable, latencyMs, toolCount, protocol, reason }: HealthReport,
): { title: string; description?: string } {
  if (!reachable) {
    if (reason === null) return { title: `${name} is not reachable` };
    const { title, why } = failureWords(reason);
    return { title: `${name}: ${title}`, description: why };
  }
  const facts = [
    ...(toolCount === null ? [] : [count(toolCount, "tool")]),
    ...(protocol === null ? [] : [`MCP ${protocol}`]),
  ];
  const title = latencyMs === null ? `${name} answered` : `${name} answered in ${formatMs(latencyMs)}`;
  return facts.length > 0 ? { title, description: facts.join(" · ") } : { title };
}
