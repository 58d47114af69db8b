// Typed commands and events of the Rust core. Generated; do not edit.
import { Channel, invoke } from "@tauri-apps/api/core";
import { type EventCallback, listen } from "@tauri-apps/api/event";

export const commands = {
  appInfo: () => typedError<AppInfo, Failure>(invoke("app_info")),
  settings: () => typedError<Settings, Failure>(invoke("settings")),
  saveSettings: (settings: Settings) => typedError<null, Failure>(invoke("save_settings", { settings })),
  connections: () => typedError<ConnectionView[], Failure>(invoke("connections")),
  checkConnection: (id: ConnectionId | null, request: ConnectionRequest) =>
    typedError<Checked, Failure>(invoke("check_connection", { id, request })),
  probe: (operation: string, url: string) => typedError<ProbeReport, Failure>(invoke("probe", { operation, url })),
  testConnection: (operation: string, id: ConnectionId | null, request: ConnectionRequest) =>
    typedError<ProbeReport, Failure>(invoke("test_connection", { operation, id, request })),
  cancel: (operation: string) => typedError<null, Failure>(invoke("cancel", { operation })),
  addConnection: (request: ConnectionRequest) =>
    typedError<ConnectionView, Failure>(invoke("add_connection", { request })),
  addSample: () => typedError<ConnectionView, Failure>(invoke("add_sample")),
  configureConnection: (id: ConnectionId, request: ConnectionRequest) =>
    typedError<ConnectionView, Failure>(invoke("configure_connection", { id, request })),
  removeConnection: (id: ConnectionId) => typedError<Removed, Failure>(invoke("remove_connection", { id })),
  undoRemove: (id: ConnectionId) => typedError<ConnectionView, Failure>(invoke("undo_remove", { id })),
  setEnabled: (id: ConnectionId, enabled: boolean) =>
    typedError<ConnectionView, Failure>(invoke("set_enabled", { id, enabled })),
  connect: (id: ConnectionId) => typedError<ConnectionView, Failure>(invoke("connect", { id })),
  disconnect: (id: ConnectionId) => typedError<ConnectionView, Failure>(invoke("disconnect", { id })),
  reconnect: (id: ConnectionId) => typedError<ConnectionView, Failure>(invoke("reconnect", { id })),
  tools: (id: ConnectionId) => typedError<ToolListView, Failure>(invoke("tools", { id })),
  refreshTools: (id: ConnectionId) => typedError<ToolListView, Failure>(invoke("refresh_tools", { id })),
  tool: (id: ConnectionId, name: string) => typedError<ToolDetail, Failure>(invoke("tool", { id, name })),
  callTool: (request: CallRequest, onEvent: Channel<CallEvent>) =>
    typedError<CallReport, Failure>(invoke("call_tool", { request, onEvent })),
  cancelCall: (callId: CallId) => typedError<null, Failure>(invoke("cancel_call", { callId })),
  resultText: (callId: CallId, part: number, offset: number, length: number) =>
    typedError<TextPage, Failure>(invoke("result_text", { callId, part, offset, length })),
  saveResult: (callId: CallId, part: number) =>
    typedError<SavedFile, Failure>(invoke("save_result", { callId, part })),
  copyText: (text: string) => typedError<null, Failure>(invoke("copy_text", { text })),
  uiReady: (firstContentfulPaintMs: number | null) =>
    typedError<null, Failure>(invoke("ui_ready", { firstContentfulPaintMs })),
};

export const events = {
  appEvent: { listen: (callback: EventCallback<AppEvent>) => listen<AppEvent>("app-event", callback) },
};

export type AppInfo = { version: string; dataDir: string };
export type Millis = number;
export type ConnectionId = string;
export type CallId = string;
export type Settings = { theme: Theme; density: Density };
export type Theme = "system" | "light" | "dark";
export type Density = "comfortable" | "compact";
export type EraChoice = "auto" | "modern" | "legacy";
export type Era = "legacy" | "modern";

export type ConnectionView = {
  id: ConnectionId;
  name: string;
  slug: string;
  target: TargetView;
  auth: AuthView;
  era: EraChoice;
  connectTimeoutS: number;
  requestTimeoutS: number;
  allowPlainHttp: boolean;
  createdAt: Millis;
  lastUsedAt: Millis | null;
  status: SessionStatus;
};
export type TargetView = { type: "sample" } | { type: "url"; url: string; hiddenQuery: string[] };
export type AuthView =
  | { type: "none" }
  | { type: "token"; header: string; prefix: string; savedAt: Millis | null }
  | { type: "headers"; rows: HeaderView[] };
