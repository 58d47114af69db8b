//! Connecting and disconnecting.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::sync::Semaphore;

use super::connections::require_enabled;
use super::goodbye::say_goodbye;
use super::opening::Listing;
use super::{App, Result};
use crate::connection::{Connection, ConnectionId, ConnectionView};
use crate::session::{Begin, Live};
use crate::sign_in::SignInRequest;
use crate::store;

/// Connections that are restored at the same time.
const AT_ONCE: usize = 4;

impl App {
    /// Returns once connected or failed; the failure is in the view's status.
    pub async fn connect(&self, id: ConnectionId) -> Result<ConnectionView> {
        let connection = self.row(id).await?;
        require_enabled(&connection)?;
        self.inner.restarts.forgive(id);
        if self.awaits_approval(&connection).await {
            // Its status asks for it.
            self.inner.sessions.announce(id);
        } else if self.signs_in_itself(&connection).await? {
            // Why it cannot, its status says.
            let _ = Box::pin(self.start_sign_in(id, SignInRequest::default())).await;
        } else {
            self.session(&connection, Listing::AtConnect).await;
        }
        self.connection(id).await
    }

    /// Ends a session, or the attempt to get one.
    pub async fn disconnect(&self, id: ConnectionId) -> Result<ConnectionView> {
        self.row(id).await?;
        self.end_session(id);
        // Before whoever asked may quit: it is not to be restored.
        self.remember(id).await;
        self.connection(id).await
    }

    /// Ends the session and connects anew, with the settings as they are now.
    pub async fn reconnect(&self, id: ConnectionId) -> Result<ConnectionView> {
        self.row(id).await?;
        self.end_session(id);
        self.connect(id).await
    }

    /// Connects what was connected when the application last quit, four at a time. What does not connect this time
    /// is tried again at the next start, until the person ends it. From now on this application remembers its sessions for the next start.
    pub async fn restore_sessions(&self) -> Result<()> {
        self.inner.remembers.store(true, Ordering::Relaxed);
        self.restore_sign_ins().await?;
        let ids = self.inner.vault.store.run("read from", |db| store::connections::live(db)).await?;
        let at_once = Arc::new(Semaphore::new(AT_ONCE));
        let mut connecting = tokio::task::JoinSet::new();
        for id in ids {
            let (app, at_once) = (self.clone(), Arc::clone(&at_once));
            connecting.spawn(async move {
                let _place = at_once.acquire().await;
                if let Err(failure) = app.connect(id).await {
                    tracing::warn!(%failure, connection_id = %id, "not restored");
                }
            });
        }
        while connecting.join_next().await.is_some() {}
        Ok(())
    }

    /// The session of a connection: the one there is, or a new one. Nothing when that fails; the status says why.
    pub(super) async fn session(&self, connection: &Connection, listing: Listing) -> Option<Arc<Live>> {
        let ticket = match self.inner.sessions.begin(connection.id) {
            Begin::Live(live) => return Some(live),
            Begin::Joined(ticket) => ticket,
            Begin::Started(ticket) => {
                // On its own task: an attempt must come to an end even when whoever asked has gone.
                let (app, connection, attempt) = (self.clone(), connection.clone(), ticket.clone());
                self.inner.tasks.spawn(async move { app.attempt(&connection, &attempt, listing).await });
                ticket
            }
        };
        ticket.ended().await;
        self.inner.sessions.live(connection.id)
    }

    /// Ends a session, or the attempt to get one, and says goodbye in the background.
    pub(super) fn end_session(&self, id: ConnectionId) {
        let live = self.inner.sessions.end(id);
        let app = self.clone();
        self.inner.tasks.spawn(async move {
            app.remember(id).await;
            if let Some(live) = live {
                say_goodbye(&live.client).await;
            }
        });
    }
}
