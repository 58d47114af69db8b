import { Channel } from "@tauri-apps/api/core";
import { type CallEvent, commands, events, type Failure } from "./bindings";
import { type Ipc, IpcFailure } from "./ipc";

type Answer<T> = { status: "ok"; data: T } | { status: "error"; error: Failure };

/** Turns an answer into a value or a throw. Refusals by the shell itself (permissions, arguments) arrive as text. */
async function unwrap<T>(pending: Promise<Answer<T>>): Promise<T> {
  const answer = await pending.catch((thrown: unknown) => refused(thrown));
  if (answer.status === "ok") return answer.data;
  const error: unknown = answer.error;
  throw new IpcFailure(typeof error === "string" ? { code: "internal", reason: error } : answer.error);
}

function refused(thrown: unknown): Answer<never> {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return { status: "error", error: { code: "internal", reason } };
}

function channelTo(onEvent: (event: CallEvent) => void): Channel<CallEvent> {
  const channel = new Channel<CallEvent>();
  channel.onmessage = onEvent;
  return channel;
}

/** The core behind Tauri's commands and events. */
export const tauriIpc: Ipc = {
  appInfo: () => unwrap(commands.appInfo()),
  settings: () => unwrap(commands.settings()),
  saveSettings: async (settings) => void (await unwrap(commands.saveSettings(settings))),
  connections: () => unwrap(commands.connections()),
  checkConnection: (id, request) => unwrap(commands.checkConnection(id, request)),
  probe: (operation, url) => unwrap(commands.probe(operation, url)),
  testConnection: (operation, id, request) => unwrap(commands.testConnection(operation, id, request)),
  cancel: async (operation) => void (await unwrap(commands.cancel(operation))),
  addConnection: (request) => unwrap(commands.addConnection(request)),
  addSample: () => unwrap(commands.addSample()),
  configureConnection: (id, request) => unwrap(commands.configureConnection(id, request)),
  removeConnection: (id) => unwrap(commands.removeConnection(id)),
  undoRemove: (id) => unwrap(commands.undoRemove(id)),
  setEnabled: (id, enabled) => unwrap(commands.setEnabled(id, enabled)),
  connect: (id) => unwrap(commands.connect(id)),
  disconnect: (id) => unwrap(commands.disconnect(id)),
  reconnect: (id) => unwrap(commands.reconnect(id)),
  approveCommand: (id, digest) => unwrap(commands.approveCommand(id, digest)),
  diagnose: (operation, id) => unwrap(commands.diagnose(operation, id)),
  health: (id) => unwrap(commands.health(id)),
  stderr: (id) => unwrap(commands.stderr(id)),
  authorize: (id, newAccount, scopes) => unwrap(commands.authorize(id, newAccount, scopes)),
  openSignInAgain: async (signIn) => void (await unwrap(commands.openSignInAgain(signIn))),
  copySignInLink: async (signIn) => void (await unwrap(commands.copySignInLink(signIn))),
  extendSignIn: (signIn) => unwrap(commands.extendSignIn(signIn)),
  cancelSignIn: async (signIn) => void (await unwrap(commands.cancelSignIn(signIn))),
  completeSignIn: (callback) => unwrap(commands.completeSignIn(callback)),
  signOut: (id, account) => unwrap(commands.signOut(id, account)),
  switchAccount: (id, account) => unwrap(commands.useAccount(id, account)),
  shareableAccounts: (id) => unwrap(commands.shareableAccounts(id)),
  renameAccount: async (account, label) => void (await unwrap(commands.renameAccount(account, label))),
  takeLinks: () => unwrap(commands.takeLinks()),
  tools: (id) => unwrap(commands.tools(id)),
  refreshTools: (id) => unwrap(commands.refreshTools(id)),
  tool: (id, name) => unwrap(commands.tool(id, name)),
  toolChanges: (id) => unwrap(commands.toolChanges(id)),
  acceptTools: (id, tools) => unwrap(commands.acceptTools(id, tools)),
  resources: (id, fresh) => unwrap(commands.resources(id, fresh)),
  prompts: (id, fresh) => unwrap(commands.prompts(id, fresh)),
  readResource: (request, onEvent) => unwrap(commands.readResource(request, channelTo(onEvent))),
  getPrompt: (request, onEvent) => unwrap(commands.getPrompt(request, channelTo(onEvent))),
  expandTemplate: (template, variables) => unwrap(commands.expandTemplate(template, variables)),
  complete: (id, request) => unwrap(commands.complete(id, request)),
  subscribeResource: async (id, uri, on) => void (await unwrap(commands.subscribeResource(id, uri, on))),
  setLogLevel: async (id, level) => void (await unwrap(commands.setLogLevel(id, level))),
  asks: () => unwrap(commands.asks()),
  answerAsk: async (id, answer) => void (await unwrap(commands.answerAsk(id, answer))),
  openAsk: async (id) => void (await unwrap(commands.openAsk(id))),
  wire: (query) => unwrap(commands.wire(query)),
  wireEntry: (seq) => unwrap(commands.wireEntry(seq)),
  watchWire: async (on) => void (await unwrap(commands.watchWire(on))),
  clearWire: async (connection) => void (await unwrap(commands.clearWire(connection))),
  exportWire: (query) => unwrap(commands.exportWire(query)),
  callTool: (request, onEvent) => unwrap(commands.callTool(request, channelTo(onEvent))),
  cancelCall: async (callId) => void (await unwrap(commands.cancelCall(callId))),
  resultText: (callId, part, offset, length) => unwrap(commands.resultText(callId, part, offset, length)),
  saveResult: (callId, part) => unwrap(commands.saveResult(callId, part)),
  copyText: async (text) => void (await unwrap(commands.copyText(text))),
  choosePath: (folder) => unwrap(commands.choosePath(folder)),
  uiReady: async (ms) => void (await unwrap(commands.uiReady(ms))),
  onAppEvent: (listener) => events.appEvent.listen((event) => listener(event.payload)),
  onLink: (listener) => events.linkEvent.listen((event) => listener(event.payload)),
};
