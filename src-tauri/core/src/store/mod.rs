//! The database: one file, one writer on a thread of its own. SQL lives in this folder, one file per table.
//! No secret is ever written here.

pub(crate) mod connections;
pub(crate) mod credentials;
pub(crate) mod history;
pub(crate) mod keychain_items;
mod migrate;
pub(crate) mod oauth_clients;
mod open;
pub(crate) mod pins;
pub(crate) mod settings;
pub(crate) mod sign_ins;
pub(crate) mod tools;
pub(crate) mod verdicts;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::sync::oneshot;

pub(crate) use open::create_private_dir;
pub(crate) use sign_ins::WaitingSignIn;

use crate::app::Result;
use crate::connection::Millis;
use crate::failure::Failure;

type Job = Box<dyn FnOnce(&mut rusqlite::Connection) + Send>;

/// How often the writer looks whether another process changed the file.
const POLL: Duration = Duration::from_secs(1);

/// The database. Work is done in the order it is asked for; the thread ends with the last clone.
#[derive(Clone)]
pub(crate) struct Store {
    jobs: Sender<Job>,
    path: Arc<PathBuf>,
}

impl Store {
    /// Opens or creates `<dir>/app.db`. `changed` is told whenever another process wrote to it.
    pub async fn open(dir: &Path, changed: impl Fn() + Send + 'static) -> Result<Self> {
        let (jobs, queue) = channel::<Job>();
        let (opened, open) = oneshot::channel();
        let dir = dir.to_owned();
        std::thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || {
                let connection = open::open(&dir);
                let (answer, connection) = match connection {
                    Ok((connection, path)) => (Ok(path), Some(connection)),
                    Err(failure) => (Err(failure), None),
                };
                if opened.send(answer).is_ok()
                    && let Some(connection) = connection
                {
                    work(connection, &queue, changed);
                }
            })
            .map_err(|error| Failure::Internal { reason: format!("no thread for the database: {error}") })?;
        let path = open.await.map_err(|_| gone())??;
        Ok(Self { jobs, path: Arc::new(path) })
    }

    /// Does `work` on the writer's thread. `action` is what a failure says could not be done, as in “save to”.
    pub async fn run<T: Send + 'static>(
        &self,
        action: &'static str,
        work: impl FnOnce(&mut rusqlite::Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T> {
        let (done, answer) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            // Nobody waits any more when the caller was dropped; the work is done all the same.
            let _ = done.send(work(connection));
        });
        self.jobs.send(job).map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?.map_err(|error| storage(action, &self.path, &error))
    }
}

fn work(mut connection: rusqlite::Connection, queue: &Receiver<Job>, changed: impl Fn()) {
    let mut version = data_version(&connection);
    let mut next_poll = Instant::now() + POLL;
    loop {
        match queue.recv_timeout(next_poll.saturating_duration_since(Instant::now())) {
            Ok(job) => job(&mut connection),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        if Instant::now() >= next_poll {
            next_poll = Instant::now() + POLL;
            let now = data_version(&connection);
            if now != version {
                version = now;
                changed();
            }
        }
    }
}

/// Differs after another connection to the file has committed; our own commits do not count.
fn data_version(connection: &rusqlite::Connection) -> Option<i64> {
    connection.query_row("PRAGMA data_version", [], |row| row.get(0)).ok()
}

fn storage(action: &str, path: &Path, reason: &dyn std::fmt::Display) -> Failure {
    Failure::Storage {
        action: action.to_owned(),
        path: path.display().to_string(),
        reason: reason.to_string(),
    }
}

fn gone() -> Failure {
    Failure::Internal { reason: "the database thread has ended".to_owned() }
}

/// The present time as the database and the views have it.
pub(crate) fn now() -> Millis {
    millis(SystemTime::now())
}

/// A point in time as the database and the views have it.
pub(crate) fn millis(time: SystemTime) -> Millis {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
}

/// Reads a column that holds an identity.
fn uuid(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<uuid::Uuid> {
    let text: String = row.get(column)?;
    text.parse().map_err(|error: uuid::Error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
    })
}

/// Reads a column that holds an address.
fn url(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<url::Url> {
    let text: String = row.get(column)?;
    url::Url::parse(&text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
    })
}

/// Reads a column that holds JSON of ours.
fn json<T: serde::de::DeserializeOwned>(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
    })
}

/// Writes a column that holds JSON of ours.
fn to_json(value: &impl serde::Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}
