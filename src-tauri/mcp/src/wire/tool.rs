//! A tool as its server describes it.

use crate::wire::RawJson;

/// One usable tool. What the view does not name is in `raw`.
#[derive(Clone, Debug, PartialEq)]
pub struct Tool {
    /// As the server calls it; unique in its list.
    pub name: String,
    /// `title`, else `annotations.title`.
    pub title: Option<String>,
    /// In full.
    pub description: Option<String>,
    /// Always an object.
    pub input_schema: RawJson,
    /// An object or a boolean.
    pub output_schema: Option<RawJson>,
    /// Claims of the server.
    pub annotations: Annotations,
    /// The whole definition as received.
    pub raw: RawJson,
}

/// What a server says about a tool. Untrusted; `None` where it says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Annotations {
    /// `readOnlyHint`.
    pub read_only: Option<bool>,
    /// `destructiveHint`.
    pub destructive: Option<bool>,
    /// `idempotentHint`.
    pub idempotent: Option<bool>,
    /// `openWorldHint`.
    pub open_world: Option<bool>,
}
