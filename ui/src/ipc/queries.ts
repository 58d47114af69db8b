import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { AppEvent, ConnectionId, ConnectionView, Settings } from "./bindings";
import { type Ipc, useIpc } from "./ipc";
import { noteResourceUpdate } from "./resource-news";

/** Where each answer of the core is cached. */
export const keys = {
  appInfo: ["app-info"] as const,
  settings: ["settings"] as const,
  connections: ["connections"] as const,
  shareable: ["shareable-accounts"] as const,
  shareableOf: (id: ConnectionId) => ["shareable-accounts", id] as const,
  tools: (id: ConnectionId) => ["tools", id] as const,
  toolChanges: (id: ConnectionId) => ["tool-changes", id] as const,
  resources: (id: ConnectionId) => ["resources", id] as const,
  prompts: (id: ConnectionId) => ["prompts", id] as const,
  asks: ["asks"] as const,
  stderr: (id: ConnectionId) => ["stderr", id] as const,
  tool: (id: ConnectionId, name: string) => ["tools", id, "tool", name] as const,
};

export function useAppInfo() {
  const ipc = useIpc();
  return useQuery({ queryKey: keys.appInfo, queryFn: () => ipc.appInfo() });
}

const settingsOf = (ipc: Ipc) => queryOptions({ queryKey: keys.settings, queryFn: () => ipc.settings() });

const connectionsOf = (ipc: Ipc) =>
  queryOptions({ queryKey: keys.connections, queryFn: () => ipc.connections() });

export function useSettings() {
  return useQuery(settingsOf(useIpc()));
}

export function useConnections() {
  return useQuery(connectionsOf(useIpc()));
}

/** Asks for what the first picture shows, before anything is drawn. */
export function askAhead(client: QueryClient, ipc: Ipc): void {
  void client.prefetchQuery(settingsOf(ipc));
  void client.prefetchQuery(connectionsOf(ipc));
}

/** One connection out of the list; undefined while loading and when it is gone. */
export function useConnection(id: ConnectionId | undefined): ConnectionView | undefined {
  return useConnections().data?.find((connection) => connection.id === id);
}

/** The tools of a connection: as they are, or as they were last seen while it is not connected. */
export function useTools(id: ConnectionId) {
  const ipc = useIpc();
  return useQuery({ queryKey: keys.tools(id), queryFn: () => ipc.tools(id) });
}

/** The resources of a connection that is connected, and the way to ask for them anew. */
export function useResources(id: ConnectionId, connected: boolean) {
  const ipc = useIpc();
  return useFreshList(keys.resources(id), (fresh) => ipc.resources(id, fresh), connected);
}

/** The prompts of a connection that is connected, and the way to ask for them anew. */
export function usePrompts(id: ConnectionId, connected: boolean) {
  const ipc = useIpc();
  return useFreshList(keys.prompts(id), (fresh) => ipc.prompts(id, fresh), connected);
}

function useFreshList<T>(queryKey: readonly string[], ask: (fresh: boolean) => Promise<T>, enabled: boolean) {
  const client = useQueryClient();
  const query = useQuery({ queryKey, queryFn: () => ask(false), enabled });
  // The query keeps a failure, and the list shows it.
  const refresh = () =>
    void client.fetchQuery({ queryKey, queryFn: () => ask(true), staleTime: 0 }).catch(() => {});
  return { query, refresh, refreshing: query.isFetching };
}

/** What servers ask and nobody has answered, oldest first. */
export function useAsks() {
  const ipc = useIpc();
  return useQuery({ queryKey: keys.asks, queryFn: () => ipc.asks() });
}

/** One tool in full. Pass undefined to ask nothing. */
export function useTool(id: ConnectionId | undefined, name: string | undefined) {
  const ipc = useIpc();
  return useQuery({
    queryKey: keys.tool(id ?? "", name ?? ""),
    queryFn: () => ipc.tool(id ?? "", name ?? ""),
    enabled: id !== undefined && name !== undefined,
  });
}

/** Asks the server for its tools again and shows the answer everywhere. */
export function useRefreshTools(id: ConnectionId) {
  const ipc = useIpc();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => ipc.refreshTools(id),
    onSuccess: (list) => client.setQueryData(keys.tools(id), list),
  });
}

