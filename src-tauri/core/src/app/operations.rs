//! What can be cancelled, by name.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;

type Running = Arc<Mutex<HashMap<String, CancellationToken>>>;

/// Operations under way.
#[derive(Default)]
pub(super) struct Operations {
    running: Running,
}

/// One operation; it is over when this is dropped.
pub(super) struct Operation {
    name: String,
    running: Running,
    pub cancel: CancellationToken,
}

impl Operations {
    /// Begins an operation. One of the same name can then only be waited for.
    pub fn begin(&self, name: &str) -> Operation {
        let cancel = CancellationToken::new();
        lock(&self.running).insert(name.to_owned(), cancel.clone());
        Operation { name: name.to_owned(), running: Arc::clone(&self.running), cancel }
    }

    /// Cancels an operation; false when there is none.
    pub fn cancel(&self, name: &str) -> bool {
        lock(&self.running).get(name).is_some_and(|token| {
            token.cancel();
            true
        })
    }

    /// Cancels all of them.
    pub fn cancel_all(&self) {
        lock(&self.running).values().for_each(CancellationToken::cancel);
    }
}

impl Drop for Operation {
    fn drop(&mut self) {
        lock(&self.running).remove(&self.name);
    }
}

fn lock(running: &Running) -> MutexGuard<'_, HashMap<String, CancellationToken>> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}
