import type {
  AccountView,
  AppEvent,
  AskView,
  AuthRequest,
  AuthView,
  CallReport,
  Checked,
  ConnectionId,
  ConnectionRequest,
  ConnectionView,
  Failure,
  Ipc,
  LinkView,
  SessionStatus,
  Settings,
  ToolDetail,
} from "@/ipc";
import { IpcFailure } from "@/ipc";
import { addressOf } from "@/lib/address";
import { commandTarget, needsApproval } from "./command-data";
import { quietAnswers } from "./quiet-answers";
import {
  connected,
  connection,
  probeReport,
  sampleConnection,
  sampleTools,
  server,
  toolList,
  urlTarget,
} from "./sample-data";
import { account, oauth, oauthSaved, signIn } from "./sign-in-data";

/** What a fake core begins with, and which of its answers are replaced. */
export interface FakeWorld extends Partial<Ipc> {
  start?: {
    connections?: ConnectionView[];
    settings?: Settings;
    tools?: ToolDetail[];
    /** The links that waited for the window. */
    links?: LinkView[];
    /** What servers ask. */
    asks?: AskView[];
  };
}

/** A core in memory: it remembers what it is told and notes what it is asked. */
export interface FakeIpc extends Ipc {
  /** Every call in order: the method's name, then its arguments. */
  readonly asked: [method: keyof Ipc, ...args: unknown[]][];
  /** The texts copied so far. */
  readonly copied: string[];
  /** Tells the window that something happened. */
  emit(event: AppEvent): void;
  /** Opens a `hitchpost://` link. */
  openLink(link: LinkView): void;
  /** Changes a connection's status and says so. */
  setStatus(id: ConnectionId, status: SessionStatus): void;
  /** Lets servers ask these things, and nothing else. */
  setAsks(asks: AskView[]): void;
}

