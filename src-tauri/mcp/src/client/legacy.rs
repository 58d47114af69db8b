//! Legacy servers (2024-11-05 to 2025-11-25): a handshake, and a session that may end and be opened anew.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::{HeaderName, HeaderValue, Method};
use tokio::sync::OnceCell;

use crate::client::channel::Channel;
use crate::client::exchange::{Prepared, Side, body};
use crate::client::introduction::from_initialize;
use crate::client::link::{Ask, Link};
use crate::client::way::Way;
use crate::client::{Server, Transport, stream};
use crate::error::Error;
use crate::transport::{Deadline, Outgoing};
use crate::wire::request::{notification, quoted};
use crate::wire::{RawJson, request};

/// What we ask for.
const NEWEST: &str = "2025-11-25";
/// What we accept, newest first.
pub(crate) const VERSIONS: [&str; 4] = [NEWEST, "2025-06-18", "2025-03-26", "2024-11-05"];

pub(crate) const SESSION_ID: HeaderName = HeaderName::from_static("mcp-session-id");
pub(crate) const PROTOCOL_VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");

/// Messages that need no answer are given this long.
const COURTESY: Duration = Duration::from_secs(5);
/// How long a handshake waits for the session's own stream.
const LISTEN: Duration = Duration::from_secs(1);

pub(crate) struct Legacy {
    link: Arc<Link>,
    pub transport: Transport,
    /// The session in use; replaced as a whole when the server has forgotten it.
    slot: Mutex<Arc<OnceCell<Arc<Session>>>>,
}

/// One session, from `initialize` to DELETE or 404.
pub(crate) struct Session {
    pub server: Server,
    pub way: Arc<Way>,
    /// Its stream, where that carries all answers.
    pub channel: Option<Arc<Channel>>,
    has_id: bool,
}

impl Session {
    /// Whether the server keeps it, and so may lose it.
    fn is_kept(&self) -> bool {
        self.has_id || self.channel.is_some()
    }
}

impl Legacy {
    /// Shakes hands: on a channel of the HTTP+SSE transport, or without one.
    pub(crate) async fn open(
        link: &Arc<Link>,
        channel: Option<Arc<Channel>>,
    ) -> Result<(Legacy, Server), Error> {
        let transport = if channel.is_some() { Transport::HttpSse } else { Transport::StreamableHttp };
        let session = initialize(link, channel).await?;
        let server = session.server.clone();
        let slot = Mutex::new(Arc::new(OnceCell::new_with(Some(session))));
        Ok((Legacy { link: Arc::clone(link), transport, slot }, server))
    }

    pub(crate) async fn request(&self, ask: &Ask<'_>) -> Result<RawJson, Error> {
        let session = self.session().await?;
        match self.request_in(&session, ask).await {
            Err(error) if session.is_kept() && says_no_such_session(&error) => {
                ask.taps.note(crate::tap::Direction::Received, || {
                    "the server has forgotten the session; opening another".into()
                });
                self.forget(&session);
                Box::pin(self.request_in(&self.session().await?, ask)).await
            }
            outcome => outcome,
        }
    }

    async fn request_in(&self, session: &Arc<Session>, ask: &Ask<'_>) -> Result<RawJson, Error> {
        let id = self.link.next_id();
        let deadline = Arc::new(Deadline::new(ask.timeout, self.link.http.limits.request_cap));
        let mut unanswered = Unanswered { link: &self.link, session, id, armed: true };
        let prepared = Prepared {
            id,
            headers: (&session.way.headers).into(),
            body: self.body(ask, id),
            deadline,
            side: Side::Legacy(session),
        };
        let outcome = self.link.exchange(prepared, ask).await;
        unanswered.armed = matches!(outcome, Err(Error::Timeout { .. }));
        outcome.map(|reply| reply.result)
    }

