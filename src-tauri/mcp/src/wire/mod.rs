//! JSON-RPC envelopes and typed views over raw JSON.

mod content;
pub(crate) mod header;
pub(crate) mod item;
pub(crate) mod message;
mod prompt;
pub(crate) mod raw;
pub(crate) mod request;
mod resource;
pub(crate) mod tool;

pub use content::{ContentBlock, ToolResult};
pub use message::{Frame, JsonRpcError, Message};
pub use prompt::{Prompt, PromptArgument, PromptMessage, PromptResult};
pub use raw::{JsonFault, RawJson};
pub use resource::{Resource, ResourceContents, ResourceTemplate};
pub use tool::{Annotations, TaskSupport, Tool};
