//! A call as hosts see it: what came back, and how much of it is shown at once.

use serde::{Deserialize, Serialize};

use super::WireFrame;
use crate::ask::AskId;
use crate::connection::Millis;
use crate::failure::Failure;

/// Names a call from its start, so that it can be cancelled and its result read later. Chosen by the host.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(transparent)]
pub struct CallId(pub String);

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
    /// The server made a task of the call, or reports on it.
    Task {
        /// As the server calls it.
        id: String,
        /// `working`, `input_required`, `completed`, `failed` or `cancelled`.
        status: String,
        /// The server's words.
        message: Option<String>,
    },
    /// The server asks the person something before it goes on.
    Asked {
        /// What it asks.
        ask: AskId,
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
    /// When it was sent, or would have been.
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
    /// A message of a prompt.
    Message {
        /// `user` or `assistant`, as the server says.
        role: String,
        /// What is said.
        content: Box<ContentPart>,
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
