//! The HTTP+SSE transport (2024-11-05): a stream opened with GET says where to post, and carries every answer.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};
use tokio::time::timeout;
use url::Url;

use crate::client::exchange::{Pending, is_message};
use crate::client::hearing::progress_token;
use crate::client::link::Link;
use crate::client::stream;
use crate::client::way::{Posts, Way};
use crate::error::{Error, TimeoutPhase, excerpt_of};
use crate::tap::{Direction, TapEvent};
use crate::transport::{Answer, Deadline, Event, Events, Http, Outgoing, Taps};
use crate::wire::message::our_id;
use crate::wire::{Frame, Message, RawJson};

/// How long a POST that is answered on the stream already may take to end.
const COURTESY: Duration = Duration::from_secs(5);

/// One such stream. It is read until it ends or its session does.
pub(crate) struct Channel {
    /// Without the revision, which is not agreed on yet.
    first: Arc<Posts>,
    agreed: OnceLock<Arc<Posts>>,
    /// Why the stream was lost, when it was.
    lost: OnceLock<Error>,
}

impl Channel {
    /// GETs the stream and waits for its `endpoint` event; a task reads on from there.
    pub(crate) async fn open(link: &Arc<Link>, http: &Arc<Http>) -> Result<Arc<Channel>, Error> {
        let (taps, probe) = (link.taps(), link.limits.probe.min(link.request_timeout));
        // The authorizer's time is not the server's.
        let asking = Deadline::fixed(link.request_timeout.max(link.limits.authorization));
        let mut posts = Posts::new(link, http);
        let mut events = stream::open(&posts, None, &taps, &asking, Some(probe)).await?;
        posts.url = Some(endpoint(http, &mut events, &taps, probe).await?);
        let channel =
            Arc::new(Channel { first: Arc::new(posts), agreed: OnceLock::new(), lost: OnceLock::new() });
        tokio::spawn({
            let (link, channel) = (Arc::clone(link), Arc::clone(&channel));
            async move {
                tokio::select! {
                    () = channel.first.gone.cancelled() => {}
                    reason = channel.read(&link, events) => channel.lose(&link, reason),
                }
            }
        });
        Ok(channel)
    }

    /// How messages travel at the moment.
    pub(crate) fn way(&self) -> Way {
        Way::Posts(Arc::clone(self.posts()))
    }

    pub(crate) fn posts(&self) -> &Arc<Posts> {
        self.agreed.get().unwrap_or(&self.first)
    }

    /// Another stream to the same place.
    pub(crate) async fn again(&self, link: &Arc<Link>) -> Result<Arc<Channel>, Error> {
        Channel::open(link, &self.first.http).await
    }

    /// From now on they travel with the headers of the revision agreed on.
    pub(crate) fn agree(&self, headers: HeaderMap) -> Way {
        Way::Posts(Arc::clone(self.agreed.get_or_init(|| Arc::new(self.first.with(headers)))))
    }

    async fn read(&self, link: &Arc<Link>, mut events: Events) -> Error {
        let (taps, deadline) = (link.taps(), Deadline::endless());
        loop {
            match self.first.http.next_event(&mut events, &taps, &deadline).await {
                Ok(Some(event)) => self.take(link, &event, events.exchange),
                Ok(None) => return self.first.http.network("the server ended the session's event stream"),
                Err(error) => return error,
            }
        }
    }

    fn lose(&self, link: &Link, reason: Error) {
        let reason = link.clean(reason);
        link.note(|| format!("the session is lost: {reason}"));
        // What changes from now on, nobody tells us.
        link.lists.invalidate();
        let _ = self.lost.set(reason);
        self.first.gone.cancel();
    }

    /// The session is over, and nothing more will come.
    fn loss(&self) -> Error {
        self.lost
            .get()
            .cloned()
            .unwrap_or_else(|| self.first.http.network("the server has forgotten the session"))
    }

    async fn until_lost(&self) {
        self.first.gone.cancelled().await;
        if self.lost.get().is_none() {
            std::future::pending::<()>().await;
        }
    }

