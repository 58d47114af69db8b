//! Adding, configuring, removing.

use std::time::Duration;

use super::{App, Result};
use crate::connection::{
    Checked, Connection, ConnectionId, ConnectionRequest, ConnectionView, Draft, Known, Millis, Removed,
    Target, check, free_name,
};
use crate::credential::{ABANDONED_AFTER, SavedSecret};
use crate::event::AppEvent;
use crate::failure::Failure;
use crate::store::{self, now};

/// How long a removal can be undone, in milliseconds.
const UNDO: Millis = 10_000;

impl App {
    /// Every connection, by name.
    pub async fn connections(&self) -> Result<Vec<ConnectionView>> {
        let work = |db: &mut rusqlite::Connection| {
            Ok((store::connections::all(db)?, store::keychain_items::all_active(db)?))
        };
        let (connections, secrets) = self.inner.vault.store.run("read from", work).await?;
        Ok(connections
            .iter()
            .map(|connection| {
                let id = connection.id.to_string();
                let saved: Vec<SavedSecret> = secrets
                    .iter()
                    .filter(|(owner, _)| *owner == id)
                    .map(|(_, secret)| secret.clone())
                    .collect();
                connection.view(&saved, self.inner.sessions.status(connection))
            })
            .collect())
    }

    /// One connection.
    pub async fn connection(&self, id: ConnectionId) -> Result<ConnectionView> {
        let connection = self.row(id).await?;
        self.view(&connection).await
    }

    /// By slug or name, for the command line.
    pub async fn find_connection(&self, slug_or_name: &str) -> Result<ConnectionView> {
        let connections = self.inner.vault.store.run("read from", |db| store::connections::all(db)).await?;
        let wanted = slug_or_name.trim();
        let found = connections
            .iter()
            .find(|connection| connection.slug == wanted)
            .or_else(|| connections.iter().find(|connection| connection.name.eq_ignore_ascii_case(wanted)))
            .ok_or_else(|| not_found(wanted))?;
        self.view(found).await
    }

    /// Says what is remarkable about a request, before it is saved. Bad input is reported, never a failure.
    pub async fn check_connection(
        &self,
        id: Option<ConnectionId>,
        request: ConnectionRequest,
    ) -> Result<Checked> {
        Ok(self.draft(id, &request).await?.0.checked())
    }

    /// Saves a new connection and its secrets.
    pub async fn add_connection(&self, request: ConnectionRequest) -> Result<ConnectionView> {
        let (draft, _) = self.draft(None, &request).await?;
        let new =
            Connection { id: ConnectionId(uuid::Uuid::new_v4()), revision: 0, ..Connection::sample(now()) };
        self.save(new, draft, None, &request).await
    }

    /// Adds the built-in sample server, or answers with the one that is there.
    pub async fn add_sample(&self) -> Result<ConnectionView> {
        let sample = Connection::sample(now());
        let work = move |db: &mut rusqlite::Connection| {
            let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let all = store::connections::all(&transaction)?;
            if let Some(existing) = all.iter().find(|connection| connection.target == Target::Sample) {
                return Ok((existing.clone(), false));
            }
            let others: Vec<&Connection> = all.iter().collect();
            let taken = others.iter().any(|other| other.name.eq_ignore_ascii_case(&sample.name));
            let name = if taken { free_name(&sample.name, &others) } else { sample.name.clone() };
            let sample = Connection { name, ..sample };
            store::connections::put(&transaction, &sample)?;
            transaction.commit()?;
            Ok((sample, true))
        };
        let (sample, is_new) = self.inner.vault.store.run("save to", work).await?;
        if is_new {
            self.inner.emit(AppEvent::ConnectionsChanged);
        }
        self.view(&sample).await
    }

