import fc from "fast-check";
import { expect, it } from "vitest";
import { readableHost } from "./punycode";

it.each([
  ["xn--bcher-kva.example", "bücher.example"],
  ["xn--80ak6aa92e.com", "аррӏе.com"],
  ["xn--fiqs8s", "中国"],
  ["xn--mgbh0fb.xn--kgbechtv", "مثال.إختبار"],
  ["example.com", "example.com"],
  ["xn--!!!", "xn--!!!"],
])("reads %s as %s", (host, readable) => {
  expect(readableHost(host)).toBe(readable);
});

it("undoes what the platform does to a host", () => {
  const letter = fc.constantFrom(..."abcäöüéñçßλπжшяあ中文");
  fc.assert(
    fc.property(fc.array(letter, { minLength: 1, maxLength: 12 }), (letters) => {
      const { hostname } = new URL(`https://${letters.join("")}.example/`);
      expect(new URL(`https://${readableHost(hostname)}/`).hostname).toBe(hostname);
    }),
  );
});

it("never fails, whatever it is given", () => {
  fc.assert(fc.property(fc.string(), (text) => typeof readableHost(`xn--${text}`) === "string"));
});