    fn take(&self, link: &Arc<Link>, event: &Event, exchange: u64) {
        if event.event.as_deref() == Some("endpoint") {
            return link
                .note(|| "another `endpoint` event was ignored: messages go where the first said".into());
        }
        if event.data.trim_ascii().is_empty() || !is_message(event.event.as_deref()) {
            return;
        }
        let messages = match Frame::parse(&event.data) {
            Ok(frame) => frame.into_messages(),
            Err(fault) => vec![Err(fault)],
        };
        for message in messages {
            let concerned = match &message {
                Ok(message) => concerned(link, message),
                Err(_) => link.waiting.only(),
            };
            if let Some(id) = concerned {
                link.waiting.show(id, || TapEvent {
                    at: std::time::Instant::now(),
                    exchange,
                    direction: Direction::Received,
                    kind: event.shown(),
                });
            }
            match (message, concerned) {
                (Ok(message), concerned) => stream::deliver(link, &self.way(), message, concerned),
                (Err(fault), Some(id)) if matches!(event.data.trim_ascii_start(), [b'{' | b'[', ..]) => {
                    let reason = format!("an event is not valid JSON-RPC: {fault}");
                    let excerpt = Some(excerpt_of(&event.data));
                    link.waiting.resolve(id, Err(Error::Malformed { reason, excerpt }));
                }
                (Err(fault), _) => link.note(|| format!("an event was ignored: {fault}")),
            }
        }
    }

    /// Posts a request and awaits its response, which may come before the POST's own answer, or even in that.
    pub(crate) async fn exchange(&self, pending: &Pending<'_>, body: Bytes) -> Result<RawJson, Error> {
        let Pending { link, ask, id, deadline, .. } = *pending;
        let mut waiting = link.wait_for(id, ask, deadline);
        let (posts, taps) = (Arc::clone(self.posts()), ask.taps.clone());
        let mut posting = Box::pin(post(posts, body, taps, Arc::clone(deadline)));
        let answered = tokio::select! {
            biased;
            answered = waiting.response() => Some(answered),
            posted = &mut posting => {
                if let Some(outcome) = in_its_answer(pending, posted?) {
                    return outcome;
                }
                None
            }
            () = self.until_lost() => return Err(self.loss()),
        };
        let answered = match answered {
            Some(answered) => {
                // Dropped in the middle, it would look like a client that went away.
                tokio::spawn(timeout(COURTESY, posting));
                answered
            }
            None => {
                let awaited = deadline.guard(async {
                    tokio::select! {
                        biased;
                        answered = waiting.response() => answered,
                        () = self.first.gone.cancelled() => Err(self.loss()),
                    }
                });
                awaited.await.map_err(|elapsed| self.first.http.timed_out(TimeoutPhase::Answer, &elapsed))?
            }
        };
        answered?.map_err(|error| ask.rpc_error(error, 200))
    }
}

/// Waits for the stream's first word that counts: the address to post to.
async fn endpoint(http: &Http, events: &mut Events, taps: &Taps, within: Duration) -> Result<Url, Error> {
    let missing = |how: String| Error::Malformed {
        reason: format!(
            "its event stream {how} without an `endpoint` event, which says where to post messages"
        ),
        excerpt: None,
    };
    let (deadline, endless) = (Deadline::fixed(within), Deadline::endless());
    let found = deadline.guard(async {
        while let Some(event) = http.next_event(events, taps, &endless).await? {
            if event.event.as_deref() == Some("endpoint") {
                return http.endpoint(&event.data);
            }
            taps.note(Direction::Received, || "an event before `endpoint` was ignored".into());
        }
        Err(missing("ended".into()))
    });
    found.await.map_err(|elapsed| missing(format!("went on for {} s", elapsed.0.as_secs_f32())))?
}

/// The request a message concerns: by its id, by its token, or because there is no other.
pub(crate) fn concerned(link: &Link, message: &Message) -> Option<u64> {
    match message {
        Message::Response { id: Some(id), .. } => our_id(id),
        // An error without an id answers the only request there is; a result without one answers none.
        Message::Response { id: None, outcome } => outcome.is_err().then(|| link.waiting.only())?,
        Message::Notification { method, params } if method == "notifications/progress" => {
            params.as_ref().and_then(progress_token)
        }
        Message::Notification { .. } | Message::Request { .. } => link.waiting.only(),
    }
}

async fn post(
    posts: Arc<Posts>,
    body: Bytes,
    taps: Taps,
    deadline: Arc<Deadline>,
) -> Result<(Answer, Bytes), Error> {
    let sent = Outgoing {
        method: Method::POST,
        url: posts.url.as_ref(),
        headers: (&posts.headers).into(),
        body,
        taps: &taps,
        deadline: &deadline,
        // Some hold it back until the answer is on the stream.
        headers_within: None,
    };
    let mut answer = posts.http.send(sent).await?;
    let body = posts.http.body(&mut answer, &taps, &deadline).await?;
    Ok((answer, body))
}

/// What the POST's own answer says, when it is more than that the message was taken.
fn in_its_answer(pending: &Pending<'_>, (answer, body): (Answer, Bytes)) -> Option<Result<RawJson, Error>> {
    let status = answer.status();
    if !status.is_success() {
        return Some(Err(pending.refusal(status, &body).unwrap_or_else(|| answer.into_error(&body))));
    }
    pending.take(Frame::parse(&body).ok()?)
}
