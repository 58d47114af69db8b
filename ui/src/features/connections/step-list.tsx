import { Check, Minus, X } from "lucide-react";
import type { ConnectionView, Failure, ProbeStep, StepKind } from "@/ipc";
import { cn } from "@/lib/cn";
import { formatMs } from "@/lib/format";
import { STEPS } from "@/lib/status-words";

const WORDS = {
  passed: "passed",
  skipped: "not needed",
  failed: "failed",
  not_reached: "not reached",
} as const;

/** The six steps to a server, and how far it went. */
export function StepList({ steps }: { steps: readonly ProbeStep[] }) {
  return (
    <ol
      className="grid grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] gap-x-8 gap-y-1"
      data-testid="step-list"
    >
      {steps.map(({ kind, outcome, ms }) => (
        <li key={kind} data-outcome={outcome} className="flex items-center gap-2">
          {outcome === "passed" ? <Check aria-hidden className="size-3.5! text-ok-glyph" /> : null}
          {outcome === "failed" ? <X aria-hidden className="size-3.5! text-err-glyph" /> : null}
          {outcome === "skipped" || outcome === "not_reached" ? (
            <Minus aria-hidden className="size-3.5! text-fg3" />
          ) : null}
          <span className={cn(outcome === "not_reached" && "text-fg3")}>{STEPS[kind].name}</span>
          <span className="tabular ml-auto text-fg3 text-meta">
            {outcome === "passed" && ms !== null ? (
              <>
                <span className="sr-only">passed in </span>
                {formatMs(ms)}
              </>
            ) : (
              WORDS[outcome]
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** How far a connection got, as its failure tells. No times: those belong to a test. */
export function stepsUntil(failure: Failure, { target }: Pick<ConnectionView, "target">): ProbeStep[] {
  const kinds = Object.keys(STEPS) as StepKind[];
  const failedAt = kinds.indexOf(failedStep(failure));
  const plain = target.type !== "url" || target.url.startsWith("http:");
  return kinds.map((kind, index) => {
    const none = { kind, ms: null, facts: [] };
    if (index > failedAt) return { ...none, outcome: "not_reached" };
    if (index === failedAt) return { ...none, outcome: "failed" };
    return { ...none, outcome: kind === "tls" && plain ? "skipped" : "passed" };
  });
}

function failedStep(failure: Failure): StepKind {
  switch (failure.code) {
    case "address_forbidden":
    case "invalid":
    case "secret_missing":
    case "keychain":
    case "needs_approval":
    case "file_unusable":
      return "address";
    case "spawn":
      return failure.fault.type === "not_found" ? "address" : "network";
    case "dns":
    case "refused":
    case "network":
    case "proxy":
      return "network";
    case "timeout":
      return failure.phase === "connect" ? "network" : "handshake";
    case "tls":
      return "tls";
    case "unauthorized":
    case "forbidden":
    case "sign_in":
      return "authorization";
    case "rpc":
      return failure.method === "tools/list" ? "capabilities" : "handshake";
    default:
      return "handshake";
  }
}
