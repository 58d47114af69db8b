//! The stream of changes of a modern server, kept open for as long as the session.

use std::collections::BTreeSet;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::sync::{oneshot, watch};
use tokio::time::{sleep, timeout};

use crate::client::ServerNotification;
use crate::client::ask::Ask;
use crate::client::filter::{Declared, Filter};
use crate::client::link::Link;
use crate::client::modern::{MISSING_CAPABILITY, Modern};
use crate::client::questions::METHOD_NOT_FOUND;
use crate::error::{Error, TimeoutPhase};
use crate::transport::{Deadline, Elapsed};
use crate::wire::RawJson;
use crate::wire::message::our_id;

/// Attempts in a row that come to nothing.
const ATTEMPTS: u32 = 10;
/// A stream that lasted this long came to something.
const STEADY: Duration = Duration::from_secs(30);
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The resources somebody follows, and the stream that tells of them.
pub(crate) struct Followed {
    uris: Mutex<BTreeSet<String>>,
    /// Counts what becomes of `uris`.
    generation: watch::Sender<u64>,
    /// What the server made of the filter of a generation.
    answer: watch::Sender<Answer>,
    current: Mutex<Option<Current>>,
    runs: AtomicBool,
}

#[derive(Clone, Default)]
struct Answer {
    generation: u64,
    outcome: Option<Result<Filter, Error>>,
}

/// The stream that is open.
struct Current {
    /// Its request, which the server repeats in everything it says on it.
    id: u64,
    filter: Filter,
    acknowledged: Option<oneshot::Sender<Filter>>,
    ended: Option<oneshot::Sender<()>>,
}

impl Default for Followed {
    fn default() -> Followed {
        Followed {
            uris: Mutex::default(),
            generation: watch::Sender::new(0),
            answer: watch::Sender::new(Answer::default()),
            current: Mutex::default(),
            runs: AtomicBool::new(false),
        }
    }
}

impl Followed {
    /// The generation of filters that has `uri` in it.
    pub(crate) fn add(&self, uri: &str) -> u64 {
        let is_new = lock(&self.uris).insert(uri.to_owned());
        self.generation.send_if_modified(|generation| {
            *generation += u64::from(is_new);
            is_new
        });
        *self.generation.borrow()
    }

    pub(crate) fn remove(&self, uri: &str) {
        if lock(&self.uris).remove(uri) {
            self.generation.send_modify(|generation| *generation += 1);
        }
    }

    pub(crate) fn uris(&self) -> BTreeSet<String> {
        lock(&self.uris).clone()
    }

    /// `true` for the one who is to start listening.
    pub(crate) fn start(&self) -> bool {
        !self.runs.swap(true, Ordering::AcqRel)
    }

    /// Nobody listens any more, and whoever waits is told why. In this order: what is added after the generation was
    /// read has to find that it is to start listening, or nobody would ever answer it.
    fn stop(&self, reason: &Error) {
        self.runs.store(false, Ordering::Release);
        let generation = *self.generation.borrow();
        self.tell(generation, Err(reason.clone()));
    }

    /// What the server made of the filters since `generation`.
    pub(crate) async fn answer(&self, generation: u64) -> Result<Filter, Error> {
        let mut answers = self.answer.subscribe();
        let answer =
            answers.wait_for(|answer| answer.generation >= generation && answer.outcome.is_some()).await;
        match answer.ok().and_then(|answer| answer.outcome.clone()) {
            Some(outcome) => outcome,
            None => Err(Error::Closed { reason: "nobody listens any more".into() }),
        }
    }

    fn tell(&self, generation: u64, outcome: Result<Filter, Error>) {
        // One that stops late must not take back what its successor has said of a later filter.
        self.answer.send_if_modified(|answer| {
            let is_news = answer.generation <= generation;
            if is_news {
                *answer = Answer { generation, outcome: Some(outcome) };
            }
            is_news
        });
    }

    /// Takes a `notifications/subscriptions/acknowledged` in.
    pub(crate) fn acknowledge(&self, params: &RawJson) {
        if let Some(current) = lock(&self.current).as_mut()
            && current.is_meant(params)
            && let Some(acknowledged) = current.acknowledged.take()
        {
            // Gone when it was waited for long enough.
            let _ = acknowledged.send(current.filter.acknowledged(params));
        }
    }

