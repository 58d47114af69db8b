import type { ReactNode } from "react";

import { Button } from "@/components/ui/button";
import type { Answering } from "./use-answer";

const SCROLLER = "thin-scroll flex min-h-0 flex-1 flex-col gap-4 px-4 py-3 outline-offset-0!";

/** What a question says and asks for; it scrolls, its buttons stay. */
export function AskBody({ children, buttons }: { children: ReactNode; buttons: ReactNode }) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without a field inside, the keyboard scrolls it only so */}
      <div tabIndex={0} className={SCROLLER}>
        {children}
      </div>
      <div className="flex shrink-0 flex-wrap items-center gap-2 border-t px-4 py-2.5">{buttons}</div>
    </>
  );
}

/** The server's own words. */
export function Said({ text }: { text: string }) {
  if (text.trim() === "") return <p className="text-fg3">The server doesn't say why.</p>;
  return (
    <p dir="auto" className="select-text whitespace-pre-line break-words" data-testid="ask-message">
      {text}
    </p>
  );
}

/** The ways to say no: for good, or for now. */
export function Refusals({ answering, cancel = true }: { answering: Answering; cancel?: boolean }) {
  const { doing, answer } = answering;
  return (
    <>
      <Button
        busy={doing === "decline"}
        onClick={() => answer({ type: "decline" })}
        data-testid="ask-decline"
      >
        Decline
      </Button>
      {cancel ? (
        <Button
          variant="ghost"
          busy={doing === "cancel"}
          onClick={() => answer({ type: "cancel" })}
          data-testid="ask-cancel"
        >
          Cancel
        </Button>
      ) : null}
    </>
  );
}
