//! Connecting and disconnecting.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::time::Duration;

use hitchpost_mcp::sample::SampleServer;
use hitchpost_mcp::{Freshness, ServerNotification, Verdict};
use tokio::sync::{Semaphore, broadcast};

use super::connections::require_enabled;
use super::goodbye::{Unclaimed, say_goodbye};
use super::{App, Inner, Result};
use crate::connection::{Connection, ConnectionId, ConnectionView, StepKind, Target};
use crate::event::AppEvent;
use crate::failure::Failure;
use crate::session::{Begin, Dialled, Endpoint, Live, Ticket, Timing, dial};
use crate::sign_in::SignInRequest;
use crate::store::{self, now};

/// Connections that are restored at the same time.
const AT_ONCE: usize = 4;

/// At least this long passes between two lists that a server's news cause.
const RELIST: Duration = Duration::from_secs(2);

/// When a new session lists its tools.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Listing {
    AtConnect,
    /// For a single call, which does not need the list.
    WhenAsked,
}

/// A session that has just been opened.
struct Fresh {
    live: Arc<Live>,
    unclaimed: Unclaimed,
    /// What its server says from now on.
    news: broadcast::Receiver<ServerNotification>,
}

impl App {
    /// Returns once connected or failed; the failure is in the view's status.
    pub async fn connect(&self, id: ConnectionId) -> Result<ConnectionView> {
        let connection = self.row(id).await?;
        require_enabled(&connection)?;
        if self.signs_in_itself(&connection).await? {
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

    async fn attempt(&self, connection: &Connection, ticket: &Ticket, listing: Listing) {
        let opened = tokio::select! {
            biased;
            () = ticket.cancel.cancelled() => Err(Failure::Cancelled),
            opened = self.open_session(connection, ticket, listing) => opened,
        };
        match opened {
            Ok(fresh) => {
                tracing::info!(connection_id = %connection.id, "connected");
                if self.inner.sessions.finish(ticket, Ok(Arc::clone(&fresh.live))) {
                    self.settle(connection.id, fresh).await;
                }
            }
            Err(failure) => {
                tracing::info!(connection_id = %connection.id, %failure, "not connected");
                self.inner.sessions.finish(ticket, Err(failure));
            }
        }
    }

    /// Fails when the connection was removed or switched off since somebody decided to connect it. Whoever does that
    /// after this question finds the attempt, and ends it.
    async fn still_wanted(&self, id: ConnectionId) -> Result<()> {
        match self.row(id).await {
            Ok(connection) if !connection.enabled => Err(Failure::Cancelled),
            Err(Failure::NotFound { .. }) => Err(Failure::Cancelled),
            // Not reading the database is no reason to end a session that works.
            Ok(_) | Err(_) => Ok(()),
        }
    }

    async fn open_session(
        &self,
        connection: &Connection,
        ticket: &Ticket,
        listing: Listing,
    ) -> Result<Fresh> {
        let (endpoint, sample) = self.endpoint(connection).await?;
        let id = connection.id;
        let verdict = match connection.target {
            // Another port every time, and always the same answer.
            Target::Sample => None,
            Target::Url { .. } => self.verdict(id).await,
        };
        let timing = Timing {
            era: connection.era,
            verdict: verdict.clone(),
            connect_timeout_s: connection.connect_timeout_s,
            request_timeout_s: connection.request_timeout_s,
        };
        let (app, attempt) = (self.clone(), ticket.clone());
        let on_step = move |step| app.inner.sessions.step(&attempt, step);
        let Dialled { client, total, .. } = dial(&endpoint, timing, on_step).await;
        let client = match client {
            Ok(client) => client,
            Err(failure) => {
                if verdict.is_some() {
                    // It may have been the verdict that was wrong; the next attempt asks again.
                    self.note_verdict(move |db| store::verdicts::delete(db, id)).await;
                }
                return Err(failure);
            }
        };
        let unclaimed = Unclaimed::new(client.clone(), &self.inner.tasks);
        // From before the first list: what changes while it is made is news.
        let news = client.notifications();
        let (found, revision) = (client.verdict(), connection.revision);
        if verdict.as_ref() != Some(&found) {
            self.note_verdict(move |db| store::verdicts::put(db, id, revision, &found)).await;
        }
        let live = Arc::new(Live::new(client, endpoint, connection.revision, sample));
        live.took(total);
        if listing == Listing::AtConnect {
            self.inner.sessions.step(ticket, StepKind::Capabilities);
            let listed = live.list(Freshness::Fresh).await;
            // A server that shakes hands with everyone and asks for a credential afterwards.
            if let Err(
                failure @ (Failure::Unauthorized { .. } | Failure::Forbidden { .. } | Failure::SignIn { .. }),
            ) = listed
            {
                return Err(failure);
            }
        }
        self.still_wanted(id).await?;
        Ok(Fresh { live, unclaimed, news })
    }

    /// What is known of a server's era. A connection works without, so a failure is logged.
    async fn verdict(&self, id: ConnectionId) -> Option<Verdict> {
        let known = self.inner.vault.store.run("read from", move |db| store::verdicts::get(db, id)).await;
        known.unwrap_or_else(|failure| {
            tracing::warn!(%failure, "what is known of a server was not read");
            None
        })
    }

    async fn note_verdict(
        &self,
        work: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<()> + Send + 'static,
    ) {
        if let Err(failure) = self.inner.vault.store.run("save to", |db| work(db)).await {
            tracing::warn!(%failure, "what was found out about a server was not kept");
        }
    }

    /// Where a connection leads, with its secrets; the sample server is started for it.
    pub(super) async fn endpoint(&self, connection: &Connection) -> Result<(Endpoint, Option<SampleServer>)> {
        let secrets = self.inner.vault.load(connection).await?;
        let sample = match connection.target {
            Target::Sample => Some(start_sample()?),
            Target::Url { .. } => None,
        };
        let url = sample.as_ref().map(SampleServer::url);
        let endpoint = Endpoint::new(&connection.target, &connection.auth, &secrets, url)?;
        let endpoint = match self.good_account(connection).await? {
            Some(account) => endpoint.signed_in(self.inner.broker.clone(), account),
            None => endpoint,
        };
        Ok((endpoint, sample))
    }

    /// What is left to do once a session is connected.
    async fn settle(&self, id: ConnectionId, fresh: Fresh) {
        let Fresh { live, unclaimed, news } = fresh;
        unclaimed.claim();
        let follower = follow(Arc::downgrade(&self.inner), id, Arc::downgrade(&live), news);
        live.follow_with(tokio::spawn(follower));
        self.remember(id).await;
        if let Some(catalog) = live.catalog() {
            self.inner.emit(AppEvent::ToolsChanged { id });
            let touched = now();
            self.keep_list(id, &catalog).await;
            let used =
                self.inner.vault.store.run("save to", move |db| store::connections::touch(db, id, touched));
            if let Err(failure) = used.await {
                tracing::warn!(%failure, "the last use was not noted");
            }
        }
    }

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

/// Starts the sample server of this process.
pub(super) fn start_sample() -> Result<SampleServer> {
    SampleServer::start()
        .map_err(|error| Failure::Internal { reason: format!("the sample server did not start: {error}") })
}

/// Lists the tools anew whenever the server says that they changed, until the session ends. A server that says so all
/// the time, perhaps while it is being asked, is heard every [`RELIST`].
async fn follow(
    inner: Weak<Inner>,
    id: ConnectionId,
    live: Weak<Live>,
    mut notifications: broadcast::Receiver<ServerNotification>,
) {
    loop {
        match notifications.recv().await {
            Ok(ServerNotification::ToolsChanged) | Err(broadcast::error::RecvError::Lagged(_)) => {}
            Ok(ServerNotification::Log { .. } | ServerNotification::Other { .. }) => continue,
            Err(broadcast::error::RecvError::Closed) => return,
        }
        let (Some(inner), Some(live)) = (inner.upgrade(), live.upgrade()) else { return };
        let app = App { inner };
        // Whatever was said before this list is answered by it.
        notifications = notifications.resubscribe();
        match live.list(Freshness::Fresh).await {
            Ok(catalog) => {
                app.keep_list(id, &catalog).await;
                app.inner.emit(AppEvent::ToolsChanged { id });
            }
            Err(failure) => tracing::info!(connection_id = %id, %failure, "tools not listed"),
        }
        if app.inner.sessions.live(id).is_some_and(|current| Arc::ptr_eq(&current, &live)) {
            app.inner.sessions.announce(id);
        }
        // What is said meanwhile waits in the channel; the session and the application do not wait with it.
        drop((app, live));
        tokio::time::sleep(RELIST).await;
    }
}