    /// Whether something was said on a stream that is no longer ours.
    pub(crate) fn is_stale(&self, params: Option<&RawJson>) -> bool {
        params.is_some_and(|params| {
            lock(&self.current).as_ref().is_some_and(|current| !current.is_meant(params))
        })
    }

    /// The server ends the request of this id (`notifications/cancelled`).
    pub(crate) fn end(&self, params: &RawJson) {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Wire<'a> {
            #[serde(borrow)]
            request_id: &'a RawValue,
        }
        let Ok(wire) = params.read::<Wire<'_>>() else { return };
        let id = our_id(&RawJson::slice(params.text(), wire.request_id));
        if let Some(current) = lock(&self.current).as_mut().filter(|current| Some(current.id) == id)
            && let Some(ended) = current.ended.take()
        {
            let _ = ended.send(());
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Current {
    /// What does not say to which stream it belongs belongs to the only one.
    fn is_meant(&self, params: &RawJson) -> bool {
        #[derive(Deserialize)]
        struct Wire<'a> {
            #[serde(borrow, rename = "_meta")]
            meta: Option<Meta<'a>>,
        }
        #[derive(Deserialize)]
        struct Meta<'a> {
            #[serde(borrow, rename = "io.modelcontextprotocol/subscriptionId")]
            subscription: Option<&'a RawValue>,
        }
        let said = params.read::<Wire<'_>>().ok().and_then(|wire| wire.meta?.subscription);
        said.is_none_or(|said| our_id(&RawJson::slice(params.text(), said)) == Some(self.id))
    }
}

/// Listens in a task of its own until the session ends, or it is no use.
pub(crate) fn start(link: &Arc<Link>, modern: &Modern, declared: Declared) {
    let (link, modern) = (Arc::clone(link), modern.clone());
    tokio::spawn(async move {
        let reason = tokio::select! {
            () = link.closed.cancelled() => return,
            reason = keep_listening(&link, &modern, declared) => link.clean(reason),
        };
        link.note(|| format!("not listening for changes: {reason}"));
        link.followed.stop(&reason);
        link.news.tell(ServerNotification::SubscriptionLost { reason: reason.to_string() });
    });
}

async fn keep_listening(link: &Arc<Link>, modern: &Modern, declared: Declared) -> Error {
    let mut generations = link.followed.generation.subscribe();
    let (mut attempts, mut was_lost) = (0, false);
    loop {
        let generation = *generations.borrow_and_update();
        let filter = Filter::new(declared, link.followed.uris());
        if filter.is_empty() {
            link.followed.tell(generation, Ok(filter));
            // The sender is a part of the link.
            let _ = generations.changed().await;
            continue;
        }
        let began = Instant::now();
        let stream = Stream { link, modern, filter: &filter, generation, was_lost };
        let ended = tokio::select! {
            biased;
            _ = generations.changed() => continue,
            ended = stream.follow() => ended,
        };
        match ended {
            error @ (Error::Rpc { code: METHOD_NOT_FOUND | MISSING_CAPABILITY, .. }
            | Error::InputRequired { .. }
            | Error::NotAuthorized { .. }
            | Error::Closed { .. }
            | Error::Exited { .. }) => return error,
            error if attempts >= ATTEMPTS && began.elapsed() < STEADY => return error,
            _ => {}
        }
        attempts = if began.elapsed() < STEADY { attempts + 1 } else { 1 };
        was_lost = true;
        tokio::select! {
            biased;
            _ = generations.changed() => {}
            () = sleep(pause(attempts)) => {}
        }
    }
}

/// A second, doubled with every vain attempt, up to a quarter more or less: servers that come back are not stormed.
fn pause(attempts: u32) -> Duration {
    let pause = FIRST_PAUSE.saturating_mul(1 << (attempts - 1).min(6)).min(LONGEST_PAUSE);
    let chance = RandomState::new().build_hasher().finish() % 501;
    pause.mul_f64(0.75 + chance as f64 / 1000.0)
}

