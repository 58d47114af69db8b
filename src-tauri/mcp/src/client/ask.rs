//! A request to make, whatever the era.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http::{HeaderName, HeaderValue};

use crate::client::detect::Peer;
use crate::client::link::Link;
use crate::client::{Extras, Progress, ServerNotification};
use crate::error::Error;
use crate::transport::{Deadline, Taps};
use crate::wire::RawJson;

/// Someone who hears progress.
pub(crate) type ProgressSink = Arc<dyn Fn(Progress) + Send + Sync>;
/// Someone who hears log messages.
pub(crate) type LogSink = Arc<dyn Fn(ServerNotification) + Send + Sync>;

pub(crate) struct Ask<'a> {
    pub method: &'static str,
    /// `params.name`, `params.uri` or `params.taskId`, which modern requests repeat in a header.
    pub name: Option<&'a str>,
    /// Members of `params` as JSON, `_meta` left out.
    pub params: Vec<(&'static str, &'a str)>,
    /// Headers beyond those of every request.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    pub timeout: Duration,
    /// The time of a longer undertaking that this is a part of.
    pub deadline: Option<Arc<Deadline>>,
    /// Time to the response's headers, where an answer is never slow to begin.
    pub headers_within: Option<Duration>,
    pub taps: Taps,
    pub progress: Option<ProgressSink>,
    pub log: Option<LogSink>,
    /// Names the call to whoever answers the server's questions.
    pub tag: Option<Arc<str>>,
    /// The progress token, where it is not the request's id.
    pub token: Option<u64>,
    /// Goes on for as long as the session: nothing is about it that does not say so.
    pub in_background: bool,
    /// Set when the server asked something before it answered.
    pub(super) asked_back: AtomicBool,
}

impl Link {
    /// A request without extras.
    pub(crate) fn ask<'a>(&self, method: &'static str, params: Vec<(&'static str, &'a str)>) -> Ask<'a> {
        Ask {
            method,
            name: None,
            params,
            headers: Vec::new(),
            timeout: self.request_timeout,
            deadline: None,
            headers_within: Some(self.limits.response_headers),
            taps: self.taps(),
            progress: None,
            log: None,
            tag: None,
            token: None,
            in_background: false,
            asked_back: AtomicBool::new(false),
        }
    }
}

impl<'a> Ask<'a> {
    pub(crate) fn named(self, name: &'a str) -> Ask<'a> {
        Ask { name: Some(name), ..self }
    }

    /// With what came with the call. Its answer may be slow to begin.
    pub(crate) fn with(self, extras: &Extras) -> Ask<'a> {
        Ask {
            timeout: extras.timeout.unwrap_or(self.timeout),
            headers_within: None,
            taps: Taps { call: extras.tap.clone(), ..self.taps },
            progress: extras.progress.clone(),
            log: extras.log.clone(),
            tag: extras.tag.clone(),
            ..self
        }
    }

    pub(crate) fn note_asked_back(&self) {
        self.asked_back.store(true, Ordering::Relaxed);
    }

    pub(crate) fn was_asked_back(&self) -> bool {
        self.asked_back.load(Ordering::Relaxed)
    }

    /// The time it has: its own, or what is left of a longer undertaking.
    pub(crate) fn deadline(&self, cap: Duration) -> Arc<Deadline> {
        self.deadline.clone().unwrap_or_else(|| Arc::new(Deadline::new(self.timeout, cap)))
    }
}

impl Peer {
    pub(crate) async fn request(&self, ask: &Ask<'_>) -> Result<RawJson, Error> {
        match self {
            Peer::Modern(modern) => modern.request(ask).await,
            Peer::Legacy(legacy) => legacy.request(ask).await,
            // Most have no use for the space it takes.
            Peer::PerCall(per_call) => Box::pin(per_call.request(ask)).await,
        }
    }
}
