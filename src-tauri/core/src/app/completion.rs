//! What a server suggests while somebody types, and how much it logs.

use hitchpost_mcp::{Complete, Extras, Reference};

use super::{App, Result};
use crate::call::{CompletionReference, CompletionRequest, CompletionView, LogLevel};
use crate::connection::ConnectionId;

impl App {
    /// How a value could go on, according to a connected server.
    pub async fn complete(&self, id: ConnectionId, request: CompletionRequest) -> Result<CompletionView> {
        let live = self.connected(id).await?;
        let asked = Complete {
            reference: match request.reference {
                CompletionReference::Prompt { name } => Reference::Prompt { name },
                CompletionReference::Resource { uri_template } => Reference::Resource { uri_template },
            },
            argument: (request.argument, request.value),
            context: request.context.into_iter().map(|named| (named.name, named.value)).collect(),
            extras: Extras::default(),
        };
        match live.client.complete(asked).await {
            Ok(completion) => Ok(CompletionView {
                values: completion
                    .values
                    .into_iter()
                    .map(|value| live.endpoint.redactor.clean(value).into_owned())
                    .collect(),
                total: completion.total.map(|total| u32::try_from(total).unwrap_or(u32::MAX)),
                has_more: completion.has_more,
            }),
            Err(error) => Err(live.endpoint.context().failure(error)),
        }
    }

    /// Tells a connected server how much to log.
    pub async fn set_log_level(&self, id: ConnectionId, level: LogLevel) -> Result<()> {
        let live = self.connected(id).await?;
        let set = live.client.set_log_level(level.into()).await;
        set.map_err(|error| live.endpoint.context().failure(error))
    }
}
