//! Running one tool call: in a task of its own, with progress, cancellation and an answer that
//! becomes an event stream only when there is something to stream.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream;
use http::StatusCode;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::answer::{Answer, event_stream};
use super::codes::{self, INTERNAL_ERROR, refusal};
use super::tools::{Call, Progress, ProgressUpdate, Tools};
use super::{Outcome, Shared};
use crate::wire::{JsonRpcError, RawJson};

/// Comments on a quiet stream tell proxies and clients that the call is alive.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// A `tools/call` that has passed its era's checks.
pub(super) struct CallRequest {
    pub(super) id: RawJson,
    pub(super) name: String,
    pub(super) arguments: Option<RawJson>,
    pub(super) meta: Option<RawJson>,
    pub(super) progress_token: Option<RawJson>,
    /// The client takes `text/event-stream`.
    pub(super) streams: bool,
}

/// What the eras do differently about a call.
pub(super) enum Manner {
    /// A caller that disconnects has cancelled.
    Modern,
    /// The call belongs to a session and outlives its connection.
    Legacy { session: String },
}

/// Runs the call and answers with a JSON body, or with a stream once there is progress to report
/// or the call takes its time.
pub(super) async fn answer(
    shared: Arc<Shared>,
    tools: &Arc<dyn Tools>,
    request: CallRequest,
    manner: Manner,
) -> Response {
    let mut running = Running::start(shared, tools, request, manner);
    if !running.streams {
        return running.finish().await;
    }
    let open_after = running.shared.limits.open_stream_after;
    tokio::select! {
        biased;
        Some(update) = next_update(&mut running.updates) => running.into_stream(Some(update)),
        ended = &mut running.work => running.answer(ended.ok().unwrap_or_else(panicked)),
        () = tokio::time::sleep(open_after) => running.into_stream(None),
    }
}

/// `None` means cancelled: there is nobody left to answer.
type Ended = Option<Result<Outcome, JsonRpcError>>;

struct Running {
    shared: Arc<Shared>,
    id: RawJson,
    progress_token: Option<RawJson>,
    streams: bool,
    modern: bool,
    updates: Option<mpsc::Receiver<ProgressUpdate>>,
    work: JoinHandle<Ended>,
    /// Cancels a modern call when the connection, and with it this value, goes away.
    _hang_up: Option<DropGuard>,
}

impl Running {
    fn start(shared: Arc<Shared>, tools: &Arc<dyn Tools>, request: CallRequest, manner: Manner) -> Self {
        let CallRequest { id, name, arguments, meta, progress_token, streams } = request;
        let (progress, updates) = match &progress_token {
            Some(_) if streams => {
                let (progress, updates) = Progress::channel();
                (progress, Some(updates))
            }
            _ => (Progress::default(), None),
        };
        let cancelled = match &manner {
            Manner::Modern => shared.stop.child_token(),
            Manner::Legacy { session } => shared.sessions.start_call(session, id.as_str()),
        };
        let modern = matches!(manner, Manner::Modern);
        let hang_up = modern.then(|| cancelled.clone().drop_guard());
        let arguments = arguments.unwrap_or_else(RawJson::empty_object);
        let call = Call { name, arguments, meta, progress, cancelled };
        let work = tokio::spawn(work(Arc::clone(&shared), Arc::clone(tools), call, id.clone(), manner));
        Self { shared, id, progress_token, streams, modern, updates, work, _hang_up: hang_up }
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

    fn into_stream(self, first: Option<ProgressUpdate>) -> Response {
        let first = first.map(|update| self.progress(&update));
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
            Some(update) = next_update(&mut self.updates) => return Some((self.progress(&update), false)),
            ended = &mut self.work => ended.ok().unwrap_or_else(panicked),
            () = tokio::time::sleep(KEEP_ALIVE) => return Some((Bytes::from_static(b":\n\n"), false)),
        };
        let answer = match ended? {
            Ok(outcome) => Answer::result(&self.id, self.result(outcome)),
            Err(error) => Answer::error(Some(&self.id), &error),
        };
        Some((answer.event(), true))
    }

    fn progress(&self, update: &ProgressUpdate) -> Bytes {
        self.progress_token.as_ref().map(|token| Answer::progress(token, update).event()).unwrap_or_default()
    }
}

/// The task of one call. Cancelling drops the tool's future; work it started elsewhere sees the token.
async fn work(shared: Arc<Shared>, tools: Arc<dyn Tools>, call: Call, id: RawJson, manner: Manner) -> Ended {
    let cancelled: CancellationToken = call.cancelled.clone();
    let ended = tokio::select! {
        biased;
        ended = tools.call(call) => Some(ended),
        () = cancelled.cancelled() => None,
    };
    if let Manner::Legacy { session } = manner {
        shared.sessions.finish_call(&session, id.as_str());
    }
    ended
}

async fn next_update(updates: &mut Option<mpsc::Receiver<ProgressUpdate>>) -> Option<ProgressUpdate> {
    updates.as_mut()?.recv().await
}

/// One tool's bug ends one call.
fn panicked() -> Ended {
    Some(Err(refusal(INTERNAL_ERROR, "the tool stopped unexpectedly")))
}
