import { X } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";

import { IconButton } from "@/components/ui/icon-button";
import { toggleLogDrawer, useLogDrawer } from "./log-drawer-state";
import { WireLog } from "./wire-log";

const LOWEST = 140;

/** The page, and below it the log of everything that travels, when it is open. The line between can be moved. */
export function LogDrawer({ children }: { children: ReactNode }) {
  const { open, height } = useLogDrawer();
  return (
    <Group orientation="vertical" className="min-h-0 flex-1">
      <Panel id="page" minSize={160}>
        <div className="flex h-full min-h-0">{children}</div>
      </Panel>
      {open ? (
        <>
          <Separator
            aria-label="Height of the log"
            className="relative z-10 h-px bg-line outline-none transition-colors duration-120 hover:bg-control focus-visible:h-0.5 focus-visible:bg-accent data-[separator=active]:bg-accent"
          />
          <Panel
            id="log"
            defaultSize={height}
            minSize={LOWEST}
            maxSize="75%"
            groupResizeBehavior="preserve-pixel-size"
            onResize={({ inPixels }) => {
              if (inPixels >= LOWEST) useLogDrawer.setState({ height: Math.round(inPixels) });
            }}
          >
            <Drawer />
          </Panel>
        </>
      ) : null}
    </Group>
  );
}

function Drawer() {
  const drawer = useRef<HTMLElement>(null);
  const opener = useRef<Element>(null);
  useEffect(() => {
    // Where the focus was when the log opened is where it goes when it closes from within.
    opener.current = document.activeElement;
    const here = drawer.current;
    return () => {
      const lost = here?.contains(document.activeElement) || document.activeElement === document.body;
      if (lost && opener.current instanceof HTMLElement) opener.current.focus();
    };
  }, []);
  return (
    <section ref={drawer} aria-label="Log" className="flex h-full flex-col bg-bg" data-testid="log-drawer">
      <WireLog
        actions={
          <IconButton label="Close the log" shortcut="$mod+j" onClick={toggleLogDrawer}>
            <X aria-hidden />
          </IconButton>
        }
      />
    </section>
  );
}
