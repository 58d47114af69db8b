//! Adding, configuring, removing.

use std::time::Duration;

use super::{App, Result};
use crate::connection::{
    Checked, Connection, ConnectionId, ConnectionRequest, ConnectionView, Millis, Removed, Surroundings,
    Target, free_name,
};
use crate::credential::{ABANDONED_AFTER, SavedSecret, has_leftovers};
use crate::event::AppEvent;
use crate::failure::Failure;
use crate::sign_in::Accounts;
use crate::store::{self, now};

/// How long a removal can be undone, in milliseconds.
const UNDO: Millis = 10_000;

/// How long a server may take over the end of an account whose connection is removed.
const FAREWELL: Duration = Duration::from_secs(5);

/// How often a configuration starts over because somebody else was faster.
const ATTEMPTS: usize = 5;

/// What becomes of a removal that can still be undone when the application ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum AtClose {
    /// It was ours, or its time is over: nobody is left to undo it.
    Purge,
    /// Another process shows the way back.
    Leave,
}

impl App {
    /// Every connection, by name.
    pub async fn connections(&self) -> Result<Vec<ConnectionView>> {
        let work = |db: &mut rusqlite::Connection| {
            let connections = store::connections::all(db)?;
            let accounts = Accounts::read(db, &connections)?;
            Ok((connections, accounts, store::keychain_items::all_active(db)?, store::history::counts(db)?))
        };
        let (connections, accounts, secrets, history) = self.inner.vault.store.run("read from", work).await?;
        let mut views = Vec::with_capacity(connections.len());
        for connection in &connections {
            let id = connection.id.to_string();
            let own = secrets.iter().filter(|(owner, _)| *owner == id);
            let saved: Vec<SavedSecret> = own.map(|(_, secret)| secret.clone()).collect();
            let entries = history.get(&id).copied().unwrap_or(0);
            views.push(self.show(connection, &accounts, &saved, entries).await);
        }
        Ok(views)
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
        loop {
            let (draft, _) = self.draft(None, &request).await?;
            let (name, slug) = (draft.name.clone(), draft.slug.clone());
            let new = Connection::sample(now());
            let id = new.id;
            let Err(failure) = self.save(new, draft, &request).await else { return self.saved(id).await };
            // Somebody else may have taken the name between the check and the save; then there is another to be found.
            let (again, _) = self.draft(None, &request).await?;
            let issues = again.errors();
            if !issues.is_empty() {
                return Err(Failure::Invalid { issues });
            }
            if again.name == name && again.slug == slug {
                return Err(failure);
            }
        }
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
            store::connections::insert(&transaction, &sample)?;
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
        for _ in 0..ATTEMPTS {
            let (draft, current) = self.draft(Some(id), &request).await?;
            let current = current.ok_or_else(|| not_found(id))?;
            let next = Connection { revision: current.revision + 1, ..current };
            match self.save(next, draft, &request).await {
                Ok(true) => return self.saved(id).await,
                // Somebody else configured it while the keychain was waited for: what they left is judged anew.
                Ok(false) => {}
                Err(failure) => {
                    let issues = self.draft(Some(id), &request).await?.0.errors();
                    return Err(if issues.is_empty() { failure } else { Failure::Invalid { issues } });
                }
            }
        }
        Err(Failure::Storage {
            action: "save to".to_owned(),
            path: self.data_dir().display().to_string(),
            reason: "others keep changing this connection".to_owned(),
        })
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
        self.cancel_sign_in_of(id).await;
        self.end_session(id);
        self.purge_later(id, removed_at, AtClose::Purge);
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
            self.cancel_sign_in_of(id).await;
            self.end_session(id);
            self.remember(id).await;
        }
        let view = self.connection(id).await?;
        self.inner.emit(AppEvent::StatusChanged { id, status: view.status.clone() });
        self.inner.emit(AppEvent::ConnectionsChanged);
        Ok(view)
    }

    /// Purges what was removed before, and sweeps the keychain, if there is anything to do.
    /// What another process has just removed is its own to purge, unless it has not when the time is over.
    pub(super) async fn finish_earlier_work(&self) -> Result<()> {
        let before = (self.inner.config.clock)() - ABANDONED_AFTER;
        let work = move |db: &mut rusqlite::Connection| {
            let removed = store::connections::removed_ids(db)?;
            Ok((removed, has_leftovers(db, before)?))
        };
        let (removed, has_leftovers) = self.inner.vault.store.run("read from", work).await?;
        for (id, removed_at) in removed {
            let at_close = if removed_at + UNDO > now() { AtClose::Leave } else { AtClose::Purge };
            self.purge_later(id, removed_at, at_close);
        }
        let (vault, config) = (self.inner.vault.clone(), self.inner.config.clone());
        // Not among the tasks that are waited for at the end: the next start goes on where this one stopped.
        tokio::spawn(async move {
            if has_leftovers && let Err(failure) = vault.sweep(before).await {
                tracing::warn!(%failure, "the keychain could not be swept");
            }
            config.step("sweep.done");
        });
        Ok(())
    }

    /// A connection as it is saved.
    pub(super) async fn row(&self, id: ConnectionId) -> Result<Connection> {
        let row = self.inner.vault.store.run("read from", move |db| store::connections::get(db, id)).await?;
        row.ok_or_else(|| not_found(id))
    }

    pub(super) async fn view(&self, connection: &Connection) -> Result<ConnectionView> {
        let id = connection.id;
        let work = move |db: &mut rusqlite::Connection| {
            let accounts = Accounts::read(db, &store::connections::all(db)?)?;
            Ok((accounts, store::keychain_items::active(db, id)?, store::history::count(db, id)?))
        };
        let (accounts, saved, entries) = self.inner.vault.store.run("read from", work).await?;
        Ok(self.show(connection, &accounts, &saved, entries).await)
    }

    /// A connection with what is found out about it for showing it.
    async fn show(
        &self,
        connection: &Connection,
        accounts: &Accounts,
        saved: &[SavedSecret],
        history_entries: u32,
    ) -> ConnectionView {
        self.inner.sessions.stand_on(connection.id, accounts.footing(connection));
        let approval = self.note_approval(connection).await;
        let status = self.inner.sessions.status(connection);
        connection.view(Surroundings {
            saved,
            accounts: &accounts.of(connection),
            history_entries,
            status,
            approval: approval.as_ref(),
        })
    }

    /// Tells of a saved connection, and shows it.
    async fn saved(&self, id: ConnectionId) -> Result<ConnectionView> {
        tracing::info!(connection_id = %id, "saved");
        self.inner.emit(AppEvent::ConnectionsChanged);
        let view = self.connection(id).await?;
        if self.inner.sessions.live(id).is_some() {
            self.inner.sessions.announce(id);
        }
        Ok(view)
    }

    /// Deletes a removed connection when its undo time is over.
    fn purge_later(&self, id: ConnectionId, removed_at: Millis, at_close: AtClose) {
        let app = self.clone();
        let removal = self.inner.removals.begin(&id.to_string());
        let closing = self.inner.closing.clone();
        let wait = u64::try_from(removed_at + UNDO - now()).unwrap_or(0).min(UNDO.unsigned_abs());
        self.inner.tasks.spawn(async move {
            tokio::select! {
                biased;
                () = removal.cancel.cancelled() => return,
                () = tokio::time::sleep(Duration::from_millis(wait)) => {}
                () = closing.cancelled() => if at_close == AtClose::Leave { return },
            }
            let goodbye = |credential, identity, tokens| async {
                let farewell = app.say_farewell(credential, identity, tokens);
                // Nobody waits for a server that has lost its last user here.
                let _ = tokio::time::timeout(FAREWELL, farewell).await;
            };
            if let Err(failure) = app.inner.broker.purge(id, removed_at, goodbye).await {
                tracing::warn!(%failure, connection_id = %id, "a removal was left for the next start");
            }
        });
    }
}

pub(super) fn not_found(name: impl std::fmt::Display) -> Failure {
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
