import { describe, expect, it } from "vitest";
import { commandTarget, needsApproval } from "@/test/command-data";
import { connected } from "@/test/sample-data";
import {
  argsOf,
  commandDraftOf,
  commandLine,
  commandRequestOf,
  newCommand,
  splitCommand,
} from "./command-draft";
import { failureWords } from "./failure-words";
import { statusWords } from "./status-words";

describe("a command being entered", () => {
  it.each<[string, string[]]>([
    ["", []],
    ["-y\nserver", ["-y", "server"]],
    ["-y\r\nserver\r\n\r\n", ["-y", "server"]],
    ["a\n\nb", ["a", "", "b"]],
    ["  two words  ", ["  two words  "]],
  ])("has one argument per line: %j", (args, expected) => {
    expect(argsOf({ ...newCommand(), args })).toEqual(expected);
  });

  it("gives back what was saved, whatever characters are in it", () => {
    const { command } = commandTarget({ args: ["-c", "a\nb", ""] });
    expect(commandRequestOf(commandDraftOf(command)).args).toEqual(["-c", "a\nb", ""]);
  });

  it("is shown on one line on which every argument can be told apart", () => {
    expect(commandLine("npx", ["-y", "two words", "", "it's; rm -rf /", "a=b"])).toBe(
      `npx -y 'two words' '' 'it'\\''s; rm -rf /' a=b`,
    );
  });

  it("takes a command line apart, variables first, in front of what was there", () => {
    const before = { ...newCommand(), args: "last" };
    const split = splitCommand(before, ["A=1", "TOKEN=x=y", "uvx", "server", "--flag"]);
    expect(split.program).toBe("uvx");
    expect(argsOf(split)).toEqual(["server", "--flag", "last"]);
    expect(split.env.map(({ name, plain, secretValue }) => [name, plain || secretValue.text])).toEqual([
      ["A", "1"],
      ["TOKEN", "x=y"],
    ]);
    expect(split.env.map(({ secret }) => secret)).toEqual([false, true]);
  });
});

describe("the words for a connection", () => {
  it.each([
    [needsApproval(), "Needs approval", "Review its command"],
    [needsApproval({}, { changed: ["args"] }), "Needs approval", "Its command changed"],
    [connected({ insecure: true }), "Connected", "Certificate not checked · 84 ms"],
    [connected({ changes: 1 }), "Connected", "1 tool change to review · 84 ms"],
    [connected({ tools: 0 }), "Connected", "Lists no tools"],
    [connected({ tools: 0, prompts: 3 }), "Connected", "No tools, 3 prompts · 84 ms"],
  ])("say what waits for the person", (status, word, fact) => {
    expect(statusWords(status)).toMatchObject({ word, fact });
  });

  it("name the host that a certificate is for, and offer to use it", () => {
    const reason = 'certificate not valid for name "acme.dev"; it is only valid for DnsName("api.acme.dev")';
    const { title, actions } = failureWords({ code: "tls", host: "acme.dev", fault: "wrong_name", reason });
    expect(title).toBe("The certificate is for api.acme.dev, not for acme.dev");
    expect(actions[0]).toMatchObject({ kind: "use_host", host: "api.acme.dev" });
  });

  it("tell a proxy that wants a password from one that is broken", () => {
    expect(failureWords({ code: "proxy", reason: "it answered 407" }).title).toBe(
      "Your proxy asks for a password",
    );
    expect(failureWords({ code: "proxy", reason: "it answered 502" }).title).toBe(
      "The proxy refused the connection",
    );
  });
});
