//! What a tool call brought back, block by block.

use crate::wire::RawJson;

/// A result of `tools/call`.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolResult {
    /// The tool itself reported a problem.
    pub is_error: bool,
    /// In order.
    pub content: Vec<ContentBlock>,
    /// `structuredContent`: any JSON.
    pub structured: Option<RawJson>,
    /// The whole result as received.
    pub raw: RawJson,
}

/// One content block. Malformed and unknown ones are kept as [`ContentBlock::Unknown`].
#[derive(Clone, Debug, PartialEq)]
pub enum ContentBlock {
    /// `text`.
    Text {
        /// The text.
        text: String,
        /// The block as received.
        raw: RawJson,
    },
    /// `image`.
    Image {
        /// Base64 as received.
        data: String,
        /// As the server says.
        mime_type: String,
        /// The block as received.
        raw: RawJson,
    },
    /// `audio`.
    Audio {
        /// Base64 as received.
        data: String,
        /// As the server says.
        mime_type: String,
        /// The block as received.
        raw: RawJson,
    },
    /// `resource`: embedded contents.
    Resource {
        /// Its address.
        uri: String,
        /// As the server says.
        mime_type: Option<String>,
        /// Text contents.
        text: Option<String>,
        /// Binary contents, base64 as received.
        blob: Option<String>,
        /// The block as received.
        raw: RawJson,
    },
    /// `resource_link`.
    ResourceLink {
        /// Its address.
        uri: String,
        /// Its name.
        name: Option<String>,
        /// What it is.
        description: Option<String>,
        /// As the server says.
        mime_type: Option<String>,
        /// The block as received.
        raw: RawJson,
    },
    /// A type we do not know, or a block that does not keep its type's rules.
    Unknown {
        /// The `type` it gives itself.
        kind: Option<String>,
        /// Why it is here.
        reason: String,
        /// The block as received.
        raw: RawJson,
    },
}