    fn body(&self, ask: &Ask<'_>, id: u64) -> bytes::Bytes {
        let token = ask.progress.as_ref().map(|_| format!(r#"{{"progressToken":{id}}}"#));
        body(ask, id, token.as_deref(), &[])
    }

    /// The session; after a loss everyone waits for the one new handshake.
    async fn session(&self) -> Result<Arc<Session>, Error> {
        let lost = self.slot().get().filter(|session| session.way.gone.is_cancelled()).cloned();
        if let Some(session) = lost {
            self.link.note(|| "the session's stream is lost; opening another".into());
            self.forget(&session);
        }
        let slot = Arc::clone(&self.slot());
        slot.get_or_try_init(|| Box::pin(self.reopen())).await.cloned()
    }

    async fn reopen(&self) -> Result<Arc<Session>, Error> {
        let channel = match self.transport {
            Transport::StreamableHttp | Transport::Stdio => None,
            Transport::HttpSse => Some(Channel::open(&self.link).await?),
        };
        initialize(&self.link, channel).await
    }

    fn forget(&self, session: &Arc<Session>) {
        let mut slot = self.slot();
        if slot.get().is_some_and(|current| Arc::ptr_eq(current, session)) {
            *slot = Arc::default();
            session.way.gone.cancel();
        }
    }

    fn slot(&self) -> std::sync::MutexGuard<'_, Arc<OnceCell<Arc<Session>>>> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the session on the server. Servers that keep none answer 405, which is fine.
    pub(crate) async fn close(&self) {
        let Some(session) = self.slot().get().cloned() else { return };
        session.way.gone.cancel();
        if !session.has_id {
            return;
        }
        let (taps, deadline) = (self.link.taps(), Deadline::fixed(COURTESY));
        let sent = Outgoing {
            method: Method::DELETE,
            url: None,
            headers: (&session.way.headers).into(),
            body: bytes::Bytes::new(),
            taps: &taps,
            deadline: &deadline,
            headers_within: None,
        };
        if let Err(error) = self.link.http.send(sent).await {
            let error = self.link.clean(error);
            self.link.note(|| format!("the session could not be deleted: {error}"));
        }
    }
}

/// 404 by the specification; some servers say it with a 400 and words.
fn says_no_such_session(error: &Error) -> bool {
    match error {
        Error::Status { status: 404, .. } | Error::Rpc { status: 404, .. } => true,
        Error::Status { status: 400, body_excerpt: words, .. }
        | Error::Rpc { status: 400, message: words, .. } => {
            words.to_ascii_lowercase().contains("session") || words.contains("not initialized")
        }
        _ => false,
    }
}

/// `initialize` and `notifications/initialized`, then listens for what the server says unasked.
async fn initialize(link: &Arc<Link>, channel: Option<Arc<Channel>>) -> Result<Arc<Session>, Error> {
    // Its stream ends with a handshake that fails or is given up.
    let unfinished = channel.as_ref().map(|channel| channel.way().gone.clone().drop_guard());
    let reply = match propose(link, NEWEST, channel.as_ref()).await {
        Err(Error::Rpc { data: Some(data), .. })
            if offered(&data).is_some_and(|version| version != NEWEST) =>
        {
            propose(link, offered(&data).unwrap_or(NEWEST), channel.as_ref()).await?
        }
        outcome => outcome?,
    };
    let server = from_initialize(&reply.result)?;
    let mut headers = link.http.headers.clone();
    headers.insert(PROTOCOL_VERSION, header_text(&server.protocol)?);
    let has_id = reply.session_id.is_some();
    if let Some(id) = reply.session_id {
        headers.insert(SESSION_ID, id);
    }
    let way = match &channel {
        Some(channel) => channel.agree(headers),
        None => Arc::new(Way { headers, post: None, gone: link.closed.child_token() }),
    };
    let session = Arc::new(Session { server, way, channel, has_id });
    let initialized = notification("notifications/initialized", &[]);
    match link.tell(&session.way, initialized, link.request_timeout).await {
        // Servers without sessions often have no ear for notifications.
        Err(error @ Error::Status { status: 400..=499, .. })
            if !matches!(error, Error::Status { status: 401 | 403, .. }) =>
        {
            link.note(|| format!("the server refused notifications/initialized: {error}"));
        }
        outcome => outcome?,
    }
    if let Some(unfinished) = unfinished {
        unfinished.disarm();
        return Ok(session);
    }
    let listening = stream::listen(link, &session);
    if link.handler.is_some() {
        // Servers drop questions that find no stream. Some hold its headers back until there is an event.
        let _ = tokio::time::timeout(LISTEN, listening).await;
    }
    Ok(session)
}

async fn propose(
    link: &Arc<Link>,
    version: &str,
    channel: Option<&Arc<Channel>>,
) -> Result<crate::client::exchange::Reply, Error> {
    let version = quoted(version);
    let params: Vec<request::Member<'_>> = vec![
        ("protocolVersion", &version),
        ("capabilities", link.capabilities.as_str()),
        ("clientInfo", &link.client_info),
    ];
    let ask = link.ask("initialize", params);
    let id = link.next_id();
    let prepared = Prepared {
        id,
        headers: (&link.http.headers).into(),
        body: body(&ask, id, None, &[]),
        deadline: Arc::new(Deadline::fixed(ask.timeout)),
        side: Side::Handshake(channel),
    };
    link.exchange(prepared, &ask).await
}

/// The newest revision we know among `data.supported` of a refusal.
fn offered(data: &RawJson) -> Option<&'static str> {
    #[derive(serde::Deserialize)]
    struct Refusal {
        supported: Vec<String>,
    }
    let refusal: Refusal = data.read().ok()?;
    VERSIONS.into_iter().find(|version| refusal.supported.iter().any(|offered| offered == version))
}

pub(crate) fn header_text(text: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(text)
        .map_err(|_| Error::Malformed { reason: format!("{text:?} can't be a header"), excerpt: None })
}

/// Tells the server to stop when a request is given up: by timeout, cancellation, or because its caller went away.
struct Unanswered<'a> {
    link: &'a Arc<Link>,
    session: &'a Arc<Session>,
    id: u64,
    armed: bool,
}

impl Drop for Unanswered<'_> {
    fn drop(&mut self) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        if !self.armed || self.session.way.gone.is_cancelled() {
            return;
        }
        let (link, session) = (Arc::clone(self.link), Arc::clone(self.session));
        let id = self.id.to_string();
        runtime.spawn(async move {
            if session.way.gone.is_cancelled() {
                return;
            }
            let members = [("requestId", id.as_str()), ("reason", "\"given up by the client\"")];
            let body = notification("notifications/cancelled", &members);
            if let Err(error) = link.tell(&session.way, body, COURTESY).await {
                let error = link.clean(error);
                link.note(|| format!("the cancellation of request {id} could not be sent: {error}"));
            }
        });
    }
}
