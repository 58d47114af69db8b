import { Outlet, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from "react";
import { tinykeys } from "tinykeys";
import { AccountsProvider } from "@/features/accounts";
import { ApprovalGate } from "@/features/approval";
import { RemoveProvider } from "@/features/connections";
import { LinkGate } from "@/features/links";
import { usePlaygroundView } from "@/features/playground";
import { RetryGate } from "@/features/retry";
import { SignInDock } from "@/features/sign-in";
import { LogDrawer, toggleLogDrawer } from "@/features/wire";
import { dialogInFront, isTyping } from "@/lib/keyboard";
import { SHORTCUTS } from "@/lib/shortcuts";
import { focusPane, focusSearch } from "./panes";
import { Sidebar } from "./sidebar";
import { StatusBar } from "./status-bar";

const ShortcutDialog = lazy(async () => ({ default: (await import("./shortcut-dialog")).ShortcutDialog }));

/** What surrounds every page: sidebar, status bar, and the keys that work everywhere. */
export function Shell() {
  const [collapsed, setCollapsed] = useState(false);
  const narrow = useNarrow();
  const [listOpen, setListOpen] = useState<boolean>();
  const navigate = useNavigate();

  useEffect(() => {
    // A dialog in front keeps the window's keys to itself.
    const unlessModal = (act: () => void) => (event: KeyboardEvent) => {
      // Code has a search of its own.
      if (event.defaultPrevented) return;
      event.preventDefault();
      if (!dialogInFront()) act();
    };
    const showList = unlessModal(() => setListOpen(true));
    const slash = (event: KeyboardEvent) => {
      if (isTyping(event.target) || dialogInFront()) return;
      if (focusSearch()) event.preventDefault();
    };
    const toSettings = unlessModal(() => void navigate({ to: "/settings" }));
    return tinykeys(window, {
      [SHORTCUTS.addServer.keys]: unlessModal(
        () => void navigate({ to: "/connections", search: { add: true } }),
      ),
      [SHORTCUTS.connections.keys]: unlessModal(() => void navigate({ to: "/connections" })),
      [SHORTCUTS.playground.keys]: unlessModal(
        () => void navigate({ to: "/playground", search: usePlaygroundView.getState().picked }),
      ),
      [SHORTCUTS.settings.keys]: toSettings,
      [SHORTCUTS.settingsToo.keys]: toSettings,
      [SHORTCUTS.sidebar.keys]: unlessModal(() => setCollapsed((was) => !was)),
      [SHORTCUTS.log.keys]: unlessModal(toggleLogDrawer),
      [SHORTCUTS.nextPane.keys]: unlessModal(() => focusPane(1)),
      [SHORTCUTS.previousPane.keys]: unlessModal(() => focusPane(-1)),
      [SHORTCUTS.find.keys]: unlessModal(focusSearch),
      [SHORTCUTS.list.keys]: showList,
      [SHORTCUTS.search.keys]: slash,
      // Many keyboards have the slash above another key.
      [`Shift+${SHORTCUTS.list.keys}`]: showList,
      [`Shift+${SHORTCUTS.search.keys}`]: slash,
    });
  }, [navigate]);

  return (
    <div className="flex h-full flex-col">
      <LogDrawer>
        <Sidebar collapsed={collapsed || narrow} onToggle={() => setCollapsed((was) => !was)} />
        <RemoveProvider>
          <AccountsProvider>
            <main className="flex min-w-0 flex-1 flex-col">
              <SignInDock />
              <div data-pane className="flex min-h-0 flex-1 flex-col">
                <Outlet />
              </div>
            </main>
          </AccountsProvider>
        </RemoveProvider>
      </LogDrawer>
      <LinkGate />
      <ApprovalGate />
      <RetryGate />
      <StatusBar onShowShortcuts={() => setListOpen(true)} />
      {listOpen === undefined ? null : (
        <Suspense>
          <ShortcutDialog open={listOpen} onOpenChange={setListOpen} />
        </Suspense>
      )}
    </div>
  );
}

/** Whether there is too little room for the sidebar's labels, as when a small window is zoomed. */
function useNarrow(): boolean {
  return useSyncExternalStore(watchWidth, () => narrowWindow().matches);
}

function narrowWindow(): MediaQueryList {
  return window.matchMedia("(max-width: 700px)");
}

function watchWidth(changed: () => void): () => void {
  const query = narrowWindow();
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
}
