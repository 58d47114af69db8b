import { type CallReport, type ConnectionView, type Ipc, IpcFailure, type LinkView } from "@/ipc";
import { connected, connection } from "./sample-data";
import { account, oauth, signIn, signInFailure } from "./sign-in-data";

const alice = account();
const work = account({
  id: "account-2",
  label: "alice at work",
  inUse: false,
  refreshable: false,
  expiresAt: Date.now() + 12 * 60_000,
  sharedWith: ["Linear (test)"],
});

/** Connections in every state of a sign-in. */
export function oauthConnections(now: number = Date.now()): ConnectionView[] {
  const nobody = oauth();
  const signedIn = oauth({ accounts: [alice, work] });
  const waiting = (id: string, over: Parameters<typeof signIn>[0]) =>
    ({
      type: "signing_in",
      signIn: signIn({ id: `sign-in-${id}`, connectionId: `id-${id}`, ...over }, now),
    }) as const;
  return [
    connection({ name: "Linear", auth: signedIn, status: connected(), lastUsedAt: now - 60_000 }),
    connection({ name: "Notion", auth: nobody, status: waiting("notion", { host: "mcp.notion.com" }) }),
    connection({
      name: "Acme CRM",
      slug: "acme",
      auth: oauth({ clientId: "0oa1b2c3", clientSecretSavedAt: now - 9 * 86_400_000 }),
      status: waiting("acme", {
        host: "login.acme.dev",
        registered: "own_app",
        redirectUri: "hitchpost://oauth/callback",
        scopes: ["crm.contacts.read", "crm.contacts.write", "offline_access"],
        deadline: now + 52_000,
      }),
    }),
    connection({
      name: "Sentry",
      auth: nobody,
      status: waiting("sentry", { phase: "discovering", host: null, scopes: [], registered: null }),
    }),
    connection({
      name: "Asana",
      auth: nobody,
      status: { type: "needs_sign_in", failure: signInFailure({ type: "never_signed_in" }, "app.asana.com") },
    }),
    connection({
      name: "GitHub",
      slug: "github",
      auth: signedIn,
      status: {
        type: "needs_sign_in",
        failure: signInFailure({ type: "scope_missing", needed: ["repo"], granted: ["read"] }, "github.com"),
      },
    }),
    connection({
      name: "Stripe",
      auth: oauth({ accounts: [account({ expired: true })] }),
      status: { type: "expired", since: now - 3 * 3_600_000, failure: signInFailure({ type: "expired" }) },
    }),
    connection({
      name: "Vercel",
      auth: nobody,
      status: {
        type: "needs_sign_in",
        failure: signInFailure({ type: "declined", description: "The user said no" }, "vercel.com"),
      },
    }),
    connection({
      name: "Warehouse",
      auth: nobody,
      status: {
        type: "needs_sign_in",
        failure: signInFailure(
          {
            type: "registration_refused",
            error: "invalid_redirect_uri",
            description: "loopback addresses are not allowed",
            redirectUri: "http://127.0.0.1/callback",
          },
          "sso.warehouse.example",
        ),
      },
    }),
    connection({ name: "Zapier", auth: signedIn, status: connected({ settingsChanged: true }) }),
  ];
}

/** What this world answers. */
export const oauthAnswers: Partial<Ipc> = {
  shareableAccounts: async () => [
    account({ id: "account-9", label: "bob@example.com", inUse: false, sharedWith: ["Linear (test)"] }),
  ],
  completeSignIn: async () => {
    throw new IpcFailure(signInFailure({ type: "callback_unreadable" }, null));
  },
  callTool: async ({ callId }): Promise<CallReport> => ({
    callId,
    outcome: {
      type: "failed",
      failure: signInFailure({ type: "scope_missing", needed: ["write"], granted: ["read"] }),
    },
    startedAt: Date.now(),
    durationMs: 212,
    sizeBytes: 0,
    wire: [],
  }),
};

/** A link of each kind, by name. */
export function linkNamed(name: string): LinkView | undefined {
  const add = {
    type: "add",
    url: "https://crm.acme.dev/mcp",
    name: "Acme CRM",
    refusedSecret: false,
  } as const;
  switch (name) {
    case "add":
      return add;
    case "secret":
      return { ...add, url: "https://xn--80ak6aa92e.com/tenants/4711/mcp", name: null, refusedSecret: true };
    case "tool":
      return { type: "tool", connection: "id-linear", tool: "echo", args: '{"text":"from a link"}' };
    case "open":
      return { type: "open", connection: "id-stripe" };
    case "unknown":
      return { type: "unknown" };
    default:
      return undefined;
  }
}
