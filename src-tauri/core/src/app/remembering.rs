//! What was connected when the application quit is connected at its next start.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::App;
use crate::connection::ConnectionId;
use crate::store;

impl App {
    /// Notes for the next start whether a connection is connected.
    pub(super) async fn remember(&self, id: ConnectionId) {
        if !self.remembers() {
            return;
        }
        let inner = Arc::clone(&self.inner);
        let work = move |db: &mut rusqlite::Connection| match inner.remembers.load(Ordering::Relaxed) {
            // Asked only now, so that the last of several notes is right.
            true => store::connections::set_live(db, id, inner.sessions.live(id).is_some()),
            false => Ok(()),
        };
        if let Err(failure) = self.inner.vault.store.run("save to", work).await {
            tracing::warn!(%failure, "a session will not be restored");
        }
    }

    /// Notes what is connected at the end, and nothing after that.
    pub(super) async fn remember_all(&self) {
        if !self.inner.remembers.swap(false, Ordering::Relaxed) {
            return;
        }
        let sessions = &self.inner.sessions;
        let live: Vec<_> = sessions.ids().into_iter().filter(|id| sessions.live(*id).is_some()).collect();
        let work = move |db: &mut rusqlite::Connection| {
            live.into_iter().try_for_each(|id| store::connections::set_live(db, id, true))
        };
        if let Err(failure) = self.inner.vault.store.run("save to", work).await {
            tracing::warn!(%failure, "the sessions will not be restored");
        }
    }
}
