//! Where questions wait for the person, and who may put one there.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hitchpost_mcp::{RawJson, ServerRequestHandler};
use tokio::runtime::Handle;
use tokio::sync::{broadcast, oneshot};
use tokio::time::Instant;
use url::Url;

use super::asker::Asker;
use super::question::Question;
use super::{AskAnswer, AskId, AskKind, AskView};
use crate::app::Result;
use crate::call::{CallId, invalid_arguments};
use crate::connection::{Connection, ConnectionId};
use crate::credential::Redactor;
use crate::event::AppEvent;
use crate::failure::Failure;
use crate::store::now;

/// Questions that wait at the same time.
const AT_ONCE: usize = 50;
/// Of them from one session.
const OF_ONE: usize = 10;
/// Hosts ask for all questions when one changes, so they are told so no more often than this.
const TELL: Duration = Duration::from_millis(100);

/// Hears which question a call brought about.
type OnAsk = Arc<dyn Fn(AskId) + Send + Sync>;

/// The questions of all servers. Cheap to clone; every clone is the same desk.
#[derive(Clone)]
pub(crate) struct Desk {
    inner: Arc<Inner>,
}

struct Inner {
    state: Mutex<State>,
    events: broadcast::Sender<AppEvent>,
    sessions: AtomicU64,
    is_attended: AtomicBool,
    telling: Mutex<Telling>,
    /// Where what is told later waits: questions also go where no task runs.
    runtime: Handle,
}

/// When hosts were told last.
#[derive(Default)]
struct Telling {
    last: Option<Instant>,
    /// They are about to be told.
    is_due: bool,
}

#[derive(Default)]
struct State {
    /// Oldest first.
    waiting: Vec<Waiting>,
    watched: HashMap<CallId, OnAsk>,
}

/// What the person decided.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Decision {
    /// Yes; with the values of a form.
    Accept(Option<RawJson>),
    Write(String),
    Decline,
    Cancel,
}

struct Waiting {
    view: AskView,
    session: u64,
    question: Question,
    /// Gone once a page was opened: then only the server's word that it is done is waited for.
    decided: Option<oneshot::Sender<Decision>>,
}

impl Desk {
    /// To be called from a task of the runtime that it lives on.
    pub fn new(events: broadcast::Sender<AppEvent>) -> Self {
        Self {
            inner: Arc::new(Inner {
                state: Mutex::default(),
                events,
                sessions: AtomicU64::new(0),
                is_attended: AtomicBool::new(false),
                telling: Mutex::default(),
                runtime: Handle::current(),
            }),
        }
    }

