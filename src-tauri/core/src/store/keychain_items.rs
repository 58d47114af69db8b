//! Table `keychain_items`: what the keychain holds for us, and what is on its way in or out.

use rusqlite::{Connection as Db, Row, params};

use super::uuid;
use crate::connection::{CredentialId, Millis};
use crate::credential::{Item, ItemId, Owner, SavedSecret, Slot};

/// The secrets somebody has, as descriptions.
pub(crate) fn active(db: &Db, owner: impl Into<Owner>) -> rusqlite::Result<Vec<SavedSecret>> {
    let sql = "SELECT id, slot, saved_at FROM keychain_items WHERE owner = ?1 AND state = 'active'";
    db.prepare_cached(sql)?.query_map([owner.into().to_string()], read_saved)?.collect()
}

/// The secrets of all owners, as descriptions.
pub(crate) fn all_active(db: &Db) -> rusqlite::Result<Vec<(String, SavedSecret)>> {
    let sql = "SELECT owner, id, slot, saved_at FROM keychain_items WHERE state = 'active'";
    db.prepare_cached(sql)?.query_map([], |row| Ok((row.get("owner")?, read_saved(row)?)))?.collect()
}

/// Records that an item is about to be written.
pub(crate) fn intend(db: &Db, owner: impl Into<Owner>, item: &Item, at: Millis) -> rusqlite::Result<()> {
    let sql =
        "INSERT INTO keychain_items (id, owner, slot, state, saved_at) VALUES (?1, ?2, ?3, 'pending', ?4)";
    db.prepare_cached(sql)?
        .execute(params![item.id.to_string(), owner.into().to_string(), item.slot.to_string(), at])
        .map(drop)
}

/// Records that an item now belongs to its owner. False when its row is gone: a sweep gave it up.
pub(crate) fn activate(db: &Db, item: &Item) -> rusqlite::Result<bool> {
    let sql = "UPDATE keychain_items SET state = 'active' WHERE id = ?1 AND state = 'pending'";
    Ok(db.prepare_cached(sql)?.execute([item.id.to_string()])? == 1)
}

/// Records that an item is to be deleted.
pub(crate) fn doom(db: &Db, item: &Item) -> rusqlite::Result<()> {
    db.execute("UPDATE keychain_items SET state = 'doomed' WHERE id = ?1", [item.id.to_string()]).map(drop)
}

/// Records that all items of an owner are to be deleted, and says which.
pub(crate) fn doom_all(db: &Db, owner: impl Into<Owner>) -> rusqlite::Result<Vec<Item>> {
    let owner = owner.into().to_string();
    db.execute("UPDATE keychain_items SET state = 'doomed' WHERE owner = ?1", [&owner])?;
    let sql = "SELECT id, slot FROM keychain_items WHERE owner = ?1 AND state = 'doomed'";
    db.prepare(sql)?.query_map([owner], read)?.collect()
}

/// Records that an item belongs to somebody else.
pub(crate) fn hand_over(db: &Db, item: &Item, owner: impl Into<Owner>) -> rusqlite::Result<()> {
    let sql = "UPDATE keychain_items SET owner = ?2 WHERE id = ?1";
    db.execute(sql, [item.id.to_string(), owner.into().to_string()]).map(drop)
}

/// Records that whatever else an owner has in the slot of its new item is to be deleted, and says what.
pub(crate) fn supersede(db: &Db, owner: impl Into<Owner>, by: &Item) -> rusqlite::Result<Vec<Item>> {
    let sql = "UPDATE keychain_items SET state = 'doomed' WHERE owner = ?1 AND slot = ?2 AND id <> ?3
               RETURNING id, slot";
    db.prepare_cached(sql)?
        .query_map(params![owner.into().to_string(), by.slot.to_string(), by.id.to_string()], read)?
        .collect()
}

/// Writes of an owner that were begun and not announced.
pub(crate) fn pending(db: &Db, owner: impl Into<Owner>) -> rusqlite::Result<Vec<Item>> {
    let sql = "SELECT id, slot FROM keychain_items WHERE owner = ?1 AND state = 'pending'";
    db.prepare_cached(sql)?.query_map([owner.into().to_string()], read)?.collect()
}

/// Items nobody needs: doomed ones, and writes that were begun before `before` and never finished. Tokens of an
/// account are not among these: see [`undecided`].
pub(crate) fn abandoned(db: &Db, before: Millis) -> rusqlite::Result<Vec<Item>> {
    let sql = "SELECT id, slot FROM keychain_items
               WHERE state = 'doomed' OR (state = 'pending' AND saved_at < ?1
                 AND NOT (slot = 'tokens' AND owner IN (SELECT id FROM credentials)))";
    db.prepare(sql)?.query_map([before], read)?.collect()
}

/// Accounts whose tokens somebody was writing before `before`: perhaps the only ones the server honours any more.
pub(crate) fn undecided(db: &Db, before: Millis) -> rusqlite::Result<Vec<CredentialId>> {
    let sql = "SELECT DISTINCT owner FROM keychain_items
               WHERE state = 'pending' AND slot = 'tokens' AND saved_at < ?1
                 AND owner IN (SELECT id FROM credentials)";
    db.prepare(sql)?.query_map([before], |row| Ok(CredentialId(uuid(row, "owner")?)))?.collect()
}

/// Forgets an item that is no longer in the keychain.
pub(crate) fn delete(db: &Db, item: &Item) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM keychain_items WHERE id = ?1")?.execute([item.id.to_string()]).map(drop)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Item> {
    let slot: String = row.get("slot")?;
    let slot = slot.parse::<Slot>().map_err(|reason| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, reason.into())
    })?;
    Ok(Item { id: ItemId(uuid(row, "id")?), slot })
}

fn read_saved(row: &Row<'_>) -> rusqlite::Result<SavedSecret> {
    let Item { id, slot } = read(row)?;
    Ok(SavedSecret { item: id, slot, saved_at: row.get("saved_at")? })
}
