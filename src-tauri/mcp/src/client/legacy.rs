//! Legacy servers (2024-11-05 to 2025-11-25): a handshake, and a session that may end and be opened anew.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use tokio::sync::OnceCell;

use crate::client::ask::Ask;
use crate::client::channel::Channel;
use crate::client::entry::Entry;
use crate::client::exchange::{Prepared, Side, body};
use crate::client::introduction::from_initialize;
use crate::client::link::Link;
use crate::client::program::Program;
use crate::client::unanswered::Unanswered;
use crate::client::visits;
use crate::client::way::{Posts, Way};
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
    entry: Entry,
    /// The session in use; replaced as a whole when the server has forgotten it.
    slot: Mutex<Arc<OnceCell<Arc<Session>>>>,
}

/// One session, from `initialize` to DELETE or 404.
pub(crate) struct Session {
    pub server: Server,
    pub way: Way,
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
    /// Shakes hands.
    pub(crate) async fn open(link: &Arc<Link>, entry: Entry) -> Result<(Legacy, Server), Error> {
        let session = initialize(link, &entry).await?;
        let server = session.server.clone();
        let slot = Mutex::new(Arc::new(OnceCell::new_with(Some(session))));
        Ok((Legacy { link: Arc::clone(link), entry, slot }, server))
    }

    pub(crate) fn transport(&self) -> Transport {
        self.entry.transport()
    }

    /// The program it runs in, if it does.
    pub(crate) fn program(&self) -> Option<&Arc<Program>> {
        match &self.entry {
            Entry::Way(Way::Lines(program)) => Some(program),
            _ => None,
        }
    }

    pub(crate) async fn request(&self, ask: &Ask<'_>) -> Result<RawJson, Error> {
        match self.request_once(ask).await {
            Err(Error::Rpc { code: visits::NEEDED, data: Some(data), .. })
                if self.session().await?.server.protocol == visits::SINCE
                    && Box::pin(visits::make(&self.link, ask, &data)).await? =>
            {
                self.request_once(ask).await
            }
            outcome => outcome,
        }
    }

    async fn request_once(&self, ask: &Ask<'_>) -> Result<RawJson, Error> {
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
        let deadline = ask.deadline(self.link.limits.request_cap);
        let mut unanswered = Unanswered { link: &self.link, way: &session.way, id, armed: true };
        let prepared = Prepared {
            id,
            way: &session.way,
            headers: Vec::new(),
            body: self.body(ask, id),
            deadline,
            side: Side::Legacy(session),
        };
        let outcome = self.link.exchange(prepared, ask).await;
        unanswered.armed = matches!(outcome, Err(Error::Timeout { .. } | Error::InputRequired { .. }));
        outcome.map(|reply| reply.result)
    }

