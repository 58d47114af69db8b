//! One process at a time: a lock file per account. The system frees it with the process, however that ends.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::app::Result;
use crate::connection::CredentialId;
use crate::failure::Failure;
use crate::store::create_private_dir;

/// A request takes half a minute at most, and a keychain that waits to be unlocked a minute to read and another to
/// write. Whoever holds a lock longer has tokens that the keychain does not take.
const PATIENCE: Duration = Duration::from_secs(180);

/// The locks of one data directory.
#[derive(Clone)]
pub(crate) struct Locks {
    dir: Arc<PathBuf>,
}

/// The right to change one account's tokens, until it is dropped.
#[derive(Debug)]
pub(crate) struct Held {
    path: PathBuf,
    _file: File,
}

impl Locks {
    pub fn new(data_dir: &Path) -> Self {
        Self { dir: Arc::new(data_dir.join("locks")) }
    }

    /// Waits for the others, in this process or another.
    pub async fn take(&self, id: CredentialId) -> Result<Held> {
        let path = self.dir.join(format!("{id}.lock"));
        let failed = |reason: String| Failure::Storage {
            action: "lock".to_owned(),
            path: path.display().to_string(),
            reason,
        };
        let (locked, answer) = oneshot::channel();
        let target = path.clone();
        // On a thread of its own: the runtime would wait for one of its own at the end, as long as it takes.
        std::thread::Builder::new()
            .name("credential-lock".to_owned())
            // Whoever stopped waiting drops the answer, and with it the lock.
            .spawn(move || drop(locked.send(lock(&target))))
            .map_err(|error| failed(error.to_string()))?;
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(Ok(Ok(file))) => Ok(Held { path, _file: file }),
            Ok(Ok(Err(error))) => Err(failed(error.to_string())),
            Ok(Err(_)) => Err(failed("the thread that waited for it has ended".to_owned())),
            Err(_) => Err(failed(format!("another process has held it for {} s", PATIENCE.as_secs()))),
        }
    }
}

impl Held {
    /// Removes the file of an account that is no more: whoever waits for it finds no account either.
    pub fn discard(self) {
        if let Err(error) = std::fs::remove_file(&self.path) {
            tracing::warn!(%error, path = %self.path.display(), "a lock file was left behind");
        }
    }
}

fn lock(path: &Path) -> std::io::Result<File> {
    if let Some(dir) = path.parent() {
        create_private_dir(dir)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    file.lock()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_second_waits_for_the_first_and_nobody_for_another_account() {
        let dir = tempfile::tempdir().unwrap();
        let locks = Locks::new(dir.path());
        let (one, other) = (CredentialId(uuid::Uuid::new_v4()), CredentialId(uuid::Uuid::new_v4()));
        let first = locks.take(one).await.unwrap();
        locks.take(other).await.unwrap();
        let second = tokio::spawn({
            let locks = locks.clone();
            async move { locks.take(one).await.map(drop) }
        });
        assert!(File::open(dir.path().join(format!("locks/{one}.lock"))).unwrap().try_lock().is_err());
        assert!(!second.is_finished());
        drop(first);
        second.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn who_stops_waiting_leaves_it_free() {
        let dir = tempfile::tempdir().unwrap();
        let locks = Locks::new(dir.path());
        let id = CredentialId(uuid::Uuid::new_v4());
        let first = locks.take(id).await.unwrap();
        let waiting = tokio::spawn({
            let locks = locks.clone();
            async move { locks.take(id).await.map(drop) }
        });
        waiting.abort();
        drop(first);
        locks.take(id).await.unwrap().discard();
        assert!(!dir.path().join(format!("locks/{id}.lock")).exists());
    }
}
