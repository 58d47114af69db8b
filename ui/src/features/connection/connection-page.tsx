import { Tabs } from "@base-ui/react/tabs";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Unplug } from "lucide-react";
import { type ReactNode, Suspense } from "react";
import { ErrorCard } from "@/components/error-card";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton } from "@/components/ui/skeleton";
import { ConfigureInline, useConnectionCommands } from "@/features/connections";
import { type ConnectionView, failureOf, useConnections } from "@/ipc";
import { ActivityTab } from "./activity-tab";
import { ConnectionHeader } from "./connection-header";
import { TABS, type Tab } from "./connection-search";
import { OverviewTab } from "./overview-tab";
import { PromptsTab } from "./prompts-tab";
import { ResourcesTab } from "./resources-tab";
import { ToolsTab } from "./tools-tab";

const route = getRouteApi("/connection/$id");

/** Everything about one connection. */
export function ConnectionPage() {
  const { id } = route.useParams();
  const connections = useConnections();
  const navigate = useNavigate();
  if (connections.error && !connections.data) {
    return (
      <div className="mx-auto w-full max-w-140 p-6">
        <ErrorCard
          failure={failureOf(connections.error)}
          handlers={{ retry: () => void connections.refetch() }}
          busy={connections.isFetching}
        />
      </div>
    );
  }
  if (!connections.data) return <Loading />;
  const connection = connections.data.find((one) => one.id === id);
  if (!connection) {
    return (
      <EmptyState
        icon={<Unplug aria-hidden />}
        title="This connection isn't here"
        actions={
          <Button onClick={() => void navigate({ to: "/connections", search: {} })}>Go to Connections</Button>
        }
        data-testid="connection-gone"
      >
        It may have been removed in the meantime.
      </EmptyState>
    );
  }
  return <Page key={id} connection={connection} />;
}

const LABELS: Record<Tab, string> = {
  overview: "Overview",
  tools: "Tools",
  resources: "Resources",
  prompts: "Prompts",
  activity: "Activity",
  settings: "Settings",
};

function Page({ connection }: { connection: ConnectionView }) {
  const { tab = "overview", focus, url } = route.useSearch();
  const navigate = route.useNavigate();
  const show = (next: Tab) => void navigate({ search: next === "overview" ? {} : { tab: next } });
  const commands = {
    ...useConnectionCommands(connection),
    // This page has the form.
    configure: (field?: typeof focus, address?: string) =>
      void navigate({ search: { tab: "settings", focus: field, url: address } }),
  };
  return (
    <>
      <ConnectionHeader connection={connection} commands={commands} />
      <Tabs.Root
        value={tab}
        onValueChange={(next) => show(next as Tab)}
        className="flex min-h-0 flex-1 flex-col"
      >
        <Tabs.List
          aria-label={`About ${connection.name}`}
          className="flex shrink-0 gap-1 overflow-x-auto overflow-y-hidden border-b px-5 max-[700px]:px-2"
        >
          {TABS.map((one) => (
            <TabButton key={one} tab={one} n={numberOf(connection, one)} />
          ))}
        </Tabs.List>
        <Panel tab="overview" scrolls>
          <OverviewTab connection={connection} commands={commands} />
        </Panel>
        <Panel tab="tools" scrolls>
          <ToolsTab connection={connection} commands={commands} />
        </Panel>
        <Panel tab="resources" scrolls>
          <ResourcesTab connection={connection} commands={commands} />
        </Panel>
        <Panel tab="prompts" scrolls>
          <PromptsTab connection={connection} commands={commands} />
        </Panel>
        <Panel tab="activity">
          <ActivityTab connection={connection} />
        </Panel>
        <Panel tab="settings">
          <Suspense>
            <ConfigureInline connection={connection} focus={focus} url={url} />
          </Suspense>
        </Panel>
      </Tabs.Root>
    </>
  );
}

function TabButton({ tab, n }: { tab: Tab; n: number | null }) {
  return (
    <Tabs.Tab
      value={tab}
      data-testid={`tab-${tab}`}
      className="inline-flex h-10 shrink-0 items-center gap-1.5 border-transparent border-b-2 px-2.5 font-medium text-fg2 hover:text-fg focus-visible:-outline-offset-2 data-active:border-accent data-active:text-fg"
    >
      {LABELS[tab]}
      {n === null ? null : <span className="tabular text-fg3 text-meta">{n}</span>}
    </Tabs.Tab>
  );
}

/** How many there are behind a tab, where that is known. */
function numberOf({ status }: ConnectionView, tab: Tab): number | null {
  if (status.type !== "connected") return null;
  if (tab === "tools") return status.tools;
  if (tab === "resources") return status.resources;
  return tab === "prompts" ? status.prompts : null;
}

function Panel({ tab, scrolls = false, children }: { tab: Tab; scrolls?: boolean; children: ReactNode }) {
  return (
    <Tabs.Panel
      value={tab}
      data-testid={`panel-${tab}`}
      className={`flex min-h-0 flex-1 flex-col focus-visible:-outline-offset-2 ${scrolls ? "thin-scroll" : ""}`}
    >
      {children}
    </Tabs.Panel>
  );
}

/** Stands for the page while it loads; invisible for the first 150 ms. */
function Loading() {
  return (
    <div role="status" aria-label="Loading the connection" className="fade-late flex flex-col gap-4 p-6">
      <Skeleton className="h-8 w-72" />
      <Skeleton className="h-4 w-96" />
      <Skeleton className="h-40 w-full" />
    </div>
  );
}
