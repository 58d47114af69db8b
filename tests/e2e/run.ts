//! Walks the journeys: `node run.ts [name …]`, where a name is part of a file in `journeys`.
//! One line per journey with its time, then `N passed, N failed`. With HITCHPOST_PICTURES=<folder> the visit to the
//! main screens leaves pictures of them there.

import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { run } from "node:test";

const JOURNEYS = join(import.meta.dirname, "journeys");
const ARTIFACTS = join(import.meta.dirname, "artifacts");

const wanted = process.argv.slice(2);
const all = (await readdir(JOURNEYS)).filter((file) => file.endsWith(".test.ts")).sort();
const files = all
  .filter((file) => wanted.length === 0 || wanted.some((name) => file.includes(name)))
  .map((file) => join(JOURNEYS, file));
if (files.length === 0) {
  console.error(`No journey is named like that. There are: ${all.join(", ")}`);
  process.exit(2);
}
await rm(ARTIFACTS, { recursive: true, force: true });

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());

let passed = 0;
let failed = 0;
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

const walks = run({
  files,
  // Most of a journey is waiting for a window; two at a time keep two processors busy.
  concurrency: 2,
  signal: stopping.signal,
  // A journey that left something running has ended all the same.
  forceExit: true,
  execArgv: ["--disable-warning=ExperimentalWarning"],
});
walks.on("test:pass", ({ name, details }) => {
  passed += 1;
  console.log(`ok      ${name} (${seconds(details.duration_ms)})`);
});
walks.on("test:fail", ({ name, details, file }) => {
  failed += 1;
  const { error } = details;
  const cause = error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : error.message;
  console.log(`FAILED  ${name} (${seconds(details.duration_ms)})\n  in ${file}\n  ${cause}`);
});
walks.on("test:stderr", ({ message }) => process.stderr.write(message));
walks.on("end", () => {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 && !stopping.signal.aborted ? 0 : 1;
});
walks.resume();
