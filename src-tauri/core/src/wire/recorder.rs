//! The thread that makes lines of what travelled: cleans, tells what it is, and ties requests to their answers.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use hitchpost_mcp::{TapEvent, TapKind};
use hitchpost_oauth::Exchange as OauthExchange;

use super::draft::Draft;
use super::file::LogFile;
use super::log::Shared;
use super::queue::{Waiting, Work};
use super::ring::Kept;
use super::session::{Asked, Held, Session, Source, is_message, millis};
use super::{LogKind, WireEntry};
use crate::call::Direction;
use crate::connection::{ConnectionId, Millis};
use crate::credential::Redactor;
use crate::event::AppEvent;
use crate::store::now;

/// At least this long passes between two events that tell of growth.
const TELL: Duration = Duration::from_millis(250);
/// A head whose body takes longer than this is a line of its own.
const BODY_WITHIN: Duration = Duration::from_millis(500);

/// Everything the thread knows.
pub(super) struct Recorder {
    shared: Arc<Shared>,
    waiting: Arc<Waiting>,
    sessions: HashMap<u64, Session>,
    /// By session, exchange and direction.
    held: HashMap<(u64, u64, Direction), (Arc<Source>, Held)>,
    dir: PathBuf,
    file: Option<LogFile>,
    /// The newest line that watchers were told of, and when.
    told: (u32, Instant),
}

impl Recorder {
    pub fn new(shared: Arc<Shared>, waiting: Arc<Waiting>, dir: PathBuf) -> Self {
        Self {
            shared,
            waiting,
            sessions: HashMap::new(),
            held: HashMap::new(),
            dir,
            file: None,
            told: (0, Instant::now()),
        }
    }

