//! The way from the taps to the recorder: as long as it is allowed to be, and no longer.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::mpsc::Sender;

use hitchpost_mcp::{TapEvent, TapKind};
use hitchpost_oauth::Exchange;
use tokio::sync::oneshot;

use super::session::Source;
use crate::connection::ConnectionId;

/// As many events may wait.
const EVENTS: usize = 20_000;
/// As much of bodies may wait. A single one may be larger.
const BYTES: usize = 32 << 20;

/// What the recorder has to do.
pub(super) enum Work {
    /// Something travelled.
    Event { source: Arc<Source>, event: TapEvent },
    /// A step on the way to a sign-in or a token.
    Oauth { connection: Option<ConnectionId>, exchange: Exchange },
    /// A session will say no more.
    Ended(u64),
    /// Write to files, or do not.
    ToFile(bool),
    /// Tell when everything before is done.
    Settle(oneshot::Sender<()>),
}

/// What waits to be recorded. Clones are the same queue.
#[derive(Clone)]
pub(super) struct Queue {
    work: Sender<Work>,
    waiting: Arc<Waiting>,
}

/// How much waits, and how much did not get in.
#[derive(Default)]
pub(super) struct Waiting {
    events: AtomicUsize,
    bytes: AtomicUsize,
    pub lost: AtomicU32,
}

impl Queue {
    pub fn new(work: Sender<Work>) -> Self {
        Self { work, waiting: Arc::default() }
    }

    pub fn waiting(&self) -> Arc<Waiting> {
        Arc::clone(&self.waiting)
    }

    /// Hands an event over, or counts it as lost.
    pub fn push(&self, work: Work) {
        let bytes = weight(&work);
        let events = self.waiting.events.fetch_add(1, Ordering::Relaxed);
        let before = self.waiting.bytes.fetch_add(bytes, Ordering::Relaxed);
        let is_full = events >= EVENTS || (before > 0 && before + bytes > BYTES);
        if is_full || self.work.send(work).is_err() {
            self.waiting.left(bytes);
            self.waiting.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Hands over what must not get lost; there is little of it.
    pub fn order(&self, work: Work) {
        // The recorder lives as long as the queue.
        let _ = self.work.send(work);
    }
}

impl Waiting {
    /// Notes that an event was taken out.
    pub fn taken(&self, work: &Work) {
        if matches!(work, Work::Event { .. } | Work::Oauth { .. }) {
            self.left(weight(work));
        }
    }

    fn left(&self, bytes: usize) {
        self.events.fetch_sub(1, Ordering::Relaxed);
        self.bytes.fetch_sub(bytes, Ordering::Relaxed);
    }
}

fn weight(work: &Work) -> usize {
    match work {
        Work::Event { event, .. } => match &event.kind {
            TapKind::Body(bytes)
            | TapKind::Message(bytes)
            | TapKind::Stderr(bytes)
            | TapKind::Noise(bytes) => bytes.len(),
            TapKind::SseEvent { data, .. } => data.len(),
            TapKind::Request { .. } | TapKind::ResponseHead { .. } | TapKind::Lifecycle(_) => 0,
        },
        Work::Oauth { .. } | Work::Ended(_) | Work::ToFile(_) | Work::Settle(_) => 0,
    }
}
