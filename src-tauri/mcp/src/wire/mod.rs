//! JSON-RPC envelopes and typed views over raw JSON.

mod content;
mod message;
mod raw;
mod tool;

pub use content::{ContentBlock, ToolResult};
pub use message::{Frame, JsonRpcError, Message};
pub use raw::{JsonFault, RawJson};
pub use tool::{Annotations, Tool};
