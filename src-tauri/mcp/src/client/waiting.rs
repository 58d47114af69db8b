//! Requests whose response may come on another stream than their own.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use crate::client::link::{Ask, Link, LogSink};
use crate::error::Error;
use crate::tap::{Tap, TapEvent};
use crate::transport::Deadline;
use crate::wire::{JsonRpcError, RawJson};

/// What a response says.
pub(crate) type Outcome = Result<RawJson, JsonRpcError>;

/// By the request's id.
#[derive(Default)]
pub(crate) struct WaitingList(Mutex<HashMap<u64, Waiter>>);

struct Waiter {
    answered: oneshot::Sender<Result<Outcome, Error>>,
    deadline: Arc<Deadline>,
    log: Option<LogSink>,
    tap: Option<Tap>,
}

impl WaitingList {
    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Waiter>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The only request under way: what says not whom it concerns concerns it.
    pub(crate) fn only(&self) -> Option<u64> {
        let waiting = self.lock();
        let mut ids = waiting.keys();
        ids.next().copied().filter(|_| ids.next().is_none())
    }

    /// The deadlines of everything under way.
    pub(crate) fn deadlines(&self) -> Vec<Arc<Deadline>> {
        self.lock().values().map(|waiter| Arc::clone(&waiter.deadline)).collect()
    }

    pub(crate) fn log_of(&self, id: u64) -> Option<LogSink> {
        self.lock().get(&id)?.log.clone()
    }

    /// Shows something to the tap of the call it concerns, when that has its own.
    pub(crate) fn show(&self, id: u64, event: impl FnOnce() -> TapEvent) {
        let tap = self.lock().get(&id).and_then(|waiter| waiter.tap.clone());
        if let Some(tap) = tap.filter(Tap::is_on) {
            tap.emit(event());
        }
    }

    /// Hands a response to who waits for it. `false` when nobody does.
    pub(crate) fn resolve(&self, id: u64, answered: Result<Outcome, Error>) -> bool {
        let waiter = self.lock().remove(&id);
        waiter.is_some_and(|waiter| waiter.answered.send(answered).is_ok())
    }
}

impl Link {
    /// Waits for a response that comes on a stream of the session's own. Legacy servers send them where they like.
    pub(crate) fn wait_for(&self, id: u64, ask: &Ask<'_>, deadline: &Arc<Deadline>) -> Waiting<'_> {
        let (answered, response) = oneshot::channel();
        let waiter = Waiter {
            answered,
            deadline: Arc::clone(deadline),
            log: ask.log.clone(),
            tap: ask.taps.call.clone(),
        };
        self.waiting.lock().insert(id, waiter);
        Waiting { link: self, id, response }
    }
}

/// A place among those who wait; given up when dropped.
pub(crate) struct Waiting<'a> {
    link: &'a Link,
    id: u64,
    response: oneshot::Receiver<Result<Outcome, Error>>,
}

impl Waiting<'_> {
    /// The response. Never returns when nobody can send it any more.
    pub(crate) async fn response(&mut self) -> Result<Outcome, Error> {
        match (&mut self.response).await {
            Ok(answered) => answered,
            Err(_) => std::future::pending().await,
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.link.waiting.lock().remove(&self.id);
    }
}
