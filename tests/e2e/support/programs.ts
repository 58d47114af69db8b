//! What a journey leaves in the system while it lasts: programs, each in a process group of its own, and folders.
//! All of it goes with the journey, whatever happens.

import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** The programs under test, as the test command names them. */
export const programs = {
  desktop: named("HITCHPOST_DESKTOP"),
  cli: named("HITCHPOST_CLI"),
  fixture: named("HITCHPOST_FIXTURE"),
};

function named(variable: string): string {
  const path = process.env[variable];
  if (!path) throw new Error(`${variable} must name a program; "cargo xtask test journeys" sets it`);
  return path;
}

const running = new Set<ChildProcess>();
const folders = new Set<string>();

/** Makes a folder for as long as the journey lasts. */
export async function makeFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `hitchpost-${name}-`));
  folders.add(folder);
  return folder;
}

/** Deletes such a folder. Programs that were killed a moment ago may still be closing files in it. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  folders.delete(folder);
}

/** Starts a program that runs until it is stopped. */
export function start(program: string, args: string[], options: SpawnOptions = {}): ChildProcess {
  // The kernel ends it when this process dies without a chance to say goodbye.
  const child = spawn("setpriv", ["--pdeathsig", "KILL", "--", program, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    ...options,
    detached: true,
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  child.once("error", () => running.delete(child));
  return child;
}

/** Ends a program and whatever it started. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  signalGroup(child, "SIGKILL");
  await ended;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself.
  }
}

function leaveNothing(): void {
  for (const child of running) signalGroup(child, "SIGKILL");
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

process.once("exit", leaveNothing);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    process.exit(1);
  });
}

/** How a program ended that was run to its end. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end. */
export async function run(
  program: string,
  args: string[],
  options: { env?: NodeJS.ProcessEnv; seconds?: number } = {},
): Promise<Ended> {
  const { env, seconds = 30 } = options;
  const child = start(program, args, { env });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const deadline = setTimeout(() => signalGroup(child, "SIGKILL"), seconds * 1000);
  const [code] = (await once(child, "close")) as [number | null];
  clearTimeout(deadline);
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** Keeps what a stream says. */
export function collect(stream: Readable | null): { text: string } {
  const kept = { text: "" };
  stream?.setEncoding("utf8").on("data", (chunk: string) => {
    kept.text += chunk;
  });
  return kept;
}

/** Waits for the first line of a stream that satisfies, and leaves the stream flowing. */
export function firstLine(stream: Readable, accepts: (line: string) => boolean): Promise<string> {
  const lines = createInterface({ input: stream });
  return new Promise((resolve, reject) => {
    lines.on("line", (line) => accepts(line) && resolve(line));
    lines.once("close", () => reject(new Error("the program ended before it said that it was ready")));
  });
}

/** A port of this computer that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
