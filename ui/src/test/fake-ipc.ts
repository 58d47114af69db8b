import type {
  AppEvent,
  CallReport,
  Checked,
  ConnectionId,
  ConnectionRequest,
  ConnectionView,
  Ipc,
  SessionStatus,
  Settings,
  ToolDetail,
} from "@/ipc";
import { IpcFailure } from "@/ipc";
import {
  connected,
  connection,
  probeReport,
  sampleConnection,
  sampleTools,
  server,
  toolList,
} from "./sample-data";

/** What a fake core begins with, and which of its answers are replaced. */
export interface FakeWorld extends Partial<Ipc> {
  start?: { connections?: ConnectionView[]; settings?: Settings; tools?: ToolDetail[] };
}

/** A core in memory: it remembers what it is told and notes what it is asked. */
export interface FakeIpc extends Ipc {
  /** Every call in order: the method's name, then its arguments. */
  readonly asked: [method: keyof Ipc, ...args: unknown[]][];
  /** The texts copied so far. */
  readonly copied: string[];
  /** Tells the window that something happened. */
  emit(event: AppEvent): void;
  /** Changes a connection's status and says so. */
  setStatus(id: ConnectionId, status: SessionStatus): void;
}

/** Makes a core in memory. Methods given in `world` replace the built-in ones. */
export function createFakeIpc(world: FakeWorld = {}): FakeIpc {
  const { start = {}, ...overrides } = world;
  const asked: FakeIpc["asked"] = [];
  const copied: string[] = [];
  const listeners = new Set<(event: AppEvent) => void>();
  const removed = new Map<ConnectionId, ConnectionView>();
  let connections = start.connections ?? [];
  let settings: Settings = start.settings ?? { theme: "light", density: "comfortable" };
  const tools = start.tools ?? sampleTools;
  const sampleCount = { tools: tools.length, latencyMs: 3 };

  const emit = (event: AppEvent) => {
    for (const listener of listeners) listener(event);
  };
  const find = (id: ConnectionId) => {
    const found = connections.find((one) => one.id === id);
    if (!found) throw new IpcFailure({ code: "not_found", what: "connection", name: id });
    return found;
  };
  const put = (view: ConnectionView) => {
    connections = connections.some((one) => one.id === view.id)
      ? connections.map((one) => (one.id === view.id ? view : one))
      : [...connections, view];
    emit({ type: "connections_changed" });
    return view;
  };
  const withStatus = (id: ConnectionId, status: SessionStatus) => {
    const view = put({ ...find(id), status });
    tellOfTools(id, status);
    return view;
  };
  // Whoever connects lists its tools.
  const tellOfTools = (id: ConnectionId, status: SessionStatus) => {
    if (status.type === "connected" && status.tools !== null) emit({ type: "tools_changed", id });
  };

  const builtIn: Ipc = {
    appInfo: async () => ({ version: "0.1.0", dataDir: "/home/you/.local/share/dev.hitchpost.app" }),
    settings: async () => settings,
    saveSettings: async (next) => {
      settings = next;
      emit({ type: "settings_changed" });
    },
    connections: async () => connections,
    checkConnection: async (_id, request) => accept(request),
    probe: async (_operation, url) => probeReport({ url }),
    testConnection: async (_operation, _id, request) => probeReport({ url: request.url }),
    cancel: async () => {},
    addConnection: async (request) => put(connectionFrom(request)),
    addSample: async () => put(connections.find((one) => one.target.type === "sample") ?? sampleConnection()),
    configureConnection: async (id, request) => put({ ...find(id), ...connectionFrom(request), id }),
    removeConnection: async (id) => {
      const view = find(id);
      removed.set(id, view);
      connections = connections.filter((one) => one.id !== id);
      emit({ type: "connections_changed" });
      return { id, name: view.name, undoUntil: Date.now() + 10_000, historyEntries: view.historyEntries };
    },
    undoRemove: async (id) => {
      const view = removed.get(id);
      if (!view) throw new IpcFailure({ code: "not_found", what: "connection", name: id });
      return put(view);
    },
    setEnabled: async (id, enabled) =>
      withStatus(id, enabled ? { type: "not_connected" } : { type: "disabled" }),
    connect: async (id) => withStatus(id, connected(sampleCount)),
    disconnect: async (id) => withStatus(id, { type: "not_connected" }),
    reconnect: async (id) => withStatus(id, connected(sampleCount)),
    tools: async (id) => toolList(id, tools),
    refreshTools: async (id) => toolList(id, tools),
    tool: async (_id, name) => {
      const found = tools.find((one) => one.name === name);
      if (!found) throw new IpcFailure({ code: "not_found", what: "tool", name });
      return found;
    },
    callTool: async (request) => answerWithArguments(request.callId, request.arguments),
    cancelCall: async () => {},
    resultText: async () => ({ text: "", end: 0, totalBytes: 0 }),
    saveResult: async () => ({ path: "/home/you/Downloads/result.json", bytes: 42 }),
    copyText: async (text) => void copied.push(text),
    uiReady: async () => {},
    onAppEvent: async (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  const noted = Object.fromEntries(
    Object.entries({ ...builtIn, ...overrides }).map(([name, method]) => [
      name,
      (...args: unknown[]) => {
        asked.push([name as keyof Ipc, ...args]);
        return (method as (...args: unknown[]) => unknown)(...args);
      },
    ]),
  ) as unknown as Ipc;

  const setStatus = (id: ConnectionId, status: SessionStatus) => {
    connections = connections.map((one) => (one.id === id ? { ...one, status } : one));
    emit({ type: "status_changed", id, status });
    tellOfTools(id, status);
  };
  return { ...noted, asked, copied, emit, setStatus };
}

function accept(request: ConnectionRequest): Checked {
  return { url: request.url, name: request.name, slug: slugOf(request.name), issues: [] };
}

function connectionFrom(request: ConnectionRequest): ConnectionView {
  const name = request.name || server.title || server.name;
  const savedAt = Date.UTC(2026, 10, 12);
  return connection({
    name,
    target: { type: "url", url: request.url, hiddenQuery: [] },
    connectTimeoutS: request.connectTimeoutS,
    requestTimeoutS: request.requestTimeoutS,
    era: request.era ?? "auto",
    auth:
      request.auth.type === "none"
        ? { type: "none" }
        : request.auth.type === "token"
          ? { type: "token", header: request.auth.header, prefix: request.auth.prefix, savedAt }
          : {
              type: "headers",
              rows: request.auth.rows.map((row) => ({
                name: row.name,
                value: row.value.type === "plain" ? row.value : { type: "secret", savedAt },
              })),
            },
  });
}

function slugOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}

function answerWithArguments(callId: string, json: string): CallReport {
  const part = { part: 0, text: json, totalBytes: json.length, shownBytes: json.length };
  return {
    callId,
    outcome: {
      type: "completed",
      isError: false,
      content: [{ type: "text", text: part }],
      structured: null,
      json: part,
    },
    startedAt: Date.UTC(2026, 10, 21, 9),
    durationMs: 12,
    sizeBytes: json.length,
    wire: [],
  };
}
