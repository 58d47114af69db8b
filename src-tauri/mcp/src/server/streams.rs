//! Streams that tell of changes: what a modern client asks for with `subscriptions/listen`, and the one that a legacy
//! session opens with GET.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream;
use serde_json::{Value, json};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::Shared;
use super::answer::{Answer, event_stream};
use super::changes::{Change, Filter};
use crate::wire::RawJson;

/// Comments on a quiet stream tell proxies and clients that it is alive.
pub(super) const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Answers `subscriptions/listen`: an acknowledgement, then what changes, and a result when the server stops.
pub(super) fn listen(shared: &Arc<Shared>, id: &RawJson, filter: Filter) -> Response {
    let offer = &shared.offer;
    let there = offer.changes.is_some();
    let filter = filter.honoured(
        there && offer.tools.is_some(),
        there && offer.resources.is_some(),
        there && offer.prompts.is_some(),
    );
    let meta = json!({ "io.modelcontextprotocol/subscriptionId": id });
    let acknowledged = json!({ "_meta": meta, "notifications": filter.told() });
    let first = Answer::notification("notifications/subscriptions/acknowledged", &acknowledged.to_string());
    let result = format!(r#"{{"resultType":"complete","_meta":{meta}}}"#);
    let last = Answer::result(id, [Bytes::from(result)]).event();
    let wanted = filter.clone();
    let told = move |change: &Change| wanted.wants(change).then(|| notification(change, Some(&meta)));
    stream_of(shared, shared.stop.child_token(), Some(first.event()), Some(last), filter.all(), told)
}

/// The stream of a legacy session's own: the lists it may look at, and the resources it watches.
pub(super) fn own(shared: &Arc<Shared>, session: &str, end: CancellationToken) -> Response {
    let (sessions, id) = (Arc::clone(shared), session.to_owned());
    let told = move |change: &Change| match change {
        Change::Resource(uri) if !sessions.sessions.watches(&id, uri) => None,
        change => Some(notification(change, None)),
    };
    let all = vec![Change::Tools, Change::Resources, Change::Prompts];
    // Something to send, so that the client sees that its stream is open.
    let first = Bytes::from_static(b": open\n\n");
    stream_of(shared, end, Some(first), None, all, told)
}

fn notification(change: &Change, meta: Option<&Value>) -> Bytes {
    let (method, mut params) = change.told();
    if let Some(meta) = meta {
        params["_meta"] = meta.clone();
    }
    Answer::notification(method, &params.to_string()).event()
}

/// What a stream goes through: its first event, changes and comments, its last event.
struct Running<F> {
    first: Option<Bytes>,
    /// `None` for a server where nothing changes.
    changes: Option<broadcast::Receiver<Change>>,
    end: CancellationToken,
    last: Option<Bytes>,
    /// What a listener that missed something hears instead.
    all: Vec<Change>,
    told: F,
}

fn stream_of(
    shared: &Shared,
    end: CancellationToken,
    first: Option<Bytes>,
    last: Option<Bytes>,
    all: Vec<Change>,
    told: impl Fn(&Change) -> Option<Bytes> + Send + 'static,
) -> Response {
    let changes = shared.offer.changes.as_ref().map(super::Changes::listen);
    let running = Running { first, changes, end, last, all, told };
    let events = stream::unfold(Some(running), |running| async {
        let mut running = running?;
        let (event, over) = running.next().await?;
        Some((Ok::<_, Infallible>(event), (!over).then_some(running)))
    });
    event_stream(Body::from_stream(events))
}

impl<F: Fn(&Change) -> Option<Bytes>> Running<F> {
    /// The next event, and whether it is the last one.
    async fn next(&mut self) -> Option<(Bytes, bool)> {
        if let Some(first) = self.first.take() {
            return Some((first, false));
        }
        loop {
            let changed = tokio::select! {
                biased;
                () = self.end.cancelled() => return self.last.take().map(|last| (last, true)),
                changed = next_change(&mut self.changes) => changed,
                () = tokio::time::sleep(KEEP_ALIVE) => return Some((Bytes::from_static(b":\n\n"), false)),
            };
            let event = match changed {
                Ok(change) => (self.told)(&change),
                Err(RecvError::Lagged(_)) => {
                    Some(self.all.iter().filter_map(&self.told).collect::<Vec<_>>().concat().into())
                }
                Err(RecvError::Closed) => None,
            };
            if let Some(event) = event {
                return Some((event, false));
            }
        }
    }
}

async fn next_change(changes: &mut Option<broadcast::Receiver<Change>>) -> Result<Change, RecvError> {
    match changes {
        Some(changes) => changes.recv().await,
        None => std::future::pending().await,
    }
}
