// What the official TypeScript client finds at a server, as JSON: {"revision": …, "tools": […]}.
// Usage: oracle.mjs http URL | sse URL | stdio PROGRAM [ARGUMENT…]
import { Client, SSEClientTransport, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

const [kind, target, ...args] = process.argv.slice(2);

function transport() {
  switch (kind) {
    case "http":
      return new StreamableHTTPClientTransport(new URL(target));
    case "sse":
      return new SSEClientTransport(new URL(target));
    case "stdio":
      return new StdioClientTransport({ command: target, args, stderr: "ignore" });
    default:
      throw new Error(`unknown transport ${kind}`);
  }
}

// Servers offer more tools to who can answer questions: what Hitchpost says of itself when nobody configures it.
const capabilities = { elicitation: { form: {}, url: {} } };
const client = new Client({ name: "oracle", version: "1.0.0" }, { capabilities, versionNegotiation: { mode: "auto" } });
await client.connect(transport());
const tools = [];
let cursor;
do {
  const page = await client.listTools({ cursor });
  tools.push(...page.tools.map((tool) => tool.name));
  cursor = page.nextCursor;
} while (cursor !== undefined);
console.log(JSON.stringify({ revision: client.getNegotiatedProtocolVersion(), tools }));
await client.close();
process.exit(0);
