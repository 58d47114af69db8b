import { ChevronLeft, ChevronRight } from "lucide-react";
import { type RefObject, useEffect, useRef } from "react";

import { IconButton } from "@/components/ui/icon-button";
import type { AskView, CallId } from "@/ipc";
import { AskCard } from "./ask-card";
import { keepDraftsOf, showAsk, useAskState } from "./ask-state";

interface AskQueueProps {
  /** At least one, in the order in which they are to be answered. */
  asks: readonly AskView[];
  nameOf: (call: CallId) => string | undefined;
}

/** The questions, one at a time. */
export function AskQueue({ asks, nameOf }: AskQueueProps) {
  const shown = useAskState((state) => state.shown);
  const at = Math.max(
    0,
    asks.findIndex(({ id }) => id === shown),
  );
  const ask = asks[at];
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => keepDraftsOf(asks), [asks]);
  useSought(host);
  if (!ask) return null;
  const go = (step: number) => {
    const next = asks[(at + step + asks.length) % asks.length];
    if (next) showAsk(next.id);
  };
  return (
    <div ref={host} className="flex min-h-0 flex-col">
      <AskCard
        key={ask.id}
        ask={ask}
        nameOf={nameOf}
        aside={
          asks.length > 1 ? (
            <span className="flex items-center gap-0.5 text-fg2 text-meta">
              <IconButton label="Previous question" onClick={() => go(-1)}>
                <ChevronLeft aria-hidden />
              </IconButton>
              <span className="tabular" data-testid="ask-count">
                {at + 1} of {asks.length}
              </span>
              <IconButton label="Next question" onClick={() => go(1)}>
                <ChevronRight aria-hidden />
              </IconButton>
            </span>
          ) : null
        }
      />
    </div>
  );
}

/** Whoever came here to answer begins at the first field. */
function useSought(host: RefObject<HTMLElement | null>): void {
  const sought = useAskState((state) => state.sought);
  useEffect(() => {
    if (!sought) return;
    useAskState.setState({ sought: false });
    const field = host.current?.querySelector<HTMLElement>(
      "[data-argument] :is(input, textarea, button), textarea",
    );
    (field ?? host.current?.querySelector<HTMLElement>("[tabindex='0']"))?.focus();
  }, [host, sought]);
}
