//! JSON-RPC envelopes and typed views over raw JSON.

mod content;
pub(crate) mod header;
pub(crate) mod message;
pub(crate) mod raw;
pub(crate) mod request;
pub(crate) mod tool;

pub use content::{ContentBlock, ToolResult};
pub use message::{Frame, JsonRpcError, Message};
pub use raw::{JsonFault, RawJson};
pub use tool::{Annotations, Tool};
