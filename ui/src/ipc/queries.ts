import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { AppEvent, ConnectionId, ConnectionView, Settings } from "./bindings";
import { type Ipc, useIpc } from "./ipc";

/** Where each answer of the core is cached. */
export const keys = {
  appInfo: ["app-info"] as const,
  settings: ["settings"] as const,
  connections: ["connections"] as const,
  shareable: ["shareable-accounts"] as const,
  shareableOf: (id: ConnectionId) => ["shareable-accounts", id] as const,
  tools: (id: ConnectionId) => ["tools", id] as const,
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
