//! Looking for secrets where none may be.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Journey } from "./journey.ts";

/** The keychain has a secret, alone or as part of an item, and no other place has it. */
export async function expectOnlyInKeychain(journey: Journey, secret: string): Promise<void> {
  const kept = await journey.computer.secrets();
  assert.ok(
    kept.some((item) => item.includes(secret)),
    "the keychain has it",
  );
  await expectNowhere(journey, secret);
}

/** Looks for a secret everywhere it must not be, in every form it could have. */
export async function expectNowhere({ computer, window }: Journey, secret: string): Promise<void> {
  const places = new Map([["the page", Buffer.from(await window.everything())]]);
  places.set("the output", Buffer.from(window.output));
  for (const file of await readdir(computer.dataDir, { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath, file.name);
    if (file.isFile()) places.set(path, await readFile(path));
  }
  assert.ok(
    [...places.keys()].some((path) => path.endsWith(".db")),
    "the database was looked at",
  );
  for (const [place, bytes] of places) {
    for (const form of forms(secret)) assert.ok(!bytes.includes(form), `${place} has the secret as ${form}`);
  }
}

/** A secret as it is, as a URL writes it, and in Base64 whatever stands before it. */
function forms(secret: string): string[] {
  const shifted = [0, 1, 2].map((before) => {
    const text = Buffer.from(" ".repeat(before) + secret).toString("base64");
    // The first and last characters also depend on the neighbours.
    return text.slice(before === 0 ? 0 : 4, -4);
  });
  return [secret, encodeURIComponent(secret), ...shifted, ...shifted.map(urlSafe)];
}

function urlSafe(base64: string): string {
  return base64.replaceAll("+", "-").replaceAll("/", "_");
}
