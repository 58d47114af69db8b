//! What can be cancelled, by name.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;

type Running = Arc<Mutex<HashMap<String, (u64, CancellationToken)>>>;

/// Operations under way.
#[derive(Default)]
pub(super) struct Operations {
    running: Running,
    begun: AtomicU64,
}

/// One operation; it is over when this is dropped.
pub(super) struct Operation {
    name: String,
    /// Tells it from others of its name.
    number: u64,
    running: Running,
    pub cancel: CancellationToken,
}

impl Operations {
    /// Begins an operation. One of the same name that is under way can from then on only be waited for.
    pub fn begin(&self, name: &str) -> Operation {
        let cancel = CancellationToken::new();
        let number = self.begun.fetch_add(1, Ordering::Relaxed);
        lock(&self.running).insert(name.to_owned(), (number, cancel.clone()));
        Operation { name: name.to_owned(), number, running: Arc::clone(&self.running), cancel }
    }

    /// Cancels an operation; false when there is none.
    pub fn cancel(&self, name: &str) -> bool {
        lock(&self.running).get(name).is_some_and(|(_, token)| {
            token.cancel();
            true
        })
    }
}

impl Drop for Operation {
    fn drop(&mut self) {
        let mut running = lock(&self.running);
        if running.get(&self.name).is_some_and(|(number, _)| *number == self.number) {
            running.remove(&self.name);
        }
    }
}

fn lock(running: &Running) -> MutexGuard<'_, HashMap<String, (u64, CancellationToken)>> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_one_operation_leaves_another_of_its_name_cancellable() {
        let operations = Operations::default();
        let first = operations.begin("same");
        let second = operations.begin("same");
        drop(first);
        assert!(operations.cancel("same"));
        assert!(second.cancel.is_cancelled());
        drop(second);
        assert!(!operations.cancel("same"));
    }
}
