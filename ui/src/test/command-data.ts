import type { ApprovalView, CommandRequest, ConnectionView, SessionStatus } from "@/ipc";
import { commandLine } from "@/lib/command-draft";
import { connected, connection, server } from "./sample-data";

type CommandTarget = Extract<ConnectionView["target"], { type: "command" }>;

/** A program as the core shows it once it was saved. */
export function commandTarget(
  request: Partial<CommandRequest> = {},
  over: Partial<CommandTarget["command"]> = {},
): CommandTarget {
  const { program = "npx", args = ["-y", "@acme/files-server", "/home/you/notes"] } = request;
  const env = (request.env ?? []).map(({ name, value }) => ({
    name,
    value: value.type === "plain" ? value : ({ type: "secret", savedAt: Date.UTC(2026, 10, 12) } as const),
  }));
  const { directory = "", perCall = false } = request;
  const resolved = program.startsWith("/") ? program : `/usr/local/bin/${program}`;
  const line = commandLine(program, args);
  const command = { program, args, env, directory, perCall, approved: false, resolved, line, ...over };
  return { type: "command", command };
}

/** A command that nobody has looked at yet. */
export function needsApproval(
  request: Partial<CommandRequest> = {},
  over: Partial<ApprovalView> = {},
): Extract<SessionStatus, { type: "needs_approval" }> {
  const { program, args, env, resolved, directory } = commandTarget(request).command;
  const envNames = env.map(({ name }) => name);
  const approval = { program, resolved, args, envNames, directory: directory || "/home/you" };
  return { type: "needs_approval", approval: { ...approval, changed: [], digest: "d1", ...over } };
}

const stdio = { ...server, name: "files-server", title: "Files", transport: "stdio" } as const;

const LONG_COMMAND = {
  program: "docker",
  args: [
    "run",
    "-i",
    "--rm",
    "--mount",
    "type=bind,src=/home/you/projects/customer-data-platform/services/ingest,dst=/workspace,readonly",
    "--env",
    "WAREHOUSE_TOKEN",
    "registry.example-organisation.com/data-platform/warehouse-mcp:2026.11.3@sha256:4f6c1d2e8b9a7051",
    "--query",
    "select count(*) from orders where note = 'it''s; rm -rf /'",
    "",
  ],
  env: [
    { name: "WAREHOUSE_TOKEN", value: { type: "secret", value: { type: "keep" } } },
    { name: "RUST_LOG", value: { type: "plain", value: "debug" } },
  ],
} satisfies Partial<CommandRequest>;

const STDERR = `npm warn deprecated inflight@1.0.6
[files] opening /home/you/notes
[files] Error: ENOENT: no such file or directory, scandir '/home/you/notes'
    at async readdir (node:internal/fs/promises:948:18)
    at async main (file:///home/you/.npm/_npx/1b2c/node_modules/@acme/files-server/index.js:41:3)`;

/** Commands in the states they can be in. */
export function commandConnections(now: number = Date.now()): ConnectionView[] {
  return [
    connection({
      name: "Notes",
      target: commandTarget({}, { approved: true }),
      status: connected({ server: stdio, tools: 7, latencyMs: 3, resources: 12, prompts: 2 }),
      lastUsedAt: now - 60_000,
    }),
    connection({
      name: "Warehouse loader",
      target: commandTarget(LONG_COMMAND),
      status: needsApproval(LONG_COMMAND),
    }),
    connection({
      name: "Git",
      target: commandTarget({
        program: "uvx",
        args: ["mcp-server-git", "--repository", "/home/you/hitchpost"],
      }),
      status: needsApproval(
        { program: "uvx", args: ["mcp-server-git", "--repository", "/home/you/hitchpost"] },
        { changed: ["program", "args"], digest: "d2" },
      ),
    }),
    connection({
      name: "Photos",
      target: commandTarget({}, { approved: true }),
      status: {
        type: "error",
        failure: { code: "exited", program: "npx", status: 1, signal: null, stderr: STDERR },
        at: now - 40_000,
      },
    }),
    connection({
      name: "Blender",
      target: commandTarget({ program: "blender-mcp", args: [] }, { approved: true, resolved: null }),
      status: {
        type: "error",
        failure: {
          code: "spawn",
          program: "blender-mcp",
          fault: { type: "not_found" },
          lookedIn: ["/home/you/.local/bin", "/usr/local/bin", "/usr/bin", "/bin"],
        },
        at: now - 20_000,
      },
    }),
  ];
}

/** The last that a program of these wrote to its standard error. */
export function stderrOf(id: string): string {
  return id === "id-photos" ? STDERR : id === "id-notes" ? "[files] serving /home/you/notes over stdio" : "";
}
