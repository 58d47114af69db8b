//! What every request to one server shares.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::client::asking::Offers;
use crate::client::contents_cache::ContentsCache;
use crate::client::hearing::{News, Watched};
use crate::client::list_cache::Lists;
use crate::client::listener::Followed;
use crate::client::logging::ChosenLevel;
use crate::client::questions::Questions;
use crate::client::tasks::TaskPlaces;
use crate::client::waiting::WaitingList;
use crate::client::{ClientConfig, Command, Destination, Implementation, Limits, ServerRequestHandler};
use crate::error::{Error, TimeoutPhase};
use crate::redact::Secrets;
use crate::tap::{Direction, Tap};
use crate::transport::{Elapsed, Http, Taps};
use crate::wire::RawJson;
use crate::wire::request::quoted;

pub(crate) struct Link {
    pub carrier: Carrier,
    /// What we accept from the server.
    pub limits: Limits,
    secrets: Secrets,
    pub tap: Tap,
    pub request_timeout: Duration,
    /// Cancelled when the client is closed; everything we started ends with it.
    pub closed: CancellationToken,
    pub handler: Option<Arc<dyn ServerRequestHandler>>,
    /// `clientInfo` as JSON.
    pub client_info: String,
    /// `capabilities` as JSON.
    pub capabilities: RawJson,
    /// The same, read.
    pub offers: Offers,
    pub lists: Lists,
    pub contents: ContentsCache,
    pub log_level: ChosenLevel,
    next_id: AtomicU64,
    pub(super) news: News,
    pub(super) watched: Watched,
    pub(super) waiting: WaitingList,
    pub(super) questions: Questions,
    pub(super) tasks: TaskPlaces,
    pub(super) followed: Followed,
}

/// What carries messages to the server.
pub(crate) enum Carrier {
    /// Requests to an address.
    Http(Arc<Http>),
    /// Programs of this kind, one per session or per request.
    Programs(Arc<Command>),
}

impl Link {
    pub(crate) fn new(config: &ClientConfig) -> Result<Link, Error> {
        let (carrier, secrets) = match &config.destination {
            Destination::Url(url) => {
                let http = Http::new(config, url.clone())?;
                let secrets = http.secrets.clone();
                (Carrier::Http(Arc::new(http)), secrets)
            }
            Destination::Command(command) => {
                (Carrier::Programs(Arc::new(command.clone())), Secrets::of_command(command))
            }
        };
        let capabilities =
            config.handler.as_ref().map_or_else(RawJson::empty_object, |handler| handler.capabilities());
        Ok(Link {
            carrier,
            limits: config.limits.clone(),
            secrets,
            tap: config.tap.clone(),
            request_timeout: config.request_timeout,
            closed: CancellationToken::new(),
            handler: config.handler.clone(),
            client_info: client_info(&config.implementation),
            offers: Offers::of(&capabilities),
            capabilities,
            lists: Lists::default(),
            contents: ContentsCache::default(),
            log_level: ChosenLevel::default(),
            next_id: AtomicU64::new(0),
            news: News::default(),
            watched: Watched::default(),
            waiting: WaitingList::default(),
            questions: Questions::default(),
            tasks: TaskPlaces::default(),
            followed: Followed::default(),
        })
    }

    pub(crate) fn taps(&self) -> Taps {
        Taps { session: self.tap.clone(), call: None }
    }

    pub(crate) fn note(&self, text: impl FnOnce() -> String) {
        self.taps().note(Direction::Received, text);
    }

    pub(crate) fn next_id(&self) -> u64 {
        self.next_id.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Strikes our secrets out of a text.
    pub(crate) fn clean_text(&self, text: String) -> String {
        self.secrets.strike_out(text)
    }

    /// Whether the other side is the same from one request to the next.
    pub(crate) fn lives_on(&self) -> bool {
        match &self.carrier {
            Carrier::Http(_) => true,
            Carrier::Programs(command) => !command.per_call,
        }
    }

    /// Time ran out, and not in a request of its own.
    pub(crate) fn timed_out(&self, phase: TimeoutPhase, elapsed: &Elapsed) -> Error {
        match &self.carrier {
            Carrier::Http(http) => http.timed_out(phase, elapsed),
            Carrier::Programs(command) => {
                Error::Timeout { address: command.program.display().to_string(), phase, after: elapsed.0 }
            }
        }
    }

    /// Strikes our secrets out of an error on its way to the caller.
    pub(crate) fn clean(&self, error: Error) -> Error {
        self.secrets.strike_from(error)
    }
}

fn client_info(implementation: &Implementation) -> String {
    let Implementation { name, title, version } = implementation;
    let title = title.as_ref().map_or_else(String::new, |title| format!(r#""title":{},"#, quoted(title)));
    format!(r#"{{"name":{},{title}"version":{}}}"#, quoted(name), quoted(version))
}
