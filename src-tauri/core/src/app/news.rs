//! What servers say of their resources and prompts while a session lasts.

use std::collections::BTreeSet;
use std::sync::{Arc, Weak};
use std::time::Duration;

use hitchpost_mcp::ServerNotification;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, sleep_until};

use super::{App, Inner};
use crate::connection::ConnectionId;
use crate::event::AppEvent;
use crate::session::Live;

/// At least this long passes between two lists that a server's news cause.
const RELIST: Duration = Duration::from_secs(2);
/// Changes of resources that come within this are told together.
const GATHER: Duration = Duration::from_millis(100);
/// Changed resources that are told one by one.
const UPDATED: usize = 200;

impl App {
    /// Follows what a new session's server says of what it offers beside tools. A window also lists it now; nobody waits
    /// for that.
    pub(super) fn follow_offers(&self, id: ConnectionId, live: &Arc<Live>) {
        let news = live.client.notifications();
        let server = live.client.server();
        let is_listed = |capability| self.remembers() && server.declares(capability);
        let due = Due {
            resources: is_listed("resources"),
            prompts: is_listed("prompts"),
            updated: BTreeSet::new(),
        };
        let listener = Listener { inner: Arc::downgrade(&self.inner), id, live: Arc::downgrade(live), due };
        live.offers.listen_with(tokio::spawn(listener.run(news)));
    }
}

struct Listener {
    inner: Weak<Inner>,
    id: ConnectionId,
    live: Weak<Live>,
    due: Due,
}

/// What has changed since it was looked at last.
#[derive(Default)]
struct Due {
    resources: bool,
    prompts: bool,
    updated: BTreeSet<String>,
}

impl Listener {
    async fn run(mut self, mut news: broadcast::Receiver<ServerNotification>) {
        let mut relist_at = Instant::now();
        let mut tell_at = Instant::now();
        loop {
            let (lists, tells) = (self.due.resources || self.due.prompts, !self.due.updated.is_empty());
            tokio::select! {
                heard = news.recv() => match heard {
                    Ok(said) => {
                        let was_quiet = self.due.updated.is_empty();
                        self.hear(said);
                        if was_quiet {
                            tell_at = Instant::now() + GATHER;
                        }
                    }
                    // What was missed may have been anything.
                    Err(RecvError::Lagged(_)) => (self.due.resources, self.due.prompts) = (true, true),
                    Err(RecvError::Closed) => return,
                },
                () = sleep_until(relist_at), if lists => {
                    if self.list().await.is_none() {
                        return;
                    }
                    relist_at = Instant::now() + RELIST;
                }
                () = sleep_until(tell_at), if tells => {
                    let Some(inner) = self.inner.upgrade() else { return };
                    for uri in std::mem::take(&mut self.due.updated) {
                        inner.emit(AppEvent::ResourceUpdated { id: self.id, uri });
                    }
                }
            }
        }
    }

    fn hear(&mut self, said: ServerNotification) {
        let (Some(inner), Some(live)) = (self.inner.upgrade(), self.live.upgrade()) else { return };
        match said {
            ServerNotification::ResourcesChanged => self.due.resources = true,
            ServerNotification::PromptsChanged => self.due.prompts = true,
            ServerNotification::ResourceUpdated { uri } => {
                if self.due.updated.len() < UPDATED {
                    self.due.updated.insert(live.endpoint.redactor.clean(uri).into_owned());
                }
            }
            ServerNotification::ElicitationCompleted { id } => inner.asks.completed(self.id, &id),
            ServerNotification::ToolsChanged
            | ServerNotification::SubscriptionLost { .. }
            | ServerNotification::Log { .. }
            | ServerNotification::Other { .. } => {}
        }
    }

    /// Lists what has changed. Nothing when the session or the application is gone.
    async fn list(&mut self) -> Option<()> {
        let (inner, live) = (self.inner.upgrade()?, self.live.upgrade()?);
        let due = std::mem::take(&mut self.due);
        self.due.updated = due.updated;
        let (client, endpoint) = (&live.client, &live.endpoint);
        if due.resources {
            if let Err(failure) = live.offers.list_readable(client, endpoint).await {
                tracing::info!(connection_id = %self.id, %failure, "resources not listed");
            }
            inner.emit(AppEvent::ResourcesChanged { id: self.id });
        }
        if due.prompts {
            if let Err(failure) = live.offers.list_prompts(client, endpoint).await {
                tracing::info!(connection_id = %self.id, %failure, "prompts not listed");
            }
            inner.emit(AppEvent::PromptsChanged { id: self.id });
        }
        if inner.sessions.live(self.id).is_some_and(|current| Arc::ptr_eq(&current, &live)) {
            inner.sessions.announce(self.id);
        }
        Some(())
    }
}
