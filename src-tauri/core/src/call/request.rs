//! What hosts ask a server for: a tool's work, a resource's contents, a prompt's messages.

use serde::Deserialize;

use super::CallId;
use crate::connection::ConnectionId;

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
    /// Whether the server is asked to make a task of it.
    pub task: TaskChoice,
}

/// Whether a server is asked to make a task of a call, whose result is fetched later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum TaskChoice {
    /// Only where the tool demands it.
    #[default]
    Automatic,
    /// Wherever the server can.
    Always,
    /// In no case.
    Never,
}

/// A resource to read.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReadRequest {
    /// Chosen by the host, unique.
    pub call_id: CallId,
    /// Through which connection.
    pub connection_id: ConnectionId,
    /// Its address.
    pub uri: String,
    /// Seconds, 1–600; absent takes the connection's.
    pub timeout_s: Option<u32>,
}

/// A prompt to get.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PromptRequest {
    /// Chosen by the host, unique.
    pub call_id: CallId,
    /// Through which connection.
    pub connection_id: ConnectionId,
    /// Which prompt.
    pub prompt: String,
    /// Its arguments.
    pub arguments: Vec<NamedText>,
    /// Seconds, 1–600; absent takes the connection's.
    pub timeout_s: Option<u32>,
}

/// A text under a name: an argument of a prompt, a variable of a template.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NamedText {
    /// The name.
    pub name: String,
    /// The text.
    pub value: String,
}
