import { Ban, CircleCheck, CircleX, Clock, KeyRound, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

import type { CallReport } from "@/ipc";
import { cn } from "@/lib/cn";
import { formatBytes, formatMs } from "@/lib/format";

/** How a call ended, in one line. */
export function OutcomeLine({ report }: { report: CallReport }) {
  const { icon, words, tone } = outcomeWords(report);
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
export function outcomeAnnouncement(tool: string, report: CallReport): string {
  return `${tool}: ${outcomeWords(report).words}, ${formatMs(report.durationMs)}`;
}

function outcomeWords({ outcome }: CallReport): { icon: ReactNode; words: string; tone: string } {
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
      if (outcome.failure.code === "sign_in") {
        return {
          icon: <KeyRound aria-hidden className="text-auth-glyph" />,
          words: "Sign-in needed",
          tone: "text-auth",
        };
      }
      return {
        icon: <CircleX aria-hidden className="text-err-glyph" />,
        words: "The call failed",
        tone: "text-err",
      };
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
