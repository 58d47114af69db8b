//! One request to its response: over a body or a stream, past notifications and questions of the server.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, StatusCode};

use crate::client::ask::Ask;
use crate::client::channel::Channel;
use crate::client::legacy::Session;
use crate::client::link::Link;
use crate::client::questions::{self, Question};
use crate::client::stream;
use crate::client::waiting::Waiting;
use crate::client::way::{Posts, Way};
use crate::error::{Error, excerpt_of};
use crate::transport::{Answer, Deadline, Events, Headers, Http, Outgoing, title_of};
use crate::wire::message::our_id;
use crate::wire::{Frame, JsonRpcError, Message, RawJson, request};

/// On whose behalf a request is made, which decides what else may come back with its answer.
#[derive(Clone, Copy)]
pub(crate) enum Side<'a> {
    /// Stateless: no questions, no resumption.
    Modern,
    /// `initialize`, before there is a session; on the channel where there is one.
    Handshake(Option<&'a Arc<Channel>>),
    /// Within a session.
    Legacy(&'a Arc<Session>),
}

impl<'a> Side<'a> {
    /// Where the answer comes, when not as the answer to our POST.
    fn channel(self) -> Option<&'a Arc<Channel>> {
        match self {
            Side::Modern => None,
            Side::Handshake(channel) => channel,
            Side::Legacy(session) => session.channel.as_ref(),
        }
    }
}

/// A request with its body written.
pub(crate) struct Prepared<'a> {
    pub id: u64,
    pub way: &'a Way,
    /// Headers beyond those of the way.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    pub body: Bytes,
    pub deadline: Arc<Deadline>,
    pub side: Side<'a>,
}

/// What came back.
pub(crate) struct Reply {
    pub result: RawJson,
    pub session_id: Option<HeaderValue>,
}

/// Where a broken stream goes on.
#[derive(Default)]
pub(crate) struct Resume {
    pub last_event_id: Option<String>,
    pub retry: Option<Duration>,
    /// Attempts since the last event.
    pub attempts: u32,
}

impl Resume {
    /// Without a word from the server we wait a second, longer with every vain attempt.
    pub(crate) fn delay(&self) -> Duration {
        const LONGEST: Duration = Duration::from_secs(60);
        let first = self.retry.unwrap_or(Duration::from_secs(1));
        first.saturating_mul(1 << self.attempts.min(6)).min(LONGEST.max(first))
    }
}

pub(crate) const MAX_RESUMES: u32 = 10;

impl Link {
    pub(crate) async fn exchange(
        self: &Arc<Self>,
        prepared: Prepared<'_>,
        ask: &Ask<'_>,
    ) -> Result<Reply, Error> {
        let _watch =
            ask.progress.as_ref().filter(|_| ask.token.is_none()).map(|sink| {
                self.watch_progress(prepared.id, Arc::clone(sink), Arc::clone(&prepared.deadline))
            });
        let Prepared { id, way, headers, body, deadline, side } = prepared;
        let Posts { http, headers: base, .. } = match way {
            Way::Posts(posts) => &**posts,
            Way::Lines(program) => {
                let result = Box::pin(program.exchange(self, ask, id, body, &deadline)).await?;
                return Ok(Reply { result, session_id: None });
            }
        };
        let pending = Pending { link: self, http, ask, id, deadline: &deadline, side };
        if let Some(channel) = side.channel() {
            let result = Box::pin(channel.exchange(&pending, body)).await?;
            return Ok(Reply { result, session_id: None });
        }
        let elsewhere = matches!(side, Side::Legacy(_)).then(|| self.wait_for(id, ask, &deadline));
        let sent = Outgoing {
            method: Method::POST,
            url: None,
            headers: Headers { base, more: headers },
            body,
            taps: &ask.taps,
            deadline: &deadline,
            headers_within: ask.headers_within,
        };
        let answer = http.send(sent).await?;
        let session_id = answer.header("mcp-session-id").cloned();
        let result = if answer.status().is_success() && answer.is("text/event-stream") {
            Box::pin(pending.follow(answer, elsewhere)).await?
        } else {
            pending.read(answer).await?
        };
        Ok(Reply { result, session_id })
    }