/** Saves settings; the window follows at once and goes back when saving fails. */
export function useSaveSettings() {
  const ipc = useIpc();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (settings: Settings) => ipc.saveSettings(settings),
    // One after the other, so that what was chosen last is saved last.
    scope: { id: "settings" },
    onMutate: (settings) => {
      const before = client.getQueryData<Settings>(keys.settings);
      client.setQueryData(keys.settings, settings);
      return { before };
    },
    onError: (_error, _settings, context) => client.setQueryData(keys.settings, context?.before),
  });
}

/** What can be done with one connection. Each resolves to its new state, already visible in the list. */
export function useConnectionAction(action: "connect" | "disconnect" | "reconnect" | "enable" | "disable") {
  const ipc = useIpc();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: ConnectionId) => runAction(ipc, action, id),
    onSuccess: (view) => putConnection(client, view),
  });
}

function runAction(
  ipc: Ipc,
  action: "connect" | "disconnect" | "reconnect" | "enable" | "disable",
  id: ConnectionId,
): Promise<ConnectionView> {
  switch (action) {
    case "connect":
      return ipc.connect(id);
    case "disconnect":
      return ipc.disconnect(id);
    case "reconnect":
      return ipc.reconnect(id);
    case "enable":
      return ipc.setEnabled(id, true);
    case "disable":
      return ipc.setEnabled(id, false);
  }
}

/** Puts a connection's new state into the list, adding it when it is new. */
export function putConnection(client: QueryClient, view: ConnectionView): void {
  client.setQueryData<ConnectionView[]>(keys.connections, (list) => {
    if (!list) return list;
    const known = list.some((connection) => connection.id === view.id);
    return known
      ? list.map((connection) => (connection.id === view.id ? view : connection))
      : [...list, view];
  });
}

/** Lets what the core reports as it happens reach the cache. */
export function applyEvent(client: QueryClient, event: AppEvent): void {
  switch (event.type) {
    case "connections_changed":
      void client.invalidateQueries({ queryKey: keys.connections });
      return;
    case "signed_in":
      // The account belongs to the connection, and may do for others.
      void client.invalidateQueries({ queryKey: keys.connections });
      void client.invalidateQueries({ queryKey: keys.shareable });
      return;
    case "sign_in_failed":
    case "sign_in_dropped":
      return;
    case "status_changed":
      forgetLists(client, event);
      client.setQueryData<ConnectionView[]>(keys.connections, (list) =>
        list?.map((connection) =>
          connection.id === event.id ? { ...connection, status: event.status } : connection,
        ),
      );
      // A list that is on its way may be older than this event.
      if (client.isFetching({ queryKey: keys.connections }) > 0) {
        void client.invalidateQueries({ queryKey: keys.connections });
      }
      return;
    case "tools_changed":
      void client.invalidateQueries({ queryKey: keys.tools(event.id) });
      void client.invalidateQueries({ queryKey: keys.toolChanges(event.id) });
      return;
    case "asks_changed":
      void client.invalidateQueries({ queryKey: keys.asks });
      return;
    case "resources_changed":
      void client.invalidateQueries({ queryKey: keys.resources(event.id) });
      return;
    case "prompts_changed":
      void client.invalidateQueries({ queryKey: keys.prompts(event.id) });
      return;
    case "resource_updated":
      noteResourceUpdate(event.id, event.uri);
      return;
    case "wire_grew":
      // Whoever looks at it listens.
      return;
    case "settings_changed":
      void client.invalidateQueries({ queryKey: keys.settings });
      return;
    case "missed":
      // Whatever is shown may be old.
      void client.invalidateQueries();
      return;
  }
}

/** What a server listed in an earlier session may be otherwise in the one that begins. The core remembers only tools. */
function forgetLists(
  client: QueryClient,
  { id, status }: Extract<AppEvent, { type: "status_changed" }>,
): void {
  const before = client.getQueryData<ConnectionView[]>(keys.connections)?.find((one) => one.id === id);
  if (status.type !== "connected" || before?.status.type === "connected") return;
  void client.invalidateQueries({ queryKey: keys.resources(id) });
  void client.invalidateQueries({ queryKey: keys.prompts(id) });
}
