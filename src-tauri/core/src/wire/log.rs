//! The log as the application has it: taps go in, questions are answered.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hitchpost_mcp::Tap;
use hitchpost_oauth::Observer;
use tokio::sync::{broadcast, oneshot};

use super::queue::{Queue, Waiting, Work};
use super::recorder::Recorder;
use super::ring::{Kept, Ring};
use super::session::Source;
use crate::app::Result;
use crate::connection::ConnectionId;
use crate::credential::Redactor;
use crate::event::AppEvent;
use crate::failure::Failure;
use crate::settings::Settings;

/// What the settings may ask for, in megabytes.
const MEGABYTES: std::ops::RangeInclusive<u32> = 1..=1_024;

/// The log. Clones are the same log; its thread ends with the last of them and the last tap.
#[derive(Clone)]
pub(crate) struct WireLog {
    queue: Queue,
    shared: Arc<Shared>,
    sessions: Arc<AtomicU64>,
}

/// What the recorder writes and everybody reads.
pub(super) struct Shared {
    ring: Mutex<Ring>,
    waiting: Arc<Waiting>,
    watched: AtomicBool,
    events: broadcast::Sender<AppEvent>,
}

impl WireLog {
    /// An empty log. Files go to a folder within `data_dir`, when the settings want them.
    pub fn start(data_dir: &Path, settings: &Settings, events: broadcast::Sender<AppEvent>) -> Result<Self> {
        let (work, received) = channel();
        let queue = Queue::new(work);
        let shared = Arc::new(Shared {
            ring: Mutex::new(Ring::new(capacity(settings))),
            waiting: queue.waiting(),
            watched: AtomicBool::new(false),
            events,
        });
        let recorder = Recorder::new(Arc::clone(&shared), queue.waiting(), data_dir.join("wire"));
        std::thread::Builder::new()
            .name("wire".to_owned())
            .spawn(move || recorder.run(&received))
            .map_err(|error| Failure::Internal { reason: format!("no thread for the log: {error}") })?;
        let log = Self { queue, shared, sessions: Arc::default() };
        log.configure(settings);
        Ok(log)
    }

    /// Follows the settings.
    pub fn configure(&self, settings: &Settings) {
        self.shared.ring().resize(capacity(settings));
        self.queue.order(Work::ToFile(settings.wire_file));
    }

    /// What listens to one session, whose secrets are struck out of everything before it is kept.
    pub fn tap(&self, connection: Option<ConnectionId>, redactor: &Redactor) -> Tap {
        let session = self.sessions.fetch_add(1, Ordering::Relaxed);
        let source = Arc::new(Source { session, connection, redactor: redactor.clone() });
        let line = Line { source, queue: self.queue.clone() };
        Tap::new(move |event| line.queue.push(Work::Event { source: Arc::clone(&line.source), event }))
    }

    /// What listens to sign-ins and renewals.
    pub fn oauth(&self, connection: Option<ConnectionId>) -> Observer {
        let queue = self.queue.clone();
        Arc::new(move |exchange| queue.push(Work::Oauth { connection, exchange: exchange.clone() }))
    }

    /// Whether events tell that the log grew.
    pub fn watch(&self, on: bool) {
        self.shared.watched.store(on, Ordering::Relaxed);
    }

    /// Waits until everything that has travelled so far is recorded.
    pub async fn settle(&self) {
        let (done, settled) = oneshot::channel();
        self.queue.order(Work::Settle(done));
        // Fails only when there is no recorder, which then has nothing to do.
        let _ = settled.await;
    }

    pub(super) fn ring(&self) -> MutexGuard<'_, Ring> {
        self.shared.ring()
    }

    /// Forgets the lines of one connection, or all.
    pub(super) fn forget(&self, connection: Option<ConnectionId>) {
        self.ring().clear(connection);
        if connection.is_none() {
            self.shared.waiting.lost.store(0, Ordering::Relaxed);
        }
    }

    /// Lines there were that are not kept.
    pub(super) fn dropped(&self, ring: &Ring) -> u32 {
        ring.evicted.saturating_add(self.shared.waiting.lost.load(Ordering::Relaxed))
    }
}

impl Shared {
    pub fn is_watched(&self) -> bool {
        self.watched.load(Ordering::Relaxed)
    }

    pub fn emit(&self, event: AppEvent) {
        // Without a listener nobody needs to know.
        let _ = self.events.send(event);
    }

    pub fn push(&self, line: Kept) {
        self.ring().push(line);
    }

    pub fn next(&self) -> u32 {
        self.ring().next()
    }

    pub fn last(&self) -> u32 {
        self.ring().last()
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One session's end of the queue.
struct Line {
    source: Arc<Source>,
    queue: Queue,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.queue.order(Work::Ended(self.source.session));
    }
}

fn capacity(settings: &Settings) -> usize {
    let megabytes = settings.wire_ring_mb.clamp(*MEGABYTES.start(), *MEGABYTES.end());
    usize::try_from(megabytes).unwrap_or(usize::MAX).saturating_mul(1 << 20)
}

#[cfg(test)]
mod tests;
