import { QueryClient, QueryClientProvider, useQueryClient } from "@tanstack/react-query";
import { type RouterHistory, RouterProvider } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { TooltipProvider } from "@/components/ui/tooltip";
import { loadSheets } from "@/features/connections";
import { applyEvent, askAhead, type Ipc, IpcProvider, useConnections, useSettings } from "@/ipc";
import { createAppRouter } from "./router";
import { tellOfSignIn } from "./sign-in-news";
import { applyDensity, followTheme } from "./theme";

const Toaster = lazy(async () => ({ default: (await import("@/components/ui/toaster")).Toaster }));

interface AppProps {
  ipc: Ipc;
  history: RouterHistory;
}

/** The whole window. */
export function App({ ipc, history }: AppProps) {
  const [client] = useState(() => createQueryClient(ipc));
  const [router] = useState(() => createAppRouter(history));
  const [ready, setReady] = useState(false);
  return (
    <QueryClientProvider client={client}>
      <IpcProvider value={ipc}>
        <TooltipProvider delay={500}>
          <EventBridge ipc={ipc} />
          <Appearance />
          <ReadyReport ipc={ipc} onReady={() => setReady(true)} />
          <RouterProvider router={router} />
          {ready ? (
            <Suspense>
              <Toaster />
            </Suspense>
          ) : null}
        </TooltipProvider>
      </IpcProvider>
    </QueryClientProvider>
  );
}

/** The core pushes its changes, so nothing is fetched again just because time passed or the window got focus. */
function createQueryClient(ipc: Ipc): QueryClient {
  const always = { networkMode: "always", retry: false } as const;
  const client = new QueryClient({
    defaultOptions: {
      queries: { ...always, staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false },
      mutations: always,
    },
  });
  askAhead(client, ipc);
  return client;
}

function EventBridge({ ipc }: { ipc: Ipc }) {
  const client = useQueryClient();
  useEffect(() => {
    let stop: (() => void) | undefined;
    let unmounted = false;
    ipc
      .onAppEvent((event) => {
        applyEvent(client, event);
        tellOfSignIn(client, event);
      })
      .then((unlisten) => {
        if (unmounted) unlisten();
        else stop = unlisten;
        // What happened before we listened is in no event.
        void client.invalidateQueries();
      });
    return () => {
      unmounted = true;
      stop?.();
    };
  }, [ipc, client]);
  return null;
}

function Appearance() {
  const { data: settings } = useSettings();
  const theme = settings?.theme ?? "system";
  const density = settings?.density ?? "comfortable";
  useEffect(() => followTheme(theme), [theme]);
  useEffect(() => applyDensity(density), [density]);
  return null;
}

/** Tells, once, that the list of connections is on the screen, two frames after it is drawn: what it does without loads then. */
function ReadyReport({ ipc, onReady }: { ipc: Ipc; onReady: () => void }) {
  const { isFetched } = useConnections();
  const reported = useRef(false);
  useEffect(() => {
    if (!isFetched || reported.current) return;
    reported.current = true;
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const paint = performance.getEntriesByName("first-contentful-paint")[0];
        // Only a measurement hangs on it, so nobody needs to hear when it fails.
        ipc.uiReady(paint ? Math.round(paint.startTime) : null).catch(() => {});
        // Here before anybody asks for it. A failure is the concern of whoever does.
        loadSheets().catch(() => {});
        onReady();
      }),
    );
  }, [ipc, isFetched, onReady]);
  return null;
}
