//! Running one call: in a task of its own, with progress, questions, cancellation, and an answer that
//! becomes an event stream only when there is something to stream.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream;
use http::StatusCode;
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::answer::{Answer, event_stream};
use super::asking::{Asker, Question};
use super::caller::{Call, Level, Log, Progress, WAITING};
use super::codes::{self, INTERNAL_ERROR, refusal};
use super::offer::Target;
use super::state::name_of;
use super::streams::KEEP_ALIVE;
use super::{Outcome, Shared};
use crate::wire::{JsonRpcError, RawJson};

/// A `tools/call`, `prompts/get` or `resources/read` that has passed its era's checks.
pub(super) struct CallRequest {
    pub(super) id: RawJson,
    pub(super) method: String,
    pub(super) name: String,
    pub(super) arguments: RawJson,
    pub(super) meta: Option<RawJson>,
    pub(super) progress_token: Option<RawJson>,
    /// The client takes `text/event-stream`.
    pub(super) streams: bool,
}

/// What the eras do differently about a call.
pub(super) enum Manner {
    /// A caller that disconnects has cancelled. It brings along what it can do, from which level on it wants log
    /// messages, and what it answered so far.
    Modern { capabilities: Value, level: Option<Level>, answers: BTreeMap<String, RawJson> },
    /// The call belongs to a session and outlives its connection.
    Legacy { session: String },
}

/// Runs the call and answers with a JSON body, or with a stream once there is something to tell
/// or the call takes its time.
pub(super) async fn answer(
    shared: Arc<Shared>,
    target: Target,
    request: CallRequest,
    manner: Manner,
) -> Response {
    let streams = request.streams;
    let mut running = Running::start(shared, target, request, manner);
    if !streams {
        return running.finish().await;
    }
    let open_after = running.shared.limits.open_stream_after;
    tokio::select! {
        biased;
        Some(message) = running.messages.recv() => running.into_stream(Some(message)),
        ended = &mut running.work => running.answer(ended.ok().unwrap_or_else(panicked)),
        () = tokio::time::sleep(open_after) => running.into_stream(None),
    }
}

/// `None` means cancelled: there is nobody left to answer.
type Ended = Option<Result<Outcome, JsonRpcError>>;

struct Running {
    shared: Arc<Shared>,
    id: RawJson,
    modern: bool,
    messages: mpsc::Receiver<Answer>,
    work: JoinHandle<Ended>,
    /// Cancels a modern call when the connection, and with it this value, goes away.
    _hang_up: Option<DropGuard>,
}

impl Running {
    fn start(shared: Arc<Shared>, target: Target, request: CallRequest, manner: Manner) -> Self {
        let (sender, messages) = mpsc::channel(WAITING);
        let sender = request.streams.then_some(sender);
        let id = request.id.clone();
        let cancelled = match &manner {
            Manner::Modern { .. } => shared.stop.child_token(),
            Manner::Legacy { session } => shared.sessions.start_call(session, id.as_str()),
        };
        let modern = matches!(manner, Manner::Modern { .. });
        let hang_up = modern.then(|| cancelled.clone().drop_guard());
        let job = Job { shared: Arc::clone(&shared), target, request, cancelled };
        let work = tokio::spawn(async move {
            match manner {
                Manner::Modern { capabilities, level, answers } => {
                    job.in_rounds(sender, capabilities, level, answers).await
                }
                Manner::Legacy { session } => job.in_session(sender, session).await,
            }
        });
        Self { shared, id, modern, messages, work, _hang_up: hang_up }
    }

    async fn finish(mut self) -> Response {
        let ended = (&mut self.work).await.ok().unwrap_or_else(panicked);
        self.answer(ended)
    }

    fn answer(&self, ended: Ended) -> Response {
        match ended {
            Some(Ok(outcome)) => Answer::result(&self.id, self.result(outcome)).response(StatusCode::OK),
            Some(Err(error)) => {
                let status = if self.modern { codes::modern_status(error.code) } else { StatusCode::OK };
                Answer::error(Some(&self.id), &error).response(status)
            }
            None => event_stream(Body::empty()),
        }
    }

