import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from "@tanstack/react-router";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";

import { Toaster } from "@/components/ui/toaster";
import { TooltipProvider } from "@/components/ui/tooltip";
import { applyEvent, type CallReport, type ConnectionView, IpcProvider, type ToolDetail } from "@/ipc";
import { createFakeIpc, type FakeIpc, type FakeWorld } from "@/test/fake-ipc";
import { connected, connection } from "@/test/sample-data";
import { useDrafts } from "../drafts";
import { type Picked, playgroundSearch } from "../mode";
import { PlaygroundPage } from "../playground-page";
import { useRuns } from "../runs";
import { resetPlaygroundView } from "../view";

window.scrollTo = () => {};
// jsdom lays nothing out; CodeMirror asks where its characters are.
Range.prototype.getClientRects ??= () => [] as unknown as DOMRectList;
Range.prototype.getBoundingClientRect ??= () => new DOMRect();

interface PlaygroundWorld extends FakeWorld {
  servers?: ConnectionView[];
  details?: ToolDetail[];
  /** The address to begin at; the first connection's first tool unless said otherwise. */
  at?: Picked;
}

/** A connected server called Linear. */
export const linear = connection({ name: "Linear", status: connected() });

/** The playground over a core in memory, with nothing drafted and nothing run. */
export function renderPlayground(world: PlaygroundWorld = {}) {
  const { servers = [linear], details, at, ...overrides } = world;
  useDrafts.setState({ drafts: {}, texts: {} });
  useRuns.setState({ runs: {} });
  resetPlaygroundView();
  const ipc = createFakeIpc({
    ...overrides,
    start: { connections: servers, ...(details ? { tools: details } : {}) },
  });
  const client = new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } },
  });
  void ipc.onAppEvent((event) => applyEvent(client, event));
  const first = { connection: servers[0]?.id, tool: details?.[0]?.name };
  const view = render(
    <QueryClientProvider client={client}>
      <IpcProvider value={ipc}>
        <TooltipProvider>
          <RouterProvider router={routerAt(at ?? first)} />
          <Toaster />
        </TooltipProvider>
      </IpcProvider>
    </QueryClientProvider>,
  );
  return { ...view, ipc, client, user: userEvent.setup() };
}

/** What was sent with the last call, as JSON text. */
export function sentArguments(ipc: FakeIpc): string | undefined {
  const call = ipc.asked.findLast(([method]) => method === "callTool");
  return (call?.[1] as { arguments: string } | undefined)?.arguments;
}

/** A call that ends when the test says so. */
export function heldCall() {
  let finish: (report: CallReport) => void = () => {};
  const ended = new Promise<CallReport>((resolve) => {
    finish = resolve;
  });
  return { ended, finish };
}

function routerAt(search: Picked) {
  const root = createRootRoute({ component: Outlet });
  const playground = createRoute({
    getParentRoute: () => root,
    path: "/playground",
    component: PlaygroundPage,
    validateSearch: (given: Record<string, unknown>) => playgroundSearch(given),
  });
  const connections = createRoute({
    getParentRoute: () => root,
    path: "/connections",
    component: () => <h1>Connections</h1>,
  });
  const query = new URLSearchParams(
    Object.entries(search).flatMap(([key, value]) => (value ? [[key, value]] : [])),
  );
  return createRouter({
    routeTree: root.addChildren([playground, connections]),
    history: createMemoryHistory({ initialEntries: [`/playground?${query}`] }),
  });
}
