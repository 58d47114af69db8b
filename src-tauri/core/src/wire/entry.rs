//! The log of what travels, as hosts ask for it and see it. Nothing in it holds a secret.

use serde::{Deserialize, Serialize};

use crate::call::Direction;
use crate::connection::{ConnectionId, Millis};

/// What a line of the log is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum LogKind {
    /// A JSON-RPC request, from either side.
    Request,
    /// A JSON-RPC response, a result or an error.
    Response,
    /// A JSON-RPC notification.
    Notification,
    /// An HTTP request or response that carries no message.
    Http,
    /// An event of a stream that is no message.
    Stream,
    /// A line a program wrote to standard error.
    Stderr,
    /// A line a program wrote to standard output that is no message.
    Noise,
    /// Something that happened to the session itself.
    Lifecycle,
    /// A request on the way to a sign-in or a token, with what came of it.
    Oauth,
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct WireEntry {
    /// Its number, counted up from 1 for as long as the application runs.
    pub seq: u32,
    /// When.
    pub at: Millis,
    /// Through which connection; absent for a server that is only being tested.
    pub connection_id: Option<ConnectionId>,
    /// Sent or received.
    pub direction: Direction,
    /// What it is.
    pub kind: LogKind,
    /// The method; a response has that of its request.
    pub method: Option<String>,
    /// The JSON-RPC id, as JSON text.
    pub rpc_id: Option<String>,
    /// The request of this response, or the response to this request, by its number.
    pub pair: Option<u32>,
    /// The HTTP status it came with.
    pub status: Option<u16>,
    /// How long the answer took.
    pub ms: Option<u32>,
    /// Size of the whole body in bytes.
    pub bytes: u32,
    /// Request line, status line, or what happened, in words.
    pub head: String,
    /// An error, an HTTP status from 400 on, a tool that reported a problem, output that does not belong there.
    pub failed: bool,
}

/// Which lines to show.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WireQuery {
    /// Only of this connection.
    pub connection: Option<ConnectionId>,
    /// Only with this text in head, method, id, headers or body, in any case. Blank for all.
    pub text: String,
    /// Only these kinds. Empty for all.
    pub kinds: Vec<LogKind>,
    /// Only what failed.
    pub failed_only: bool,
    /// Only with a higher number.
    pub after: Option<u32>,
    /// At most so many, the newest.
    pub limit: u32,
}

/// A part of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct WirePage {
    /// The newest last.
    pub entries: Vec<WireEntry>,
    /// How many the filter finds, whatever `after` and `limit` are.
    pub total: u32,
    /// How many lines there were that are kept no longer, or never were because too much came at once.
    pub dropped: u32,
    /// How much memory the log takes.
    pub bytes: u32,
}

/// One line in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct WireDetail {
    /// The line.
    pub entry: WireEntry,
    /// Headers in order; secret values masked.
    pub headers: Vec<(String, String)>,
    /// The body or message, up to 256 KiB.
    pub body: Option<String>,
    /// Size of the whole body in bytes.
    pub body_bytes: u32,
    /// The other half of its exchange, if it is still there.
    pub pair: Option<WireEntry>,
}
