import { Link } from "@tanstack/react-router";
import { Cable, FlaskConical, PanelLeft, Settings } from "lucide-react";
import type { ReactNode } from "react";
import { StatusGlyph } from "@/components/status-glyph";
import { IconButton } from "@/components/ui/icon-button";
import { Tooltip } from "@/components/ui/tooltip";
import { AsksLink, type Picked, usePlaygroundView } from "@/features/playground";
import { type ConnectionView, useConnections } from "@/ipc";
import { cn } from "@/lib/cn";
import { shortcutText } from "@/lib/shortcut-text";
import { SHORTCUTS } from "@/lib/shortcuts";
import { statusWords } from "@/lib/status-words";

interface SidebarProps {
  /** Icons only. */
  collapsed: boolean;
  onToggle: () => void;
}

/** What is worth a place beside the pages: what works, and what waits for somebody. */
const LIVE: ReadonlySet<ConnectionView["status"]["type"]> = new Set([
  "connected",
  "connecting",
  "signing_in",
]);

const ITEM =
  "flex h-8 items-center gap-2.5 rounded-control px-2.5 text-fg2 hover:bg-s2 hover:text-fg focus-visible:outline-offset-0";

/** The way between pages, and what is connected. */
export function Sidebar({ collapsed, onToggle }: SidebarProps) {
  const { data: connections = [] } = useConnections();
  const picked = usePlaygroundView((view) => view.picked);
  const live = connections.filter(({ status }) => LIVE.has(status.type));
  return (
    <nav
      data-pane
      aria-label="Pages and connections"
      className={cn("flex shrink-0 flex-col border-r bg-s1", collapsed ? "w-13" : "w-55")}
    >
      <div className="flex flex-col gap-0.5 p-2">
        <Page to="/connections" label="Connections" keys={SHORTCUTS.connections.keys} collapsed={collapsed}>
          <Cable aria-hidden />
        </Page>
        <Page
          to="/playground"
          search={picked}
          label="Playground"
          keys={SHORTCUTS.playground.keys}
          collapsed={collapsed}
        >
          <FlaskConical aria-hidden />
        </Page>
        <AsksLink collapsed={collapsed} />
        <Page to="/settings" label="Settings" keys={SHORTCUTS.settings.keys} collapsed={collapsed}>
          <Settings aria-hidden />
        </Page>
      </div>
      {live.length > 0 ? (
        <div className="thin-scroll flex min-h-0 flex-1 flex-col gap-0.5 border-t p-2">
          {collapsed ? null : <h2 className="px-2.5 pt-1 pb-1 font-medium text-fg3 text-meta">Active</h2>}
          {live.map((connection) => (
            <LiveConnection key={connection.id} connection={connection} collapsed={collapsed} />
          ))}
        </div>
      ) : (
        <div className="flex-1" />
      )}
      <div className={cn("p-2", collapsed && "grid place-items-center")}>
        <IconButton
          label={collapsed ? "Show the sidebar's labels" : "Hide the sidebar's labels"}
          shortcut={SHORTCUTS.sidebar.keys}
          onClick={onToggle}
        >
          <PanelLeft aria-hidden />
        </IconButton>
      </div>
    </nav>
  );
}

interface PageProps {
  to: "/connections" | "/playground" | "/settings";
  /** Where on the page; its beginning unless said otherwise. */
  search?: Picked;
  label: string;
  keys: string;
  collapsed: boolean;
  children: ReactNode;
}

function Page({ to, search = {}, label, keys, collapsed, children }: PageProps) {
  const link = (
    <Link
      to={to}
      search={search}
      activeOptions={{ includeSearch: false }}
      aria-label={label}
      data-testid={`nav-${label.toLowerCase()}`}
      className={cn(ITEM, collapsed && "justify-center px-0!")}
      activeProps={{ className: "bg-s2 text-fg font-medium", "aria-current": "page" }}
    >
      {children}
      {collapsed ? null : <span className="flex-1">{label}</span>}
    </Link>
  );
  return (
    <Tooltip
      text={collapsed ? label : shortcutText(keys)}
      shortcut={collapsed ? keys : undefined}
      side="right"
    >
      {link}
    </Tooltip>
  );
}

function LiveConnection({ connection, collapsed }: { connection: ConnectionView; collapsed: boolean }) {
  const { shape, word, fact } = statusWords(connection.status);
  return (
    <Tooltip text={`${connection.name}: ${word}, ${fact}`} side="right">
      <Link
        to="/playground"
        search={{ connection: connection.id }}
        aria-label={`${connection.name}, ${word}, ${fact}`}
        className={cn(ITEM, "shrink-0", collapsed && "justify-center px-0!")}
      >
        <StatusGlyph shape={shape} className="size-3.5!" />
        {collapsed ? null : <span className="min-w-0 flex-1 truncate">{connection.name}</span>}
      </Link>
    </Tooltip>
  );
}
