//! A line in the making: what travelled, cleaned of the session's secrets.

use std::borrow::Cow;
use std::time::Instant;

use hitchpost_mcp::TapHeaders;

use super::LogKind;
use super::message::{Message, messages};
use crate::call::{Direction, count};
use crate::credential::Redactor;

/// As much of one body as is kept.
const BODY: usize = 256 << 10;
/// As much of a head, a method or an id.
const HEAD: usize = 2 << 10;
/// As much of a line of output as its head shows.
const OUTPUT: usize = 300;

/// A line without its number.
pub(super) struct Draft {
    pub at: Instant,
    pub direction: Direction,
    pub kind: LogKind,
    pub method: Option<String>,
    pub rpc_id: Option<String>,
    pub status: Option<u16>,
    pub bytes: u32,
    pub head: String,
    pub failed: bool,
    pub headers: Vec<(String, String)>,
    pub body: Option<Box<str>>,
}

impl Draft {
    /// A line with nothing but a head.
    pub fn new(at: Instant, direction: Direction, kind: LogKind, head: &str, redactor: &Redactor) -> Self {
        Self {
            at,
            direction,
            kind,
            method: None,
            rpc_id: None,
            status: None,
            bytes: 0,
            head: redactor.beginning(head, HEAD).into_owned(),
            failed: false,
            headers: Vec::new(),
            body: None,
        }
    }

    /// The head of an HTTP request.
    pub fn request(
        at: Instant,
        method: &http::Method,
        url: &str,
        headers: &TapHeaders,
        redactor: &Redactor,
    ) -> Self {
        let head = Self::new(at, Direction::Sent, LogKind::Http, &format!("{method} {url}"), redactor);
        Self { headers: shown(headers, redactor), ..head }
    }

    /// The head of an HTTP response.
    pub fn response(at: Instant, status: u16, headers: &TapHeaders, redactor: &Redactor) -> Self {
        let reason = http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
        let line = format!("{status} {}", reason.unwrap_or_default());
        let head = Self::new(at, Direction::Received, LogKind::Http, line.trim_end(), redactor);
        Self { headers: shown(headers, redactor), status: Some(status), failed: status >= 400, ..head }
    }

    /// A line of a program's output, which is shown at once.
    pub fn output(at: Instant, kind: LogKind, line: &[u8], redactor: &Redactor) -> Self {
        let line = String::from_utf8_lossy(line);
        let head = redactor.beginning(line.trim_end(), OUTPUT).into_owned();
        let failed = kind == LogKind::Noise;
        Self { head, failed, ..Self::new(at, Direction::Received, kind, "", redactor) }
            .with_body(line.as_bytes(), redactor)
    }

    /// The same with a body.
    pub fn with_body(mut self, body: &[u8], redactor: &Redactor) -> Self {
        self.bytes = count(body.len());
        self.body = Some(beginning(body, redactor).into());
        self
    }

    /// A line for every message in a body, or one with the body when there is none in it.
    pub fn read(self, body: &[u8], redactor: &Redactor) -> Vec<Self> {
        let messages = messages(body);
        if messages.is_empty() {
            return vec![self.with_body(body, redactor)];
        }
        messages.into_iter().map(|message| self.as_message(&message, redactor)).collect()
    }

    fn as_message(&self, message: &Message<'_>, redactor: &Redactor) -> Self {
        let short = |text: &str| redactor.beginning(text, HEAD).into_owned();
        Self {
            kind: message.kind,
            method: message.method.as_deref().map(short),
            rpc_id: message.id.map(short),
            failed: self.failed || message.failed,
            head: self.head.clone(),
            headers: self.headers.clone(),
            body: None,
            ..*self
        }
        .with_body(message.text, redactor)
    }
}

/// The beginning of a body, cleaned. A long one without secrets is not looked at further than it is kept.
fn beginning(body: &[u8], redactor: &Redactor) -> String {
    let text = |bytes| String::from_utf8_lossy(bytes);
    // Twice as much: no secret is so long that it begins in the one half and ends behind the other.
    let near = &body[..body.len().min(2 * BODY)];
    match redactor.beginning(&text(near), BODY) {
        Cow::Borrowed(clean) => clean.to_owned(),
        // Where it is shorter for want of secrets, more is needed than is near.
        Cow::Owned(_) if near.len() < body.len() => redactor.beginning(&text(body), BODY).into_owned(),
        Cow::Owned(clean) => clean,
    }
}

fn shown(headers: &TapHeaders, redactor: &Redactor) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| (name.to_owned(), redactor.clean(value).into_owned())).collect()
}