/** Makes a core in memory. Methods given in `world` replace the built-in ones. */
export function createFakeIpc(world: FakeWorld = {}): FakeIpc {
  const { start = {}, ...overrides } = world;
  const asked: FakeIpc["asked"] = [];
  const copied: string[] = [];
  const listeners = new Set<(event: AppEvent) => void>();
  const linkListeners = new Set<(link: LinkView) => void>();
  const removed = new Map<ConnectionId, ConnectionView>();
  let connections = start.connections ?? [];
  let settings: Settings = start.settings ?? {
    theme: "light",
    density: "comfortable",
  };
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

  // A command that nobody approved does not run.
  const reach = (id: ConnectionId) => {
    const view = find(id);
    return view.status.type === "needs_approval" ? view : withStatus(id, connected(sampleCount));
  };

  const waiting = (id?: string) => {
    const found = connections.flatMap(({ status }) => (status.type === "signing_in" ? [status.signIn] : []));
    const one = found.find((view) => id === undefined || view.id === id);
    if (!one) throw new IpcFailure({ code: "sign_in", host: null, problem: { type: "state_unknown" } });
    return one;
  };
  const accountsOf = (id: ConnectionId) => {
    const auth = connections.find((one) => one.id === id)?.auth;
    return auth?.type === "oauth" ? auth.settings.accounts : [];
  };
  const setAccounts = (id: ConnectionId, accounts: AccountView[]) => {
    const view = find(id);
    if (view.auth.type !== "oauth") return view;
    const inUse = accounts.find((one) => one.inUse) ?? null;
    return put({ ...view, auth: oauth({ ...view.auth.settings, accounts, account: inUse }) });
  };
  const addAccount = (id: ConnectionId) => {
    const before = accountsOf(id).map((one) => ({ ...one, inUse: false }));
    const added = account({ id: `account-${before.length + 1}` });
    setAccounts(id, [...before, added]);
    return added;
  };

  let asks = start.asks ?? [];
  const setAsks = (left: AskView[]) => {
    asks = left;
    emit({ type: "asks_changed" });
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
    testConnection: async (_operation, _id, request) => probeReport({ url: urlOf(request) }),
    diagnose: async (_operation, id) => probeReport({ url: addressOf(find(id)) }),
    cancel: async () => {},
    addConnection: async (request) => put(connectionFrom(request)),
    addSample: async () => put(connections.find((one) => one.target.type === "sample") ?? sampleConnection()),
    configureConnection: async (id, request) => {
      const { auth, status } = find(id);
      return put({ ...connectionFrom(request, auth), id, status });
    },
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
    connect: async (id) => reach(id),
    disconnect: async (id) => withStatus(id, { type: "not_connected" }),
    reconnect: async (id) => reach(id),
    approveCommand: async (id) => {
      const view = find(id);
      if (view.target.type !== "command") return view;
      put({ ...view, target: { ...view.target, command: { ...view.target.command, approved: true } } });
      return withStatus(id, connected(sampleCount));
    },
    authorize: async (id) => {
      const begun = signIn({ id: `sign-in-${id}`, connectionId: id });
      withStatus(id, { type: "signing_in", signIn: begun });
      return begun;
    },
    openSignInAgain: async () => {},
    copySignInLink: async () => {},
    extendSignIn: async (id) => {
      const found = waiting(id);
      const longer = { ...found, deadline: found.deadline + 300_000 };
      withStatus(found.connectionId, { type: "signing_in", signIn: longer });
      return longer;
    },
    cancelSignIn: async (id) => {
      const failure: Failure = { code: "sign_in", host: null, problem: { type: "never_signed_in" } };
      withStatus(waiting(id).connectionId, { type: "needs_sign_in", failure });
    },
    completeSignIn: async () => {
      const { connectionId } = waiting();
      const { label } = addAccount(connectionId);
      emit({ type: "signed_in", id: connectionId, account: label });
      return withStatus(connectionId, connected(sampleCount));
    },
    signOut: async (id, gone) => {
      const left = accountsOf(id).filter((one) => one.id !== gone);
      return setAccounts(id, left);
    },
    switchAccount: async (id, used) =>
      setAccounts(
        id,
        accountsOf(id).map((one) => ({ ...one, inUse: one.id === used })),
      ),
    shareableAccounts: async () => [],
    renameAccount: async (renamed, label) => {
      const owner = connections.find(({ id }) => accountsOf(id).some((one) => one.id === renamed));
      const views = accountsOf(owner?.id ?? "").map((one) => (one.id === renamed ? { ...one, label } : one));
      if (owner) setAccounts(owner.id, views);
    },
    takeLinks: async () => start.links ?? [],
    ...quietAnswers,
    acceptTools: async (id) => toolList(id, tools),
    tools: async (id) => toolList(id, tools),
    refreshTools: async (id) => toolList(id, tools),
    tool: async (_id, name) => {
      const found = tools.find((one) => one.name === name);
      if (!found) throw new IpcFailure({ code: "not_found", what: "tool", name });
      return found;
    },
    asks: async () => asks,
    answerAsk: async (id) => setAsks(asks.filter((one) => one.id !== id)),
    openAsk: async (id) => setAsks(asks.map((one) => (one.id === id ? opened(one) : one))),
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
    onLink: async (listener) => {
      linkListeners.add(listener);
      return () => linkListeners.delete(listener);
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
  const openLink = (link: LinkView) => {
    for (const listener of linkListeners) listener(link);
  };
  return { ...noted, asked, copied, emit, openLink, setStatus, setAsks };
}

/** A question whose page was opened; the others stay as they are. */
function opened(ask: AskView): AskView {
  return ask.kind.type === "url" ? { ...ask, kind: { ...ask.kind, opened: true } } : ask;
}

function accept(request: ConnectionRequest): Checked {
  return { url: urlOf(request), name: request.name, slug: slugOf(request.name), issues: [] };
}

/** The address that a form leads to; blank where it leads to none. */
export function urlOf({ target }: ConnectionRequest): string {
  return target.type === "url" ? target.url : "";
}

function connectionFrom(request: ConnectionRequest, before?: AuthView): ConnectionView {
  const name = request.name || server.title || server.name;
  const savedAt = Date.UTC(2026, 10, 12);
  return connection({
    name,
    target: targetFrom(request.target),
    asks: request.asks,
    ...(request.target.type === "command" ? { status: needsApproval(request.target.command) } : {}),
    connectTimeoutS: request.connectTimeoutS,
    requestTimeoutS: request.requestTimeoutS,
    era: request.era ?? "auto",
    auth: authFrom(request.auth, savedAt, before),
  });
}

function targetFrom(target: ConnectionRequest["target"]): ConnectionView["target"] {
  switch (target.type) {
    case "sample":
      return target;
    case "url": {
      const { proxy } = target.network;
      const shown =
        proxy.type === "url"
          ? { type: proxy.type, url: proxy.url, user: proxy.user, passwordSavedAt: null }
          : proxy;
      return urlTarget(target.url, {
        transport: target.transport,
        network: { ...target.network, proxy: shown },
      });
    }
    case "command":
      return commandTarget(target.command);
  }
}

function authFrom(auth: AuthRequest, savedAt: number, before: AuthView | undefined): AuthView {
  switch (auth.type) {
    case "none":
      return { type: "none" };
    case "token":
      return { type: "token", header: auth.header, prefix: auth.prefix, savedAt };
    case "headers":
      return {
        type: "headers",
        rows: auth.rows.map((row) => ({
          name: row.name,
          value: row.value.type === "plain" ? row.value : { type: "secret", savedAt },
        })),
      };
    case "oauth": {
      const was = before?.type === "oauth" ? before.settings : undefined;
      return { type: "oauth", settings: oauthSaved(auth.settings, savedAt, was) };
    }
  }
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
