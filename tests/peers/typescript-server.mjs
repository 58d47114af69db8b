// A server on the TypeScript SDK 2, both eras, over Streamable HTTP. Usage: typescript-server.mjs PORT
import { createServer } from "node:http";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import * as z from "zod/v4";

const handler = toNodeHandler(
  createMcpHandler(() => {
    const server = new McpServer({ name: "typescript-peer", version: "1.0.0" });
    server.registerTool(
      "greet",
      { description: "Greets somebody.", inputSchema: z.object({ name: z.string() }) },
      async ({ name }) => ({ content: [{ type: "text", text: `hello ${name}` }] }),
    );
    return server;
  }),
);

createServer((request, response) => void handler(request, response)).listen(Number(process.argv[2]), "127.0.0.1");
