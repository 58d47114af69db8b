//! A program that crashes is started again, a few times.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::App;
use super::opening::Listing;
use crate::connection::ConnectionId;

/// What is waited before the first, the second, the third restart. After those it stays ended.
const BACK_OFF: [Duration; 3] = [Duration::from_millis(250), Duration::from_secs(1), Duration::from_secs(4)];

/// Within this long.
const WITHIN: Duration = Duration::from_secs(5 * 60);

/// When programs were started again.
#[derive(Default)]
pub(super) struct Restarts(Mutex<HashMap<ConnectionId, Vec<Instant>>>);

impl Restarts {
    /// How long to wait before a program may be started once more; nothing when it has crashed too often.
    fn next(&self, id: ConnectionId) -> Option<Duration> {
        let mut all = self.lock();
        let recent = all.entry(id).or_default();
        recent.retain(|at| at.elapsed() < WITHIN);
        let wait = BACK_OFF.get(recent.len()).copied()?;
        recent.push(Instant::now());
        Some(wait)
    }

    /// The person starts it: what it did before does not count any more.
    pub fn forgive(&self, id: ConnectionId) {
        self.lock().remove(&id);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ConnectionId, Vec<Instant>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// Starts a crashed program again until it stays, or has crashed too often. Its status says why it is down
    /// meanwhile; whoever connects, disconnects, or switches it off takes over.
    pub(super) async fn restart(&self, id: ConnectionId) {
        while let Some(wait) = self.inner.restarts.next(id) {
            tokio::select! {
                () = self.inner.closing.cancelled() => return,
                () = tokio::time::sleep(wait) => {}
            }
            let Ok(connection) = self.row(id).await else { return };
            if !connection.enabled || !self.inner.sessions.has_crashed(id) {
                return;
            }
            tracing::info!(connection_id = %id, "started again");
            if self.session(&connection, Listing::AtConnect).await.is_some()
                || !self.inner.sessions.has_crashed(id)
            {
                return;
            }
        }
        tracing::info!(connection_id = %id, "crashed too often: it stays ended");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_program_gets_three_chances_in_five_minutes() {
        let (restarts, id) = (Restarts::default(), ConnectionId(uuid::Uuid::new_v4()));
        let chances = || std::array::from_fn::<_, 4, _>(|_| restarts.next(id));
        let [first, second, third, none] = chances();
        assert!(first < second && second < third && third.is_some() && none.is_none());
        tokio::time::advance(WITHIN - Duration::from_secs(1)).await;
        assert_eq!(restarts.next(id), None);
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(restarts.next(id), first);
        restarts.forgive(id);
        assert_eq!(restarts.next(id), first);
    }
}