struct Stream<'a> {
    link: &'a Arc<Link>,
    modern: &'a Modern,
    filter: &'a Filter,
    generation: u64,
    /// Whether there was another before, which broke off.
    was_lost: bool,
}

impl Stream<'_> {
    /// Opens the stream and reads it to its end, which needs a reason only when it is no ordinary one.
    async fn follow(&self) -> Error {
        let link = self.link;
        let id = link.next_id();
        let (acknowledged, acknowledgement) = oneshot::channel();
        let (ended, end) = oneshot::channel();
        let _closing = Closing { link, id };
        *lock(&link.followed.current) = Some(Current {
            id,
            filter: self.filter.clone(),
            acknowledged: Some(acknowledged),
            ended: Some(ended),
        });
        let filter = self.filter.json();
        let ask = Ask {
            deadline: Some(Arc::new(Deadline::endless())),
            in_background: true,
            ..link.ask("subscriptions/listen", vec![("notifications", &filter)])
        };
        let within = link.limits.response_headers;
        let heard = async {
            match timeout(within, acknowledgement).await {
                Ok(Ok(agreed)) => {
                    self.begin(agreed);
                    let _ = end.await;
                    Error::Closed { reason: "the server ended the stream of changes".into() }
                }
                _ => link.timed_out(TimeoutPhase::Answer, &Elapsed(within)),
            }
        };
        tokio::select! {
            outcome = self.modern.once_as(id, &ask, &[]) => match outcome {
                Ok(_) => self.ended_early(),
                Err(error) => error,
            },
            error = heard => match error {
                Error::Closed { .. } => self.ended_early(),
                error => error,
            },
        }
    }

    fn begin(&self, agreed: Filter) {
        if self.was_lost {
            for change in agreed.changes() {
                self.link.changed(change);
            }
        }
        self.link.followed.tell(self.generation, Ok(agreed));
    }

    /// An orderly end: the server may be there again in a moment.
    fn ended_early(&self) -> Error {
        Error::Malformed {
            reason: "the server ends the stream of changes again and again".into(),
            excerpt: None,
        }
    }
}

/// Nothing that is said on it counts any more.
struct Closing<'a> {
    link: &'a Link,
    id: u64,
}

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        let mut current = lock(&self.link.followed.current);
        if current.as_ref().is_some_and(|current| current.id == self.id) {
            *current = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Wake, Waker};

    use super::*;

    /// Subscribes in the very moment in which the end is told.
    struct Late {
        followed: Arc<Followed>,
        starts: AtomicBool,
    }

    impl Wake for Late {
        fn wake(self: Arc<Self>) {
            self.followed.add("late");
            self.starts.store(self.followed.start(), Ordering::Release);
        }
    }

    #[test]
    fn what_is_subscribed_to_while_the_end_is_told_starts_another_listener() {
        let followed = Arc::new(Followed::default());
        assert!(followed.start());
        let late = Arc::new(Late { followed: Arc::clone(&followed), starts: AtomicBool::new(false) });
        let generation = followed.add("early");
        let mut early = pin!(followed.answer(generation));
        let waker = Waker::from(Arc::clone(&late));
        assert!(early.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        followed.stop(&Error::Closed { reason: "over".into() });
        assert!(late.starts.load(Ordering::Acquire));
        assert!(early.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
    }

    #[test]
    fn an_answer_to_a_later_filter_is_not_taken_back() {
        let followed = Followed::default();
        followed.tell(2, Err(Error::Closed { reason: "later".into() }));
        followed.tell(1, Err(Error::Closed { reason: "earlier".into() }));
        assert_eq!(followed.answer.borrow().generation, 2);
    }

    #[test]
    fn pauses_grow_to_a_minute_and_no_further() {
        for (attempts, seconds) in [(1, 1), (2, 2), (5, 16), (7, 60), (ATTEMPTS, 60)] {
            let (pause, middle) = (pause(attempts), Duration::from_secs(seconds));
            assert!(pause >= middle.mul_f64(0.75) && pause <= middle.mul_f64(1.251), "{pause:?}");
        }
    }
}
