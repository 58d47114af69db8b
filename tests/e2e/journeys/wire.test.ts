import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { TOKEN } from "../support/fixture.ts";
import { journey } from "../support/journey.ts";
import { expectOnlyInKeychain } from "../support/secrecy.ts";
import { beginAdding, echo } from "../support/walks.ts";

/** A line of a saved log, as far as this journey looks at it. */
interface Line {
  kind: string;
  method: string | null;
  status: number | null;
  headers?: [string, string][];
  body?: string;
}

journey("the log shows what travelled, finds it again, and saves it without the token", async (all) => {
  const { window, fixture } = all;
  await beginAdding(window, fixture.url("token"));
  await window.press("Tab");
  await window.enter("field-token", TOKEN);
  await window.enter("field-name", "Guarded");
  await window.click("save-button");
  await echo(window, "over the wire");

  await window.press("Control", "j");
  await window.see("log-drawer");
  await window.enter("wire-text", "tools/call");
  await window.read("wire-list", /request\s*tools\/call/);
  await window.read("wire-list", /response\s*tools\/call[\s\S]*200/);
  await window.read("wire-count", "2 lines");

  await window.click('[data-testid="wire-list"] [role="row"]');
  await window.read("wire-headers", /authorization\s*Bearer ••/);
  await window.read("wire-body", "over the wire");
  await window.click("wire-pair");
  await window.read("wire-detail", "response");
  await expectOnlyInKeychain(all, TOKEN);

  await window.click("wire-text");
  await window.press("Control", "a");
  await window.press("Backspace");
  await window.read("wire-list", /initialize|server\/discover/);
  await window.click("wire-export");
  const said = await window.read("toast", /hitchpost-traffic\S*\.jsonl/);
  const [path] = /\/\S*hitchpost-traffic\S*\.jsonl/.exec(said) ?? [];
  assert.ok(path, said);
  const text = await readFile(path, "utf8");
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line): Line => JSON.parse(line));
  const calls = lines.filter(({ method }) => method === "tools/call");
  assert.deepEqual(
    calls.map(({ kind, status }) => [kind, status]),
    [
      ["request", null],
      ["response", 200],
    ],
  );
  assert.ok(calls.every(({ body }) => body?.includes("over the wire")));
  assert.ok(
    calls[0]?.headers?.some(([name, value]) => name === "authorization" && value.startsWith("Bearer ••")),
  );
  assert.ok(!text.includes(TOKEN), "the file has no token");

  await window.press("Control", "j");
  await window.gone("log-drawer");
});