    /// Works until the last tap is gone.
    pub fn run(mut self, queue: &Receiver<Work>) {
        loop {
            let next = match self.patience() {
                Some(patience) => queue.recv_timeout(patience),
                None => queue.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match next {
                Ok(work) => self.take(work),
                Err(RecvTimeoutError::Timeout) => self.flush(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
            self.release(|_, held| held.since.elapsed() >= BODY_WITHIN);
            self.tell();
        }
        self.release(|_, _| true);
        self.flush();
    }

    /// How long to wait for work when there is something to do without.
    fn patience(&self) -> Option<Duration> {
        let is_untold = self.shared.is_watched() && self.shared.last() != self.told.0;
        let is_unwritten = self.file.as_ref().is_some_and(LogFile::is_behind);
        (is_untold || is_unwritten || !self.held.is_empty()).then_some(TELL)
    }

    fn take(&mut self, work: Work) {
        self.waiting.taken(&work);
        match work {
            Work::Event { source, event } => self.event(&source, event),
            Work::Oauth { connection, exchange } => self.oauth(connection, &exchange),
            Work::Ended(session) => {
                self.release(|of, _| of == session);
                self.sessions.remove(&session);
            }
            Work::ToFile(on) => self.write_to_file(on),
            Work::Settle(done) => {
                self.flush();
                // Nobody waits any more when the caller was dropped.
                let _ = done.send(());
            }
        }
    }

    fn event(&mut self, source: &Arc<Source>, event: TapEvent) {
        let TapEvent { at, exchange, direction, kind } = event;
        let (redactor, direction) = (&source.redactor, Direction::from(direction));
        let drafts = match kind {
            TapKind::Request { method, url, headers } => {
                let draft = Draft::request(at, &method, &url, &headers, redactor);
                if method == http::Method::POST {
                    return self.hold(source, exchange, draft);
                }
                vec![draft]
            }
            TapKind::ResponseHead { status, headers } => {
                let has_body = !matches!(status, 202 | 204)
                    && headers.get("content-length").is_none_or(|length| length != "0")
                    && headers.get("content-type").is_some_and(|kind| !kind.contains("event-stream"));
                let draft = Draft::response(at, status, &headers, redactor);
                self.sessions.entry(source.session).or_default().exchange(exchange).status = Some(status);
                if has_body {
                    return self.hold(source, exchange, draft);
                }
                vec![draft]
            }
            TapKind::Body(body) => self.body(source, (exchange, direction, at), &body),
            TapKind::SseEvent { event, id, data, .. } => {
                let mut head = format!("event: {}", event.as_deref().unwrap_or("message"));
                if let Some(id) = id {
                    head.push_str(" · id: ");
                    head.push_str(&id);
                }
                Draft::new(at, direction, LogKind::Stream, &head, redactor).read(&data, redactor)
            }
            TapKind::Message(line) => {
                Draft::new(at, direction, LogKind::Noise, "", redactor).read(&line, redactor)
            }
            TapKind::Noise(line) => vec![Draft::output(at, LogKind::Noise, &line, redactor)],
            TapKind::Stderr(line) => vec![Draft::output(at, LogKind::Stderr, &line, redactor)],
            TapKind::Lifecycle(text) => vec![Draft::new(at, direction, LogKind::Lifecycle, &text, redactor)],
        };
        for draft in drafts {
            self.keep(source, exchange, draft);
        }
    }

    /// A body belongs to the head that went before it.
    fn body(
        &mut self,
        source: &Arc<Source>,
        (exchange, direction, at): (u64, Direction, Instant),
        body: &Bytes,
    ) -> Vec<Draft> {
        let head = match self.held.remove(&(source.session, exchange, direction)) {
            Some((_, held)) => Draft { at, ..held.draft },
            None => Draft::new(at, direction, LogKind::Http, "", &source.redactor),
        };
        head.read(body, &source.redactor)
    }

    fn oauth(&mut self, connection: Option<ConnectionId>, exchange: &OauthExchange) {
        let OauthExchange { method, url, status, elapsed } = exchange;
        // The address is without its query already, and nothing else is told.
        let redactor = Redactor::default();
        let head = format!("{method} {url}");
        let draft = Draft {
            status: *status,
            failed: status.is_none_or(|status| status >= 400),
            ..Draft::new(Instant::now(), Direction::Sent, LogKind::Oauth, &head, &redactor)
        };
        self.push(connection, draft, None, Some(millis(*elapsed)));
    }

    fn hold(&mut self, source: &Arc<Source>, exchange: u64, draft: Draft) {
        let key = (source.session, exchange, draft.direction);
        let held = Held { since: Instant::now(), draft };
        if let Some((source, Held { draft, .. })) = self.held.insert(key, (Arc::clone(source), held)) {
            self.keep(&source, exchange, draft);
        }
    }

    /// Heads whose bodies did not come are lines without one.
    fn release(&mut self, is_alone: impl Fn(u64, &Held) -> bool) {
        if self.held.is_empty() {
            return;
        }
        let alone = self.held.extract_if(|(session, ..), (_, held)| is_alone(*session, held));
        for ((_, exchange, _), (source, held)) in alone.collect::<Vec<_>>() {
            self.keep(&source, exchange, held.draft);
        }
    }

    /// Ties a line to what it belongs to, and keeps it.
    fn keep(&mut self, source: &Source, exchange: u64, mut draft: Draft) {
        let (at, direction, seq) = (draft.at, draft.direction, self.shared.next());
        let session = self.sessions.entry(source.session).or_default();
        let answered = match (draft.kind, &draft.rpc_id) {
            (LogKind::Response, Some(id)) => session.answered(direction, id),
            _ => None,
        };
        let (mut pair, mut ms) = (None, None);
        if let Some(asked) = answered {
            (pair, ms) = (Some(asked.seq), Some(asked.ms(at)));
            draft.method = asked.method;
        }
        if exchange != 0 {
            let exchange = session.exchange(exchange);
            match direction {
                Direction::Sent => exchange.sent = Some((seq, at)),
                Direction::Received if is_message(draft.kind) => {
                    draft.status = draft.status.or(exchange.status);
                }
                Direction::Received => {
                    let sent = exchange.sent.filter(|_| draft.kind == LogKind::Http);
                    pair = sent.map(|(seq, _)| seq);
                    ms = sent.map(|(_, sent)| millis(at.saturating_duration_since(sent)));
                }
            }
        }
        if let (LogKind::Request, Some(id)) = (draft.kind, &draft.rpc_id) {
            session.ask(direction, id, Asked { seq, at, method: draft.method.clone() });
        }
        self.push(source.connection, draft, pair, ms);
    }

    fn push(&mut self, connection: Option<ConnectionId>, draft: Draft, pair: Option<u32>, ms: Option<u32>) {
        let entry = WireEntry {
            seq: self.shared.next(),
            at: wall_clock(draft.at),
            connection_id: connection,
            direction: draft.direction,
            kind: draft.kind,
            method: draft.method,
            rpc_id: draft.rpc_id,
            pair,
            status: draft.status,
            ms,
            bytes: draft.bytes,
            head: draft.head,
            failed: draft.failed,
        };
        let line = Kept::new(entry, draft.headers, draft.body);
        if let Some(file) = &mut self.file {
            file.append(&line);
        }
        self.shared.push(line);
    }

    fn write_to_file(&mut self, on: bool) {
        match (on, &self.file) {
            (true, None) => self.file = Some(LogFile::new(self.dir.clone())),
            (false, Some(_)) => {
                self.flush();
                self.file = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }

    fn flush(&mut self) {
        if let Some(file) = &mut self.file {
            file.flush();
        }
    }

    fn tell(&mut self) {
        let last = self.shared.last();
        let (told, at) = self.told;
        if last != told && self.shared.is_watched() && at.elapsed() >= TELL {
            self.told = (last, Instant::now());
            self.shared.emit(AppEvent::WireGrew { last });
        }
    }
}

fn wall_clock(at: Instant) -> Millis {
    now().saturating_sub(Millis::from(millis(at.elapsed())))
}
