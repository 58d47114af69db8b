import { Activity, SearchX } from "lucide-react";
import { type ReactNode, useDeferredValue, useEffect, useState } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";

import { ErrorCard } from "@/components/error-card";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import type { ConnectionId } from "@/ipc";
import { type Traffic, useTraffic } from "./use-traffic";
import { WireDetailPane } from "./wire-detail-pane";
import { WireList } from "./wire-list";
import { EVERYTHING, type Shown, WireToolbar } from "./wire-toolbar";

export interface WireLogProps {
  /** Only what travels through this connection. Without it everything is shown. */
  connectionId?: ConnectionId | undefined;
  /** At the end of the toolbar. */
  actions?: ReactNode;
}

/** Everything that travels, as it travels: a list, and the line that is picked in full. */
export function WireLog({ connectionId, actions }: WireLogProps) {
  const [shown, setShown] = useState<Shown>(EVERYTHING);
  const [picked, setPicked] = useState<number>();
  const connection = connectionId ?? null;
  // What is typed is shown at once; the list may come after it.
  const text = useDeferredValue(shown.text);
  const [traffic, again] = useTraffic({ ...shown, text, connection });

  // biome-ignore lint/correctness/useExhaustiveDependencies: another connection is another log
  useEffect(() => setPicked(undefined), [connectionId]);

  const cleared = () => {
    setPicked(undefined);
    again();
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col" data-testid="wire-log">
      <WireToolbar
        shown={shown}
        connection={connection}
        traffic={traffic}
        onChange={setShown}
        onCleared={cleared}
        actions={actions}
      />
      <Group className="min-h-0 flex-1">
        <Panel id="lines" minSize={260}>
          <div data-pane className="flex h-full min-h-0 flex-col">
            <Lines traffic={traffic} shown={shown} picked={picked} onPick={setPicked} onShow={setShown} />
          </div>
        </Panel>
        {picked === undefined ? null : (
          <>
            <Separator
              aria-label="Width of the line in full"
              className="relative z-10 w-px bg-line outline-none transition-colors duration-120 hover:bg-control focus-visible:w-0.5 focus-visible:bg-accent data-[separator=active]:bg-accent"
            />
            <Panel id="line" defaultSize="42%" minSize={260}>
              <div data-pane className="h-full min-h-0">
                <WireDetailPane seq={picked} onPick={setPicked} onClose={() => setPicked(undefined)} />
              </div>
            </Panel>
          </>
        )}
      </Group>
    </div>
  );
}

interface LinesProps {
  traffic: Traffic;
  shown: Shown;
  picked: number | undefined;
  onPick: (seq: number) => void;
  onShow: (shown: Shown) => void;
}

function Lines({ traffic, shown, picked, onPick, onShow }: LinesProps) {
  if (traffic.failure) {
    return (
      <div className="p-4">
        <ErrorCard failure={traffic.failure} />
      </div>
    );
  }
  if (traffic.entries.length > 0) {
    return <WireList entries={traffic.entries} picked={picked} onPick={onPick} follow={!shown.paused} />;
  }
  if (!traffic.loaded) return null;
  const filtered = shown.text.trim() !== "" || shown.kinds.length > 0 || shown.failedOnly;
  return filtered ? (
    <EmptyState
      icon={<SearchX aria-hidden />}
      title="No line matches the filter"
      actions={<Button onClick={() => onShow({ ...EVERYTHING, paused: shown.paused })}>Clear filter</Button>}
    />
  ) : (
    <EmptyState icon={<Activity aria-hidden />} title="Waiting for traffic." />
  );
}
