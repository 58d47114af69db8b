//! The client half: one [`Client`] per server, both eras.

mod ask;
mod asking;
mod authorizer;
mod calling;
mod channel;
mod completion;
mod config;
mod contents_cache;
mod detect;
mod entry;
mod exchange;
mod extras;
mod filter;
mod handler;
mod hearing;
mod introduction;
mod legacy;
mod link;
mod list;
mod list_cache;
mod listener;
mod listing;
mod logging;
mod modern;
mod page;
mod per_call;
mod program;
mod prompts;
mod questions;
mod resources;
mod stream;
mod subscriptions;
mod task;
mod tasks;
mod tools;
mod unanswered;
mod verdict;
mod visits;
mod waiting;
mod wants;
mod way;

use std::collections::HashMap;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::SystemTime;

use serde::de::IgnoredAny;
use tokio::sync::broadcast;

pub use authorizer::{Authorizer, AuthorizerError, Refusal};
pub use completion::{Complete, Completion, Reference};
pub use config::{ClientConfig, Command, Destination, EraChoice, Implementation, Limits, TransportChoice};
pub use extras::{Extras, Progress};
pub use handler::{ServerNotification, ServerRequest, ServerRequestHandler};
pub use list::{Freshness, List, ListCut, RejectedItem, ToolList};
pub use logging::LogLevel;
pub use prompts::GetPrompt;
pub use resources::ReadResource;
pub use tools::{TaskChoice, TaskNews, ToolCall};
pub use verdict::{Era, Transport, Verdict};

use crate::error::Error;
use crate::wire::RawJson;
use ask::Ask;
use detect::Peer;
use link::Link;
use list_cache::ListCache;
use listing::Item;

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
    /// Whether calls of tools may be asked for as tasks (2025-11-25).
    runs_tasks: bool,
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
        // A task ends with its process.
        let runs_tasks = matches!(peer, Peer::Legacy(_)) && task::runs_tasks(&server.capabilities);
        let client = Client { inner: Arc::new(Inner { link, peer, server, verdict, runs_tasks }) };
        if config.listen {
            client.listen();
        }
        Ok(client)
    }

    /// Who answered.
    pub fn server(&self) -> &Server {
        &self.inner.server
    }

    /// What was found out about the era, for the next [`ClientConfig::verdict`].
    pub fn verdict(&self) -> Verdict {
        self.inner.verdict.clone()
    }

    async fn list<T: Item>(&self, cache: &ListCache<T>, freshness: Freshness) -> Result<Arc<List<T>>, Error> {
        if let (Freshness::Cached, Some(list)) = (freshness, cache.valid()) {
            return Ok(list);
        }
        let since = cache.since();
        let declared = self.inner.server.declares(T::CAPABILITY);
        let listing = pin!(listing::list(&self.inner.link, &self.inner.peer, declared));
        Ok(cache.keep(self.until_closed(listing).await?, since))
    }

    /// A request without extras.
    async fn ask(&self, ask: Ask<'_>) -> Result<RawJson, Error> {
        self.until_closed(pin!(self.inner.peer.request(&ask))).await
    }

    fn is_modern(&self) -> bool {
        self.inner.peer.is_modern()
    }

    /// What the server says unasked.
    pub fn notifications(&self) -> broadcast::Receiver<ServerNotification> {
        self.inner.link.notifications()
    }

    /// Why the client is closed, once it is. One whose program has ended is.
    pub fn closed(&self) -> Option<Error> {
        let Inner { link, peer, .. } = &*self.inner;
        if link.closed.is_cancelled() {
            return Some(closed_by_us());
        }
        peer.lost()
    }

    /// Waits until the client is closed, and says why. A server on the network may go without anybody noticing.
    pub async fn until_over(&self) -> Error {
        let Inner { link, peer, .. } = &*self.inner;
        tokio::select! {
            () = link.closed.cancelled() => closed_by_us(),
            lost = peer.until_lost() => lost,
        }
    }

    /// What the server's program wrote to its standard error: the last mebibyte, without secrets. With a program for
    /// every request, that of the last.
    pub fn stderr(&self) -> String {
        let Inner { link, peer, .. } = &*self.inner;
        peer.program().map(|program| link.clean_text(program.stderr())).unwrap_or_default()
    }

    /// Ends the session: DELETE where there is one; running calls end with [`Error::Closed`]. Returns when nothing is
    /// left of the server's program, where it is one.
    pub async fn close(&self) {
        let Inner { link, peer, .. } = &*self.inner;
        let was_open = !link.closed.is_cancelled();
        link.closed.cancel();
        match (peer, peer.program()) {
            (_, Some(program)) => program.ended().await,
            (Peer::Legacy(legacy), None) if was_open => legacy.close().await,
            _ => {}
        }
    }

    async fn until_cancelled<T>(
        &self,
        extras: &Extras,
        work: Pin<&mut impl Future<Output = Result<T, Error>>>,
    ) -> Result<T, Error> {
        tokio::select! {
            biased;
            () = extras.cancel.cancelled() => Err(Error::Cancelled),
            outcome = self.until_closed(work) => outcome,
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
