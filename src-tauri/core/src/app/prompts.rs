//! Prompts: listed and got.

use super::{App, Result};
use crate::call::{CallEvent, CallReport, PromptListView, PromptRequest};
use crate::connection::ConnectionId;
use crate::failure::Failure;

impl App {
    /// What a connected server offers to say; asks anew when `fresh`.
    pub async fn prompts(&self, _id: ConnectionId, _fresh: bool) -> Result<PromptListView> {
        Err(Failure::Internal { reason: "not built yet".to_owned() })
    }

    /// Gets a prompt's messages, connecting first when needed. `Err` means that nothing was asked.
    pub async fn get_prompt(
        &self,
        _request: PromptRequest,
        _on_event: impl Fn(CallEvent) + Send + Sync + 'static,
    ) -> Result<CallReport> {
        Err(Failure::Internal { reason: "not built yet".to_owned() })
    }
}
