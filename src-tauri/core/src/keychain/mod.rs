//! The OS keychain: Secret Service, macOS Keychain, Windows Credential Manager. Never a file, never silently.
//!
//! All calls go through one thread: they block, on an unlock prompt for as long as the person likes, and the
//! Windows store does not keep their order across threads.

mod chunks;
#[cfg(test)]
pub(crate) mod memory;
mod os;

use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::oneshot;

use crate::app::Result;
use crate::failure::{Failure, KeychainFault};

/// How long a person may take to unlock the keychain.
const PATIENCE: Duration = Duration::from_secs(60);

/// Holds small byte strings by name. The keychain thread is the only caller.
pub(crate) trait SecretStore: Send {
    /// Writes an item, replacing one of that name.
    fn write(&self, account: &str, bytes: &[u8]) -> Result<(), Fault>;
    /// Reads an item; nothing when there is none.
    fn read(&self, account: &str) -> Result<Option<Vec<u8>>, Fault>;
    /// Deletes an item, if there is one.
    fn delete(&self, account: &str) -> Result<(), Fault>;
}

/// Why the keychain did not do it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub kind: KeychainFault,
    pub reason: String,
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Keychain { fault: fault.kind, reason: fault.reason }
    }
}

type Job = Box<dyn FnOnce(&dyn SecretStore) + Send>;

/// The keychain entries of one data directory. The thread starts with the first use.
#[derive(Clone)]
pub(crate) struct Keychain {
    start: Arc<dyn Fn() -> Sender<Job> + Send + Sync>,
}

impl Keychain {
    /// The keychain of this computer, under our service name.
    pub fn os(service: &str) -> Self {
        let service = service.to_owned();
        Self::on(move || Box::new(os::OsKeychain::new(&service)))
    }

    /// A keychain on any store; it is made on the thread that uses it.
    pub fn on(store: impl Fn() -> Box<dyn SecretStore> + Send + Sync + 'static) -> Self {
        let store = Arc::new(store);
        let jobs = std::sync::OnceLock::new();
        let start = move || {
            jobs.get_or_init(|| {
                let (jobs, queue) = channel::<Job>();
                let store = Arc::clone(&store);
                let spawned = std::thread::Builder::new().name("keychain".to_owned()).spawn(move || {
                    let store = store();
                    while let Ok(job) = queue.recv() {
                        job(store.as_ref());
                    }
                });
                if let Err(error) = spawned {
                    tracing::error!(%error, "no thread for the keychain");
                }
                jobs
            })
            .clone()
        };
        Self { start: Arc::new(start) }
    }

    /// Saves a secret of any length.
    pub async fn save(&self, account: String, secret: SecretString) -> Result<()> {
        self.run(move |store| chunks::write(store, &account, secret.expose_secret())).await
    }

    /// Reads a secret; nothing when it is not there.
    pub async fn read(&self, account: String) -> Result<Option<SecretString>> {
        self.run(move |store| chunks::read(store, &account)).await
    }

    /// Deletes a secret, if it is there.
    pub async fn delete(&self, account: String) -> Result<()> {
        self.run(move |store| chunks::delete(store, &account)).await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn SecretStore) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T> {
        let (done, answer) = oneshot::channel();
        let job: Job = Box::new(move |store| {
            // Nobody waits any more when patience ran out; an unlocked keychain still gets what it was asked.
            let _ = done.send(work(store));
        });
        let gone = || Failure::Internal { reason: "the keychain thread has ended".to_owned() };
        (self.start)().send(job).map_err(|_| gone())?;
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(answer) => Ok(answer.map_err(|_| gone())??),
            Err(_) => Err(Failure::Keychain {
                fault: KeychainFault::Unresponsive,
                reason: format!("no answer in {} s; it may be waiting to be unlocked", PATIENCE.as_secs()),
            }),
        }
    }
}
