//! What a server offers to say.

use std::pin::pin;
use std::sync::Arc;

use crate::client::completion::object;
use crate::client::{Client, Extras, Freshness, List};
use crate::error::Error;
use crate::wire::request::quoted;
use crate::wire::{Prompt, PromptResult};

/// A prompt to get.
#[derive(Clone)]
pub struct GetPrompt {
    /// Which prompt.
    pub name: String,
    /// Name and value.
    pub arguments: Vec<(String, String)>,
    /// Time, cancellation, listeners.
    pub extras: Extras,
}

impl GetPrompt {
    /// Without extras.
    pub fn new(name: impl Into<String>, arguments: Vec<(String, String)>) -> GetPrompt {
        GetPrompt { name: name.into(), arguments, extras: Extras::default() }
    }
}

impl Client {
    /// The server's prompts. Fails when the first page does; a list cut short says so.
    pub async fn list_prompts(&self, freshness: Freshness) -> Result<Arc<List<Prompt>>, Error> {
        self.list(&self.inner.link.lists.prompts, freshness).await
    }

    /// Gets a prompt's messages.
    pub async fn get_prompt(&self, request: GetPrompt) -> Result<PromptResult, Error> {
        let GetPrompt { name, arguments, extras } = &request;
        let quoted_name = quoted(name);
        let arguments = (!arguments.is_empty()).then(|| object(arguments));
        let mut params = vec![("name", quoted_name.as_str())];
        params.extend(arguments.as_deref().map(|arguments| ("arguments", arguments)));
        let ask = self.inner.link.ask("prompts/get", params).named(name).with(extras);
        let result = self.until_cancelled(extras, pin!(self.inner.peer.request(&ask))).await?;
        PromptResult::parse(&result).map_err(|error| self.inner.link.clean(error))
    }
}
