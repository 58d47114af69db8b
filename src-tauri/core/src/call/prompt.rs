//! Prompts as a host lists them.

use serde::Serialize;

use super::{ListCut, RejectedTool};
use crate::connection::{ConnectionId, Millis};

/// The prompts of one connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PromptListView {
    /// Whose.
    pub connection_id: ConnectionId,
    /// In the server's order.
    pub prompts: Vec<PromptSummary>,
    /// Entries that could not be used, with the reason.
    pub rejected: Vec<RejectedTool>,
    /// The list was cut.
    pub cut: Option<ListCut>,
    /// When it was fetched.
    pub listed_at: Millis,
    /// The server completes arguments.
    pub can_complete: bool,
}

/// One prompt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PromptSummary {
    /// As the server calls it.
    pub name: String,
    /// For people.
    pub title: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// What it is filled in with.
    pub arguments: Vec<PromptArgument>,
}

/// One argument of a prompt. Its value is text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PromptArgument {
    /// As the server calls it.
    pub name: String,
    /// For people.
    pub title: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// The server does not go without it.
    pub required: bool,
}