    /// Sends what has no answer: a notification, or our answer to a question.
    pub(crate) async fn tell(&self, way: &Way, body: Bytes, within: Duration) -> Result<(), Error> {
        let (taps, deadline) = (self.taps(), Deadline::fixed(within));
        let Posts { http, headers, url, .. } = match way {
            Way::Posts(posts) => &**posts,
            Way::Lines(program) => return program.say(&taps, body, &deadline).await,
        };
        let sent = Outgoing {
            method: Method::POST,
            url: url.as_ref(),
            headers: headers.into(),
            body,
            taps: &taps,
            deadline: &deadline,
            headers_within: None,
        };
        let mut answer = http.send(sent).await?;
        if answer.status().is_success() && answer.is("text/event-stream") {
            return Ok(());
        }
        let body = http.body(&mut answer, &taps, &deadline).await?;
        if answer.status().is_success() { Ok(()) } else { Err(answer.into_error(&body)) }
    }
}

impl Ask<'_> {
    /// The server's refusal as an error of ours.
    pub(crate) fn rpc_error(&self, error: JsonRpcError, status: u16) -> Error {
        Error::Rpc {
            method: self.method.to_owned(),
            code: error.code,
            message: error.message,
            data: error.data,
            status,
        }
    }
}

/// A request under way.
pub(super) struct Pending<'a> {
    pub link: &'a Arc<Link>,
    pub http: &'a Http,
    pub ask: &'a Ask<'a>,
    pub id: u64,
    pub deadline: &'a Arc<Deadline>,
    side: Side<'a>,
}

