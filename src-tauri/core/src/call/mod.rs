//! Tool calls: what is asked, what came back, and how much of it is shown at once.

mod arguments;
mod catalog;
mod indent;
mod parts;
mod picture;
mod results;
mod save;
mod tool;
mod view;
mod wire;

pub(crate) use arguments::parse as parse_arguments;
pub(crate) use catalog::{Catalog, detail, kept_view};
pub(crate) use parts::{Parts, Stored};
pub(crate) use results::{Kept, Results};
pub(crate) use save::save;
pub use tool::{ListCut, RejectedTool, ToolDetail, ToolHint, ToolListView, ToolSummary};
pub use view::{
    CallEvent, CallId, CallOutcome, CallReport, CallRequest, ContentPart, SavedFile, TextPage, TextPart,
};
pub(crate) use wire::Recording;
pub use wire::{Direction, WireFrame, WireKind};

/// A length as hosts count it; what does not fit is as good as endless.
pub(crate) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
