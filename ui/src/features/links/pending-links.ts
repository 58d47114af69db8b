import { useEffect, useState } from "react";
import { type LinkView, useIpc } from "@/ipc";

interface PendingLinks {
  /** The link to deal with now. */
  first: LinkView | undefined;
  /** It is dealt with; the next one's turn. */
  done: () => void;
}

/** The links that were opened, in order: those from before the window listened, then those that come. */
export function usePendingLinks(): PendingLinks {
  const ipc = useIpc();
  const [links, setLinks] = useState<readonly LinkView[]>([]);
  useEffect(() => {
    let stop: (() => void) | undefined;
    let unmounted = false;
    const add = (more: readonly LinkView[]) => setLinks((before) => [...before, ...more]);
    void ipc
      .onLink((link) => add([link]))
      .then(async (unlisten) => {
        if (unmounted) return unlisten();
        stop = unlisten;
        add(await ipc.takeLinks());
      });
    return () => {
      unmounted = true;
      stop?.();
    };
  }, [ipc]);
  return { first: links[0], done: () => setLinks((before) => before.slice(1)) };
}