    /// From now on somebody looks at what is asked. Before that everything is declined at once.
    pub fn attend(&self) {
        self.inner.is_attended.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_attended(&self) -> bool {
        self.inner.is_attended.load(Ordering::Relaxed)
    }

    /// Answers a new session's questions; nothing when its server may ask none.
    pub fn handler(
        &self,
        connection: &Connection,
        redactor: &Redactor,
    ) -> Option<Arc<dyn ServerRequestHandler>> {
        let session = self.inner.sessions.fetch_add(1, Ordering::Relaxed);
        let asker = Asker::new(self.clone(), session, connection, redactor.clone())?;
        Some(Arc::new(asker))
    }

    /// Everything that waits, oldest first.
    pub fn list(&self) -> Vec<AskView> {
        self.state().waiting.iter().map(|waiting| waiting.view.clone()).collect()
    }

    /// Decides a question. A form's values are checked first, and a fault leaves it waiting.
    pub fn answer(&self, id: &AskId, answer: AskAnswer) -> Result<()> {
        let mut state = self.state();
        let place = state.place(id)?;
        let waiting = &mut state.waiting[place];
        let decision = decision(waiting, answer)?;
        let is_opened =
            matches!((&decision, &waiting.question), (Decision::Accept(None), Question::Page { .. }));
        if is_opened && waiting.is_reported_when_done() {
            if let AskKind::Url { opened, .. } = &mut waiting.view.kind {
                *opened = true;
            }
            if let Some(decided) = waiting.decided.take() {
                // Given up in this very moment.
                let _ = decided.send(decision);
            }
        } else {
            state.waiting.remove(place).decide(decision);
        }
        drop(state);
        self.inner.changed();
        Ok(())
    }

    /// The page a question leads to.
    pub fn page(&self, id: &AskId) -> Result<Url> {
        let state = self.state();
        match &state.waiting[state.place(id)?].question {
            Question::Page { page, .. } => Ok(page.url.clone()),
            Question::Form { .. } | Question::Sampling => Err(no_question(id)),
        }
    }

    /// A server says that what it sent the person to a page for is done. Before the person went there it is ignored: the
    /// server would answer in their name.
    pub fn completed(&self, connection: ConnectionId, elicitation: &str) {
        self.settle(|waiting| {
            let is_it = matches!(&waiting.question, Question::Page { id: Some(id), .. } if id == elicitation);
            let is_opened = waiting.decided.is_none();
            (is_it && is_opened && waiting.view.connection_id == connection).then_some(Decision::Accept(None))
        });
    }

    /// Tells a call of the questions it brings about. They end with the call, when the watch is dropped.
    pub fn watch(&self, call: &CallId, on_ask: impl Fn(AskId) + Send + Sync + 'static) -> Watch {
        self.state().watched.insert(call.clone(), Arc::new(on_ask));
        Watch { desk: self.clone(), call: call.clone() }
    }

    /// Lets a question wait until it is decided or nobody waits for the answer; nothing when there are too many.
    pub(super) async fn ask(&self, session: u64, view: AskView, question: Question) -> Option<Decision> {
        let (decided, decision) = oneshot::channel();
        let (id, mut view) = (view.id.clone(), view);
        let hear: Vec<OnAsk> = {
            let mut state = self.state();
            let of_one = state.waiting.iter().filter(|waiting| waiting.session == session).count();
            if state.waiting.len() >= AT_ONCE || of_one >= OF_ONE {
                return None;
            }
            view.calls.retain(|call| state.watched.contains_key(call));
            let hear = view.calls.iter().filter_map(|call| state.watched.get(call).cloned()).collect();
            state.waiting.push(Waiting { view, session, question, decided: Some(decided) });
            hear
        };
        let _place = Place { desk: self, id: &id };
        self.inner.changed();
        for on_ask in hear {
            on_ask(id.clone());
        }
        // Without a decision its session or call has ended.
        Some(decision.await.unwrap_or(Decision::Cancel))
    }

    /// Ends everything a session asked.
    pub(super) fn leave(&self, session: u64) {
        self.settle(|waiting| (waiting.session == session).then_some(Decision::Cancel));
    }

    /// Takes away what `end` has a decision for.
    fn settle(&self, mut end: impl FnMut(&mut Waiting) -> Option<Decision>) {
        let settled: Vec<(Waiting, Decision)> = {
            let mut state = self.state();
            let mut settled = Vec::new();
            for mut waiting in std::mem::take(&mut state.waiting) {
                match end(&mut waiting) {
                    Some(decision) => settled.push((waiting, decision)),
                    None => state.waiting.push(waiting),
                }
            }
            settled
        };
        if !settled.is_empty() {
            settled.into_iter().for_each(|(waiting, decision)| waiting.decide(decision));
            self.inner.changed();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// Tells hosts at once, or together with what else changes until they may be told again.
    fn changed(self: &Arc<Self>) {
        let mut telling = self.telling();
        let next = telling.last.map(|last| last + TELL).filter(|next| *next > Instant::now());
        match next {
            _ if telling.is_due => {}
            Some(next) => {
                telling.is_due = true;
                let inner = Arc::downgrade(self);
                self.runtime.spawn(async move {
                    tokio::time::sleep_until(next).await;
                    if let Some(inner) = inner.upgrade() {
                        inner.tell(&mut inner.telling());
                    }
                });
            }
            None => self.tell(&mut telling),
        }
    }

    fn tell(&self, telling: &mut Telling) {
        *telling = Telling { last: Some(Instant::now()), is_due: false };
        // Without a listener nobody needs to know.
        let _ = self.events.send(AppEvent::AsksChanged);
    }

    fn telling(&self) -> MutexGuard<'_, Telling> {
        self.telling.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn place(&self, id: &AskId) -> Result<usize> {
        self.waiting.iter().position(|waiting| waiting.view.id == *id).ok_or_else(|| no_question(id))
    }
}

impl Waiting {
    fn decide(self, decision: Decision) {
        if let Some(decided) = self.decided {
            // Given up in this very moment.
            let _ = decided.send(decision);
        }
    }

    /// Whether the server will say when the person is done on the page, or the end of a call does.
    fn is_reported_when_done(&self) -> bool {
        matches!(self.question, Question::Page { id: Some(_), .. })
    }
}

/// Takes a question away that nobody waits for any more. One whose page was opened stays.
struct Place<'a> {
    desk: &'a Desk,
    id: &'a AskId,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.desk.settle(|waiting| {
            (waiting.view.id == *self.id && waiting.decided.is_some()).then_some(Decision::Cancel)
        });
    }
}

/// As long as it lives, a call hears of its questions.
pub(crate) struct Watch {
    desk: Desk,
    call: CallId,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.desk.state().watched.remove(&self.call);
        self.desk.settle(|waiting| {
            let calls = &mut waiting.view.calls;
            let before = calls.len();
            calls.retain(|call| *call != self.call);
            (calls.is_empty() && before > 0).then_some(Decision::Cancel)
        });
    }
}

fn decision(waiting: &Waiting, answer: AskAnswer) -> Result<Decision> {
    Ok(match (answer, &waiting.question) {
        (AskAnswer::Submit { content }, Question::Form { form }) => {
            Decision::Accept(Some(form.check(&content)?))
        }
        (AskAnswer::Opened, Question::Page { .. }) => Decision::Accept(None),
        (AskAnswer::Write { text }, Question::Sampling) => Decision::Write(text),
        (AskAnswer::Decline, _) => Decision::Decline,
        (AskAnswer::Cancel, _) => Decision::Cancel,
        (AskAnswer::Submit { content: text } | AskAnswer::Write { text }, _) => {
            return Err(invalid_arguments(&text, 0, "the question is of another kind".to_owned()));
        }
        (AskAnswer::Opened, _) => {
            return Err(invalid_arguments("", 0, "the question is of another kind".to_owned()));
        }
    })
}

fn no_question(id: &AskId) -> Failure {
    Failure::NotFound { what: "question".to_owned(), name: id.0.clone() }
}

impl AskView {
    /// A question that comes now.
    pub(super) fn new(connection: (ConnectionId, &str), calls: Vec<CallId>, kind: AskKind) -> Self {
        Self {
            id: AskId(uuid::Uuid::new_v4().to_string()),
            connection_id: connection.0,
            connection_name: connection.1.to_owned(),
            calls,
            asked_at: now(),
            kind,
        }
    }
}

#[cfg(test)]
mod tests;
