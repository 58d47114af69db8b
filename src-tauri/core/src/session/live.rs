//! A connected session: the client and what is known through it.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use hitchpost_mcp::sample::SampleServer;
use hitchpost_mcp::{Client, Freshness};
use tokio::task::JoinHandle;
use tokio_util::task::AbortOnDropHandle;

use super::{Endpoint, Offers, SessionStatus};
use crate::app::Result;
use crate::call::Catalog;
use crate::connection::{Era, ServerView, Transport};
use crate::credential::Redactor;
use crate::failure::Failure;

/// Round trips that count for the latency shown.
const ROUND_TRIPS: usize = 5;

/// A session that was connected. It may have been lost without our knowing: the next use tells.
pub(crate) struct Live {
    pub client: Client,
    pub endpoint: Endpoint,
    /// Resources and prompts.
    pub offers: Offers,
    /// The connection's revision when it connected.
    pub revision: i64,
    outdated: AtomicBool,
    seen: Mutex<Seen>,
    follower: OnceLock<AbortOnDropHandle<()>>,
    /// Runs as long as the session that uses it.
    _sample: Option<SampleServer>,
}

#[derive(Default)]
struct Seen {
    catalog: Option<Catalog>,
    list_failure: Option<Failure>,
    round_trips: VecDeque<Duration>,
}

impl Live {
    pub fn new(client: Client, endpoint: Endpoint, revision: i64, sample: Option<SampleServer>) -> Self {
        Self {
            client,
            endpoint,
            offers: Offers::default(),
            revision,
            outdated: AtomicBool::new(false),
            seen: Mutex::default(),
            follower: OnceLock::new(),
            _sample: sample,
        }
    }

    /// Hands over the task that follows the server's notifications; it ends with the session.
    pub fn follow_with(&self, task: JoinHandle<()>) {
        // There is one: whoever opened the session starts it.
        let _ = self.follower.set(AbortOnDropHandle::new(task));
    }

    /// Lists the tools; a failure leaves the session as it is and the last list in place.
    pub async fn list(&self, freshness: Freshness) -> Result<Catalog> {
        let listed = self.client.list_tools(freshness).await;
        let listed = listed.map(|list| Catalog::new(list, &self.endpoint.redactor));
        let mut seen = self.seen();
        match listed {
            Ok(catalog) => {
                seen.catalog = Some(catalog.clone());
                seen.list_failure = None;
                Ok(catalog)
            }
            Err(error) => {
                let failure = self.endpoint.context().failure(error);
                seen.list_failure = Some(failure.clone());
                Err(failure)
            }
        }
    }

    /// The last list of this session.
    pub fn catalog(&self) -> Option<Catalog> {
        self.seen().catalog.clone()
    }

    /// Asks for a sign of life, and tells how long it took.
    pub async fn ping(&self) -> Result<Duration> {
        self.client.ping().await.map_err(|error| self.endpoint.context().failure(error))
    }

    /// The last that a program has written to its standard error.
    pub fn stderr(&self) -> String {
        self.endpoint.redactor.clean(self.client.stderr()).into_owned()
    }

    /// Counts a round trip towards the latency shown.
    pub fn took(&self, round_trip: Duration) {
        let mut seen = self.seen();
        seen.round_trips.push_back(round_trip);
        if seen.round_trips.len() > ROUND_TRIPS {
            seen.round_trips.pop_front();
        }
    }

    /// Notes the connection's present revision.
    pub fn configured(&self, revision: i64) {
        self.outdated.store(revision != self.revision, Ordering::Relaxed);
    }

    /// What a host sees of it.
    pub fn status(&self) -> SessionStatus {
        let seen = self.seen();
        let counts = seen.catalog.as_ref().map(Catalog::counts);
        let (resources, prompts) = self.offers.counts();
        SessionStatus::Connected {
            server: server_view(&self.client, &self.endpoint.redactor),
            tools: counts.map(|(tools, _)| tools),
            rejected: counts.map_or(0, |(_, rejected)| rejected),
            latency_ms: median(seen.round_trips.iter().copied()),
            list_failure: seen.list_failure.clone(),
            settings_changed: self.outdated.load(Ordering::Relaxed),
            resources,
            prompts,
            changes: seen.catalog.as_ref().map_or(0, Catalog::changes),
            insecure: self.endpoint.is_insecure(),
        }
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A server as hosts see it: in its own words, without our secrets.
pub(crate) fn server_view(client: &Client, redactor: &Redactor) -> ServerView {
    let server = client.server();
    let clean = |text: &String| redactor.clean(text.as_str()).into_owned();
    ServerView {
        name: clean(&server.name),
        title: server.title.as_ref().map(clean),
        version: server.version.as_ref().map(clean),
        protocol: clean(&server.protocol),
        era: match server.era {
            hitchpost_mcp::Era::Legacy => Era::Legacy,
            hitchpost_mcp::Era::Modern => Era::Modern,
        },
        transport: match client.verdict().transport {
            hitchpost_mcp::Transport::StreamableHttp => Transport::StreamableHttp,
            hitchpost_mcp::Transport::HttpSse => Transport::HttpSse,
            hitchpost_mcp::Transport::Stdio => Transport::Stdio,
        },
        instructions: server.instructions.as_ref().map(clean),
    }
}

fn median(times: impl Iterator<Item = Duration>) -> Option<u32> {
    let mut times: Vec<Duration> = times.collect();
    times.sort_unstable();
    times.get(times.len() / 2).map(|time| u32::try_from(time.as_millis()).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latency_is_the_median() {
        let ms = |times: &[u64]| median(times.iter().map(|ms| Duration::from_millis(*ms)));
        assert_eq!(ms(&[]), None);
        assert_eq!(ms(&[7]), Some(7));
        assert_eq!(ms(&[900, 1, 3, 2, 4]), Some(3));
    }
}
