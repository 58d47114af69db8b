//! What a server suggests while somebody types, and how much it logs.

use super::{App, Result};
use crate::call::{CompletionRequest, CompletionView, LogLevel};
use crate::connection::ConnectionId;
use crate::failure::Failure;

impl App {
    /// How a value could go on, according to a connected server.
    pub async fn complete(&self, _id: ConnectionId, _request: CompletionRequest) -> Result<CompletionView> {
        Err(Failure::Internal { reason: "not built yet".to_owned() })
    }

    /// Tells a connected server how much to log.
    pub async fn set_log_level(&self, _id: ConnectionId, _level: LogLevel) -> Result<()> {
        Err(Failure::Internal { reason: "not built yet".to_owned() })
    }
}
