import type { CommandRequest, CommandView } from "@/ipc";
import { type HeaderDraft, headerValue, isEmptyHeader, newHeader, savedHeader } from "./header-draft";

/** A local command being entered. */
export interface CommandDraft {
  program: string;
  /** One argument per line. */
  args: string;
  /** The arguments as they were saved: one with a line break has no other way back than not to be edited. */
  savedArgs: { text: string; args: readonly string[] } | null;
  env: HeaderDraft[];
  directory: string;
  perCall: boolean;
}

/** No command yet. */
export function newCommand(): CommandDraft {
  return { program: "", args: "", savedArgs: null, env: [], directory: "", perCall: false };
}

/** The form for a saved command. */
export function commandDraftOf({ program, args, env, directory, perCall }: CommandView): CommandDraft {
  const text = args.join("\n");
  return {
    program,
    args: text,
    savedArgs: { text, args },
    env: env.map(({ name, value }) => savedHeader(name, value)),
    directory,
    perCall,
  };
}

/** What is sent for a command. */
export function commandRequestOf(draft: CommandDraft): CommandRequest {
  return {
    program: draft.program.trim(),
    args: [...argsOf(draft)],
    env: draft.env.map((row) => ({ name: row.name.trim(), value: headerValue(row) })),
    directory: draft.directory.trim(),
    perCall: draft.perCall,
  };
}

/** The arguments, one per line. A blank line is an empty argument, but for those at the end. */
export function argsOf({ args, savedArgs }: CommandDraft): readonly string[] {
  if (savedArgs && savedArgs.text === args) return savedArgs.args;
  const text = args.replace(/\r/g, "").replace(/\n+$/, "");
  return text === "" ? [] : text.split("\n");
}

/**
 * The words of a command line put into their fields. What stands before the program sets variables; the arguments
 * that were there stay behind those from the line.
 */
export function splitCommand(draft: CommandDraft, words: readonly string[]): CommandDraft {
  const first = words.findIndex((word) => !/^[A-Za-z_][A-Za-z0-9_]*=/.test(word));
  const at = first < 0 ? words.length : first;
  const set = words.slice(0, at).map((word) => {
    const equals = word.indexOf("=");
    return newHeader(word.slice(0, equals), word.slice(equals + 1));
  });
  const args = [...words.slice(at + 1), ...argsOf(draft)];
  return {
    ...draft,
    program: words[at] ?? "",
    args: args.join("\n"),
    savedArgs: null,
    env: [...draft.env.filter((row) => !isEmptyHeader(row)), ...set],
  };
}

/** A command on one line, quoted as a shell would need it. For showing only: no shell is ever asked. */
export function commandLine(program: string, args: readonly string[]): string {
  return [program, ...args].map(quoted).join(" ");
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
