//! Two stores and no common transaction: the database names secrets, the keychain holds them.
//!
//! Saving: 1. a *pending* row, 2. the keychain item, 3. the connection and its rows, *active*, in one transaction,
//! and the rows they replace *doomed*, 4. the doomed items, then their rows. Removing starts at 3. A crash after
//! 1 leaves a row, after 2 a row and an item, after 3 doomed rows and items: the connection is wholly old or
//! wholly new, and [`Vault::sweep`] deletes what is left. An item without any row cannot come about, except by
//! putting an older database file in place of the present one.

use std::collections::BTreeMap;

use rusqlite::TransactionBehavior;
use secrecy::SecretString;

use super::{Item, SavedSecret, Secrets, Slot};
use crate::app::Result;
use crate::connection::{Auth, Connection, ConnectionId, FIRST_REVISION, Millis, SecretChange, Target};
use crate::failure::{Failure, KeychainFault};
use crate::keychain::Keychain;
use crate::store::{self, Store};

/// A write that is still pending after this long was abandoned: the keychain never takes that long.
pub(crate) const ABANDONED_AFTER: Millis = 10 * 60 * 1_000;

/// The two stores together.
#[derive(Clone)]
pub(crate) struct Vault {
    pub store: Store,
    pub keychain: Keychain,
}

impl Vault {
    /// Saves a connection together with its secrets, or leaves everything as it was. A first revision is added,
    /// a later one replaces the one before it. False when that is not there any more: somebody else was faster.
    pub async fn save(&self, connection: Connection, changes: BTreeMap<Slot, SecretChange>) -> Result<bool> {
        let (new, kept) = sort_out(changes);
        let items = self.write(connection.id, new).await?;
        match self.activate(connection, items.clone(), kept).await {
            Ok(Some(doomed)) => {
                self.delete(doomed).await;
                Ok(true)
            }
            Ok(None) => {
                self.delete(items).await;
                Ok(false)
            }
            Err(failure) => {
                self.delete(items).await;
                Err(failure)
            }
        }
    }

    /// The secrets a connection needs. One that is not in the keychain is a failure that names it.
    pub async fn load(&self, connection: &Connection) -> Result<Secrets> {
        let mut secrets = Secrets::default();
        self.load_into(&mut secrets, connection.id, needed(connection)).await?;
        Ok(secrets)
    }

    /// Adds some saved secrets of a connection. Without any, neither store is asked.
    pub async fn load_into(&self, secrets: &mut Secrets, id: ConnectionId, slots: Vec<Slot>) -> Result<()> {
        if slots.is_empty() {
            return Ok(());
        }
        let saved = self.store.run("read from", move |db| store::keychain_items::active(db, id)).await?;
        for slot in slots {
            let missing = || Failure::SecretMissing { what: slot.label().to_owned() };
            let item = saved.iter().find(|secret| secret.slot == slot).ok_or_else(missing)?.item();
            let secret = self.keychain.read(item.account()).await?.ok_or_else(missing)?;
            secrets.insert(slot, secret);
        }
        Ok(())
    }

    /// Deletes what was removed at that time, with its secrets, for good. Without a keychain the row goes all the same,
    /// and the secrets are noted for a later sweep.
    pub async fn purge(&self, id: ConnectionId, removed_at: Millis) -> Result<()> {
        let doomed = self
            .store
            .run("delete from", move |db| {
                let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
                // False: it was brought back, or another process was faster.
                let doomed = match store::connections::delete(&transaction, id, removed_at)? {
                    true => store::keychain_items::doom_all(&transaction, id)?,
                    false => Vec::new(),
                };
                transaction.commit()?;
                Ok(doomed)
            })
            .await?;
        self.delete(doomed).await;
        Ok(())
    }

    /// Finishes what a crash interrupted: deletions, and writes that were begun before `before`.
    pub async fn sweep(&self, before: Millis) -> Result<()> {
        let abandoned =
            self.store.run("read from", move |db| store::keychain_items::abandoned(db, before)).await?;
        self.delete(abandoned).await;
        Ok(())
    }

