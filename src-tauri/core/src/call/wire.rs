//! What travelled during a call, as shown: secrets masked, long bodies shortened.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use hitchpost_mcp::{Tap, TapEvent, TapHeaders, TapKind};
use serde::Serialize;

use super::count;
use crate::credential::Redactor;

/// As much of one body as is shown.
const BODY: usize = 64 << 10;
/// Frames of one call that are kept; a server that sends more is seen by its first ones.
const FRAMES: usize = 2_000;

/// One thing that travelled, as shown: secrets masked, long bodies shortened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct WireFrame {
    /// Milliseconds since the call was sent, on the clock of `duration_ms`.
    pub at_ms: u32,
    /// Sent or received.
    pub direction: Direction,
    /// What it was.
    pub kind: WireKind,
    /// Request line, status line, or the event's description.
    pub head: String,
    /// Headers in order; secret values masked.
    pub headers: Vec<(String, String)>,
    /// The body or message, up to 64 KiB.
    pub body: Option<String>,
    /// Size of the whole body in bytes.
    pub body_bytes: u32,
}

/// Which way something travelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From us.
    Sent,
    /// To us.
    Received,
}

/// What travelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum WireKind {
    /// An HTTP request with its body.
    HttpRequest,
    /// An HTTP response's status and headers, with its body unless that is a stream.
    HttpResponse,
    /// One message of an event stream.
    SseEvent,
    /// Something that happened to the connection itself.
    Lifecycle,
}

impl From<hitchpost_mcp::Direction> for Direction {
    fn from(direction: hitchpost_mcp::Direction) -> Self {
        match direction {
            hitchpost_mcp::Direction::Sent => Self::Sent,
            hitchpost_mcp::Direction::Received => Self::Received,
        }
    }
}

/// Records what travels. Bodies are shared, not copied, until they are shown.
#[derive(Clone)]
pub(crate) struct Recording {
    began: Instant,
    events: Arc<Mutex<Vec<TapEvent>>>,
}

impl Recording {
    pub fn start() -> Self {
        Self { began: Instant::now(), events: Arc::default() }
    }

    /// How long it has been recording.
    pub fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// The tap to record through.
    pub fn tap(&self) -> Tap {
        let events = Arc::clone(&self.events);
        Tap::new(move |event| {
            let mut events = events.lock().unwrap_or_else(PoisonError::into_inner);
            if events.len() < FRAMES {
                events.push(event);
            }
        })
    }

    /// Everything recorded so far, as shown.
    pub fn frames(&self, redactor: &Redactor) -> Vec<WireFrame> {
        let events = std::mem::take(&mut *self.events.lock().unwrap_or_else(PoisonError::into_inner));
        let mut frames: Vec<(u64, WireFrame)> = Vec::new();
        for event in events {
            let direction = Direction::from(event.direction);
            if let TapKind::Body(body) = &event.kind {
                // Belongs to the head of the same exchange that went the same way.
                let head = frames
                    .iter_mut()
                    .rev()
                    .find(|(exchange, frame)| *exchange == event.exchange && frame.direction == direction);
                if let Some((_, head)) = head {
                    head.body = Some(excerpt(body, redactor));
                    head.body_bytes = count(body.len());
                    continue;
                }
            }
            let at_ms = event.at.saturating_duration_since(self.began).as_millis();
            frames.push((
                event.exchange,
                frame(event.kind, direction, u32::try_from(at_ms).unwrap_or(u32::MAX), redactor),
            ));
        }
        frames.into_iter().map(|(_, frame)| frame).collect()
    }
}

fn frame(kind: TapKind, direction: Direction, at_ms: u32, redactor: &Redactor) -> WireFrame {
    let frame = |kind, head: String| WireFrame {
        at_ms,
        direction,
        kind,
        head: redactor.clean(head).into_owned(),
        headers: Vec::new(),
        body: None,
        body_bytes: 0,
    };
    match kind {
        TapKind::Request { method, url, headers } => {
            let head = format!("{method} {url}");
            WireFrame { headers: shown(&headers, redactor), ..frame(WireKind::HttpRequest, head) }
        }
        TapKind::ResponseHead { status, headers } => {
            let reason = http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
            let head = format!("{status} {}", reason.unwrap_or_default()).trim_end().to_owned();
            WireFrame { headers: shown(&headers, redactor), ..frame(WireKind::HttpResponse, head) }
        }
        TapKind::Body(body) => WireFrame {
            body: Some(excerpt(&body, redactor)),
            body_bytes: count(body.len()),
            ..frame(WireKind::HttpResponse, String::new())
        },
        TapKind::SseEvent { event, id, data, .. } => {
            let mut head = format!("event: {}", event.as_deref().unwrap_or("message"));
            if let Some(id) = id {
                head.push_str(" · id: ");
                head.push_str(&id);
            }
            let body = Some(excerpt(&data, redactor));
            WireFrame { body, body_bytes: count(data.len()), ..frame(WireKind::SseEvent, head) }
        }
        TapKind::Message(line) | TapKind::Stderr(line) | TapKind::Noise(line) => WireFrame {
            body: Some(excerpt(&line, redactor)),
            body_bytes: count(line.len()),
            ..frame(WireKind::Lifecycle, String::new())
        },
        TapKind::Lifecycle(text) => frame(WireKind::Lifecycle, text.into_owned()),
    }
}

fn shown(headers: &TapHeaders, redactor: &Redactor) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| (name.to_owned(), redactor.clean(value).into_owned())).collect()
}

fn excerpt(body: &[u8], redactor: &Redactor) -> String {
    redactor.beginning(&String::from_utf8_lossy(body), BODY).into_owned()
}
