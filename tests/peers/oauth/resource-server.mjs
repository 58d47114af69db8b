// An MCP server of both eras on the TypeScript SDK, behind an authorization server; for tests.
//
//   resource-server.mjs PORT ISSUER      prints `listening http://127.0.0.1:PORT/mcp` once it answers
//
// Every request needs mcp:read. The tool `write` needs mcp:write too, and is refused with a challenge without it.
// The tool `whoami` says which client calls and what it may do.
import { once } from "node:events";
import { createServer } from "node:http";
import { createMcpExpressApp, requireBearerAuth } from "@modelcontextprotocol/express";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, McpServer, OAuthError, OAuthErrorCode } from "@modelcontextprotocol/server";
import { createRemoteJWKSet, jwtVerify } from "jose";
import * as z from "zod/v4";

const [port = "0", issuer] = process.argv.slice(2);
const METADATA = "/.well-known/oauth-protected-resource/mcp";

const server = createServer().listen(Number(port), "127.0.0.1");
await once(server, "listening");
const origin = `http://127.0.0.1:${server.address().port}`;
const resource = `${origin}/mcp`;
const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));

async function verifyAccessToken(token) {
  try {
    const { payload } = await jwtVerify(token, keys, { issuer, audience: resource });
    return {
      token,
      clientId: payload.client_id,
      scopes: (payload.scope ?? "").split(" "),
      expiresAt: payload.exp,
    };
  } catch (error) {
    throw new OAuthError(OAuthErrorCode.InvalidToken, error.message);
  }
}

const needs = (...requiredScopes) =>
  requireBearerAuth({
    requiredScopes,
    resourceMetadataUrl: `${origin}${METADATA}`,
    verifier: { verifyAccessToken },
  });
const reading = needs("mcp:read");
const writing = needs("mcp:read", "mcp:write");

const mcp = toNodeHandler(
  createMcpHandler(({ authInfo }) => {
    const server = new McpServer({ name: "resource-server", version: "1.0.0" });
    const say = (text) => ({ content: [{ type: "text", text }] });
    server.registerTool(
      "whoami",
      { description: "Says who is calling, and what they may do.", inputSchema: z.object({}) },
      async () => say(`client ${authInfo?.clientId} may ${authInfo?.scopes.join(" ")}`),
    );
    server.registerTool(
      "write",
      { description: "Writes a note; needs mcp:write.", inputSchema: z.object({ note: z.string() }) },
      async ({ note }) => say(`wrote ${note}`),
    );
    return server;
  }),
);

const app = createMcpExpressApp();
app.get(METADATA, (_request, response) =>
  response.json({ resource, authorization_servers: [issuer], scopes_supported: ["mcp:read"] }),
);
app.all(
  "/mcp",
  (request, response, next) => {
    const { method, params } = request.body ?? {};
    const guard = method === "tools/call" && params?.name === "write" ? writing : reading;
    guard(request, response, next);
  },
  (request, response) => void mcp(request, response, request.body),
);
server.on("request", app);
console.log(`listening ${resource}`);
