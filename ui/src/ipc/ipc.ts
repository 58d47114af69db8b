import { createContext, useContext } from "react";
import type {
  AcceptedTool,
  AccountView,
  AppEvent,
  AppInfo,
  AskAnswer,
  AskId,
  AskView,
  CallEvent,
  CallId,
  CallReport,
  CallRequest,
  Checked,
  CompletionRequest,
  CompletionView,
  ConnectionId,
  ConnectionRequest,
  ConnectionView,
  CredentialId,
  ExpandedTemplate,
  Failure,
  HealthReport,
  LinkView,
  LogLevel,
  NamedText,
  ProbeReport,
  PromptListView,
  PromptRequest,
  ReadRequest,
  Removed,
  ResourceListView,
  SavedFile,
  Settings,
  SignInId,
  SignInView,
  TextPage,
  ToolChange,
  ToolDetail,
  ToolListView,
  WireDetail,
  WirePage,
  WireQuery,
} from "./bindings";

/** Everything the window may ask of the core. Every method rejects with an {@link IpcFailure} and nothing else. */
export interface Ipc {
  appInfo(): Promise<AppInfo>;
  settings(): Promise<Settings>;
  saveSettings(settings: Settings): Promise<void>;
  connections(): Promise<ConnectionView[]>;
  checkConnection(id: ConnectionId | null, request: ConnectionRequest): Promise<Checked>;
  /** Sends no secret. `operation` is chosen by the caller and can be cancelled. */
  probe(operation: string, url: string): Promise<ProbeReport>;
  testConnection(
    operation: string,
    id: ConnectionId | null,
    request: ConnectionRequest,
  ): Promise<ProbeReport>;
  cancel(operation: string): Promise<void>;
  addConnection(request: ConnectionRequest): Promise<ConnectionView>;
  addSample(): Promise<ConnectionView>;
  configureConnection(id: ConnectionId, request: ConnectionRequest): Promise<ConnectionView>;
  removeConnection(id: ConnectionId): Promise<Removed>;
  undoRemove(id: ConnectionId): Promise<ConnectionView>;
  setEnabled(id: ConnectionId, enabled: boolean): Promise<ConnectionView>;
  /** Resolves once connected or failed; a failure to connect is in the view's status. */
  connect(id: ConnectionId): Promise<ConnectionView>;
  disconnect(id: ConnectionId): Promise<ConnectionView>;
  reconnect(id: ConnectionId): Promise<ConnectionView>;
  /** Approves the command that this digest names, and connects. Refused when it is not the present one. */
  approveCommand(id: ConnectionId, digest: string): Promise<ConnectionView>;
  /** Goes every step to a saved server, beside its session. */
  diagnose(operation: string, id: ConnectionId): Promise<ProbeReport>;
  health(id: ConnectionId): Promise<HealthReport>;
  /** The last lines that a program wrote to its standard error. */
  stderr(id: ConnectionId): Promise<string>;
  /**
   * Begins a sign-in and opens its page in the browser; resolves when the page is open. How it goes on is the
   * connection's status.
   */
  authorize(id: ConnectionId, newAccount: boolean, scopes: string[]): Promise<SignInView>;
  openSignInAgain(signIn: SignInId): Promise<void>;
  /** Rust writes the clipboard: the link carries secrets that the window does not see. */
  copySignInLink(signIn: SignInId): Promise<void>;
  extendSignIn(signIn: SignInId): Promise<SignInView>;
  cancelSignIn(signIn: SignInId): Promise<void>;
  /** Finishes the sign-in that the address the browser ended up on belongs to, then connects. */
  completeSignIn(callback: string): Promise<ConnectionView>;
  signOut(id: ConnectionId, account: CredentialId): Promise<ConnectionView>;
  switchAccount(id: ConnectionId, account: CredentialId): Promise<ConnectionView>;
  /** Accounts of other connections that would do for this one. */
  shareableAccounts(id: ConnectionId): Promise<AccountView[]>;
  renameAccount(account: CredentialId, label: string): Promise<void>;
  /** The links that waited for the window; later ones go to {@link Ipc.onLink}. */
  takeLinks(): Promise<LinkView[]>;
  tools(id: ConnectionId): Promise<ToolListView>;
  refreshTools(id: ConnectionId): Promise<ToolListView>;
  tool(id: ConnectionId, name: string): Promise<ToolDetail>;
  toolChanges(id: ConnectionId): Promise<ToolChange[]>;
  /** Accepts these changes as they were shown. What has changed again since goes on waiting. */
  acceptTools(id: ConnectionId, tools: AcceptedTool[]): Promise<ToolListView>;
  resources(id: ConnectionId, fresh: boolean): Promise<ResourceListView>;
  prompts(id: ConnectionId, fresh: boolean): Promise<PromptListView>;
  readResource(request: ReadRequest, onEvent: (event: CallEvent) => void): Promise<CallReport>;
  getPrompt(request: PromptRequest, onEvent: (event: CallEvent) => void): Promise<CallReport>;
  expandTemplate(template: string, variables: NamedText[]): Promise<ExpandedTemplate>;
  complete(id: ConnectionId, request: CompletionRequest): Promise<CompletionView>;
  subscribeResource(id: ConnectionId, uri: string, on: boolean): Promise<void>;
  setLogLevel(id: ConnectionId, level: LogLevel): Promise<void>;
  /** What servers ask and nobody has answered. */
  asks(): Promise<AskView[]>;
  answerAsk(id: AskId, answer: AskAnswer): Promise<void>;
  /** Opens the page that a server asks for in the browser, and says so to it. */
  openAsk(id: AskId): Promise<void>;
  wire(query: WireQuery): Promise<WirePage>;
  wireEntry(seq: number): Promise<WireDetail>;
  /** Whether {@link Ipc.onAppEvent} tells that the log grew. */
  watchWire(on: boolean): Promise<void>;
  /** Empties the log of one connection, or of all. */
  clearWire(connection: ConnectionId | null): Promise<void>;
  exportWire(query: WireQuery): Promise<SavedFile>;
  callTool(request: CallRequest, onEvent: (event: CallEvent) => void): Promise<CallReport>;
  cancelCall(callId: CallId): Promise<void>;
  resultText(callId: CallId, part: number, offset: number, length: number): Promise<TextPage>;
  saveResult(callId: CallId, part: number): Promise<SavedFile>;
  /** The clipboard through Rust: the web view's own is unreliable on Linux. Resolves once it is really copied. */
  copyText(text: string): Promise<void>;
  /** Lets the person choose a file or a folder; null when nothing was chosen. */
  choosePath(folder: boolean): Promise<string | null>;
  uiReady(firstContentfulPaintMs: number | null): Promise<void>;
  /** Calls `listener` for every event until the returned function is called. */
  onAppEvent(listener: (event: AppEvent) => void): Promise<() => void>;
  /** Calls `listener` for every `hitchpost://` link until the returned function is called. */
  onLink(listener: (link: LinkView) => void): Promise<() => void>;
}

/** What a rejected {@link Ipc} call throws: the failure as the core describes it. */
export class IpcFailure extends Error {
  constructor(readonly failure: Failure) {
    super(failure.code);
    this.name = "IpcFailure";
  }
}

/** The failure behind anything thrown; what is not an {@link IpcFailure} is a defect of ours. */
export function failureOf(error: unknown): Failure {
  if (error instanceof IpcFailure) return error.failure;
  return { code: "internal", reason: error instanceof Error ? error.message : String(error) };
}

const IpcContext = createContext<Ipc | null>(null);

/** Gives the tree below its way to the core: the real one in the window, a fake one in tests. */
export const IpcProvider = IpcContext.Provider;

/** The way to the core. */
export function useIpc(): Ipc {
  const ipc = useContext(IpcContext);
  if (!ipc) throw new Error("useIpc needs an IpcProvider above it");
  return ipc;
}
