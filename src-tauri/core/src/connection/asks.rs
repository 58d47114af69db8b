//! What a server may ask of the person.

use serde::{Deserialize, Serialize};

/// What a server may ask, as entered.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AsksRequest {
    /// Questions: forms and pages to open.
    pub elicitation: bool,
    /// Texts that a model would write; the person writes them.
    pub sampling: bool,
    /// The folders it is told of.
    pub roots: Vec<RootRequest>,
}

impl Default for AsksRequest {
    fn default() -> Self {
        Self { elicitation: true, sampling: false, roots: Vec::new() }
    }
}

/// One folder as entered.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RootRequest {
    /// `file://…`, or a path.
    pub uri: String,
    /// What it is called; blank for the folder's own name.
    pub name: String,
}

/// What a server may ask, as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct AsksView {
    /// Questions: forms and pages to open.
    pub elicitation: bool,
    /// Texts that a model would write; the person writes them.
    pub sampling: bool,
    /// The folders it is told of.
    pub roots: Vec<RootView>,
}

/// One folder as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RootView {
    /// `file://…`.
    pub uri: String,
    /// What it is called.
    pub name: String,
}

/// What a server may ask, as it is saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Asks {
    pub elicitation: bool,
    pub sampling: bool,
    pub roots: Vec<Root>,
}

/// One folder; its address is a `file://` URI.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Root {
    pub uri: String,
    pub name: String,
}

impl Default for Asks {
    fn default() -> Self {
        Self { elicitation: true, sampling: false, roots: Vec::new() }
    }
}

impl Asks {
    /// What a host may see of it.
    pub fn view(&self) -> AsksView {
        let root = |root: &Root| RootView { uri: root.uri.clone(), name: root.name.clone() };
        AsksView {
            elicitation: self.elicitation,
            sampling: self.sampling,
            roots: self.roots.iter().map(root).collect(),
        }
    }
}
