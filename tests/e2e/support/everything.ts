//! The protocol's own reference server, which shows all of it.

import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { eventually } from "./deadline.ts";
import { type Journey, journey } from "./journey.ts";
import { freePort, start, stop } from "./programs.ts";
import { beginAdding } from "./walks.ts";
import type { AppWindow } from "./window.ts";

const SCRIPT = join(
  import.meta.dirname,
  "../../node_modules/@modelcontextprotocol/server-everything/dist/index.js",
);

/** A running reference server. */
export class Everything {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#process = child;
  }

  static async start(): Promise<Everything> {
    const port = await freePort();
    const env = { ...process.env, PORT: String(port) };
    const child = start(process.execPath, [SCRIPT, "streamableHttp"], { env, stdio: "ignore" });
    const url = `http://127.0.0.1:${port}/mcp`;
    // It does not say on its output that it listens.
    await eventually("the reference server", async () => (await fetch(url)).status > 0, 60);
    return new Everything(url, child);
  }

  async stop(): Promise<void> {
    await stop(this.#process);
  }
}

/** Walks a journey with the reference server added as Everything, and allowed to ask for a model's answer. */
export function everythingJourney(
  name: string,
  walk: (window: AppWindow, all: Journey) => Promise<void>,
  options: { seconds?: number } = {},
): void {
  const through = async (all: Journey) => {
    const everything = await Everything.start();
    try {
      await addEverything(all.window, everything.url);
      await walk(all.window, all);
    } finally {
      await everything.stop();
    }
  };
  journey(name, through, options);
}

async function addEverything(window: AppWindow, url: string): Promise<void> {
  await beginAdding(window, url);
  await window.enter("field-name", "Everything");
  await window.click("advanced");
  await window.click("field-sampling");
  await window.click("save-button");
  await window.see("tool-list");
}

/** A row of a list whose name is an address. */
export function addressRow(kind: "resource" | "template", address: string): string {
  return `[data-testid="${kind}-row-${address}"]`;
}
