//! A journey: a person, a computer, a server, the window; what is left behind when it goes wrong.

import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { Computer } from "./computer.ts";
import { within } from "./deadline.ts";
import { Fixture } from "./fixture.ts";
import { AppWindow } from "./window.ts";

const ARTIFACTS = join(import.meta.dirname, "../artifacts");

/** What a journey has to work with. */
export interface Journey {
  computer: Computer;
  fixture: Fixture;
  window: AppWindow;
  /** Ends the application. */
  quit(): Promise<void>;
  /** Ends the application and starts it again on the same computer, with a link or without. */
  restart(...args: string[]): Promise<AppWindow>;
}

interface Options {
  /** How long it may take, with everything around it. */
  seconds?: number;
}

/** Walks a journey on a computer of its own. It must end in time, and the page may not complain on the way. */
export function journey(
  name: string,
  walk: (journey: Journey) => Promise<void>,
  options: Options = {},
): void {
  const { seconds = 120 } = options;
  test(name, async () => {
    const fixture = await Fixture.start();
    try {
      // The programs on this computer trust the fixture's authority, so that a bad certificate is bad in one way.
      const computer = await Computer.start({ SSL_CERT_FILE: fixture.authority });
      try {
        await attempt(name, seconds, computer, fixture, walk);
      } finally {
        await computer.stop();
      }
    } finally {
      await fixture.stop();
    }
  });
}

async function attempt(
  name: string,
  seconds: number,
  computer: Computer,
  fixture: Fixture,
  walk: (journey: Journey) => Promise<void>,
): Promise<void> {
  let window: AppWindow | undefined;
  const walked = async () => {
    const opened = await AppWindow.open(computer);
    window = opened;
    const quit = async () => {
      await expectPeace(window);
      await window?.close();
      window = undefined;
    };
    const restart = async (...args: string[]) => {
      await quit();
      window = await AppWindow.open(computer, ...args);
      return window;
    };
    await walk({ computer, fixture, window: opened, quit, restart });
    await expectPeace(window);
  };
  try {
    await within(seconds, "the journey", walked());
  } catch (error) {
    const place = await leaveEvidence(name, computer, window);
    if (error instanceof Error) error.stack += `\n  See ${place}`;
    throw error;
  }
}

async function expectPeace(window: AppWindow | undefined): Promise<void> {
  if (window) assert.deepEqual(await window.troubles(), [], "the page complained");
}

/** Leaves what a person needs to understand a failure; collecting it must not hide the failure itself. */
async function leaveEvidence(name: string, computer: Computer, window?: AppWindow): Promise<string> {
  const place = join(ARTIFACTS, name.toLowerCase().replace(/[^a-z0-9]+/g, "-"));
  await mkdir(place, { recursive: true });
  const keep = async (file: string, content: () => Promise<string>) => {
    await writeFile(
      join(place, file),
      await within(10, file, content()).catch((error) => `not available: ${error}`),
    );
  };
  await within(10, "the picture", computer.photograph(join(place, "screen.png"))).catch(() => {});
  await keep("page.html", async () => (await window?.everything()) ?? "no page");
  await keep("output.txt", async () => window?.output ?? "");
  await keep("app.log", () => logs(join(computer.dataDir, "logs")));
  return place;
}

async function logs(dir: string): Promise<string> {
  const files = await readdir(dir);
  return (await Promise.all(files.map((file) => readFile(join(dir, file), "utf8")))).join("\n");
}
