// A server on the TypeScript SDK 2, both eras. Usage: typescript-server.mjs PORT | stdio
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { toNodeHandler } from "@modelcontextprotocol/node";
import {
  acceptedContent,
  createMcpHandler,
  createRequestStateCodec,
  inputRequired,
  McpServer,
} from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import * as z from "zod/v4";

const codec = createRequestStateCodec({ key: randomBytes(32), ttlSeconds: 600 });

const question = {
  type: "object",
  properties: { sure: { type: "boolean", title: "Sure?" } },
  required: ["sure"],
};

function build() {
  const server = new McpServer(
    { name: "typescript-peer", version: "1.0.0" },
    { capabilities: { tools: {} }, requestState: { verify: codec.verify } },
  );
  server.registerTool(
    "greet",
    { description: "Greets somebody.", inputSchema: z.object({ name: z.string() }) },
    async ({ name }) => ({ content: [{ type: "text", text: `hello ${name}` }] }),
  );
  server.registerTool(
    "deploy",
    { description: "Asks before it does anything.", inputSchema: z.object({ env: z.string() }) },
    async ({ env }, context) => {
      const answer = acceptedContent(context.mcpReq.inputResponses, "confirm");
      if (answer) {
        const text = answer.sure ? `deployed ${env}` : `left ${env} alone`;
        return { content: [{ type: "text", text }] };
      }
      const confirm = inputRequired.elicit({ message: `Deploy ${env}?`, requestedSchema: question });
      return inputRequired({ inputRequests: { confirm }, requestState: await codec.mint({ env }) });
    },
  );
  return server;
}

if (process.argv[2] === "stdio") {
  serveStdio(build);
} else {
  const handler = toNodeHandler(createMcpHandler(build));
  createServer((request, response) => void handler(request, response)).listen(Number(process.argv[2]), "127.0.0.1");
}
