//! A real authorization server and an MCP server behind it, as other people run them.

import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { firstLine, start, stop } from "./programs.ts";

const PEERS = join(import.meta.dirname, "../../peers/oauth");

/** Both of them. */
export class SignInServers {
  /** Who issues tokens, and the origin of the pages to sign in on. */
  readonly issuer: string;
  /** The MCP server's address. */
  readonly url: string;
  readonly #parts: ChildProcess[];

  private constructor(issuer: string, url: string, parts: ChildProcess[]) {
    this.issuer = issuer;
    this.url = url;
    this.#parts = parts;
  }

  /** Starts them; access tokens live so many seconds. */
  static async start(tokenSeconds = 3600): Promise<SignInServers> {
    const env = { ...process.env, ACCESS_TOKEN_SECONDS: String(tokenSeconds) };
    const authorization = serve("authorization-server.mjs", ["0"], env);
    const issuer = await address(authorization);
    const resource = serve("resource-server.mjs", ["0", issuer], env);
    return new SignInServers(issuer, await address(resource), [resource, authorization]);
  }

  /** What the authorization server did so far, by kind. */
  async counts(): Promise<Record<string, number>> {
    const response = await fetch(`${this.issuer}/test/counts`);
    return (await response.json()) as Record<string, number>;
  }

  async stop(): Promise<void> {
    for (const part of this.#parts) await stop(part);
  }
}

/** They need the Node that runs the journeys. */
function serve(script: string, args: string[], env: NodeJS.ProcessEnv): ChildProcess {
  return start(process.execPath, [join(PEERS, script), ...args], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function address(server: ChildProcess): Promise<string> {
  if (!server.stdout) throw new Error("the server has no output");
  const line = await firstLine(server.stdout, (line) => line.startsWith("listening "));
  return line.slice("listening ".length);
}
