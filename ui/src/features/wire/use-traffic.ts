import { useCallback, useEffect, useState } from "react";

import { type Failure, failureOf, type Ipc, useIpc, type WireEntry, type WireQuery } from "@/ipc";

/** Which lines are wanted, and whether new ones are. */
export interface TrafficFilter extends Omit<WireQuery, "after" | "limit"> {
  paused: boolean;
}

/** The lines in sight of a filter. */
export interface Traffic {
  /** The newest last. */
  entries: readonly WireEntry[];
  /** How many the filter finds. */
  total: number;
  /** How many lines are not kept any more. */
  dropped: number;
  /** Whether an answer has come. */
  loaded: boolean;
  failure: Failure | null;
}

/** As many lines are shown; the others can be found by filtering. */
const SHOWN = 5_000;

const NOTHING: Traffic = { entries: [], total: 0, dropped: 0, loaded: false, failure: null };

/** Follows what travels, for as long as the component is there. The second value asks for everything anew. */
export function useTraffic(filter: TrafficFilter): [Traffic, () => void] {
  const ipc = useIpc();
  const [traffic, setTraffic] = useState(NOTHING);
  const [round, setRound] = useState(0);
  const { connection, text, failedOnly, paused } = filter;
  const kinds = filter.kinds.join();

  useEffect(() => watch(ipc), [ipc]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks for the same again
  useEffect(() => {
    const wanted = {
      connection,
      text,
      failedOnly,
      kinds: kinds === "" ? [] : (kinds.split(",") as WireQuery["kinds"]),
    };
    return follow(ipc, wanted, paused, setTraffic);
  }, [ipc, connection, text, failedOnly, kinds, paused, round]);

  return [traffic, useCallback(() => setRound((before) => before + 1), [])];
}

type Wanted = Omit<WireQuery, "after" | "limit">;

/** Asks for all lines, then for those after them whenever there are more. One question at a time. */
function follow(
  ipc: Ipc,
  wanted: Wanted,
  paused: boolean,
  show: (next: (before: Traffic) => Traffic) => void,
): () => void {
  let stopped = false;
  let asking = false;
  let grew = false;
  let after: number | null = null;
  const ask = async () => {
    grew = true;
    if (asking) return;
    asking = true;
    while (grew && !stopped) {
      grew = false;
      try {
        const page = await ipc.wire({ ...wanted, after, limit: SHOWN });
        if (stopped) break;
        const from = after;
        after = page.entries.at(-1)?.seq ?? after;
        show((before) => ({
          entries: from === null ? page.entries : [...before.entries, ...page.entries].slice(-SHOWN),
          total: page.total,
          dropped: page.dropped,
          loaded: true,
          failure: null,
        }));
      } catch (error) {
        if (!stopped) show((before) => ({ ...before, loaded: true, failure: failureOf(error) }));
      }
    }
    asking = false;
  };
  void ask();
  if (paused) {
    return () => {
      stopped = true;
    };
  }
  const listening = ipc.onAppEvent((event) => {
    if (event.type === "wire_grew" || event.type === "missed") void ask();
  });
  return () => {
    stopped = true;
    void listening.then((stop) => stop());
  };
}

/** How many look at the log: the core tells of growth only while somebody does. */
let watchers = 0;

function watch(ipc: Ipc): () => void {
  watchers += 1;
  // Without news the log still shows what there was; a core that can't be told has worse to report elsewhere.
  if (watchers === 1) ipc.watchWire(true).catch(() => {});
  return () => {
    watchers -= 1;
    if (watchers === 0) ipc.watchWire(false).catch(() => {});
  };
}
