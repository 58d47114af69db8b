import type {
  ConnectionView,
  Failure,
  ProbeReport,
  ServerView,
  SessionStatus,
  StepKind,
  StepOutcome,
  ToolDetail,
  ToolListView,
} from "@/ipc";

const STEP_KINDS: StepKind[] = ["address", "network", "tls", "handshake", "authorization", "capabilities"];

/** The server every connected sample talks to. */
export const server: ServerView = {
  name: "linear",
  title: "Linear",
  version: "1.4.0",
  protocol: "2026-07-28",
  era: "modern",
  transport: "streamable_http",
  instructions: null,
};

/** Connected, with 23 tools, unless said otherwise. */
export function connected(
  over: Partial<Extract<SessionStatus, { type: "connected" }>> = {},
): Extract<SessionStatus, { type: "connected" }> {
  return {
    type: "connected",
    server,
    tools: 23,
    rejected: 0,
    latencyMs: 84,
    listFailure: null,
    settingsChanged: false,
    resources: null,
    prompts: null,
    changes: 0,
    insecure: false,
    ...over,
  };
}

/** A connection called Linear, not connected, unless said otherwise. */
export function connection(over: Partial<ConnectionView> = {}): ConnectionView {
  const name = over.name ?? "Linear";
  const slug = over.slug ?? name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return {
    id: `id-${slug}`,
    name,
    slug,
    target: urlTarget(`https://mcp.${slug}.app/mcp`),
    auth: { type: "none" },
    era: "auto",
    connectTimeoutS: 15,
    requestTimeoutS: 60,
    allowPlainHttp: false,
    asks: { elicitation: true, sampling: false, roots: [] },
    createdAt: Date.UTC(2026, 10, 1),
    lastUsedAt: null,
    historyEntries: 14,
    status: { type: "not_connected" },
    ...over,
  };
}

type UrlTarget = Extract<ConnectionView["target"], { type: "url" }>;

/** An address, reached as this computer does it unless said otherwise. */
export function urlTarget(url: string, over: Partial<UrlTarget> = {}): UrlTarget {
  return { type: "url", url, hiddenQuery: [], transport: "auto", network: systemNetwork, ...over };
}

/** The way to a server as this computer does it. */
export const systemNetwork: UrlTarget["network"] = {
  proxy: { type: "system" },
  authorityPath: "",
  certificatePath: "",
  keyPath: "",
  acceptInvalidCertificate: false,
};

/** The sample server's connection. */
export function sampleConnection(status: SessionStatus = { type: "not_connected" }): ConnectionView {
  return connection({
    id: "id-sample",
    name: "Sample server",
    slug: "sample-server",
    target: { type: "sample" },
    status,
  });
}

/** A report of a probe or test: all steps passed, unless a failure says where it ended. */
export function probeReport(over: Partial<ProbeReport> = {}, failedAt?: StepKind): ProbeReport {
  const end = failedAt ? STEP_KINDS.indexOf(failedAt) : STEP_KINDS.length;
  return {
    url: "https://mcp.linear.app/mcp",
    steps: STEP_KINDS.map((kind, index) => {
      const outcome: StepOutcome = index < end ? "passed" : index === end ? "failed" : "not_reached";
      return { kind, outcome, ms: index <= end ? 12 + 31 * index : null, facts: [] };
    }),
    elapsedMs: 600,
    auth: failedAt ? { type: "unknown" } : { type: "none" },
    server: failedAt ? null : server,
    suggestedName: failedAt ? null : "Linear",
    tools: failedAt ? null : 23,
    failure: null,
    ...over,
  };
}

/** A certificate that ran out. */
export const expiredCertificate: Failure = {
  code: "tls",
  host: "crm.acme.dev",
  fault: "expired",
  reason: "certificate expired on 3 Nov 2026",
};

/** One connection per status, as a page that has seen some use. */
export function oneOfEachStatus(now: number = Date.now()): ConnectionView[] {
  const token = {
    type: "token",
    header: "Authorization",
    prefix: "Bearer",
    savedAt: now - 9 * 86_400_000,
  } as const;
  return [
    sampleConnection(
      connected({ tools: 6, latencyMs: 1, server: { ...server, name: "sample", title: "Sample server" } }),
    ),
    connection({ name: "Linear", auth: token, status: connected(), lastUsedAt: now - 60_000 }),
    connection({
      name: "GitHub",
      slug: "github",
      target: urlTarget("https://api.githubcopilot.com/mcp/"),
      status: {
        type: "needs_sign_in",
        failure: {
          code: "unauthorized",
          credential: null,
          oauth: true,
          challenge: 'Bearer error="invalid_token"',
        },
      },
    }),
    connection({
      name: "Acme CRM",
      slug: "acme-crm",
      target: urlTarget("https://crm.acme.dev/mcp"),
      auth: token,
      status: { type: "error", failure: expiredCertificate, at: now - 40_000 },
    }),
    connection({
      name: "Files",
      target: urlTarget("http://localhost:3000/mcp"),
      status: { type: "connecting", step: "handshake", since: now - 2000 },
    }),
    connection({ name: "Weather", status: connected({ tools: 0 }) }),
    connection({ name: "Warehouse", status: connected({ tools: 41, rejected: 3, latencyMs: 212 }) }),
    connection({ name: "Calendar", lastUsedAt: now - 2 * 86_400_000 }),
    connection({
      name: "A server whose name is rather long, as names given by organisations tend to be",
      slug: "long-name",
      target: urlTarget(
        "https://integration-gateway.eu-central-1.internal.example-organisation.com/tenants/4711/mcp?key=••••",
        { hiddenQuery: ["key"] },
      ),
      status: connected({ settingsChanged: true }),
    }),
    connection({ name: "Old thing", status: { type: "disabled" } }),
  ];
}

/** The sample server's tools. */
export const sampleTools: ToolDetail[] = [
  tool(
    "echo",
    "Echo",
    "Returns the text you give it.",
    { text: { type: "string", description: "Any text" } },
    ["text"],
  ),
  tool("add", "Add two numbers", "Adds a and b.", { a: { type: "number" }, b: { type: "number" } }, [
    "a",
    "b",
  ]),
  tool(
    "slow_count",
    "Slow count",
    "Counts, reporting progress.",
    { to: { type: "integer", default: 5 } },
    [],
  ),
  tool("make_image", "Make an image", "Draws a small picture.", {}, []),
  tool("every_field", "Every field", "Has one parameter of each kind.", { text: { type: "string" } }, []),
  { ...tool("fail_always", "Fail", "Always reports a problem.", {}, []), hint: "destructive" },
];

function tool(
  name: string,
  title: string,
  description: string,
  properties: Record<string, unknown>,
  required: string[],
): ToolDetail {
  const inputSchema = JSON.stringify({ type: "object", properties, required });
  return {
    name,
    title,
    description,
    hint: "read_only",
    inputSchema,
    outputSchema: null,
    definition: inputSchema,
    taskSupport: "forbidden",
  };
}

/** The list that goes with some tools in full. */
export function toolList(connectionId: string, tools: ToolDetail[] = sampleTools): ToolListView {
  return {
    connectionId,
    tools: tools.map(({ name, title, description, hint, inputSchema }) => ({
      name,
      title,
      summary: (description ?? "").slice(0, 200),
      params: Object.keys((JSON.parse(inputSchema) as { properties?: object }).properties ?? {}),
      hint,
      standing: "accepted",
    })),
    rejected: [],
    cut: null,
    listedAt: Date.UTC(2026, 10, 21, 9),
  };
}
