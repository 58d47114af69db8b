//! Listing and calling tools: what is asked and what comes back.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio_util::sync::CancellationToken;

use crate::error::Error;
use crate::tap::Tap;
use crate::wire::{RawJson, Tool};

/// Whether a list held from before will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// One that is within its `ttlMs` and was not invalidated; otherwise asks.
    Cached,
    /// Asks the server.
    Fresh,
}

/// A server's tools in its order.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolList {
    /// The usable ones.
    pub tools: Vec<Tool>,
    /// The others, with the reason.
    pub rejected: Vec<RejectedTool>,
    /// Why the list ends before the server's own end.
    pub cut: Option<ListCut>,
    /// How long the server says it holds; zero when it does not say.
    pub ttl: Duration,
    /// When it came.
    pub fetched_at: SystemTime,
}

/// A definition that cannot be used.
#[derive(Clone, Debug, PartialEq)]
pub struct RejectedTool {
    /// Zero-based place in the server's list, all pages counted through.
    pub index: usize,
    /// Its name, when it has one.
    pub name: Option<String>,
    /// Why.
    pub reason: String,
    /// The definition as received.
    pub raw: RawJson,
}

/// Why a list ends early.
#[derive(Clone, Debug, PartialEq)]
pub enum ListCut {
    /// The server handed out a cursor it had handed out before.
    RepeatedCursor,
    /// Too many pages, items or bytes.
    Limit,
    /// A page after the first failed.
    PageFailed(Error),
}

/// A call to make.
#[derive(Clone)]
pub struct ToolCall {
    /// Which tool.
    pub name: String,
    /// A JSON object, sent byte for byte.
    pub arguments: RawJson,
    /// Instead of [`crate::ClientConfig::request_timeout`].
    pub timeout: Option<Duration>,
    /// Stops the call and tells the server.
    pub cancel: CancellationToken,
    /// Hears progress. Without one the server is not asked to report any.
    pub progress: Option<Arc<dyn Fn(Progress) + Send + Sync>>,
    /// Hears log messages that arrive with this call's answer; they reach the session's listeners as well.
    pub log: Option<Arc<dyn Fn(crate::client::ServerNotification) + Send + Sync>>,
    /// Sees this call's traffic, in addition to the session's tap.
    pub tap: Option<Tap>,
}

impl ToolCall {
    /// A call without extras.
    pub fn new(name: impl Into<String>, arguments: RawJson) -> ToolCall {
        ToolCall {
            name: name.into(),
            arguments,
            timeout: None,
            cancel: CancellationToken::new(),
            progress: None,
            log: None,
            tap: None,
        }
    }
}

/// How far a call has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// A number, as sent.
    pub progress: RawJson,
    /// The end, when known: a number, as sent.
    pub total: Option<RawJson>,
    /// The server's words.
    pub message: Option<String>,
}