    /// Steps 1 and 2. On failure what was written is deleted again.
    async fn write(&self, owner: ConnectionId, secrets: Vec<(Item, SecretString)>) -> Result<Vec<Item>> {
        let items: Vec<Item> = secrets.iter().map(|(item, _)| item.clone()).collect();
        if items.is_empty() {
            return Ok(items);
        }
        self.intend(owner, items.clone()).await?;
        for (item, secret) in secrets {
            if let Err(failure) = self.keychain.save(item.account(), secret).await {
                self.delete(items).await;
                return Err(failure);
            }
        }
        Ok(items)
    }

    async fn intend(&self, owner: ConnectionId, items: Vec<Item>) -> Result<()> {
        let at = store::now();
        let work = move |db: &mut rusqlite::Connection| {
            let transaction = db.transaction()?;
            for item in &items {
                store::keychain_items::intend(&transaction, owner, item, at)?;
            }
            transaction.commit()
        };
        self.store.run("save to", work).await
    }

    /// Step 3. Answers with the items that nobody needs any more; with nothing when the row to replace has gone.
    async fn activate(
        &self,
        connection: Connection,
        new: Vec<Item>,
        kept: Vec<Slot>,
    ) -> Result<Option<Vec<Item>>> {
        let work = move |db: &mut rusqlite::Connection| {
            let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let before = store::keychain_items::active(&transaction, connection.id)?;
            if connection.revision == FIRST_REVISION {
                store::connections::insert(&transaction, &connection)?;
            } else if !store::connections::configure(&transaction, &connection)? {
                return Ok(None);
            }
            store::verdicts::delete(&transaction, connection.id)?;
            for item in &new {
                if !store::keychain_items::activate(&transaction, item)? {
                    return Err(rusqlite::Error::StatementChangedRows(0));
                }
            }
            let doomed: Vec<Item> =
                before.iter().filter(|secret| !kept.contains(&secret.slot)).map(SavedSecret::item).collect();
            for item in &doomed {
                store::keychain_items::doom(&transaction, item)?;
            }
            transaction.commit()?;
            Ok(Some(doomed))
        };
        self.store.run("save to", work).await
    }

    /// Step 4. What cannot be deleted now stays doomed, or pending, for the next sweep. A keychain that does not work
    /// for one item is not asked, and waited for, again for the others.
    async fn delete(&self, items: Vec<Item>) {
        for item in items {
            let deleted = match self.keychain.delete(item.account()).await {
                Ok(()) => {
                    self.store.run("delete from", move |db| store::keychain_items::delete(db, &item)).await
                }
                Err(failure) => Err(failure),
            };
            if let Err(failure) = deleted {
                tracing::warn!(%failure, "a keychain item was left for the next start");
                if is_unusable(&failure) {
                    return;
                }
            }
        }
    }
}

/// Whether the keychain as a whole does not work, and not just for one item.
fn is_unusable(failure: &Failure) -> bool {
    use KeychainFault::{Absent, Locked, Unresponsive};
    matches!(failure, Failure::Keychain { fault: Absent | Locked | Unresponsive, .. })
}

/// New secrets with an identity each, and the slots whose saved secret stays.
fn sort_out(changes: BTreeMap<Slot, SecretChange>) -> (Vec<(Item, SecretString)>, Vec<Slot>) {
    let (mut new, mut kept) = (Vec::new(), Vec::new());
    for (slot, change) in changes {
        match change {
            SecretChange::Set(secret) => new.push((Item::new(slot), SecretString::from(secret.expose()))),
            SecretChange::Keep => kept.push(slot),
            SecretChange::Forget => {}
        }
    }
    (new, kept)
}

/// The secrets a connection cannot do without.
pub(super) fn needed(connection: &Connection) -> Vec<Slot> {
    let mut slots = Vec::new();
    if let Target::Url { url } = &connection.target {
        slots.extend(url.hidden().iter().cloned().map(Slot::Query));
    }
    match &connection.auth {
        Auth::None => {}
        Auth::Token { .. } => slots.push(Slot::Token),
        Auth::Headers { rows } => {
            slots.extend(rows.iter().filter(|row| row.plain.is_none()).map(|row| Slot::header(&row.name)));
        }
    }
    slots
}

#[cfg(test)]
mod tests;
