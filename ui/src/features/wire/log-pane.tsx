import { X } from "lucide-react";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from "react";

import { IconButton } from "@/components/ui/icon-button";
import { SHORTCUTS } from "@/lib/shortcuts";
import { toggleLogDrawer, useLogDrawer } from "./log-drawer-state";
import { WireLog } from "./wire-log";

const LOWEST = 140;
/** Pixels that stay for the page, whatever the log wants. */
const PAGE = 200;
const STEP = 24;

/** The log over all pages, as high as it was last time. */
export function LogPane() {
  const height = useLogDrawer((state) => state.height);
  const pane = useRef<HTMLElement>(null);
  const opener = useRef<Element>(null);
  useEffect(() => {
    // Where the focus was when the log opened is where it goes when it closes from within.
    opener.current = document.activeElement;
    const here = pane.current;
    return () => {
      const lost = here?.contains(document.activeElement) || document.activeElement === document.body;
      if (lost && opener.current instanceof HTMLElement) opener.current.focus();
    };
  }, []);
  return (
    <section
      ref={pane}
      aria-label="Log"
      className="relative flex shrink-0 flex-col border-t bg-bg"
      style={{ height: within(height) }}
      data-testid="log-drawer"
    >
      <Splitter height={height} />
      <WireLog
        actions={
          <IconButton label="Close the log" shortcut={SHORTCUTS.log.keys} onClick={toggleLogDrawer}>
            <X aria-hidden />
          </IconButton>
        }
      />
    </section>
  );
}

/** The upper edge, to be dragged or moved with the arrow keys. A double click goes back to the usual height. */
function Splitter({ height }: { height: number }) {
  const onKeyDown = (event: KeyboardEvent) => {
    const heights: Record<string, number> = {
      ArrowUp: height + STEP,
      ArrowDown: height - STEP,
      Home: LOWEST,
      End: highest(),
    };
    const wanted = heights[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    resize(wanted);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const bottom = event.currentTarget.parentElement?.getBoundingClientRect().bottom ?? window.innerHeight;
    resize(bottom - event.clientY);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule divides text; this one is moved
    <div
      role="separator"
      aria-label="Height of the log"
      aria-orientation="horizontal"
      aria-valuenow={within(height)}
      aria-valuemin={LOWEST}
      aria-valuemax={highest()}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onDoubleClick={() => resize(useLogDrawer.getInitialState().height)}
      className="absolute inset-x-0 -top-1 z-10 h-2 cursor-row-resize touch-none outline-none after:absolute after:inset-x-0 after:top-0.75 after:h-0.5 hover:after:bg-control focus-visible:after:bg-accent active:after:bg-accent"
    />
  );
}

function resize(height: number): void {
  useLogDrawer.setState({ height: within(height) });
}

function within(height: number): number {
  return Math.round(Math.max(LOWEST, Math.min(height, highest())));
}

function highest(): number {
  return Math.max(LOWEST, window.innerHeight - PAGE);
}
