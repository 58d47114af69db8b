//! What a session's server says unasked, and how the session ends that nobody ended.

use std::sync::{Arc, Weak};
use std::time::Duration;

use hitchpost_mcp::{Client, Freshness, ServerNotification};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;

use super::opening::Fresh;
use super::{App, Inner};
use crate::connection::ConnectionId;
use crate::event::AppEvent;
use crate::failure::Failure;
use crate::session::Live;
use crate::store::{self, now};

/// At least this long passes between two lists that a server's news cause.
const RELIST: Duration = Duration::from_secs(2);

impl App {
    /// What is left to do once a session is connected.
    pub(super) async fn settle(&self, id: ConnectionId, fresh: Fresh) {
        let Fresh { live, unclaimed, news } = fresh;
        unclaimed.claim();
        let (inner, session) = (Arc::downgrade(&self.inner), Arc::downgrade(&live));
        let follower = Follower { inner, id, live: session };
        live.follow_with(tokio::spawn(follower.run(live.client.clone(), news)));
        self.follow_offers(id, &live);
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

    /// A session ended that nobody ended. A program that ran is started again.
    pub(super) fn lost(&self, id: ConnectionId, live: &Arc<Live>, failure: &Failure) {
        if !self.inner.sessions.lost(id, live, failure.clone()) {
            return;
        }
        tracing::info!(connection_id = %id, %failure, "the session ended by itself");
        if matches!(failure, Failure::Exited { .. }) {
            let app = self.clone();
            self.inner.tasks.spawn(async move { app.restart(id).await });
        }
    }
}

/// Follows one session, without keeping it or the application alive.
struct Follower {
    inner: Weak<Inner>,
    id: ConnectionId,
    live: Weak<Live>,
}

impl Follower {
    /// Until the session ends, by itself or because somebody ended it.
    async fn run(self, client: Client, mut news: broadcast::Receiver<ServerNotification>) {
        let mut listing = Relisting::default();
        loop {
            tokio::select! {
                biased;
                error = client.until_over() => {
                    let Some((app, live)) = self.both() else { return };
                    let failure = live.endpoint.context().failure(error);
                    return app.lost(self.id, &live, &failure);
                }
                heard = news.recv() => {
                    let Some((app, _)) = self.both() else { return };
                    match app.pass_on(self.id, heard) {
                        Said::ToolsChanged => listing.want(),
                        Said::Else => {}
                        Said::Nothing => return,
                    }
                }
                () = listing.due() => {
                    let Some((app, live)) = self.both() else { return };
                    // What was said before the list is answered by it.
                    while let Ok(heard) = news.try_recv() {
                        app.pass_on(self.id, Ok(heard));
                    }
                    app.list_again(self.id, &live).await;
                    listing.is_done();
                }
            }
        }
    }

    fn both(&self) -> Option<(App, Arc<Live>)> {
        Some((App { inner: self.inner.upgrade()? }, self.live.upgrade()?))
    }
}

/// What has been heard, as far as the tools are concerned.
enum Said {
    ToolsChanged,
    Else,
    /// And nothing will be any more.
    Nothing,
}

/// When the tools are listed anew. A server that says all the time that they changed, perhaps while it is being asked,
/// is heard every [`RELIST`].
#[derive(Default)]
struct Relisting {
    wanted: bool,
    not_before: Option<Instant>,
}

impl Relisting {
    fn want(&mut self) {
        self.wanted = true;
    }

    async fn due(&self) {
        match (self.wanted, self.not_before) {
            (false, _) => std::future::pending().await,
            (true, None) => {}
            (true, Some(at)) => tokio::time::sleep_until(at).await,
        }
    }

    fn is_done(&mut self) {
        *self = Self { wanted: false, not_before: Some(Instant::now() + RELIST) };
    }
}

impl App {
    /// Tells hosts what a server said.
    fn pass_on(&self, id: ConnectionId, heard: Result<ServerNotification, RecvError>) -> Said {
        match heard {
            Ok(ServerNotification::ToolsChanged) => return Said::ToolsChanged,
            Ok(ServerNotification::SubscriptionLost { reason }) => {
                tracing::info!(connection_id = %id, reason, "the server does not tell what changes any more");
            }
            // What it offers beside tools, and what it asks, is followed apart.
            Ok(
                ServerNotification::ResourcesChanged
                | ServerNotification::PromptsChanged
                | ServerNotification::ResourceUpdated { .. }
                | ServerNotification::ElicitationCompleted { .. }
                | ServerNotification::Log { .. }
                | ServerNotification::Other { .. },
            ) => {}
            Err(RecvError::Lagged(_)) => return Said::ToolsChanged,
            Err(RecvError::Closed) => return Said::Nothing,
        }
        Said::Else
    }

    async fn list_again(&self, id: ConnectionId, live: &Arc<Live>) {
        match live.list(Freshness::Fresh).await {
            Ok(catalog) => {
                self.keep_list(id, &catalog).await;
                self.inner.emit(AppEvent::ToolsChanged { id });
            }
            Err(failure) => tracing::info!(connection_id = %id, %failure, "tools not listed"),
        }
        if self.inner.sessions.live(id).is_some_and(|current| Arc::ptr_eq(&current, live)) {
            self.inner.sessions.announce(id);
        }
    }
}
