//! What servers say unasked, and to whom it is passed on.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::sync::broadcast;

use crate::client::ask::{LogSink, ProgressSink};
use crate::client::link::Link;
use crate::client::{Progress, ServerNotification};
use crate::transport::Deadline;
use crate::wire::{RawJson, tool};

/// Changes of the same thing within this time are told as one.
const WINDOW: Duration = Duration::from_millis(250);
/// So many things may change within it; what changes beyond that is told as the whole list.
const CHANGES: usize = 1_000;

/// Passes on what is said.
pub(crate) struct News {
    sender: broadcast::Sender<ServerNotification>,
    /// What changed within the window, and whether it changed again.
    recent: Arc<Mutex<HashMap<Change, bool>>>,
}

/// Something that changed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Change {
    Tools,
    Resources,
    Prompts,
    Resource(String),
}

impl Change {
    fn notification(&self) -> ServerNotification {
        match self {
            Change::Tools => ServerNotification::ToolsChanged,
            Change::Resources => ServerNotification::ResourcesChanged,
            Change::Prompts => ServerNotification::PromptsChanged,
            Change::Resource(uri) => ServerNotification::ResourceUpdated { uri: uri.clone() },
        }
    }
}

impl Default for News {
    fn default() -> News {
        // Late listeners miss the oldest of a flood; nothing waits for them.
        News { sender: broadcast::channel(256).0, recent: Arc::default() }
    }
}

impl News {
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<ServerNotification> {
        self.sender.subscribe()
    }

    pub(crate) fn tell(&self, notification: ServerNotification) {
        // Nobody listening is no fault.
        let _ = self.sender.send(notification);
    }

    /// Tells a change at once, and those that follow it at the end of the window.
    fn changed(&self, change: Change) {
        let change = {
            let mut recent = lock(&self.recent);
            let change = if recent.len() >= CHANGES { Change::Resources } else { change };
            if let Some(again) = recent.get_mut(&change) {
                *again = true;
                return;
            }
            recent.insert(change.clone(), false);
            change
        };
        self.tell(change.notification());
        let (sender, recent) = (self.sender.clone(), Arc::clone(&self.recent));
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(WINDOW).await;
                let mut recent = lock(&recent);
                match recent.get_mut(&change) {
                    Some(again) if *again => *again = false,
                    _ => {
                        recent.remove(&change);
                        return;
                    }
                }
                drop(recent);
                let _ = sender.send(change.notification());
            }
        });
    }
}

fn lock(recent: &Mutex<HashMap<Change, bool>>) -> MutexGuard<'_, HashMap<Change, bool>> {
    recent.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Who hears progress, by token.
#[derive(Default)]
pub(crate) struct Watched(Mutex<HashMap<u64, (ProgressSink, Arc<Deadline>)>>);

impl Watched {
    fn lock(&self) -> MutexGuard<'_, HashMap<u64, (ProgressSink, Arc<Deadline>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Link {
    pub(crate) fn notifications(&self) -> broadcast::Receiver<ServerNotification> {
        self.news.subscribe()
    }

    /// Passes progress with this token on, until the guard is dropped.
    pub(crate) fn watch_progress(
        &self,
        token: u64,
        sink: ProgressSink,
        deadline: Arc<Deadline>,
    ) -> ProgressWatch<'_> {
        self.watched.lock().insert(token, (sink, deadline));
        ProgressWatch { link: self, token }
    }

    /// Takes a notification to whom it concerns. `log` is the call on whose stream it came.
    pub(crate) fn hear(&self, method: String, params: Option<RawJson>, log: Option<&LogSink>) {
        match method.as_str() {
            "notifications/progress" => self.hear_progress(params.as_ref()),
            "notifications/subscriptions/acknowledged" => {
                if let Some(params) = &params {
                    self.followed.acknowledge(params);
                }
            }
            "notifications/tools/list_changed"
            | "notifications/resources/list_changed"
            | "notifications/prompts/list_changed"
            | "notifications/resources/updated"
                if self.followed.is_stale(params.as_ref()) => {}
            "notifications/tools/list_changed" => self.changed(Change::Tools),
            "notifications/resources/list_changed" => self.changed(Change::Resources),
            "notifications/prompts/list_changed" => self.changed(Change::Prompts),
            "notifications/resources/updated" => {
                match params.as_ref().and_then(|params| member(params, "uri")) {
                    Some(uri) => self.changed(Change::Resource(uri)),
                    None => self.note(|| "an update of no resource was ignored".into()),
                }
            }
            "notifications/elicitation/complete" => {
                if let Some(id) = params.as_ref().and_then(|params| member(params, "elicitationId")) {
                    self.news.tell(ServerNotification::ElicitationCompleted { id });
                }
            }
            "notifications/tasks" | "notifications/tasks/status"
                if params.as_ref().is_some_and(|params| self.tasks.hear(params)) => {}
            "notifications/cancelled" => {
                if let Some(params) = &params {
                    self.questions.take_back(params);
                    self.followed.end(params);
                }
                self.news.tell(ServerNotification::Other { method, params });
            }
            "notifications/message" => {
                let message = log_message(params);
                if let Some(log) = log {
                    log(message.clone());
                }
                self.news.tell(message);
            }
            _ => self.news.tell(ServerNotification::Other { method, params }),
        }
    }

    /// Nobody said what changed.
    pub(crate) fn everything_changed(&self) {
        let lists = [Change::Tools, Change::Resources, Change::Prompts];
        for change in lists.into_iter().chain(self.followed.uris().into_iter().map(Change::Resource)) {
            self.changed(change);
        }
    }

    /// Drops what is cached of it, and says so.
    pub(crate) fn changed(&self, change: Change) {
        match &change {
            Change::Tools => self.lists.tools.invalidate(),
            Change::Resources => {
                self.lists.resources.invalidate();
                self.lists.templates.invalidate();
                self.contents.invalidate(None);
            }
            Change::Prompts => self.lists.prompts.invalidate(),
            Change::Resource(uri) => self.contents.invalidate(Some(uri)),
        }
        self.news.changed(change);
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
        let Some((sink, deadline)) = self.watched.lock().get(&token).cloned() else { return };
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
}

/// Ends the watch when dropped.
pub(crate) struct ProgressWatch<'a> {
    link: &'a Link,
    token: u64,
}

impl Drop for ProgressWatch<'_> {
    fn drop(&mut self) {
        self.link.watched.lock().remove(&self.token);
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

/// A text among the params.
pub(crate) fn member(params: &RawJson, name: &str) -> Option<String> {
    let members: HashMap<String, &RawValue> = params.read().ok()?;
    members.get(name).copied().and_then(tool::text)
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
