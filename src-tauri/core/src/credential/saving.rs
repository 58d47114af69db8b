//! Two stores and no common transaction: the database names secrets, the keychain holds them.
//!
//! Saving: 1. a *pending* row, 2. the keychain item, 3. the connection and its rows, *active*, in one transaction,
//! and the rows they replace *doomed*, 4. the doomed items, then their rows. Removing starts at 3. A crash after
//! 1 leaves a row, after 2 a row and an item, after 3 doomed rows and items: the connection is wholly old or
//! wholly new, and [`Vault::sweep`] deletes what is left. An item without any row cannot come about, except by
//! putting an older database file in place of the present one. Accounts, OAuth clients and sign-ins are saved in the
//! same order.

use std::collections::BTreeMap;

use rusqlite::{Transaction, TransactionBehavior};
use secrecy::SecretString;

use super::{Item, Locks, Owner, SavedSecret, Secrets, Slot};
use crate::app::Result;
use crate::connection::{Auth, Connection, ConnectionId, FIRST_REVISION, Millis, SecretChange, Target};
use crate::failure::Failure;
use crate::keychain::Keychain;
use crate::store::{self, Store};

/// A write that is still pending after this long was abandoned: the keychain never takes that long.
pub(crate) const ABANDONED_AFTER: Millis = 10 * 60 * 1_000;

/// The two stores together.
#[derive(Clone)]
pub(crate) struct Vault {
    pub store: Store,
    pub keychain: Keychain,
    /// Who may change which account's tokens.
    pub locks: Locks,
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
        for slot in slots {
            let missing = || Failure::SecretMissing { what: slot.label().to_owned() };
            let secret = self.get(id, &slot).await?.ok_or_else(missing)?;
            secrets.insert(slot, secret);
        }
        Ok(())
    }

    /// Saves one secret together with the rows that `announce` writes, or leaves everything as it was. What the owner
    /// had in that slot before is deleted.
    pub async fn put(
        &self,
        owner: impl Into<Owner>,
        slot: Slot,
        secret: SecretString,
        announce: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<()> + Send + 'static,
    ) -> Result<()> {
        let owner = owner.into();
        let item = Item::new(slot);
        self.write(owner, vec![(item.clone(), secret)]).await?;
        let new = item.clone();
        let work = move |db: &mut rusqlite::Connection| {
            let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            announce(&transaction)?;
            if !store::keychain_items::activate(&transaction, &new)? {
                return Err(rusqlite::Error::StatementChangedRows(0));
            }
            let replaced = store::keychain_items::supersede(&transaction, owner, &new)?;
            transaction.commit()?;
            Ok(replaced)
        };
        match self.store.run("save to", work).await {
            Ok(replaced) => {
                self.delete(replaced).await;
                Ok(())
            }
            Err(failure) => {
                self.delete(vec![item]).await;
                Err(failure)
            }
        }
    }

    /// One secret of an owner; nothing when it has none. One that is replaced while it is read is read again: a
    /// keychain may say anything of an item that is just being deleted.
    pub async fn get(&self, owner: impl Into<Owner>, slot: &Slot) -> Result<Option<SecretString>> {
        let owner = owner.into();
        let mut tried = None;
        loop {
            let saved =
                self.store.run("read from", move |db| store::keychain_items::active(db, owner)).await?;
            let Some(saved) = saved.into_iter().find(|secret| secret.slot == *slot) else { return Ok(None) };
            let read = self.keychain.read(saved.item().account()).await;
            if matches!(read, Ok(Some(_))) || tried.as_ref() == Some(&saved) {
                return read;
            }
            tried = Some(saved);
        }
    }

    /// Steps 1 and 2. On failure what was written is deleted again.
    pub(super) async fn write(
        &self,
        owner: impl Into<Owner>,
        secrets: Vec<(Item, SecretString)>,
    ) -> Result<Vec<Item>> {
        let items: Vec<Item> = secrets.iter().map(|(item, _)| item.clone()).collect();
        if items.is_empty() {
            return Ok(items);
        }
        let owner = owner.into();
        self.intend(items.iter().map(|item| (owner, item.clone())).collect()).await?;
        for (item, secret) in secrets {
            if let Err(failure) = self.keychain.save(item.account(), secret).await {
                self.delete(items).await;
                return Err(failure);
            }
        }
        Ok(items)
    }

    /// Step 1.
    pub(super) async fn intend(&self, items: Vec<(Owner, Item)>) -> Result<()> {
        let at = store::now();
        let work = move |db: &mut rusqlite::Connection| {
            let transaction = db.transaction()?;
            for (owner, item) in &items {
                store::keychain_items::intend(&transaction, *owner, item, at)?;
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
    match &connection.target {
        Target::Sample => {}
        Target::Url { url } => slots.extend(url.hidden().iter().cloned().map(Slot::Query)),
        Target::Command { command } => {
            let secret = command.env.iter().filter(|row| row.plain.is_none());
            slots.extend(secret.map(|row| Slot::Env(row.name.clone())));
        }
    }
    if connection.network.needs_password() {
        slots.push(Slot::ProxyPassword);
    }
    match &connection.auth {
        // A client's secret is needed for a sign-in and a refresh, not by a session.
        Auth::None | Auth::OAuth { .. } => {}
        Auth::Token { .. } => slots.push(Slot::Token),
        Auth::Headers { rows } => {
            slots.extend(rows.iter().filter(|row| row.plain.is_none()).map(|row| Slot::header(&row.name)));
        }
    }
    slots
}

#[cfg(test)]
mod tests;
