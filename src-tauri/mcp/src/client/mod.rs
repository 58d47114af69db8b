//! The client half: one [`Client`] per server, both eras.

mod authorizer;
mod channel;
mod config;
mod detect;
mod exchange;
mod handler;
mod introduction;
mod legacy;
mod link;
mod listing;
mod modern;
mod questions;
mod stream;
mod tool_cache;
mod tools;
mod verdict;
mod waiting;
mod way;

use std::collections::HashMap;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::SystemTime;

use serde::de::IgnoredAny;
use tokio::sync::broadcast;

pub use authorizer::{Authorizer, AuthorizerError, Refusal};
pub use config::{ClientConfig, Command, Destination, EraChoice, Implementation, Limits, TransportChoice};
pub use handler::{ServerNotification, ServerRequest, ServerRequestHandler};
pub use tools::{Freshness, ListCut, Progress, RejectedTool, ToolCall, ToolList};
pub use verdict::{Era, Transport, Verdict};

use crate::error::Error;
use crate::transport::Taps;
use crate::wire::header::param_headers;
use crate::wire::request::quoted;
use crate::wire::{RawJson, ToolResult};
use detect::Peer;
use link::{Ask, Link};
use modern::HEADER_MISMATCH;

/// A live link to one server. Cheap to clone, and every clone may be used at the same time. The session ends when
/// [`Client::close`] is called; dropping the last clone only stops what runs on this side.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    link: Arc<Link>,
    peer: Peer,
    server: Server,
    verdict: Verdict,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.link.closed.cancel();
    }
}

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

impl Server {
    /// Whether it declares a capability. Servers forget to, and declare what they do not have.
    pub fn declares(&self, capability: &str) -> bool {
        let declared: Result<HashMap<String, IgnoredAny>, _> = self.capabilities.read();
        declared.is_ok_and(|declared| declared.contains_key(capability))
    }
}

impl Client {
    /// Finds out which era the server speaks, and shakes hands. Lists nothing.
    pub async fn connect(config: ClientConfig) -> Result<Client, Error> {
        let link = Arc::new(Link::new(&config)?);
        // Whatever the handshake started ends when it fails or is given up.
        let unfinished = link.closed.clone().drop_guard();
        let (peer, server) = detect::connect(&link, &config).await.map_err(|error| link.clean(error))?;
        unfinished.disarm();
        let verdict = Verdict {
            era: server.era,
            version: server.protocol.clone(),
            transport: peer.transport(),
            decided_at: SystemTime::now(),
        };
        Ok(Client { inner: Arc::new(Inner { link, peer, server, verdict }) })
    }

    /// Who answered.
    pub fn server(&self) -> &Server {
        &self.inner.server
    }

    /// What was found out about the era, for the next [`ClientConfig::verdict`].
    pub fn verdict(&self) -> Verdict {
        self.inner.verdict.clone()
    }

    /// The server's tools. Fails when the first page does; a list cut short says so.
    pub async fn list_tools(&self, freshness: Freshness) -> Result<Arc<ToolList>, Error> {
        let tools = &self.inner.link.tools;
        if let (Freshness::Cached, Some(list)) = (freshness, tools.valid()) {
            return Ok(list);
        }
        let since = tools.since();
        let declares_tools = self.inner.server.declares("tools");
        let listing = pin!(listing::list_tools(&self.inner.link, &self.inner.peer, declares_tools));
        let listed = self.until_closed(listing).await?;
        let list = Arc::new(listed.list);
        tools.keep(&list, listed.params, since);
        Ok(list)
    }

    /// Calls a tool. A tool that answers `isError` has answered: that is `Ok`.
    pub async fn call_tool(&self, call: ToolCall) -> Result<ToolResult, Error> {
        if !call.arguments.is_object() {
            return Err(Error::InvalidArguments { reason: "they are not a JSON object".into() });
        }
        let work = pin!(async {
            match self.call_once(&call).await {
                // The headers did not fit the tool's schema: ours is old, or we never saw it.
                Err(Error::Rpc { code: HEADER_MISMATCH, .. }) if self.is_modern() => {
                    Box::pin(self.list_tools(Freshness::Fresh)).await?;
                    self.call_once(&call).await
                }
                outcome => outcome,
            }
        });
        tokio::select! {
            biased;
            () = call.cancel.cancelled() => Err(Error::Cancelled),
            result = self.until_closed(work) => {
                ToolResult::parse(&result?).map_err(|error| self.inner.link.clean(error))
            }
        }
    }

    async fn call_once(&self, call: &ToolCall) -> Result<RawJson, Error> {
        let Inner { link, peer, .. } = &*self.inner;
        let name = quoted(&call.name);
        let headers = match link.tools.params(&call.name) {
            Some(params) if self.is_modern() => param_headers(&params, &call.arguments),
            _ => Vec::new(),
        };
        let ask = Ask {
            name: Some(&call.name),
            headers,
            timeout: call.timeout.unwrap_or(link.request_timeout),
            headers_within: None,
            taps: Taps { session: link.tap.clone(), call: call.tap.clone() },
            progress: call.progress.clone(),
            log: call.log.clone(),
            ..link.ask("tools/call", vec![("name", &name), ("arguments", call.arguments.as_str())])
        };
        peer.request(&ask).await
    }

    fn is_modern(&self) -> bool {
        matches!(self.inner.peer, Peer::Modern(_))
    }

    /// What the server says unasked.
    pub fn notifications(&self) -> broadcast::Receiver<ServerNotification> {
        self.inner.link.notifications()
    }

    /// Why the client is closed, once it is.
    pub fn closed(&self) -> Option<Error> {
        self.inner.link.closed.is_cancelled().then(closed_by_us)
    }

    /// Ends the session: DELETE where there is one; running calls end with [`Error::Closed`].
    pub async fn close(&self) {
        let Inner { link, peer, .. } = &*self.inner;
        if link.closed.is_cancelled() {
            return;
        }
        link.closed.cancel();
        if let Peer::Legacy(legacy) = peer {
            legacy.close().await;
        }
    }

    /// Takes `work` pinned: moving it by value through here would copy kilobytes on every call.
    async fn until_closed<T>(
        &self,
        work: Pin<&mut impl Future<Output = Result<T, Error>>>,
    ) -> Result<T, Error> {
        let link = &self.inner.link;
        let outcome = tokio::select! {
            biased;
            () = link.closed.cancelled() => Err(closed_by_us()),
            outcome = work => outcome,
        };
        outcome.map_err(|error| link.clean(error))
    }
}

fn closed_by_us() -> Error {
    Error::Closed { reason: "it was closed on this side".into() }
}
