import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
  redirect,
} from "@tanstack/react-router";
import { type ConnectionSearch, connectionSearch, loadConnection } from "@/features/connection";
import type { ConnectionsSearch } from "@/features/connections";
import { ConnectionsPage } from "@/features/connections";
import { loadPlayground, type Picked, playgroundSearch } from "@/features/playground";
import { loadSettings } from "@/features/settings";
import { SHEET_FOCUSES } from "@/lib/sheet-focus";
import { Shell } from "./shell";

const rootRoute = createRootRoute({ component: Shell });

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/connections", replace: true });
  },
});

const connectionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/connections",
  component: ConnectionsPage,
  validateSearch: (search: Record<string, unknown>): ConnectionsSearch => ({
    add: search.add === true ? true : undefined,
    url: text(search.url),
    configure: text(search.configure),
    focus: SHEET_FOCUSES.find((focus) => focus === search.focus),
  }),
});

const connectionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/connection/$id",
  component: lazyRouteComponent(loadConnection, "ConnectionPage"),
  validateSearch: (search: Record<string, unknown>): ConnectionSearch => connectionSearch(search),
});

const playgroundRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/playground",
  component: lazyRouteComponent(loadPlayground, "PlaygroundPage"),
  validateSearch: (search: Record<string, unknown>): Picked => playgroundSearch(search),
});

const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/settings",
  component: lazyRouteComponent(loadSettings, "SettingsPage"),
});

const routeTree = rootRoute.addChildren([
  indexRoute,
  connectionsRoute,
  connectionRoute,
  playgroundRoute,
  settingsRoute,
]);

/** The pages of the window over a history: the address bar's hash in the window, memory in tests. */
export function createAppRouter(history: RouterHistory) {
  return createRouter({ routeTree, history });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}

/** The router reads `123` in an address as a number; a tool may well be called that. */
function text(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}
