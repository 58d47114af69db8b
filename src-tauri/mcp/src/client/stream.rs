//! Legacy event streams opened with GET: what a server says unasked, and streams that broke off.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::ACCEPT;
use http::{HeaderName, HeaderValue, Method};
use tokio::sync::oneshot;

use crate::client::exchange::{MAX_RESUMES, Resume, is_message};
use crate::client::link::Link;
use crate::client::questions::{self, Question};
use crate::client::way::{Posts, Way};
use crate::error::Error;
use crate::tap::Direction;
use crate::transport::{Deadline, Events, Headers, Outgoing, Taps, title_of};
use crate::wire::message::our_id;
use crate::wire::{Frame, Message};

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
const TEXT_EVENT_STREAM: HeaderValue = HeaderValue::from_static("text/event-stream");

/// Listens on the session's own stream in a task, for as long as there is one. Many servers have none. The receiver
/// learns when the first attempt has been answered, one way or the other.
pub(crate) fn listen(link: &Arc<Link>, way: &Way) -> oneshot::Receiver<()> {
    let (link, way) = (Arc::clone(link), way.clone());
    let (answered, first_answer) = oneshot::channel();
    tokio::spawn(async move {
        let Way::Posts(posts) = &way else { return };
        tokio::select! {
            () = posts.gone.cancelled() => {}
            reason = keep_listening(&link, &way, posts, answered) => {
                let reason = link.clean(reason);
                link.note(|| format!("not listening for unasked messages: {reason}"));
            }
        }
    });
    first_answer
}

/// Reconnects until the server has no stream for us, or ten attempts in a row brought nothing.
async fn keep_listening(link: &Arc<Link>, way: &Way, posts: &Posts, answered: oneshot::Sender<()>) -> Error {
    let (taps, deadline) = (link.taps(), Deadline::endless());
    let mut resume = Resume::default();
    let mut answered = Some(answered);
    loop {
        let opened = open(posts, resume.last_event_id.as_deref(), &taps, &deadline, None).await;
        // Gone when nobody waits for it.
        let _ = answered.take().map(|answered| answered.send(()));
        let outcome = match opened {
            Ok(mut events) => hear_all(link, (way, posts), &mut events, &mut resume, &taps, &deadline).await,
            Err(error) => Err(error),
        };
        let error = match outcome {
            Ok(()) => posts.http.network("the stream ended"),
            // Without a status it was not the server that refused, and next time there may be something to send.
            Err(
                error @ (Error::Network { .. }
                | Error::Refused { .. }
                | Error::NotAuthorized { status: None, .. }),
            ) => error,
            Err(error) => return error,
        };
        if resume.attempts >= MAX_RESUMES {
            return error;
        }
        tokio::time::sleep(resume.delay()).await;
        resume.attempts += 1;
    }
}

async fn hear_all(
    link: &Arc<Link>,
    (way, posts): (&Way, &Posts),
    events: &mut Events,
    resume: &mut Resume,
    taps: &Taps,
    deadline: &Deadline,
) -> Result<(), Error> {
    while let Some(event) = posts.http.next_event(events, taps, deadline).await? {
        resume.attempts = 0;
        if event.id.is_some() {
            resume.last_event_id = event.id.filter(|id| !id.is_empty());
        }
        resume.retry = event.retry.map(Duration::from_millis).or(resume.retry);
        if event.data.trim_ascii().is_empty() || !is_message(event.event.as_deref()) {
            continue;
        }
        let messages = match Frame::parse(&event.data) {
            Ok(frame) => frame.into_messages(),
            Err(fault) => vec![Err(fault)],
        };
        for message in messages {
            match message {
                Ok(message) => deliver(link, way, message, None),
                Err(fault) => {
                    taps.note(Direction::Received, || format!("an unasked event was ignored: {fault}"));
                }
            }
        }
    }
    Ok(())
}

/// Takes a message from a stream of the session's own to whom it concerns: with what says so itself, to the request
/// `concerned`.
pub(crate) fn deliver(link: &Arc<Link>, way: &Way, message: Message, concerned: Option<u64>) {
    match message {
        Message::Notification { method, params } => {
            let log = concerned.and_then(|id| link.waiting.log_of(id));
            link.hear(method, params, log.as_ref());
        }
        Message::Request { id, method, params } => {
            questions::answer(link, way, Question { id, method, params }, concerned);
        }
        Message::Response { id, outcome } => {
            let id = id.as_ref().and_then(our_id).or(concerned);
            if !id.is_some_and(|id| link.waiting.resolve(id, Ok(outcome))) {
                link.note(|| "a response nobody waits for was ignored".into());
            }
        }
    }
}

/// Picks a broken stream up after its last event. `broken` is the error when that cannot be done.
pub(crate) async fn resume(
    posts: &Posts,
    resume: &mut Resume,
    taps: &Taps,
    deadline: &Deadline,
    broken: Error,
) -> Result<Events, Error> {
    if resume.last_event_id.is_none() {
        return Err(broken);
    }
    loop {
        if resume.attempts >= MAX_RESUMES {
            return Err(broken);
        }
        let delay = resume.delay();
        taps.note(Direction::Received, || {
            format!("the stream broke off; resuming in {} ms", delay.as_millis())
        });
        if let Err(elapsed) = deadline.guard(tokio::time::sleep(delay)).await {
            return Err(posts.http.timed_out(crate::error::TimeoutPhase::Answer, &elapsed));
        }
        resume.attempts += 1;
        match open(posts, resume.last_event_id.as_deref(), taps, deadline, None).await {
            Ok(events) => return Ok(events),
            Err(Error::Network { .. } | Error::Refused { .. }) => {}
            Err(error @ (Error::Timeout { .. } | Error::NotAuthorized { .. })) => return Err(error),
            Err(_) => return Err(broken),
        }
    }
}

/// GETs an event stream, after event `last` of an earlier one. Anything else is an error, 405 first of all.
pub(crate) async fn open(
    Posts { http, headers: base, .. }: &Posts,
    last: Option<&str>,
    taps: &Taps,
    deadline: &Deadline,
    headers_within: Option<Duration>,
) -> Result<Events, Error> {
    let mut more = vec![(ACCEPT, TEXT_EVENT_STREAM)];
    let last = last.and_then(|id| HeaderValue::from_bytes(id.as_bytes()).ok());
    more.extend(last.map(|last| (LAST_EVENT_ID, last)));
    let headers = Headers { base, more };
    let sent = Outgoing {
        method: Method::GET,
        url: None,
        headers,
        body: Bytes::new(),
        taps,
        deadline,
        headers_within,
    };
    let mut answer = http.send(sent).await?;
    if answer.status().is_success() && answer.is("text/event-stream") {
        return Ok(http.events(answer));
    }
    let body = http.body(&mut answer, taps, &Deadline::fixed(http.limits.response_headers)).await?;
    if answer.status().is_success() {
        let url = http.shown_url.to_string();
        return Err(Error::NotMcp { url, content_type: answer.content_type(), title: title_of(&body) });
    }
    Err(answer.into_error(&body))
}