    fn body(&self, ask: &Ask<'_>, id: u64) -> bytes::Bytes {
        let token = ask.token.unwrap_or(id);
        let token = ask.progress.as_ref().map(|_| format!(r#"{{"progressToken":{token}}}"#));
        body(ask, id, token.as_deref(), &[])
    }

    /// The session; after a loss everyone waits for the one new handshake.
    async fn session(&self) -> Result<Arc<Session>, Error> {
        let lost = self.slot().get().filter(|session| session.way.gone().is_cancelled()).cloned();
        if let Some(session) = lost {
            self.forget(&session);
        }
        let slot = Arc::clone(&self.slot());
        slot.get_or_try_init(|| Box::pin(self.reopen())).await.cloned()
    }

    async fn reopen(&self) -> Result<Arc<Session>, Error> {
        let entry = self.entry.again(&self.link).await?;
        let session = initialize(&self.link, &entry).await?;
        self.restore(&session).await;
        Ok(session)
    }

    /// What an earlier session was told once, this one must hear again; and what changed between them, nobody said.
    async fn restore(&self, session: &Arc<Session>) {
        let link = &self.link;
        let uris: Vec<String> = link.followed.uris().iter().map(|uri| quoted(uri)).collect();
        let level = link.log_level.json().map(|level| ("logging/setLevel", ("level", level)));
        let told = uris.iter().map(|uri| ("resources/subscribe", ("uri", uri.as_str())));
        for (method, param) in told.chain(level) {
            if let Err(error) = self.request_in(session, &link.ask(method, vec![param])).await {
                let error = link.clean(error);
                link.note(|| format!("{method} could not be repeated in the new session: {error}"));
            }
        }
        link.everything_changed();
    }

    fn forget(&self, session: &Arc<Session>) {
        let mut slot = self.slot();
        if slot.get().is_some_and(|current| Arc::ptr_eq(current, session)) {
            *slot = Arc::default();
            session.way.gone().cancel();
        }
    }

    fn slot(&self) -> std::sync::MutexGuard<'_, Arc<OnceCell<Arc<Session>>>> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the session on the server. Servers that keep none answer 405, which is fine.
    pub(crate) async fn close(&self) {
        let Some(session) = self.slot().get().cloned() else { return };
        session.way.gone().cancel();
        let Way::Posts(posts) = &session.way else { return };
        if !session.has_id {
            return;
        }
        let (taps, deadline) = (self.link.taps(), Deadline::fixed(COURTESY));
        let sent = Outgoing {
            method: Method::DELETE,
            url: None,
            headers: (&posts.headers).into(),
            body: bytes::Bytes::new(),
            taps: &taps,
            deadline: &deadline,
            headers_within: None,
        };
        if let Err(error) = posts.http.send(sent).await {
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
async fn initialize(link: &Arc<Link>, entry: &Entry) -> Result<Arc<Session>, Error> {
    // Its stream ends with a handshake that fails or is given up.
    let unfinished = entry.channel().map(|channel| channel.way().gone().clone().drop_guard());
    let reply = match propose(link, NEWEST, entry).await {
        Err(Error::Rpc { data: Some(data), .. })
            if offered(&data).is_some_and(|version| version != NEWEST) =>
        {
            propose(link, offered(&data).unwrap_or(NEWEST), entry).await?
        }
        outcome => outcome?,
    };
    let server = from_initialize(&reply.result)?;
    let has_id = reply.session_id.is_some();
    let way = match entry {
        Entry::Way(Way::Lines(program)) => Way::Lines(Arc::clone(program)),
        Entry::Way(Way::Posts(first)) => {
            let headers = session_headers(&first.headers, &server, reply.session_id)?;
            Posts { gone: link.closed.child_token(), ..first.with(headers) }.into()
        }
        Entry::Channel(channel) => {
            channel.agree(session_headers(&channel.posts().headers, &server, reply.session_id)?)
        }
    };
    let channel = entry.channel().cloned();
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
    if matches!(session.way, Way::Lines(_)) {
        return Ok(session);
    }
    let listening = stream::listen(link, &session.way);
    if link.handler.is_some() {
        // Servers drop questions that find no stream. Some hold its headers back until there is an event.
        let _ = tokio::time::timeout(LISTEN, listening).await;
    }
    Ok(session)
}

/// What every request of a session carries.
fn session_headers(
    first: &HeaderMap,
    server: &Server,
    session_id: Option<HeaderValue>,
) -> Result<HeaderMap, Error> {
    let mut headers = first.clone();
    headers.insert(PROTOCOL_VERSION, header_text(&server.protocol)?);
    headers.extend(session_id.map(|id| (SESSION_ID, id)));
    Ok(headers)
}

async fn propose(
    link: &Arc<Link>,
    version: &str,
    entry: &Entry,
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
        way: &entry.way(),
        headers: Vec::new(),
        body: body(&ask, id, None, &[]),
        deadline: Arc::new(Deadline::fixed(ask.timeout)),
        side: Side::Handshake(entry.channel()),
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
