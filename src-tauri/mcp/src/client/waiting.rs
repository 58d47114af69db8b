//! Requests whose response may come on another stream than their own, and what else concerns them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use crate::client::ask::{Ask, LogSink};
use crate::client::asking::Rounds;
use crate::client::link::Link;
use crate::error::{Error, InputEnd};
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
    tag: Option<Arc<str>>,
    /// Nothing is about it that does not say so: a task between its requests, a stream of changes.
    in_background: bool,
    rounds: Rounds,
    /// Made when somebody must know when this is over.
    ended: Option<CancellationToken>,
}

impl Drop for Waiter {
    fn drop(&mut self) {
        if let Some(ended) = &self.ended {
            ended.cancel();
        }
    }
}

/// The calls a question may belong to.
#[derive(Default)]
pub(crate) struct Concerned {
    ids: Vec<u64>,
    pub tags: Vec<Arc<str>>,
    pub deadlines: Vec<Arc<Deadline>>,
    ended: Vec<CancellationToken>,
}

impl Concerned {
    /// Returns when all of them are over; never when there were none.
    pub(crate) async fn are_over(&self) {
        for ended in &self.ended {
            ended.cancelled().await;
        }
        if self.ended.is_empty() {
            std::future::pending::<()>().await;
        }
    }
}

impl WaitingList {
    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Waiter>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The only request under way: what says not whom it concerns concerns it.
    pub(crate) fn only(&self) -> Option<u64> {
        let waiting = self.lock();
        let mut ids = waiting.iter().filter(|(_, waiter)| !waiter.in_background).map(|(id, _)| *id);
        ids.next().filter(|_| ids.next().is_none())
    }

    /// Whom a question concerns: `known`, when that is said and still under way, or everything under way.
    pub(crate) fn concerned(&self, known: Option<u64>) -> Concerned {
        let mut concerned = Concerned::default();
        let mut waiting = self.lock();
        let known = known.filter(|id| waiting.contains_key(id));
        for (id, waiter) in waiting.iter_mut().filter(|(id, _)| known.is_none_or(|known| known == **id)) {
            concerned.ids.push(*id);
            concerned.tags.extend(waiter.tag.clone().filter(|tag| !concerned.tags.contains(tag)));
            concerned.deadlines.push(Arc::clone(&waiter.deadline));
            concerned.ended.push(waiter.ended.get_or_insert_default().clone());
        }
        concerned
    }

    /// Counts a question of a server that can only belong to one call. The call ends when that is one too many.
    pub(crate) fn count(&self, concerned: &Concerned, what: &str) -> Result<(), InputEnd> {
        let [id] = concerned.ids[..] else { return Ok(()) };
        let counted = match self.lock().get_mut(&id) {
            Some(waiter) => waiter.rounds.begin(true),
            None => Ok(()),
        };
        if let Err(why) = counted {
            self.resolve(id, Err(Error::InputRequired { what: what.to_owned(), why }));
        }
        counted
    }

    /// Remembers that somebody said no.
    pub(crate) fn note_declined(&self, concerned: &Concerned) {
        if let [id] = concerned.ids[..]
            && let Some(waiter) = self.lock().get_mut(&id)
        {
            waiter.rounds.decline();
        }
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
        waiter.is_some_and(|mut waiter| {
            let (gone, _) = oneshot::channel();
            std::mem::replace(&mut waiter.answered, gone).send(answered).is_ok()
        })
    }
}

impl Link {
    /// Waits for a response that comes on a stream of the session's own. Legacy servers send them where they like.
    pub(crate) fn wait_for(&self, id: u64, ask: &Ask<'_>, deadline: &Arc<Deadline>) -> Waiting<'_> {
        self.place(id, ask, deadline, ask.in_background)
    }

    /// A place for a task, so that questions find it between its requests.
    pub(crate) fn wait_as_task(&self, id: u64, ask: &Ask<'_>, deadline: &Arc<Deadline>) -> Waiting<'_> {
        self.place(id, ask, deadline, true)
    }

    fn place(&self, id: u64, ask: &Ask<'_>, deadline: &Arc<Deadline>, in_background: bool) -> Waiting<'_> {
        let (answered, response) = oneshot::channel();
        let waiter = Waiter {
            answered,
            deadline: Arc::clone(deadline),
            log: ask.log.clone(),
            tap: ask.taps.call.clone(),
            tag: ask.tag.clone(),
            in_background,
            rounds: Rounds::default(),
            ended: None,
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
