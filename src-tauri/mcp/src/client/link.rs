//! What every request to one server shares.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use crate::client::tool_cache::ToolCache;
use crate::client::waiting::WaitingList;
use crate::client::{
    ClientConfig, Destination, Implementation, Progress, ServerNotification, ServerRequestHandler,
};
use crate::error::{Error, SpawnFault};
use crate::tap::{Direction, Tap};
use crate::transport::{Deadline, Http, Taps};
use crate::wire::request::quoted;
use crate::wire::{RawJson, tool};

/// Someone who hears progress.
pub(crate) type ProgressSink = Arc<dyn Fn(Progress) + Send + Sync>;
/// Someone who hears log messages.
pub(crate) type LogSink = Arc<dyn Fn(ServerNotification) + Send + Sync>;

pub(crate) struct Link {
    pub http: Http,
    pub tap: Tap,
    pub request_timeout: Duration,
    /// Cancelled when the client is closed; everything we started ends with it.
    pub closed: CancellationToken,
    pub handler: Option<Arc<dyn ServerRequestHandler>>,
    /// `clientInfo` as JSON.
    pub client_info: String,
    /// `capabilities` as JSON.
    pub capabilities: RawJson,
    pub tools: ToolCache,
    next_id: AtomicU64,
    notifications: broadcast::Sender<ServerNotification>,
    progress: Mutex<HashMap<u64, (ProgressSink, Arc<Deadline>)>>,
    pub(super) waiting: WaitingList,
}

/// A request to make, whatever the era.
pub(crate) struct Ask<'a> {
    pub method: &'static str,
    /// `params.name`, which modern requests repeat in a header.
    pub name: Option<&'a str>,
    /// Members of `params` as JSON, `_meta` left out.
    pub params: Vec<(&'static str, &'a str)>,
    /// Headers beyond those of every request.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    pub timeout: Duration,
    /// Time to the response's headers, where an answer is never slow to begin.
    pub headers_within: Option<Duration>,
    pub taps: Taps,
    pub progress: Option<ProgressSink>,
    pub log: Option<LogSink>,
}

impl Link {
    pub(crate) fn new(config: &ClientConfig) -> Result<Link, Error> {
        let http = match &config.destination {
            Destination::Url(url) => Http::new(config, url.clone())?,
            Destination::Command(command) => {
                let program = command.program.display().to_string();
                return Err(Error::Spawn { program, fault: SpawnFault::Other("not built yet".into()) });
            }
        };
        // Late listeners miss the oldest of a flood; nothing waits for them.
        let (notifications, _) = broadcast::channel(256);
        Ok(Link {
            http,
            tap: config.tap.clone(),
            request_timeout: config.request_timeout,
            closed: CancellationToken::new(),
            handler: config.handler.clone(),
            client_info: client_info(&config.implementation),
            capabilities: config
                .handler
                .as_ref()
                .map_or_else(RawJson::empty_object, |handler| handler.capabilities()),
            tools: ToolCache::default(),
            next_id: AtomicU64::new(0),
            notifications,
            progress: Mutex::default(),
            waiting: WaitingList::default(),
        })
    }

