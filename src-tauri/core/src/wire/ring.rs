//! The lines that are kept, in as much memory as is allowed: the oldest make room.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::{WireDetail, WireEntry};
use crate::call::count;
use crate::connection::ConnectionId;

/// A line with everything that is kept of it.
pub(super) struct Kept {
    pub entry: WireEntry,
    pub headers: Vec<(String, String)>,
    pub body: Option<Box<str>>,
    /// Known only when the other half has come; zero until then.
    pair: AtomicU32,
}

impl Kept {
    pub fn new(entry: WireEntry, headers: Vec<(String, String)>, body: Option<Box<str>>) -> Self {
        let pair = AtomicU32::new(entry.pair.unwrap_or(0));
        Self { entry, headers, body, pair }
    }

    /// The line as it is known now.
    pub fn entry(&self) -> WireEntry {
        WireEntry { pair: self.pair(), ..self.entry.clone() }
    }

    fn pair(&self) -> Option<u32> {
        Some(self.pair.load(Ordering::Relaxed)).filter(|pair| *pair != 0)
    }

    fn weight(&self) -> usize {
        let WireEntry { method, rpc_id, head, .. } = &self.entry;
        let texts = [method.as_ref(), rpc_id.as_ref(), Some(head)];
        let headers =
            self.headers.iter().map(|(name, value)| name.len() + value.len() + size_of::<(String, String)>());
        // The place in the queue and the counters of the `Arc`.
        size_of::<Self>()
            + 4 * size_of::<usize>()
            + texts.into_iter().flatten().map(String::len).sum::<usize>()
            + headers.sum::<usize>()
            + self.body.as_ref().map_or(0, |body| body.len())
    }
}

/// The lines in order.
pub(super) struct Ring {
    kept: VecDeque<Arc<Kept>>,
    weight: usize,
    capacity: usize,
    /// Lines that made room for others.
    pub evicted: u32,
    last: u32,
}

impl Ring {
    pub fn new(capacity: usize) -> Self {
        Self { kept: VecDeque::new(), weight: 0, capacity, evicted: 0, last: 0 }
    }

    /// How much memory the lines may take from now on.
    pub fn resize(&mut self, capacity: usize) {
        self.capacity = capacity;
        self.make_room();
    }

    /// The number the next line will have.
    pub fn next(&self) -> u32 {
        self.last.saturating_add(1)
    }

    /// The number of the newest line there ever was.
    pub fn last(&self) -> u32 {
        self.last
    }

    /// How much memory the lines take.
    pub fn bytes(&self) -> u32 {
        count(self.weight)
    }

    pub fn push(&mut self, line: Kept) {
        self.last = line.entry.seq;
        self.weight += line.weight();
        if let Some(pair) = line.pair() {
            self.tie(pair, line.entry.seq);
        }
        self.kept.push_back(Arc::new(line));
        self.make_room();
    }

    /// All lines, shared.
    pub fn lines(&self) -> Vec<Arc<Kept>> {
        self.kept.iter().cloned().collect()
    }

    pub fn detail(&self, seq: u32) -> Option<WireDetail> {
        let line = self.line(seq)?;
        Some(WireDetail {
            entry: line.entry(),
            headers: line.headers.clone(),
            body: line.body.as_deref().map(str::to_owned),
            body_bytes: line.entry.bytes,
            pair: line.pair().and_then(|pair| self.line(pair)).map(|pair| pair.entry()),
        })
    }

    /// Forgets the lines of one connection, or all.
    pub fn clear(&mut self, connection: Option<ConnectionId>) {
        match connection {
            None => {
                self.kept.clear();
                self.evicted = 0;
            }
            Some(_) => self.kept.retain(|line| line.entry.connection_id != connection),
        }
        self.kept.shrink_to_fit();
        self.weight = self.kept.iter().map(|line| line.weight()).sum();
    }

    /// Notes which line answers a request. The last one that does is the answer: the status line comes before it.
    fn tie(&self, request: u32, answer: u32) {
        if let Some(line) = self.line(request) {
            line.pair.store(answer, Ordering::Relaxed);
        }
    }

    fn line(&self, seq: u32) -> Option<&Arc<Kept>> {
        let index = self.kept.binary_search_by_key(&seq, |line| line.entry.seq).ok()?;
        self.kept.get(index)
    }

    fn make_room(&mut self) {
        while self.weight > self.capacity
            && let Some(oldest) = self.kept.pop_front()
        {
            self.weight -= oldest.weight();
            self.evicted = self.evicted.saturating_add(1);
        }
    }
}