export type HeaderView = { name: string; value: HeaderValueView };
export type HeaderValueView = { type: "plain"; value: string } | { type: "secret"; savedAt: Millis | null };

export type ConnectionRequest = {
  url: string;
  name: string;
  auth: AuthRequest;
  era?: EraChoice;
  connectTimeoutS: number;
  requestTimeoutS: number;
  allowPlainHttp?: boolean;
};
export type AuthRequest =
  | { type: "none" }
  | { type: "token"; header: string; prefix: string; token: SecretInput }
  | { type: "headers"; rows: HeaderRequest[] };
export type HeaderRequest = { name: string; value: HeaderValueRequest };
export type HeaderValueRequest = { type: "plain"; value: string } | { type: "secret"; value: SecretInput };
export type SecretInput = { type: "keep" } | { type: "set"; value: string } | { type: "forget" };

export type Checked = { url: string | null; name: string; slug: string; issues: FieldIssue[] };
export type FieldIssue = { field: Field; severity: Severity; issue: Issue };
export type Field =
  | { type: "url" }
  | { type: "name" }
  | { type: "token" }
  | { type: "token_header" }
  | { type: "token_prefix" }
  | { type: "header_name"; row: number }
  | { type: "header_value"; row: number }
  | { type: "connect_timeout" }
  | { type: "request_timeout" };
export type Severity = "error" | "warning" | "notice";
export type Issue =
  | { code: "url_empty" }
  | { code: "url_unparsable" }
  | { code: "url_scheme"; scheme: string }
  | { code: "url_plain_http_secret"; host: string }
  | { code: "url_userinfo" }
  | { code: "url_fragment_removed"; fragment: string }
  | { code: "url_key_in_query"; names: string[] }
  | { code: "url_project_page"; host: string }
  | { code: "url_duplicate"; connectionId: ConnectionId; name: string }
  | { code: "url_address_forbidden"; host: string }
  | { code: "name_taken"; name: string; suggestion: string }
  | { code: "name_too_long"; length: number }
  | { code: "slug_taken"; slug: string; name: string; other: string }
  | { code: "slug_reserved"; slug: string }
  | { code: "token_empty" }
  | { code: "token_prefix_removed"; prefix: string }
  | { code: "token_line_breaks_joined" }
  | { code: "token_looks_structured" }
  | { code: "header_name_empty" }
  | { code: "header_name_invalid"; name: string }
  | { code: "header_duplicate"; name: string }
  | { code: "header_owned"; name: string }
  | { code: "header_value_empty" }
  | { code: "header_value_line_break" }
  | { code: "header_value_invalid" }
  | { code: "number_range"; min: number; max: number };

export type Removed = { id: ConnectionId; name: string; undoUntil: Millis; historyEntries: number };
export type ProbeReport = {
  url: string;
  steps: ProbeStep[];
  elapsedMs: number;
  auth: AuthNeed;
  server: ServerView | null;
  suggestedName: string | null;
  tools: number | null;
  failure: Failure | null;
};
export type ProbeStep = { kind: StepKind; outcome: StepOutcome; ms: number | null };
export type StepKind = "address" | "network" | "tls" | "handshake" | "authorization" | "capabilities";
export type StepOutcome = "passed" | "skipped" | "failed" | "not_reached";
export type AuthNeed =
  | { type: "unknown" }
  | { type: "none" }
  | { type: "token" }
  | { type: "o_auth" }
  | { type: "forbidden" };
export type ServerView = {
  name: string;
  title: string | null;
  version: string | null;
  protocol: string;
  era: Era;
  instructions: string | null;
};

export type SessionStatus =
  | { type: "disabled" }
  | { type: "not_connected" }
  | { type: "connecting"; step: StepKind; since: Millis }
  | { type: "needs_sign_in"; failure: Failure }
  | { type: "error"; failure: Failure; at: Millis }
  | {
      type: "connected";
      server: ServerView;
      tools: number | null;
      rejected: number;
      latencyMs: number | null;
      listFailure: Failure | null;
      settingsChanged: boolean;
    };

export type AppEvent =
  | { type: "connections_changed" }
  | { type: "status_changed"; id: ConnectionId; status: SessionStatus }
  | { type: "tools_changed"; id: ConnectionId }
  | { type: "settings_changed" };

