//! Sees everything that travels, secrets masked, without copying a body.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::{HeaderMap, Method};

use crate::redact::{is_credential, mask};

/// A listener on the wire. Cheap to clone; the default hears nothing and costs nothing.
#[derive(Clone, Default)]
pub struct Tap {
    sink: Option<Arc<dyn Fn(TapEvent) + Send + Sync>>,
}

impl Tap {
    /// Calls `sink` for every event, on the task that does the work: it should hand over and return.
    pub fn new(sink: impl Fn(TapEvent) + Send + Sync + 'static) -> Tap {
        Tap { sink: Some(Arc::new(sink)) }
    }

    /// Whether anybody listens.
    pub fn is_on(&self) -> bool {
        self.sink.is_some()
    }

    /// Both listeners, this one first.
    pub fn and(self, other: Tap) -> Tap {
        match (self.is_on(), other.is_on()) {
            (_, false) => self,
            (false, true) => other,
            (true, true) => Tap::new(move |event| {
                self.emit(event.clone());
                other.emit(event);
            }),
        }
    }

    pub(crate) fn emit(&self, event: TapEvent) {
        if let Some(sink) = &self.sink {
            sink(event);
        }
    }
}

impl fmt::Debug for Tap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_on() { "Tap(on)" } else { "Tap(off)" })
    }
}

/// One thing that travelled or happened.
#[derive(Clone, Debug)]
pub struct TapEvent {
    /// When.
    pub at: Instant,
    /// Groups one HTTP exchange; unique per client. Zero for what belongs to none.
    pub exchange: u64,
    /// Which way.
    pub direction: Direction,
    /// What.
    pub kind: TapKind,
}

/// Which way something travelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From us.
    Sent,
    /// To us.
    Received,
}

/// What travelled or happened.
#[derive(Clone, Debug)]
pub enum TapKind {
    /// A request line with its headers. Its body follows as [`TapKind::Body`].
    Request {
        /// The HTTP method.
        method: Method,
        /// The address; values of query parameters that look like keys are masked.
        url: Arc<str>,
        /// Headers, masked.
        headers: TapHeaders,
    },
    /// A status line with its headers.
    ResponseHead {
        /// The HTTP status.
        status: u16,
        /// Headers, masked.
        headers: TapHeaders,
    },
    /// A whole body.
    Body(Bytes),
    /// One event of a stream.
    SseEvent {
        /// `event`, when given.
        event: Option<String>,
        /// `id`, when given.
        id: Option<String>,
        /// `retry` in milliseconds, when given.
        retry: Option<u64>,
        /// `data`; empty when there was none.
        data: Bytes,
    },
    /// One line of a program's conversation: a JSON-RPC message, either way.
    Message(Bytes),
    /// One line of a program's standard error.
    Stderr(Bytes),
    /// A line a program wrote between its messages that is none.
    Noise(Bytes),
    /// Something about the session itself, in words: verdicts, warnings, resumption, closing.
    Lifecycle(Cow<'static, str>),
}

/// Headers as a tap sees them: sensitive values are masked already. Cheap to clone, for there may be two listeners.
#[derive(Clone, Debug, Default)]
pub struct TapHeaders(Arc<HeaderMap>);

impl TapHeaders {
    pub(crate) fn new(headers: &HeaderMap) -> TapHeaders {
        let mut masked = headers.clone();
        for (name, value) in &mut masked {
            if value.is_sensitive() || is_credential(name) {
                *value = mask(value);
            }
        }
        TapHeaders(Arc::new(masked))
    }

    /// Name and value in order; bytes that are not UTF-8 are replaced.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        self.0.iter().map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())))
    }

    /// The first value of `name`.
    pub fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        self.0.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()))
    }
}
