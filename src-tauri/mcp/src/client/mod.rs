//! The client half: one [`Client`] per server, both eras.

mod config;
mod handler;
mod tools;
mod verdict;

use std::sync::Arc;

use tokio::sync::broadcast;

pub use config::{ClientConfig, EraChoice, Implementation, Limits};
pub use handler::{ServerNotification, ServerRequest, ServerRequestHandler};
pub use tools::{Freshness, ListCut, Progress, RejectedTool, ToolCall, ToolList};
pub use verdict::{Era, Verdict};

use crate::error::Error;
use crate::wire::{RawJson, ToolResult};

/// A live link to one server. Cheap to clone, and every clone may be used at the same time.
#[derive(Clone)]
pub struct Client {}

/// The server in its own words. Claims, not facts.
#[derive(Clone, Debug, PartialEq)]
pub struct Server {
    /// Its name; empty when it gives none.
    pub name: String,
    /// Its title.
    pub title: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// Instructions for agents.
    pub instructions: Option<String>,
    /// `capabilities` as received.
    pub capabilities: RawJson,
    /// The revision spoken with it, such as `2026-07-28`.
    pub protocol: String,
    /// The era of that revision.
    pub era: Era,
}

#[allow(clippy::todo, unused_variables)]
impl Client {
    /// Finds out which era the server speaks, and shakes hands. Lists nothing.
    pub async fn connect(config: ClientConfig) -> Result<Client, Error> {
        todo!()
    }

    /// Who answered.
    pub fn server(&self) -> &Server {
        todo!()
    }

    /// What was found out about the era, for the next [`ClientConfig::verdict`].
    pub fn verdict(&self) -> Verdict {
        todo!()
    }

    /// The server's tools. A list is shared by everyone who asks while it is valid.
    pub async fn list_tools(&self, freshness: Freshness) -> Result<Arc<ToolList>, Error> {
        todo!()
    }

    /// Calls a tool.
    pub async fn call_tool(&self, call: ToolCall) -> Result<ToolResult, Error> {
        todo!()
    }

    /// What the server says unasked.
    pub fn notifications(&self) -> broadcast::Receiver<ServerNotification> {
        todo!()
    }

    /// Why the client is closed, once it is.
    pub fn closed(&self) -> Option<Error> {
        todo!()
    }

    /// Ends the session: DELETE where there is one; running calls end with [`Error::Closed`].
    pub async fn close(&self) {
        todo!()
    }
}
