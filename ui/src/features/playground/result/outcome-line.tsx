import { Ban, CircleCheck, CircleX, Clock, KeyRound, MessageCircleOff, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

import type { CallReport, Failure } from "@/ipc";
import { cn } from "@/lib/cn";
import { formatBytes, formatMs } from "@/lib/format";
import type { RunWords } from "../run-words";

/** How a call ended, in one line. */
export function OutcomeLine({ report, of }: { report: CallReport; of: RunWords }) {
  const { icon, words, tone } = outcomeWords(report, of);
  const facts = report.outcome.type === "timed_out" ? [] : [formatMs(report.durationMs)];
  if (report.outcome.type === "completed") facts.push(formatBytes(report.sizeBytes));
  return (
    <div
      data-testid="result-outcome"
      data-outcome={report.outcome.type}
      className={cn("flex min-w-0 flex-wrap items-center gap-x-2 font-medium", tone)}
    >
      {icon}
      <span>{words}</span>
      <span className="tabular font-normal text-fg3 text-meta">{facts.join(" · ")}</span>
    </div>
  );
}

/** The same for screen readers, who do not see where the line belongs. */
export function outcomeAnnouncement(name: string, report: CallReport, of: RunWords): string {
  return `${name}: ${outcomeWords(report, of).words}, ${formatMs(report.durationMs)}`;
}

interface OutcomeWords {
  icon: ReactNode;
  words: string;
  tone: string;
}

function outcomeWords({ outcome }: CallReport, of: RunWords): OutcomeWords {
  switch (outcome.type) {
    case "completed":
      return outcome.isError
        ? {
            icon: <TriangleAlert aria-hidden className="text-auth-glyph" />,
            words: "The tool reported a problem",
            tone: "text-auth",
          }
        : { icon: <CircleCheck aria-hidden className="text-ok-glyph" />, words: "Done", tone: "text-ok" };
    case "failed":
      return failedWords(outcome.failure, of);
    case "cancelled":
      return { icon: <Ban aria-hidden className="text-idle-glyph" />, words: "Cancelled", tone: "text-fg2" };
    case "timed_out":
      return {
        icon: <Clock aria-hidden className="text-auth-glyph" />,
        words: `No answer in ${outcome.seconds} s`,
        tone: "text-auth",
      };
  }
}

function failedWords(failure: Failure, of: RunWords): OutcomeWords {
  if (failure.code === "sign_in") {
    return {
      icon: <KeyRound aria-hidden className="text-auth-glyph" />,
      words: "Sign-in needed",
      tone: "text-auth",
    };
  }
  // That a question was not answered is nobody's fault.
  if (failure.code === "input_required") {
    return failure.why === "declined"
      ? { icon: <Ban aria-hidden className="text-idle-glyph" />, words: "You declined", tone: "text-fg2" }
      : {
          icon: <MessageCircleOff aria-hidden className="text-auth-glyph" />,
          words: "The server's question wasn't answered",
          tone: "text-auth",
        };
  }
  return { icon: <CircleX aria-hidden className="text-err-glyph" />, words: of.failed, tone: "text-err" };
}