    /// Replaces a connection's settings. Blank secrets are kept. A live session goes on with the old ones and says so.
    pub async fn configure_connection(
        &self,
        id: ConnectionId,
        request: ConnectionRequest,
    ) -> Result<ConnectionView> {
        let (draft, current) = self.draft(Some(id), &request).await?;
        let current = current.ok_or_else(|| not_found(id))?;
        let view = self.save(current, draft, Some(id), &request).await?;
        if self.inner.sessions.live(id).is_some() {
            self.inner.sessions.announce(id);
        }
        Ok(view)
    }

    /// Removes a connection; for ten seconds that can be undone. Its history stays.
    pub async fn remove_connection(&self, id: ConnectionId) -> Result<Removed> {
        let removed_at = now();
        let work = move |db: &mut rusqlite::Connection| {
            let connection = store::connections::get(db, id)?;
            let history = store::history::count(db, id)?;
            let removed = store::connections::remove(db, id, removed_at)?;
            Ok(connection.filter(|_| removed).map(|connection| (connection, history)))
        };
        let removed = self.inner.vault.store.run("delete from", work).await?;
        let (connection, history_entries) = removed.ok_or_else(|| not_found(id))?;
        self.end_session(id);
        self.purge_later(id, removed_at);
        self.inner.emit(AppEvent::ConnectionsChanged);
        tracing::info!(connection_id = %id, "removed");
        Ok(Removed { id, name: connection.name, undo_until: removed_at + UNDO, history_entries })
    }

    /// Brings a removed connection back, under another name if its own was taken meanwhile.
    pub async fn undo_remove(&self, id: ConnectionId) -> Result<ConnectionView> {
        let work = move |db: &mut rusqlite::Connection| {
            let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let Some(removed) = store::connections::removed(&transaction, id)? else { return Ok(None) };
            let all = store::connections::all(&transaction)?;
            let restored = under_free_name(removed, &all);
            store::connections::restore(&transaction, &restored)?;
            transaction.commit()?;
            Ok(Some(restored))
        };
        let restored = self.inner.vault.store.run("save to", work).await?.ok_or_else(|| not_found(id))?;
        // The timer finds nothing to purge.
        self.inner.removals.cancel(&id.to_string());
        self.inner.emit(AppEvent::ConnectionsChanged);
        self.view(&restored).await
    }

    /// Switches a connection on or off. Off ends its session.
    pub async fn set_enabled(&self, id: ConnectionId, enabled: bool) -> Result<ConnectionView> {
        self.row(id).await?;
        self.inner
            .vault
            .store
            .run("save to", move |db| store::connections::set_enabled(db, id, enabled))
            .await?;
        if !enabled {
            self.end_session(id);
        }
        let view = self.connection(id).await?;
        self.inner.emit(AppEvent::StatusChanged { id, status: view.status.clone() });
        self.inner.emit(AppEvent::ConnectionsChanged);
        Ok(view)
    }

    /// Purges what was removed before, and sweeps the keychain, if there is anything to do.
    pub(super) async fn finish_earlier_work(&self) -> Result<()> {
        let before = now() - ABANDONED_AFTER;
        let work = move |db: &mut rusqlite::Connection| {
            let removed = store::connections::removed_ids(db)?;
            Ok((removed, !store::keychain_items::abandoned(db, before)?.is_empty()))
        };
        let (removed, has_abandoned) = self.inner.vault.store.run("read from", work).await?;
        for (id, removed_at) in removed {
            self.purge_later(id, removed_at);
        }
        if has_abandoned {
            let vault = self.inner.vault.clone();
            self.inner.tasks.spawn(async move {
                if let Err(failure) = vault.sweep(before).await {
                    tracing::warn!(%failure, "the keychain could not be swept");
                }
            });
        }
        Ok(())
    }

    /// A connection as it is saved.
    pub(super) async fn row(&self, id: ConnectionId) -> Result<Connection> {
        let row = self.inner.vault.store.run("read from", move |db| store::connections::get(db, id)).await?;
        row.ok_or_else(|| not_found(id))
    }

