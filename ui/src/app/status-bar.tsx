import { Activity, Keyboard } from "lucide-react";
import { StatusGlyph } from "@/components/status-glyph";
import { Tooltip } from "@/components/ui/tooltip";
import { toggleLogDrawer, useLogDrawer } from "@/features/wire";
import { type ConnectionView, useConnections } from "@/ipc";
import { cn } from "@/lib/cn";
import { SHORTCUTS } from "@/lib/shortcuts";
import type { StatusShape } from "@/lib/status-words";

const BUTTON =
  "inline-flex h-6 items-center gap-1.5 rounded-control px-1.5 hover:bg-s2 hover:text-fg focus-visible:outline-offset-0";

interface StatusBarProps {
  onShowShortcuts: () => void;
}

/** How the connections are, in numbers. */
export function StatusBar({ onShowShortcuts }: StatusBarProps) {
  const { data: connections = [] } = useConnections();
  const signIns = number(connections, "needs_sign_in") + number(connections, "expired");
  const approvals = number(connections, "needs_approval");
  const errors = number(connections, "error");
  return (
    <footer
      data-pane
      className="flex h-7 shrink-0 items-center gap-4 border-t bg-s1 px-3 text-fg2 text-meta"
      data-testid="status-bar"
    >
      <div role="status" aria-label="Connections" className="flex items-center gap-4">
        <Count shape="connected" n={number(connections, "connected")} what="connected" />
        <Count shape="sign_in" n={signIns} what={signIns === 1 ? "needs sign-in" : "need sign-in"} />
        {approvals > 0 ? (
          <Count shape="approval" n={approvals} what={approvals === 1 ? "needs approval" : "need approval"} />
        ) : null}
        <Count shape="error" n={errors} what={errors === 1 ? "error" : "errors"} />
      </div>
      <LogToggle />
      <button type="button" onClick={onShowShortcuts} className={BUTTON}>
        <Keyboard aria-hidden className="size-3.5!" />
        Shortcuts
      </button>
    </footer>
  );
}

function LogToggle() {
  const open = useLogDrawer((state) => state.open);
  return (
    <Tooltip text={open ? "Hide the log" : "Show the log of what travels"} shortcut={SHORTCUTS.log.keys}>
      <button
        type="button"
        aria-pressed={open}
        onClick={toggleLogDrawer}
        className={cn(BUTTON, "ml-auto aria-pressed:bg-s2 aria-pressed:text-fg")}
        data-testid="log-toggle"
      >
        <Activity aria-hidden className="size-3.5!" />
        Log
      </button>
    </Tooltip>
  );
}

function number(connections: ConnectionView[], type: ConnectionView["status"]["type"]): number {
  return connections.filter(({ status }) => status.type === type).length;
}

function Count({ shape, n, what }: { shape: StatusShape; n: number; what: string }) {
  return (
    <span className="tabular inline-flex items-center gap-1.5">
      <StatusGlyph shape={shape} className={cn("size-3!", n === 0 && "text-idle-glyph!")} />
      {n} {what}
    </span>
  );
}