    /// A request without extras.
    pub(crate) fn ask<'a>(&self, method: &'static str, params: Vec<(&'static str, &'a str)>) -> Ask<'a> {
        Ask {
            method,
            name: None,
            params,
            headers: Vec::new(),
            timeout: self.request_timeout,
            headers_within: Some(self.http.limits.response_headers),
            taps: self.taps(),
            progress: None,
            log: None,
        }
    }

    pub(crate) fn taps(&self) -> Taps {
        Taps { session: self.tap.clone(), call: None }
    }

    pub(crate) fn note(&self, text: impl FnOnce() -> String) {
        self.taps().note(Direction::Received, text);
    }

    pub(crate) fn next_id(&self) -> u64 {
        self.next_id.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub(crate) fn notifications(&self) -> broadcast::Receiver<ServerNotification> {
        self.notifications.subscribe()
    }

    /// Passes progress with this token on, until the guard is dropped.
    pub(crate) fn watch_progress(
        &self,
        token: u64,
        sink: ProgressSink,
        deadline: Arc<Deadline>,
    ) -> ProgressWatch<'_> {
        self.watched().insert(token, (sink, deadline));
        ProgressWatch { link: self, token }
    }

    fn watched(&self) -> MutexGuard<'_, HashMap<u64, (ProgressSink, Arc<Deadline>)>> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a notification to whom it concerns. `log` is the call on whose stream it came.
    pub(crate) fn hear(&self, method: String, params: Option<RawJson>, log: Option<&LogSink>) {
        let notification = match method.as_str() {
            "notifications/progress" => return self.hear_progress(params.as_ref()),
            "notifications/tools/list_changed" => {
                self.tools.invalidate();
                ServerNotification::ToolsChanged
            }
            "notifications/message" => log_message(params),
            _ => ServerNotification::Other { method, params },
        };
        if let (Some(log), ServerNotification::Log { .. }) = (log, &notification) {
            log(notification.clone());
        }
        // Nobody listening is no fault.
        let _ = self.notifications.send(notification);
    }

    fn hear_progress(&self, params: Option<&RawJson>) {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Wire<'a> {
            #[serde(borrow)]
            progress_token: &'a RawValue,
            #[serde(borrow)]
            progress: Option<&'a RawValue>,
            #[serde(borrow)]
            total: Option<&'a RawValue>,
            #[serde(borrow)]
            message: Option<&'a RawValue>,
        }
        let Some(params) = params else { return };
        let Ok(wire) = params.read::<Wire<'_>>() else { return };
        let Some(token) = token_of(wire.progress_token) else { return };
        let Some((sink, deadline)) = self.watched().get(&token).cloned() else { return };
        deadline.extend();
        let number = |value: &RawValue| {
            let is_number = value.get().starts_with(|first: char| first == '-' || first.is_ascii_digit());
            is_number.then(|| RawJson::slice(params.text(), value))
        };
        let Some(progress) = wire.progress.and_then(number) else { return };
        sink(Progress {
            progress,
            total: wire.total.and_then(number),
            message: wire.message.and_then(tool::text),
        });
    }

    /// Strikes our secrets out of an error on its way to the caller.
    pub(crate) fn clean(&self, error: Error) -> Error {
        self.http.secrets.strike_from(error)
    }
}

/// Ends the watch when dropped.
pub(crate) struct ProgressWatch<'a> {
    link: &'a Link,
    token: u64,
}

impl Drop for ProgressWatch<'_> {
    fn drop(&mut self) {
        self.link.watched().remove(&self.token);
    }
}

/// Our tokens are the ids of requests; some servers send them back as strings.
fn token_of(token: &RawValue) -> Option<u64> {
    token.get().trim_matches('"').parse().ok()
}

/// The request a progress report is about.
pub(crate) fn progress_token(params: &RawJson) -> Option<u64> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Wire<'a> {
        #[serde(borrow)]
        progress_token: &'a RawValue,
    }
    token_of(params.read::<Wire<'_>>().ok()?.progress_token)
}

fn client_info(implementation: &Implementation) -> String {
    let Implementation { name, title, version } = implementation;
    let title = title.as_ref().map_or_else(String::new, |title| format!(r#""title":{},"#, quoted(title)));
    format!(r#"{{"name":{},{title}"version":{}}}"#, quoted(name), quoted(version))
}

fn log_message(params: Option<RawJson>) -> ServerNotification {
    #[derive(Deserialize)]
    struct Wire<'a> {
        #[serde(borrow)]
        level: Option<&'a RawValue>,
        #[serde(borrow)]
        logger: Option<&'a RawValue>,
        #[serde(borrow)]
        data: Option<&'a RawValue>,
    }
    let params = params.unwrap_or_else(RawJson::empty_object);
    let Ok(wire) = params.read::<Wire<'_>>() else {
        return ServerNotification::Log { level: String::new(), logger: None, data: params };
    };
    ServerNotification::Log {
        level: wire.level.and_then(tool::text).unwrap_or_default(),
        logger: wire.logger.and_then(tool::text),
        data: wire.data.map_or_else(|| params.clone(), |data| RawJson::slice(params.text(), data)),
    }
}
