import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync("src/tokens.css", "utf8");

/** The tokens of one theme; dark repeats only what differs. */
function tokens(theme: "light" | "dark"): Map<string, string> {
  const blocks = [/:root \{([^}]*)\}/.exec(css)?.[1] ?? ""];
  if (theme === "dark") blocks.push(/:root\[data-theme="dark"\] \{([^}]*)\}/.exec(css)?.[1] ?? "");
  const pairs = blocks.flatMap((block) => [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)]);
  return new Map(pairs.map(([, name, colour]) => [name ?? "", colour ?? ""]));
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const TEXT = ["text", "text2", "text3", "ok", "busy", "auth", "err", "idle", "accent"];
const SHAPES = ["control-border", "ok-glyph", "busy-glyph", "auth-glyph", "err-glyph", "idle-glyph"];

describe.each(["light", "dark"] as const)("the %s theme", (theme) => {
  const all = tokens(theme);
  const get = (name: string) => all.get(name) ?? "";
  const surfaces = ["bg", "s1", "s2"];

  it.each(TEXT)("makes %s readable on every surface", (name) => {
    for (const surface of surfaces) expect(contrast(get(name), get(surface))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(SHAPES)("makes %s visible on every surface", (name) => {
    for (const surface of surfaces) expect(contrast(get(name), get(surface))).toBeGreaterThanOrEqual(3);
  });

  it("makes the words on filled buttons readable", () => {
    expect(contrast(get("on-accent"), get("accent"))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(get("on-err"), get("err"))).toBeGreaterThanOrEqual(4.5);
  });
});
