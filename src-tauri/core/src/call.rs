//! Tool calls: what is asked, what came back, and how much of it is shown at once.

use serde::{Deserialize, Serialize};

use crate::connection::{ConnectionId, Millis};
use crate::failure::Failure;

/// The tools of one connection as the window lists them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ToolListView {
    /// Whose.
    pub connection_id: ConnectionId,
    /// In the server's order.
    pub tools: Vec<ToolSummary>,
    /// Definitions that could not be used, with the reason.
    pub rejected: Vec<RejectedTool>,
    /// The list was cut: page, item or byte limit, or a cursor that repeats.
    pub cut: Option<ListCut>,
    /// When it was fetched.
    pub listed_at: Millis,
}

/// Why a list ends before the server's own end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ListCut {
    /// The server handed out a cursor it had handed out before.
    RepeatedCursor,
    /// Too many pages, items or bytes.
    Limit,
    /// A later page failed.
    PageFailed,
}

/// One tool in a list. Enough to find and pick it; [`ToolDetail`] has the rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ToolSummary {
    /// As the server calls it.
    pub name: String,
    /// `title`, else `annotations.title`.
    pub title: Option<String>,
    /// The first 200 characters of the description.
    pub summary: String,
    /// Top-level parameter names, for search.
    pub params: Vec<String>,
    /// What the server says it does.
    pub hint: ToolHint,
}

/// What a tool does according to its server. Untrusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ToolHint {
    /// Nothing said.
    Unknown,
    /// `readOnlyHint: true`.
    ReadOnly,
    /// `readOnlyHint: false`, `destructiveHint: false`.
    Writes,
    /// `destructiveHint: true`.
    Destructive,
}

/// A definition that could not be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RejectedTool {
    /// Its name, when it has one.
    pub name: Option<String>,
    /// Zero-based place in the server's list.
    pub index: u32,
    /// Why.
    pub reason: String,
    /// The definition as received, shortened.
    pub raw: String,
}

/// One tool in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ToolDetail {
    /// As the server calls it.
    pub name: String,
    /// `title`, else `annotations.title`.
    pub title: Option<String>,
    /// In full.
    pub description: Option<String>,
    /// What the server says it does.
    pub hint: ToolHint,
    /// `inputSchema` as JSON text, byte for byte.
    pub input_schema: String,
    /// `outputSchema` as JSON text, byte for byte.
    pub output_schema: Option<String>,
    /// The whole definition as JSON text, indented, otherwise as received.
    pub definition: String,
}

/// Names a call from its start, so that it can be cancelled and its result read later. Chosen by the host.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(transparent)]
pub struct CallId(pub String);

/// A call to make.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CallRequest {
    /// Chosen by the host, unique.
    pub call_id: CallId,
    /// Through which connection.
    pub connection_id: ConnectionId,
    /// Which tool.
    pub tool: String,
    /// The arguments as JSON text; sent byte for byte. Blank means `{}`.
    pub arguments: String,
    /// Seconds, 1–600; absent takes the connection's.
    pub timeout_s: Option<u32>,
}

/// News of a running call.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum CallEvent {
    /// The server reports progress.
    Progress {
        /// As text, as sent: a number.
        progress: String,
        /// The end, when known.
        total: Option<String>,
        /// 0–100, when it can be told.
        percent: Option<u32>,
        /// The server's words.
        message: Option<String>,
    },
    /// The server logged something during the call.
    Log {
        /// `debug` … `emergency`.
        level: String,
        /// The message, or the data as JSON text.
        text: String,
    },
}

/// Everything about a finished call.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CallReport {
    /// The call.
    pub call_id: CallId,
    /// How it ended.
    pub outcome: CallOutcome,
    /// When it began.
    pub started_at: Millis,
    /// From sending to the end.
    pub duration_ms: u32,
    /// Size of the result in bytes.
    pub size_bytes: u32,
    /// What travelled, in order, secrets masked.
    pub wire: Vec<WireFrame>,
}

