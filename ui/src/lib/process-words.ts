import type { Failure } from "@/ipc/bindings";
import type { FailureAction, FailureWords } from "./failure-words";
import { sentence } from "./sentence";

const RETRY: FailureAction = { kind: "retry", label: "Retry" };
const READ_LOG: FailureAction = { kind: "read_log", label: "Read log" };
const EDIT_COMMAND: FailureAction = { kind: "edit_connection", field: "program", label: "Edit command" };

/** Chooses the words and the next steps for a program that could not be started. */
export function spawnWords({ program, fault, lookedIn }: SpawnFailure): FailureWords {
  switch (fault.type) {
    case "not_found":
      return words(
        `Can't find ${program}`,
        lookedIn.length === 0
          ? "There is no such program on this computer. Install it, or enter its full path."
          : `It is in none of ${lookedIn.join(", ")}. Install it, or enter its full path.`,
        EDIT_COMMAND,
        RETRY,
      );
    case "not_executable":
      return words(
        `${program} may not be run`,
        "It is a file without the permission to be executed.",
        EDIT_COMMAND,
        RETRY,
      );
    case "is_directory":
      return words(`${program} is a folder`, "Enter the program in it that is to run.", EDIT_COMMAND);
    case "no_directory":
      return words(
        "The working directory isn't there",
        `${program} can't be started in a folder that doesn't exist.`,
        { kind: "edit_connection", field: "directory", label: "Edit directory" },
        RETRY,
      );
    case "other":
      return words(`Couldn't start ${program}`, sentence(fault.reason), RETRY, EDIT_COMMAND);
  }
}

/** Chooses the words and the next steps for a program that ended by itself. */
export function exitedWords({ program, status, signal, stderr }: ExitedFailure): FailureWords {
  const how =
    status !== null
      ? `ended with status ${status}`
      : signal !== null
        ? `was ended by signal ${signal}`
        : "ended";
  const last = stderr.trim().split("\n").slice(-3).join("\n");
  return words(
    `${program} ${how}`,
    last === "" ? "It wrote nothing that says why." : `The last it wrote: “${last}”`,
    RETRY,
    EDIT_COMMAND,
    READ_LOG,
  );
}

type SpawnFailure = Extract<Failure, { code: "spawn" }>;
type ExitedFailure = Extract<Failure, { code: "exited" }>;

function words(title: string, why: string, ...actions: FailureAction[]): FailureWords {
  return { title, why, actions };
}