impl Pending<'_> {
    /// An answer in one body.
    async fn read(&self, mut answer: Answer) -> Result<RawJson, Error> {
        let http = self.http;
        let body = http.body(&mut answer, &self.ask.taps, self.deadline).await?;
        let status = answer.status();
        if !status.is_success() {
            return Err(self.refusal(status, &body).unwrap_or_else(|| answer.into_error(&body)));
        }
        if body.trim_ascii().is_empty() {
            let reason = format!("the server answered {status} and sent no response");
            return Err(Error::Malformed { reason, excerpt: None });
        }
        let frame = match Frame::parse(&body) {
            Ok(frame) => frame,
            Err(fault) => {
                if answer.is("application/json") || body.trim_ascii_start().starts_with(b"{") {
                    let excerpt = Some(excerpt_of(&body));
                    return Err(Error::Malformed { reason: fault.to_string(), excerpt });
                }
                let url = http.shown_url.to_string();
                return Err(Error::NotMcp {
                    url,
                    content_type: answer.content_type(),
                    title: title_of(&body),
                });
            }
        };
        match self.take(frame) {
            Some(outcome) => outcome,
            None => {
                let reason = format!("the answer carries no response to request {}", self.id);
                Err(Error::Malformed { reason, excerpt: Some(excerpt_of(&body)) })
            }
        }
    }

    /// A JSON-RPC error that comes with an error status. Its id is not looked at: servers send any or none.
    pub(super) fn refusal(&self, status: StatusCode, body: &Bytes) -> Option<Error> {
        const ABOUT_US: [StatusCode; 3] =
            [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN, StatusCode::TOO_MANY_REQUESTS];
        if ABOUT_US.contains(&status) {
            return None;
        }
        match Frame::parse(body).ok()? {
            Frame::One(Message::Response { outcome: Err(error), .. }) => {
                Some(self.ask.rpc_error(error, status.as_u16()))
            }
            _ => None,
        }
    }

    /// An answer at the end of a stream, this one or the session's own.
    async fn follow(&self, answer: Answer, elsewhere: Option<Waiting<'_>>) -> Result<RawJson, Error> {
        let Some(mut elsewhere) = elsewhere else { return self.follow_through(answer).await };
        tokio::select! {
            biased;
            outcome = self.follow_through(answer) => outcome,
            outcome = elsewhere.response() => outcome?.map_err(|error| self.ask.rpc_error(error, 200)),
        }
    }

    /// Reads on past breaks, which a legacy session can pick up again.
    async fn follow_through(&self, answer: Answer) -> Result<RawJson, Error> {
        let mut events = self.http.events(answer);
        let mut resume = Resume::default();
        loop {
            let broken = match self.drain(&mut events, &mut resume).await {
                Ok(Some(outcome)) => return outcome,
                Ok(None) => self.http.ended_early(),
                Err(error @ Error::Network { .. }) => error,
                Err(error) => return Err(error),
            };
            let Side::Legacy(session) = self.side else { return Err(broken) };
            let Way::Posts(posts) = &session.way else { return Err(broken) };
            let resumed = stream::resume(posts, &mut resume, &self.ask.taps, self.deadline, broken);
            events = Box::pin(resumed).await?;
        }
    }

    /// Reads events until our response or the end of the stream.
    async fn drain(
        &self,
        events: &mut Events,
        resume: &mut Resume,
    ) -> Result<Option<Result<RawJson, Error>>, Error> {
        while let Some(event) = self.http.next_event(events, &self.ask.taps, self.deadline).await? {
            resume.attempts = 0;
            if event.id.is_some() {
                resume.last_event_id = event.id.filter(|id| !id.is_empty());
            }
            resume.retry = event.retry.map(Duration::from_millis).or(resume.retry);
            if event.data.trim_ascii().is_empty() || !is_message(event.event.as_deref()) {
                continue;
            }
            let frame = match Frame::parse(&event.data) {
                Ok(frame) => frame,
                Err(fault) if matches!(event.data.trim_ascii_start(), [b'{' | b'[', ..]) => {
                    return Err(Error::Malformed {
                        reason: format!("an event is not valid JSON-RPC: {fault}"),
                        excerpt: Some(excerpt_of(&event.data)),
                    });
                }
                Err(fault) => {
                    self.warn(|| format!("an event that is not JSON was ignored: {fault}"));
                    continue;
                }
            };
            if let Some(outcome) = self.take(frame) {
                return Ok(Some(outcome));
            }
        }
        Ok(None)
    }

    /// Our response, if it is in this frame; everything else goes where it belongs.
    pub(super) fn take(&self, frame: Frame) -> Option<Result<RawJson, Error>> {
        let mut ours = None;
        for message in frame.into_messages() {
            match message {
                Ok(Message::Response { id, outcome }) if self.is_ours(id.as_ref(), outcome.is_err()) => {
                    ours.get_or_insert(outcome.map_err(|error| self.ask.rpc_error(error, 200)));
                }
                Ok(Message::Response { id, .. }) => self.warn(|| match id {
                    Some(id) => format!("a response with the foreign id {id} was ignored"),
                    None => "a response without an id was ignored".into(),
                }),
                Ok(Message::Notification { method, params }) => {
                    self.link.hear(method, params, self.ask.log.as_ref());
                }
                Ok(Message::Request { id, method, params }) => match self.side {
                    Side::Legacy(session) => {
                        let question = Question { id, method, params };
                        questions::answer(self.link, &session.way, question, Some(self.id));
                    }
                    Side::Modern | Side::Handshake(_) => {
                        self.warn(|| {
                            format!(
                                "a request of the server ({method}) was ignored: it may not send any here"
                            )
                        });
                    }
                },
                Err(fault) => self.warn(|| format!("an element of a batch was ignored: {fault}")),
            }
        }
        ours
    }

    /// An error without an id answers the only request there is.
    fn is_ours(&self, id: Option<&RawJson>, is_error: bool) -> bool {
        match id {
            Some(id) => our_id(id) == Some(self.id),
            None => is_error,
        }
    }

    fn warn(&self, text: impl FnOnce() -> String) {
        self.ask.taps.note(crate::tap::Direction::Received, text);
    }
}

/// Messages travel in `message` events, which need not say so.
pub(crate) fn is_message(event: Option<&str>) -> bool {
    matches!(event, None | Some("" | "message"))
}

/// The body of `ask` under `id`; `meta` is `_meta` as JSON.
pub(crate) fn body(ask: &Ask<'_>, id: u64, meta: Option<&str>, more: &[request::Member<'_>]) -> Bytes {
    let mut params = ask.params.clone();
    params.extend_from_slice(more);
    params.extend(meta.map(|meta| ("_meta", meta)));
    request::request(id, ask.method, &params)
}
