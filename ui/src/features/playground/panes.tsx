import type { ReactNode } from "react";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { Group, type Layout, Panel, Separator, useGroupRef } from "react-resizable-panels";

import { useAnyAsk } from "@/features/asks";
import { cn } from "@/lib/cn";
import { isTyping } from "@/lib/keyboard";

/** Narrower windows have the result below the form. */
const NARROW = "(max-width: 1099px)";

/** The list beside whatever is picked in it. The line between can be dragged or moved with the arrow keys. */
export function ListPanes({ list, children }: { list: ReactNode; children: ReactNode }) {
  return (
    <Group className="min-h-0 flex-1">
      <Panel
        id="tools"
        defaultSize={264}
        minSize={220}
        maxSize={440}
        groupResizeBehavior="preserve-pixel-size"
      >
        {list}
      </Panel>
      <Line label="Width of the list" />
      <Panel id="picked" minSize={300}>
        {children}
      </Panel>
    </Group>
  );
}

/** A form beside its result, or above it where the window is narrow. */
export function ItemPanes({ form, result }: { form: ReactNode; result: ReactNode }) {
  const narrow = useSyncExternalStore(onNarrowChange, isNarrow);
  const group = useRoomForAsks(narrow);
  return (
    <Group groupRef={group} orientation={narrow ? "vertical" : "horizontal"} className="h-full">
      <Panel id="form" defaultSize={narrow ? "60%" : "50%"} minSize={narrow ? 160 : 260}>
        <div data-pane className="h-full">
          {form}
        </div>
      </Panel>
      <Line label="Size of the result" horizontal={narrow} />
      <Panel id="result" minSize={narrow ? 140 : 260}>
        <div data-pane className="h-full">
          {result}
        </div>
      </Panel>
    </Group>
  );
}

/** Where the result is below the form, a question needs most of the height, until it is answered. */
const ROOM_FOR_ASKS: Layout = { form: 28, result: 72 };

function useRoomForAsks(narrow: boolean) {
  const group = useGroupRef();
  const asked = useAnyAsk();
  const before = useRef<Layout>(undefined);
  useEffect(() => {
    if (!narrow || !asked) return;
    before.current = group.current?.getLayout();
    group.current?.setLayout(ROOM_FOR_ASKS);
    // What somebody is typing into stays in sight.
    const typing = isTyping(document.activeElement) ? document.activeElement : undefined;
    requestAnimationFrame(() => typing?.scrollIntoView({ block: "nearest" }));
    return () => {
      if (before.current) group.current?.setLayout(before.current);
      before.current = undefined;
    };
  }, [group, narrow, asked]);
  return group;
}

/** One pixel to see, more to grab. */
function Line({ label, horizontal = false }: { label: string; horizontal?: boolean }) {
  return (
    <Separator
      aria-label={label}
      className={cn(
        "relative z-10 bg-line outline-none transition-colors duration-120 hover:bg-control focus-visible:bg-accent data-[separator=active]:bg-accent",
        horizontal ? "h-px focus-visible:h-0.5" : "w-px focus-visible:w-0.5",
      )}
    />
  );
}

function onNarrowChange(listener: () => void): () => void {
  const query = window.matchMedia(NARROW);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

function isNarrow(): boolean {
  return window.matchMedia(NARROW).matches;
}
