//! Prompts: listed and got.

use super::calls::Run;
use super::{App, Result};
use crate::call::{self, CallEvent, CallReport, Order, PromptListView, PromptRequest};
use crate::connection::ConnectionId;
use crate::event::AppEvent;

impl App {
    /// What a connected server offers to say, as it was listed in this session; asks anew when `fresh`.
    pub async fn prompts(&self, id: ConnectionId, fresh: bool) -> Result<PromptListView> {
        let live = self.connected(id).await?;
        let kept = live.offers.prompts(live.client.server()).filter(|_| !fresh);
        let listed = match kept {
            Some(kept) => kept,
            None => {
                let listed = live.offers.list_prompts(&live.client, &live.endpoint).await;
                self.offered(id, &live, &listed);
                if fresh {
                    self.inner.emit(AppEvent::PromptsChanged { id });
                }
                listed
            }
        };
        Ok(call::prompt_view(id, &live, &*listed?))
    }

    /// Lists the prompts for a command that shows them: connects when needed.
    pub async fn list_prompts(&self, id: ConnectionId) -> Result<PromptListView> {
        self.any_session(id).await?;
        self.prompts(id, true).await
    }

    /// Gets a prompt's messages, connecting first when needed. `Err` means that nothing was asked.
    pub async fn get_prompt(
        &self,
        request: PromptRequest,
        on_event: impl Fn(CallEvent) + Send + Sync + 'static,
    ) -> Result<CallReport> {
        let PromptRequest { call_id, connection_id, prompt, arguments, timeout_s } = request;
        let order = Order::Prompt { name: prompt, arguments };
        self.run(Run { call_id, connection_id, timeout_s, order }, on_event).await
    }
}
