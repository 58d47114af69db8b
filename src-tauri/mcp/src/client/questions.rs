//! What servers ask of us: `ping`, elicitation and the like.

use std::sync::Arc;
use std::time::Duration;

use crate::client::ServerRequest;
use crate::client::link::Link;
use crate::client::way::Way;
use crate::transport::Deadline;
use crate::wire::{JsonRpcError, RawJson, request};

pub(crate) const METHOD_NOT_FOUND: i64 = -32601;

/// Answers a request of a legacy server in a task of its own, so that the stream it came on is read on. While a
/// person is at it, the deadlines of the calls it may belong to do not run.
pub(crate) fn answer(
    link: &Arc<Link>,
    way: &Arc<Way>,
    question: (RawJson, String, Option<RawJson>),
    deadlines: Vec<Arc<Deadline>>,
) {
    let (link, way) = (Arc::clone(link), Arc::clone(way));
    tokio::spawn(async move {
        let (id, method, params) = question;
        let work = async {
            let outcome = {
                let _holds: Vec<_> = deadlines.iter().map(|deadline| deadline.hold()).collect();
                outcome(&link, method, params).await
            };
            let body = request::response(&id, &outcome);
            if let Err(error) = link.tell(&way, body, Duration::from_secs(30)).await {
                let error = link.clean(error);
                link.note(|| format!("our answer to the server's request {id} could not be sent: {error}"));
            }
        };
        tokio::select! {
            () = way.gone.cancelled() => {}
            () = work => {}
        }
    });
}

async fn outcome(link: &Link, method: String, params: Option<RawJson>) -> Result<RawJson, JsonRpcError> {
    if method == "ping" {
        return Ok(RawJson::empty_object());
    }
    match &link.handler {
        Some(handler) => {
            let params = params.unwrap_or_else(RawJson::empty_object);
            handler.handle(ServerRequest { method, params }).await
        }
        None => Err(JsonRpcError {
            code: METHOD_NOT_FOUND,
            message: format!("{method} is not supported"),
            data: None,
        }),
    }
}
