//! What the recorder knows of one session: which exchange is how far, and which request waits for its answer.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use super::LogKind;
use super::draft::Draft;
use crate::call::Direction;
use crate::connection::ConnectionId;
use crate::credential::Redactor;

/// Exchanges and requests that are remembered. A server may leave any number of them open.
const REMEMBERED: usize = 4_096;

/// Where an event comes from.
pub(super) struct Source {
    /// Tells one session from another of the same connection.
    pub session: u64,
    pub connection: Option<ConnectionId>,
    pub redactor: Redactor,
}

/// One session as the recorder follows it.
#[derive(Default)]
pub(super) struct Session {
    /// The newest last.
    exchanges: BTreeMap<u64, Exchange>,
    /// By who asked and the id, as JSON text.
    asked: HashMap<(Direction, String), Asked>,
    order: BTreeMap<u32, (Direction, String)>,
}

/// One HTTP exchange.
#[derive(Default)]
pub(super) struct Exchange {
    pub sent: Option<(u32, Instant)>,
    pub status: Option<u16>,
}

/// A JSON-RPC request without an answer yet.
pub(super) struct Asked {
    pub seq: u32,
    pub at: Instant,
    pub method: Option<String>,
}

/// The head of an HTTP message whose body comes next.
pub(super) struct Held {
    pub since: Instant,
    pub draft: Draft,
}

impl Session {
    pub fn exchange(&mut self, number: u64) -> &mut Exchange {
        if self.exchanges.len() >= REMEMBERED && !self.exchanges.contains_key(&number) {
            self.exchanges.pop_first();
        }
        self.exchanges.entry(number).or_default()
    }

    /// Remembers a request.
    pub fn ask(&mut self, by: Direction, id: &str, asked: Asked) {
        if self.order.len() >= REMEMBERED
            && let Some((_, oldest)) = self.order.pop_first()
        {
            self.asked.remove(&oldest);
        }
        let key = (by, id.to_owned());
        self.order.insert(asked.seq, key.clone());
        if let Some(same) = self.asked.insert(key, asked) {
            self.order.remove(&same.seq);
        }
    }

    /// The request that a message of this direction answers.
    pub fn answered(&mut self, direction: Direction, id: &str) -> Option<Asked> {
        let by = match direction {
            Direction::Sent => Direction::Received,
            Direction::Received => Direction::Sent,
        };
        let asked = self.asked.remove(&(by, id.to_owned()))?;
        self.order.remove(&asked.seq);
        Some(asked)
    }
}

impl Asked {
    pub fn ms(&self, answered: Instant) -> u32 {
        millis(answered.saturating_duration_since(self.at))
    }
}

/// A time span as hosts show it.
pub(super) fn millis(span: Duration) -> u32 {
    u32::try_from(span.as_millis()).unwrap_or(u32::MAX)
}

/// Whether lines of a kind are messages with an id of their own.
pub(super) fn is_message(kind: LogKind) -> bool {
    matches!(kind, LogKind::Request | LogKind::Response | LogKind::Notification)
}