    fn result(&self, outcome: Outcome) -> [Bytes; 3] {
        if self.modern { outcome.modern(&self.shared.identity_json) } else { outcome.legacy() }
    }

    fn into_stream(self, first: Option<Answer>) -> Response {
        let first = first.map(Answer::event);
        let events = stream::unfold(Some(self), |running| async {
            let mut running = running?;
            let (event, over) = running.next_event().await?;
            Some((event, (!over).then_some(running)))
        });
        let events = stream::StreamExt::chain(stream::iter(first), events);
        let events = stream::StreamExt::map(events, Ok::<_, Infallible>);
        event_stream(Body::from_stream(events))
    }

    /// The next event, and whether it is the last one.
    async fn next_event(&mut self) -> Option<(Bytes, bool)> {
        let ended = tokio::select! {
            biased;
            Some(message) = self.messages.recv() => return Some((message.event(), false)),
            ended = &mut self.work => ended.ok().unwrap_or_else(panicked),
            () = tokio::time::sleep(KEEP_ALIVE) => return Some((Bytes::from_static(b":\n\n"), false)),
        };
        let answer = match ended? {
            Ok(outcome) => Answer::result(&self.id, self.result(outcome)),
            Err(error) => Answer::error(Some(&self.id), &error),
        };
        Some((answer.event(), true))
    }
}

/// The task of one call. Cancelling drops its future; work it started elsewhere sees the token.
struct Job {
    shared: Arc<Shared>,
    target: Target,
    request: CallRequest,
    cancelled: CancellationToken,
}

impl Job {
    /// Ends with questions when there are answers missing.
    async fn in_rounds(
        self,
        sender: Option<mpsc::Sender<Answer>>,
        capabilities: Value,
        level: Option<Level>,
        answers: BTreeMap<String, RawJson>,
    ) -> Ended {
        let (open, mut opened) = mpsc::channel::<Vec<Question>>(1);
        let ask = Asker::in_rounds(capabilities, answers.clone(), open);
        let call = self.call(sender, level, ask);
        tokio::select! {
            biased;
            ended = self.target.run(call) => Some(ended),
            Some(questions) = opened.recv() => {
                let CallRequest { method, name, arguments, .. } = &self.request;
                let state = self.shared.seal.close(&name_of(method, name, arguments), &answers);
                Some(state.map(|state| Outcome::input_required(&questions, &state)))
            }
            () = self.cancelled.cancelled() => None,
        }
    }

    async fn in_session(self, sender: Option<mpsc::Sender<Answer>>, session: String) -> Ended {
        let (capabilities, level) =
            self.shared.sessions.client(&session).unwrap_or((Value::Null, Level::Info));
        let ask = Asker::in_session(capabilities, Arc::clone(&self.shared), session.clone(), sender.clone());
        let call = self.call(sender, Some(level), ask);
        let ended = tokio::select! {
            biased;
            ended = self.target.run(call) => Some(ended),
            () = self.cancelled.cancelled() => None,
        };
        self.shared.sessions.finish_call(&session, self.request.id.as_str());
        ended
    }

    fn call(&self, sender: Option<mpsc::Sender<Answer>>, level: Option<Level>, ask: Asker) -> Call {
        let CallRequest { name, arguments, meta, progress_token, .. } = &self.request;
        Call {
            name: name.clone(),
            arguments: arguments.clone(),
            meta: meta.clone(),
            progress: Progress::new(progress_token.clone(), sender.clone()),
            log: Log::new(level, sender),
            ask,
            cancelled: self.cancelled.clone(),
        }
    }
}

/// One tool's bug ends one call.
fn panicked() -> Ended {
    Some(Err(refusal(INTERNAL_ERROR, "the tool stopped unexpectedly")))
}