    pub(super) async fn view(&self, connection: &Connection) -> Result<ConnectionView> {
        let id = connection.id;
        let saved =
            self.inner.vault.store.run("read from", move |db| store::keychain_items::active(db, id)).await?;
        Ok(connection.view(&saved, self.inner.sessions.status(connection)))
    }

    /// A request judged against what is saved, and the connection it is for.
    pub(super) async fn draft(
        &self,
        id: Option<ConnectionId>,
        request: &ConnectionRequest,
    ) -> Result<(Draft, Option<Connection>)> {
        let work = move |db: &mut rusqlite::Connection| {
            let saved = id.map(|id| store::keychain_items::active(db, id)).transpose()?;
            Ok((store::connections::all(db)?, saved.unwrap_or_default()))
        };
        let (connections, saved) = self.inner.vault.store.run("read from", work).await?;
        let current = match id {
            Some(id) => Some(connections.iter().find(|other| other.id == id).ok_or_else(|| not_found(id))?),
            None => None,
        };
        let draft = check(request, Known { connections: &connections, current, saved: &saved });
        Ok((draft, current.cloned()))
    }

    async fn save(
        &self,
        old: Connection,
        draft: Draft,
        id: Option<ConnectionId>,
        request: &ConnectionRequest,
    ) -> Result<ConnectionView> {
        let issues = draft.errors();
        let Draft { name, slug, target: Some(target), auth, secrets, .. } = draft else {
            return Err(Failure::Invalid { issues });
        };
        if !issues.is_empty() {
            return Err(Failure::Invalid { issues });
        }
        let connection = Connection {
            name,
            slug,
            target,
            auth,
            era: request.era,
            connect_timeout_s: request.connect_timeout_s,
            request_timeout_s: request.request_timeout_s,
            allow_plain_http: request.allow_plain_http,
            revision: old.revision + 1,
            ..old
        };
        if let Err(failure) = self.inner.vault.save(connection.clone(), secrets).await {
            // Another process may have taken the name between the check and the save.
            let issues = self.draft(id, request).await?.0.errors();
            return Err(if issues.is_empty() { failure } else { Failure::Invalid { issues } });
        }
        tracing::info!(connection_id = %connection.id, "saved");
        self.inner.emit(AppEvent::ConnectionsChanged);
        self.view(&connection).await
    }

    /// Deletes a removed connection when its undo time is over, or at the end of the application.
    fn purge_later(&self, id: ConnectionId, removed_at: Millis) {
        let vault = self.inner.vault.clone();
        let removal = self.inner.removals.begin(&id.to_string());
        let wait = u64::try_from(removed_at + UNDO - now()).unwrap_or(0).min(UNDO.unsigned_abs());
        self.inner.tasks.spawn(async move {
            tokio::select! {
                () = tokio::time::sleep(Duration::from_millis(wait)) => {}
                () = removal.cancel.cancelled() => {}
            }
            if let Err(failure) = vault.purge(id).await {
                tracing::warn!(%failure, connection_id = %id, "a removal was left for the next start");
            }
        });
    }
}

fn not_found(name: impl std::fmt::Display) -> Failure {
    Failure::NotFound { what: "connection".to_owned(), name: name.to_string() }
}

fn under_free_name(removed: Connection, others: &[Connection]) -> Connection {
    let clashes = others
        .iter()
        .any(|other| other.slug == removed.slug || other.name.to_lowercase() == removed.name.to_lowercase());
    if !clashes {
        return removed;
    }
    let name = free_name(&removed.name, &others.iter().collect::<Vec<_>>());
    let slug = crate::connection::slug(&name, None);
    Connection { name, slug, ..removed }
}

/// Whether a connection may be used.
pub(super) fn require_enabled(connection: &Connection) -> Result<()> {
    match connection.enabled {
        true => Ok(()),
        false => Err(Failure::Disabled { name: connection.name.clone() }),
    }
}
