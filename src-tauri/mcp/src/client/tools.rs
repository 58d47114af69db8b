//! Calling tools: what is asked.

use std::sync::Arc;

use crate::client::Extras;
use crate::wire::RawJson;

/// A call to make.
#[derive(Clone)]
pub struct ToolCall {
    /// Which tool.
    pub name: String,
    /// A JSON object, sent byte for byte.
    pub arguments: RawJson,
    /// Whether to ask for a task.
    pub task: TaskChoice,
    /// Hears how the task of this call goes, when it becomes one.
    pub on_task: Option<Arc<dyn Fn(TaskNews) + Send + Sync>>,
    /// Time, cancellation, listeners.
    pub extras: Extras,
}

impl ToolCall {
    /// A call without extras.
    pub fn new(name: impl Into<String>, arguments: RawJson) -> ToolCall {
        ToolCall {
            name: name.into(),
            arguments,
            task: TaskChoice::default(),
            on_task: None,
            extras: Extras::default(),
        }
    }
}

/// Whether to call a tool as a task (2025-11-25). Modern servers decide that themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TaskChoice {
    /// Where the tool cannot be called otherwise.
    #[default]
    Automatic,
    /// Wherever the server runs tasks at all.
    Always,
    /// Never.
    Never,
}

/// How a task goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskNews {
    /// As the server calls it.
    pub id: String,
    /// `working`, `input_required`, `completed`, `failed` or `cancelled`, unless the server has other words.
    pub status: String,
    /// The server's words.
    pub message: Option<String>,
}
