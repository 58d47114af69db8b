import type { StepKind, TargetView } from "@/ipc";
import { STEPS } from "./status-words";

/** What the steps to a server are called: a program is found and started, where others are reached. */
export function stepWords(target: TargetView["type"]): Record<StepKind, string> {
  const named = Object.fromEntries(Object.entries(STEPS).map(([kind, { name }]) => [kind, name])) as Record<
    StepKind,
    string
  >;
  return target === "command" ? { ...named, address: "Program", network: "Process" } : named;
}
