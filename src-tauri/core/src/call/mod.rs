//! Calls of tools, resources and prompts: what is asked, what came back, and how much of it is shown at once.

mod arguments;
mod catalog;
mod completion;
mod indent;
mod news;
mod offers;
mod order;
mod parts;
mod picture;
mod prompt;
mod request;
mod resource;
mod results;
mod save;
mod template;
mod tool;
mod view;
mod wire;

pub(crate) use arguments::{invalid as invalid_arguments, parse as parse_arguments};
pub(crate) use catalog::{Catalog, detail, kept_view};
pub use completion::{CompletionReference, CompletionRequest, CompletionView, LogLevel};
pub(crate) use indent::indented;
pub(crate) use news::Heard;
pub(crate) use offers::{prompt_view, resource_view};
pub(crate) use order::{Answer, Order};
pub(crate) use parts::{Parts, Stored};
pub use prompt::{PromptArgument, PromptListView, PromptSummary};
pub use request::{CallRequest, NamedText, PromptRequest, ReadRequest, TaskChoice};
pub use resource::{ExpandedTemplate, ResourceListView, ResourceSummary, TemplateSummary};
pub(crate) use results::{Kept, Results};
pub(crate) use save::{create as create_file, save};
pub(crate) use template::{expand, variables};
pub use tool::{ListCut, RejectedTool, TaskSupport, ToolDetail, ToolHint, ToolListView, ToolSummary};
pub use view::{CallEvent, CallId, CallOutcome, CallReport, ContentPart, SavedFile, TextPage, TextPart};
pub(crate) use wire::Recording;
pub use wire::{Direction, WireFrame, WireKind};

/// A length as hosts count it; what does not fit is as good as endless.
pub(crate) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
