//! Lists of what a server offers: tools, resources, templates, prompts.

use std::time::{Duration, SystemTime};

use crate::error::Error;
use crate::wire::{RawJson, Tool};

/// Whether an answer held from before will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// One that is within its `ttlMs` and was not invalidated; otherwise asks.
    Cached,
    /// Asks the server.
    Fresh,
}

/// What a server lists, in its order.
#[derive(Clone, Debug, PartialEq)]
pub struct List<T> {
    /// The usable ones.
    pub items: Vec<T>,
    /// The others, with the reason.
    pub rejected: Vec<RejectedItem>,
    /// Why the list ends before the server's own end.
    pub cut: Option<ListCut>,
    /// How long the server says it holds; zero when it does not say.
    pub ttl: Duration,
    /// When it came.
    pub fetched_at: SystemTime,
}

/// A server's tools.
pub type ToolList = List<Tool>;

/// A definition that cannot be used.
#[derive(Clone, Debug, PartialEq)]
pub struct RejectedItem {
    /// Zero-based place in the server's list, all pages counted through.
    pub index: usize,
    /// Its name or address, when it has one.
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
