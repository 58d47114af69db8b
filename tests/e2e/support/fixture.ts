//! The server that misbehaves on request.

import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { firstLine, makeFolder, programs, removeFolder, start, stop } from "./programs.ts";

/** One request the fixture saw: header names, never their values. */
export interface Seen {
  method: string;
  path: string;
  headers: string[];
  rpc: string | null;
  secret: boolean;
}

/** The tokens and keys the fixture accepts. */
export const TOKEN = "good-token";
export const ROTATED_TOKEN = "new-token";
export const API_KEY = "good-key";

/** A running fixture. */
export class Fixture {
  readonly origin: string;
  /** The authority behind its certificates; programs trust it when SSL_CERT_FILE names it. */
  readonly authority: string;
  readonly #process: ChildProcess;
  readonly #dir: string;
  readonly #tls: Map<string, string>;

  private constructor(origin: string, tls: Map<string, string>, dir: string, child: ChildProcess) {
    this.origin = origin;
    this.authority = join(dir, "authority.pem");
    this.#tls = tls;
    this.#dir = dir;
    this.#process = child;
  }

  static async start(): Promise<Fixture> {
    const dir = await makeFolder("fixture");
    const child = start(programs.fixture, ["--tls", join(dir, "authority.pem")], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    if (!child.stdout) throw new Error("the fixture has no output");
    let origin = "";
    const tls = new Map<string, string>();
    await firstLine(child.stdout, (line) => {
      const [kind, name, url] = line.split(" ");
      if (kind === "listening" && name) origin = name;
      if (kind === "tls" && name && url) tls.set(name, url);
      return tls.size === 4;
    });
    return new Fixture(origin, tls, dir, child);
  }

  /** The address of a mode, for example `many?tools=10`. */
  url(mode: string): string {
    return `${this.origin}/${mode}`;
  }

  /** The good server behind a certificate: trusted, self-signed, expired or wrong-name. */
  tls(certificate: string): string {
    const url = this.#tls.get(certificate);
    if (!url) throw new Error(`there is no certificate "${certificate}"`);
    return url;
  }

  async log(): Promise<Seen[]> {
    const response = await fetch(this.url("log"));
    return (await response.json()) as Seen[];
  }

  async forget(): Promise<void> {
    await fetch(this.url("log"), { method: "DELETE" });
  }

  async stop(): Promise<void> {
    await stop(this.#process);
    await removeFolder(this.#dir);
  }
}