export type TimeoutPhase = "connect" | "answer";
export type TlsFault = "unknown_issuer" | "expired" | "wrong_name" | "not_tls" | "other";
export type KeychainFault = "absent" | "locked" | "unresponsive" | "other";
export type Failure =
  | { code: "dns"; host: string }
  | { code: "refused"; address: string }
  | { code: "network"; address: string; reason: string }
  | { code: "timeout"; address: string; seconds: number; phase: TimeoutPhase }
  | { code: "tls"; host: string; fault: TlsFault; reason: string }
  | { code: "proxy"; reason: string }
  | { code: "address_forbidden"; host: string }
  | { code: "no_endpoint"; path: string; status: number }
  | { code: "not_mcp"; url: string; contentType: string; title: string | null }
  | { code: "legacy_sse"; url: string }
  | { code: "redirected"; location: string }
  | { code: "version"; offered: string[] }
  | { code: "malformed"; reason: string; excerpt: string | null }
  | { code: "too_large"; limitBytes: number }
  | { code: "unauthorized"; credential: string | null; oauth: boolean; challenge: string | null }
  | { code: "forbidden"; credential: string | null; reason: string | null }
  | { code: "secret_missing"; what: string }
  | { code: "rate_limited"; retryAfterS: number | null }
  | { code: "server_error"; status: number; excerpt: string | null }
  | { code: "http_status"; status: number; excerpt: string | null }
  | { code: "rpc"; method: string; rpcCode: number; rpcMessage: string; data: string | null }
  | { code: "input_required"; what: string }
  | { code: "invalid"; issues: FieldIssue[] }
  | { code: "invalid_arguments"; reason: string; line: number; column: number }
  | { code: "not_found"; what: string; name: string }
  | { code: "not_connected"; name: string }
  | { code: "disabled"; name: string }
  | { code: "cancelled" }
  | { code: "keychain"; fault: KeychainFault; reason: string }
  | { code: "storage"; action: string; path: string; reason: string }
  | { code: "internal"; reason: string };

export type ToolListView = {
  connectionId: ConnectionId;
  tools: ToolSummary[];
  rejected: RejectedTool[];
  cut: ListCut | null;
  listedAt: Millis;
};
export type ListCut = "repeated_cursor" | "limit" | "page_failed";
export type ToolSummary = {
  name: string;
  title: string | null;
  summary: string;
  params: string[];
  hint: ToolHint;
};
export type ToolHint = "unknown" | "read_only" | "writes" | "destructive";
export type RejectedTool = { name: string | null; index: number; reason: string; raw: string };
export type ToolDetail = {
  name: string;
  title: string | null;
  description: string | null;
  hint: ToolHint;
  inputSchema: string;
  outputSchema: string | null;
  definition: string;
};
export type CallRequest = {
  callId: CallId;
  connectionId: ConnectionId;
  tool: string;
  arguments: string;
  timeoutS: number | null;
};
export type CallEvent =
  | { type: "progress"; progress: string; total: string | null; percent: number | null; message: string | null }
  | { type: "log"; level: string; text: string };
export type CallReport = {
  callId: CallId;
  outcome: CallOutcome;
  startedAt: Millis;
  durationMs: number;
  sizeBytes: number;
  wire: WireFrame[];
};
export type CallOutcome =
  | { type: "completed"; isError: boolean; content: ContentPart[]; structured: TextPart | null; json: TextPart }
  | { type: "failed"; failure: Failure }
  | { type: "cancelled" }
  | { type: "timed_out"; seconds: number };
export type ContentPart =
  | { type: "text"; text: TextPart }
  | {
      type: "image";
      mimeType: string;
      data: string;
      bytes: number;
      width: number | null;
      height: number | null;
      part: number;
    }
  | { type: "binary"; kind: string; mimeType: string | null; bytes: number; note: string | null; part: number }
  | { type: "resource"; uri: string; mimeType: string | null; text: TextPart }
  | {
      type: "resource_link";
      uri: string;
      name: string | null;
      description: string | null;
      mimeType: string | null;
    }
  | { type: "unknown"; kind: string | null; reason: string; json: TextPart };
export type TextPart = { part: number; text: string; totalBytes: number; shownBytes: number };
export type TextPage = { text: string; end: number; totalBytes: number };
export type WireFrame = {
  atMs: number;
  direction: Direction;
  kind: WireKind;
  head: string;
  headers: [string, string][];
  body: string | null;
  bodyBytes: number;
};
export type Direction = "sent" | "received";
export type WireKind = "http_request" | "http_response" | "sse_event" | "lifecycle";
export type SavedFile = { path: string; bytes: number };

async function typedError<T, E>(
  result: Promise<T>,
): Promise<{ status: "ok"; data: T } | { status: "error"; error: E }> {
  try {
    return { status: "ok", data: await result };
  } catch (error) {
    if (error instanceof Error) throw error;
    return { status: "error", error: error as E };
  }
}
