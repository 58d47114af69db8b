//! Tools as a host lists and shows them.

use serde::{Deserialize, Serialize};

use crate::connection::{ConnectionId, Millis};
use crate::pin::ToolStanding;

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

impl From<&hitchpost_mcp::ListCut> for ListCut {
    fn from(cut: &hitchpost_mcp::ListCut) -> Self {
        match cut {
            hitchpost_mcp::ListCut::RepeatedCursor => Self::RepeatedCursor,
            hitchpost_mcp::ListCut::Limit => Self::Limit,
            hitchpost_mcp::ListCut::PageFailed(_) => Self::PageFailed,
        }
    }
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
    /// Whether a person accepted it as it is.
    pub standing: ToolStanding,
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
    /// Whether its calls can be tasks.
    pub task_support: TaskSupport,
}

impl From<hitchpost_mcp::TaskSupport> for TaskSupport {
    fn from(support: hitchpost_mcp::TaskSupport) -> Self {
        match support {
            hitchpost_mcp::TaskSupport::Forbidden => Self::Forbidden,
            hitchpost_mcp::TaskSupport::Optional => Self::Optional,
            hitchpost_mcp::TaskSupport::Required => Self::Required,
        }
    }
}

/// Whether a tool's calls can be tasks, according to its server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum TaskSupport {
    /// They cannot.
    Forbidden,
    /// They can.
    Optional,
    /// They have to be.
    Required,
}
