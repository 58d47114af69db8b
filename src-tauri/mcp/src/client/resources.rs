//! What a server lets us read.

use std::pin::pin;
use std::sync::Arc;

use crate::client::hearing::member;
use crate::client::{Client, Extras, Freshness, List};
use crate::error::Error;
use crate::wire::request::quoted;
use crate::wire::{Resource, ResourceContents, ResourceTemplate};

/// A resource to read.
#[derive(Clone)]
pub struct ReadResource {
    /// Its address.
    pub uri: String,
    /// Whether contents that the server says still hold will do.
    pub freshness: Freshness,
    /// Time, cancellation, listeners.
    pub extras: Extras,
}

impl ReadResource {
    /// Asks the server, without extras.
    pub fn new(uri: impl Into<String>) -> ReadResource {
        ReadResource { uri: uri.into(), freshness: Freshness::Fresh, extras: Extras::default() }
    }
}

impl Client {
    /// The server's resources. Fails when the first page does; a list cut short says so.
    pub async fn list_resources(&self, freshness: Freshness) -> Result<Arc<List<Resource>>, Error> {
        self.list(&self.inner.link.lists.resources, freshness).await
    }

    /// The patterns of the server's resources.
    pub async fn list_resource_templates(
        &self,
        freshness: Freshness,
    ) -> Result<Arc<List<ResourceTemplate>>, Error> {
        self.list(&self.inner.link.lists.templates, freshness).await
    }

    /// Reads a resource. A server that does not know the address answers with an error
    /// ([`Error::is_unknown_resource`]).
    pub async fn read_resource(&self, request: ReadResource) -> Result<ResourceContents, Error> {
        let ReadResource { uri, freshness, extras } = &request;
        let kept = &self.inner.link.contents;
        if *freshness == Freshness::Cached
            && let Some(contents) = kept.valid(uri)
        {
            return ResourceContents::parse(&contents);
        }
        let (address, since) = (quoted(uri), kept.since());
        let ask = self.inner.link.ask("resources/read", vec![("uri", &address)]).named(uri).with(extras);
        let result = self.until_cancelled(extras, pin!(self.inner.peer.request(&ask))).await?;
        let contents = ResourceContents::parse(&result).map_err(|error| self.inner.link.clean(error))?;
        if self.is_modern() && !ask.was_asked_back() {
            kept.keep(uri, &result, since);
        }
        Ok(contents)
    }
}

impl Error {
    /// Whether a server means that it has no such resource: −32602 with the address since 2026-07-28, −32002 before.
    pub fn is_unknown_resource(&self) -> bool {
        match self {
            Error::Rpc { method, code: -32002, .. } => method == "resources/read",
            Error::Rpc { method, code: -32602, data: Some(data), .. } => {
                method == "resources/read" && member(data, "uri").is_some()
            }
            _ => false,
        }
    }
}
