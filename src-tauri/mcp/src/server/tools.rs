//! What a server offers: the [`Tools`] trait and what travels through it.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::Outcome;
use crate::wire::{JsonRpcError, RawJson};

/// The tools behind a server. Arguments and results are JSON text, so that an implementation
/// can pass on what it does not know.
pub trait Tools: Send + Sync + 'static {
    /// One page of the list, in an order that does not change between calls.
    fn list(&self, cursor: Option<String>) -> BoxFuture<'_, Result<ToolPage, JsonRpcError>>;

    /// The `inputSchema` of a tool that mirrors arguments into headers (`x-mcp-header`), so that
    /// the headers can be checked. `None` for every other tool.
    fn input_schema(&self, _tool: &str) -> Option<RawJson> {
        None
    }

    /// Runs one tool. A failure of the tool itself is an [`Outcome::error`]; `Err` means that the
    /// call could not be made at all. The future is dropped when the caller cancels.
    fn call(&self, call: Call) -> BoxFuture<'_, Result<Outcome, JsonRpcError>>;
}

/// One page of a tool list.
#[derive(Clone, Debug)]
pub struct ToolPage {
    /// A JSON array of tool objects.
    pub tools: RawJson,
    /// Where the next page starts; `None` on the last one.
    pub next_cursor: Option<String>,
    /// How long a client may keep this page.
    pub ttl: Duration,
}

impl ToolPage {
    /// The whole list on one page, to be asked for again each time.
    pub fn whole(tools: RawJson) -> Self {
        Self { tools, next_cursor: None, ttl: Duration::ZERO }
    }
}

/// One call of one tool.
#[derive(Clone, Debug)]
pub struct Call {
    /// The tool's name as the caller wrote it.
    pub name: String,
    /// The arguments as the caller wrote them; `{}` when there were none.
    pub arguments: RawJson,
    /// The request's `_meta`, if it had one.
    pub meta: Option<RawJson>,
    /// Tells the caller how far the tool has come.
    pub progress: Progress,
    /// Cancelled when the caller gives up or the server stops; for work that outlives the future.
    pub cancelled: CancellationToken,
}

/// Reports progress to the caller, or nowhere if the caller did not ask for it.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    sender: Option<Arc<mpsc::Sender<ProgressUpdate>>>,
}

/// One progress report.
#[derive(Clone, Debug, PartialEq)]
pub struct ProgressUpdate {
    /// Grows with every report.
    pub progress: f64,
    /// What `progress` will be at the end, if known.
    pub total: Option<f64>,
    /// What is being done, for people.
    pub message: Option<String>,
}

impl Progress {
    /// Reports waiting for a slow reader; more are left out, which the specification allows.
    const WAITING: usize = 64;

    pub(super) fn channel() -> (Self, mpsc::Receiver<ProgressUpdate>) {
        let (sender, receiver) = mpsc::channel(Self::WAITING);
        (Self { sender: Some(Arc::new(sender)) }, receiver)
    }

    /// Whether the caller asked for progress.
    pub fn is_wanted(&self) -> bool {
        self.sender.is_some()
    }

    /// Reports without waiting.
    pub fn report(&self, update: ProgressUpdate) {
        if let Some(sender) = &self.sender {
            // Full: the reader is behind and a later report will do. Closed: the reader has left.
            let _ = sender.try_send(update);
        }
    }
}
