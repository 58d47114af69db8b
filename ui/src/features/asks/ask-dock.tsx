import { lazy, Suspense, useEffect, useMemo, useRef } from "react";

import { type AskView, type CallId, useAsks } from "@/ipc";

const AskQueue = lazy(async () => ({ default: (await import("./ask-queue")).AskQueue }));

interface AskDockProps {
  /** The call whose questions come first. */
  first?: CallId | undefined;
  /** What a call is of, as far as it is known here. */
  nameOf: (call: CallId) => string | undefined;
}

/**
 * Where servers' questions are answered: part of the page, never in front of it. It takes no focus when a question
 * comes, so that whoever is typing goes on typing; where it had the focus when one is settled, it keeps it.
 */
export function AskDock({ first, nameOf }: AskDockProps) {
  const { data: asks } = useAsks();
  const ordered = useMemo(() => inOrder(asks ?? [], first), [asks, first]);
  const dock = useRef<HTMLDivElement>(null);
  const hadFocus = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has gone may have had the focus
  useEffect(() => {
    if (hadFocus.current && document.activeElement === document.body) dock.current?.focus();
  }, [ordered]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it notices the focus of what is inside
    <div
      ref={dock}
      data-ask
      data-pane
      tabIndex={-1}
      onFocus={() => {
        hadFocus.current = true;
      }}
      onBlur={({ relatedTarget }) => {
        // Without another target, what had the focus has gone.
        hadFocus.current = relatedTarget === null;
      }}
      className="flex max-h-3/4 min-h-0 flex-col outline-none max-[1099px]:max-h-full"
    >
      {ordered.length > 0 ? (
        <Suspense>
          <AskQueue asks={ordered} nameOf={nameOf} />
        </Suspense>
      ) : null}
    </div>
  );
}

function inOrder(asks: readonly AskView[], first: CallId | undefined): AskView[] {
  const rank = ({ calls }: AskView) => (first !== undefined && calls.includes(first) ? 0 : 1);
  return asks.toSorted((a, b) => rank(a) - rank(b) || a.askedAt - b.askedAt);
}
