//! One request that is being answered, and what can be said to its caller meanwhile: progress, log messages.

use serde::Deserialize;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::Asker;
use super::answer::Answer;
use super::outcome::json_text;
use crate::wire::RawJson;

/// Messages waiting for a slow reader; more are left out, which the specification allows.
pub(super) const WAITING: usize = 64;

/// One call of a tool, one prompt to fill in, one resource to read.
#[derive(Clone, Debug)]
pub struct Call {
    /// The tool's or the prompt's name, or the resource's address, as the caller wrote it.
    pub name: String,
    /// The arguments as the caller wrote them; `{}` when there were none.
    pub arguments: RawJson,
    /// The request's `_meta`, if it had one.
    pub meta: Option<RawJson>,
    /// Tells the caller how far this has come.
    pub progress: Progress,
    /// Tells the caller what happens.
    pub log: Log,
    /// Asks the caller.
    pub ask: Asker,
    /// Cancelled when the caller gives up or the server stops; for work that outlives the future.
    pub cancelled: CancellationToken,
}

/// Reports progress to the caller, or nowhere if the caller did not ask for it.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    to: Option<(RawJson, mpsc::Sender<Answer>)>,
}

/// One progress report.
#[derive(Clone, Debug, PartialEq)]
pub struct ProgressUpdate {
    /// Grows with every report.
    pub progress: f64,
    /// What `progress` will be at the end, if known.
    pub total: Option<f64>,
    /// What is being done, for people.
    pub message: Option<String>,
}

impl Progress {
    pub(super) fn new(token: Option<RawJson>, sender: Option<mpsc::Sender<Answer>>) -> Progress {
        Progress { to: token.zip(sender) }
    }

    /// Whether the caller asked for progress.
    pub fn is_wanted(&self) -> bool {
        self.to.is_some()
    }

    /// Reports without waiting.
    pub fn report(&self, update: &ProgressUpdate) {
        if let Some((token, sender)) = &self.to {
            // Full: the reader is behind and a later report will do. Closed: the reader has left.
            let _ = sender.try_send(Answer::progress(token, update));
        }
    }
}

/// How much a log message matters, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)] // the words of RFC 5424
pub enum Level {
    Debug,
    Info,
    Notice,
    Warning,
    Error,
    Critical,
    Alert,
    Emergency,
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Level::Debug => "debug",
            Level::Info => "info",
            Level::Notice => "notice",
            Level::Warning => "warning",
            Level::Error => "error",
            Level::Critical => "critical",
            Level::Alert => "alert",
            Level::Emergency => "emergency",
        }
    }
}

/// Writes log messages to the caller, those that it wants.
#[derive(Clone, Debug, Default)]
pub struct Log {
    to: Option<(Level, mpsc::Sender<Answer>)>,
}

impl Log {
    pub(super) fn new(from: Option<Level>, sender: Option<mpsc::Sender<Answer>>) -> Log {
        Log { to: from.zip(sender) }
    }

    /// Writes `text` without waiting.
    pub fn write(&self, level: Level, text: &str) {
        if let Some((_, sender)) = self.to.as_ref().filter(|(from, _)| level >= *from) {
            let params = format!(r#"{{"level":"{}","data":{}}}"#, level.name(), json_text(text));
            let _ = sender.try_send(Answer::notification("notifications/message", &params));
        }
    }
}
