//! Table `keychain_items`: what the keychain holds for us, and what is on its way in or out.

use rusqlite::{Connection as Db, Row, params};
use uuid::Uuid;

use crate::connection::{ConnectionId, Millis};
use crate::credential::{CredentialId, Item, SavedSecret, Slot};

/// The secrets a connection has, as descriptions.
pub(crate) fn active(db: &Db, id: ConnectionId) -> rusqlite::Result<Vec<SavedSecret>> {
    let sql =
        "SELECT credential, slot, saved_at FROM keychain_items WHERE connection_id = ?1 AND state = 'active'";
    db.prepare_cached(sql)?.query_map([id.to_string()], read_saved)?.collect()
}

/// The secrets of all connections, as descriptions.
pub(crate) fn all_active(db: &Db) -> rusqlite::Result<Vec<(String, SavedSecret)>> {
    let sql = "SELECT connection_id, credential, slot, saved_at FROM keychain_items WHERE state = 'active'";
    db.prepare_cached(sql)?.query_map([], |row| Ok((row.get("connection_id")?, read_saved(row)?)))?.collect()
}

/// Records that an item is about to be written.
pub(crate) fn intend(db: &Db, owner: ConnectionId, item: &Item, at: Millis) -> rusqlite::Result<()> {
    let sql = "INSERT INTO keychain_items (credential, connection_id, slot, state, saved_at)
               VALUES (?1, ?2, ?3, 'pending', ?4)";
    db.execute(sql, params![item.credential.to_string(), owner.to_string(), item.slot.to_string(), at])
        .map(drop)
}

/// Records that an item now belongs to its connection. False when its row is gone: a sweep gave it up.
pub(crate) fn activate(db: &Db, item: &Item) -> rusqlite::Result<bool> {
    let sql = "UPDATE keychain_items SET state = 'active' WHERE credential = ?1 AND state = 'pending'";
    Ok(db.execute(sql, [item.credential.to_string()])? == 1)
}

/// Records that an item is to be deleted.
pub(crate) fn doom(db: &Db, item: &Item) -> rusqlite::Result<()> {
    let sql = "UPDATE keychain_items SET state = 'doomed' WHERE credential = ?1";
    db.execute(sql, [item.credential.to_string()]).map(drop)
}

/// Records that all items of a connection are to be deleted, and says which.
pub(crate) fn doom_all(db: &Db, owner: ConnectionId) -> rusqlite::Result<Vec<Item>> {
    db.execute("UPDATE keychain_items SET state = 'doomed' WHERE connection_id = ?1", [owner.to_string()])?;
    let sql = "SELECT credential, slot FROM keychain_items WHERE connection_id = ?1 AND state = 'doomed'";
    db.prepare(sql)?.query_map([owner.to_string()], read)?.collect()
}

/// Items nobody needs: doomed ones, and writes that were begun before `before` and never finished.
pub(crate) fn abandoned(db: &Db, before: Millis) -> rusqlite::Result<Vec<Item>> {
    let sql = "SELECT credential, slot FROM keychain_items
               WHERE state = 'doomed' OR (state = 'pending' AND saved_at < ?1)";
    db.prepare(sql)?.query_map([before], read)?.collect()
}

/// Forgets an item that is no longer in the keychain.
pub(crate) fn delete(db: &Db, item: &Item) -> rusqlite::Result<()> {
    db.execute("DELETE FROM keychain_items WHERE credential = ?1", [item.credential.to_string()]).map(drop)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Item> {
    let (credential, slot): (String, String) = (row.get("credential")?, row.get("slot")?);
    let malformed = |error: Box<dyn std::error::Error + Send + Sync>| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, error)
    };
    Ok(Item {
        credential: Uuid::parse_str(&credential)
            .map(CredentialId)
            .map_err(|error| malformed(error.into()))?,
        slot: slot.parse::<Slot>().map_err(|reason| malformed(reason.into()))?,
    })
}

fn read_saved(row: &Row<'_>) -> rusqlite::Result<SavedSecret> {
    let Item { credential, slot } = read(row)?;
    Ok(SavedSecret { credential, slot, saved_at: row.get("saved_at")? })
}