/// How a call ended: four different things.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum CallOutcome {
    /// The server answered. `is_error` means the tool reported a problem; the call itself worked.
    Completed {
        /// The tool reported a problem.
        is_error: bool,
        /// The content blocks in order.
        content: Vec<ContentPart>,
        /// `structuredContent`, indented.
        structured: Option<TextPart>,
        /// The whole result, indented, otherwise as received.
        json: TextPart,
    },
    /// The call could not be completed.
    Failed {
        /// Why.
        failure: Failure,
    },
    /// The person stopped it.
    Cancelled,
    /// No answer in time. The server may still be working.
    TimedOut {
        /// How long we waited.
        seconds: u32,
    },
}

/// One content block.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum ContentPart {
    /// Text.
    Text {
        /// The text, or its beginning.
        text: TextPart,
    },
    /// A picture we can show: png, jpeg, gif or webp by its bytes, up to 4 MiB.
    Image {
        /// The type its bytes show.
        mime_type: String,
        /// Base64, for a `data:` address.
        data: String,
        /// Decoded size.
        bytes: u32,
        /// From the header of the picture.
        width: Option<u32>,
        /// From the header of the picture.
        height: Option<u32>,
        /// Names the part for `save_result`.
        part: u32,
    },
    /// Sound, other binary data, or a picture we do not show: type and size, can be saved.
    Binary {
        /// `image`, `audio` or `resource`.
        kind: String,
        /// As the server says.
        mime_type: Option<String>,
        /// Decoded size.
        bytes: u32,
        /// Why it is not shown, when it should have been.
        note: Option<String>,
        /// Names the part for `save_result`.
        part: u32,
    },
    /// An embedded text resource.
    Resource {
        /// Its address.
        uri: String,
        /// As the server says.
        mime_type: Option<String>,
        /// The text, or its beginning.
        text: TextPart,
    },
    /// A link to a resource.
    ResourceLink {
        /// Its address.
        uri: String,
        /// Its name.
        name: Option<String>,
        /// What it is.
        description: Option<String>,
        /// As the server says.
        mime_type: Option<String>,
    },
    /// A block we do not know, or a malformed one, as received.
    Unknown {
        /// The `type` it gives itself.
        kind: Option<String>,
        /// Why it is not shown otherwise.
        reason: String,
        /// The block as JSON text.
        json: TextPart,
    },
}

/// A text that may be long: its first 256 KiB, and where to get the rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct TextPart {
    /// Names the part for `result_text` and `save_result`.
    pub part: u32,
    /// The beginning, cut between characters.
    pub text: String,
    /// Size of the whole in UTF-8 bytes.
    pub total_bytes: u32,
    /// Where `text` ends, in bytes; equals `total_bytes` when it is all there.
    pub shown_bytes: u32,
}

/// A further page of a long text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct TextPage {
    /// The page, cut between characters.
    pub text: String,
    /// Where it ends, in bytes.
    pub end: u32,
    /// Size of the whole in bytes.
    pub total_bytes: u32,
}

/// One thing that travelled, as shown: secrets masked, long bodies shortened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct WireFrame {
    /// Milliseconds since the call began.
    pub at_ms: u32,
    /// Sent or received.
    pub direction: Direction,
    /// What it was.
    pub kind: WireKind,
    /// Request line, status line, or the event's description.
    pub head: String,
    /// Headers in order; secret values masked.
    pub headers: Vec<(String, String)>,
    /// The body or message, up to 64 KiB.
    pub body: Option<String>,
    /// Size of the whole body in bytes.
    pub body_bytes: u32,
}

/// Which way something travelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From us.
    Sent,
    /// To us.
    Received,
}

/// What travelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum WireKind {
    /// An HTTP request with its body.
    HttpRequest,
    /// An HTTP response's status and headers, with its body unless that is a stream.
    HttpResponse,
    /// One message of an event stream.
    SseEvent,
    /// Something that happened to the connection itself.
    Lifecycle,
}

/// Where a saved result went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SavedFile {
    /// The full path.
    pub path: String,
    /// Its size.
    pub bytes: u32,
}
