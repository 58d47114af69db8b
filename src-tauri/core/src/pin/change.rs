//! What differs between the tools that were accepted and those that a server offers now.

use serde::{Deserialize, Serialize};

/// Where a tool stands. Agents are offered only what is accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ToolStanding {
    /// Its definition is as it was accepted.
    #[default]
    Accepted,
    /// It was not there when the tools were accepted.
    New,
    /// Its definition is another than the accepted one.
    Changed,
}

/// A definition that waits to be accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ToolChange {
    /// The tool.
    pub name: String,
    /// What happened to it.
    pub kind: ToolChangeKind,
    /// Which members of the definition differ, such as `description`; empty unless it changed.
    pub fields: Vec<String>,
    /// Of what the present definition means; of a tool that is gone, of what the accepted one did.
    pub digest: String,
    /// The accepted definition, indented.
    pub before: Option<String>,
    /// The present definition, indented.
    pub after: Option<String>,
}

/// A change that a person accepts, as it was shown to them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AcceptedTool {
    /// The tool.
    pub name: String,
    /// The digest of the [`ToolChange`] that was shown.
    pub digest: String,
}

impl From<&ToolChange> for AcceptedTool {
    fn from(change: &ToolChange) -> Self {
        Self { name: change.name.clone(), digest: change.digest.clone() }
    }
}

/// What happened to a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ToolChangeKind {
    /// It is new.
    Added,
    /// Its definition is another one.
    Changed,
    /// It is gone.
    Removed,
}
