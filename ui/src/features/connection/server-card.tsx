import { CircleCheck } from "lucide-react";
import type { ConnectionView, SessionStatus, Transport } from "@/ipc";
import { formatMs } from "@/lib/format";
import { capabilitySentences } from "./capability-words";
import { Card, Fact, Facts } from "./card";

interface ServerCardProps {
  connection: ConnectionView;
  status: Extract<SessionStatus, { type: "connected" }>;
}

const TRANSPORTS: Record<Transport, string> = {
  streamable_http: "Streamable HTTP",
  http_sse: "HTTP+SSE (deprecated)",
  stdio: "Standard input and output",
};

/** What answers there, in its own words, and what it can do. */
export function ServerCard({ connection, status }: ServerCardProps) {
  const { server, latencyMs } = status;
  const sample = connection.target.type === "sample";
  return (
    <Card title="Server" about="What it says about itself" data-testid="server-card">
      <Facts>
        <Fact name="Name">
          <span dir="auto">{server.title ?? server.name}</span>
          {server.title && server.title !== server.name ? (
            <span className="font-mono text-code text-fg3"> {server.name}</span>
          ) : null}
        </Fact>
        {server.version ? <Fact name="Version">{server.version}</Fact> : null}
        <Fact name="Protocol">
          MCP {server.protocol}
          <span className="text-fg3">
            {server.era === "legacy" ? " · a session of the 2025 era" : " · every request stands alone"}
          </span>
        </Fact>
        <Fact name="Transport">{sample ? "Inside this app" : TRANSPORTS[server.transport]}</Fact>
        {latencyMs === null ? null : (
          <Fact name="Latency">
            <span className="tabular">{formatMs(latencyMs)}</span>
            <span className="text-fg3"> · the middle of its last answers</span>
          </Fact>
        )}
      </Facts>
      <ul className="flex flex-col gap-1" aria-label="What it can do">
        {capabilitySentences(connection, status).map((sentence) => (
          <li key={sentence} className="flex items-start gap-2">
            <CircleCheck aria-hidden className="mt-0.5 text-fg3" />
            <span className="min-w-0 break-words">{sentence}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
