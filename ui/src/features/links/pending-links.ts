import { useEffect, useState } from "react";
import { toastFailure } from "@/components/failure-toast";
import { type LinkView, useIpc } from "@/ipc";

/** Nobody opens more at a time; whoever sends more wants to be a nuisance. */
const MOST = 16;

interface PendingLinks {
  /** The link to deal with now. */
  first: LinkView | undefined;
  /** How many were dealt with before: tells links apart that say the same. */
  turn: number;
  /** It is dealt with; the next one's turn. */
  done: () => void;
}

/** The links that were opened, in order: those from before the window listened, then those that come. */
export function usePendingLinks(): PendingLinks {
  const ipc = useIpc();
  const [{ links, turn }, setPending] = useState<{ links: readonly LinkView[]; turn: number }>({
    links: [],
    turn: 0,
  });
  useEffect(() => {
    let stop: (() => void) | undefined;
    let unmounted = false;
    const add = (more: readonly LinkView[]) =>
      setPending((before) => ({ ...before, links: [...before.links, ...more].slice(0, MOST) }));
    ipc
      .onLink((link) => add([link]))
      .then(async (unlisten) => {
        if (unmounted) return unlisten();
        stop = unlisten;
        add(await ipc.takeLinks());
      })
      .catch((error: unknown) => toastFailure(error));
    return () => {
      unmounted = true;
      stop?.();
    };
  }, [ipc]);
  const done = () => setPending((before) => ({ links: before.links.slice(1), turn: before.turn + 1 }));
  return { first: links[0], turn, done };
}
