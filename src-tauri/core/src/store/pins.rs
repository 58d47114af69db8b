//! Tables `accepted_lists` and `accepted_tools`: tool definitions as a person accepted them.

use std::collections::HashMap;

use rusqlite::{Connection as Db, OptionalExtension, params};

use super::now;
use crate::connection::ConnectionId;
use crate::pin::{Accepted, Meaning};

/// What was accepted, by name; nothing when no list ever was.
pub(crate) fn get(db: &Db, id: ConnectionId) -> rusqlite::Result<Option<HashMap<String, Accepted>>> {
    if !has_list(db, id)? {
        return Ok(None);
    }
    let accepted = db
        .prepare("SELECT name, digest, definition FROM accepted_tools WHERE connection_id = ?1")?
        .query_map([id.to_string()], |row| {
            let accepted = Accepted { digest: row.get("digest")?, definition: row.get("definition")? };
            Ok((row.get("name")?, accepted))
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Some(accepted))
}

/// Whether a list of this connection was ever accepted.
pub(crate) fn has_list(db: &Db, id: ConnectionId) -> rusqlite::Result<bool> {
    db.prepare("SELECT 1 FROM accepted_lists WHERE connection_id = ?1")?.exists([id.to_string()])
}

/// The accepted definition of one tool.
pub(crate) fn one(db: &Db, id: ConnectionId, name: &str) -> rusqlite::Result<Option<Accepted>> {
    db.query_row(
        "SELECT digest, definition FROM accepted_tools WHERE connection_id = ?1 AND name = ?2",
        params![id.to_string(), name],
        |row| Ok(Accepted { digest: row.get("digest")?, definition: row.get("definition")? }),
    )
    .optional()
}

/// Notes that what comes from now on has to be accepted.
pub(crate) fn begin(db: &Db, id: ConnectionId) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO accepted_lists (connection_id, accepted_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        params![id.to_string(), now()],
    )
    .map(drop)
}

/// Accepts a definition in place of an earlier one.
pub(crate) fn put(db: &Db, id: ConnectionId, name: &str, definition: &str) -> rusqlite::Result<()> {
    let digest = Meaning::of(definition).digest();
    db.prepare_cached(
        "INSERT INTO accepted_tools (connection_id, name, digest, definition, accepted_at)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET digest = ?3, definition = ?4, accepted_at = ?5",
    )?
    .execute(params![id.to_string(), name, digest, definition, now()])
    .map(drop)
}

/// Accepts that a tool is gone.
pub(crate) fn delete(db: &Db, id: ConnectionId, name: &str) -> rusqlite::Result<()> {
    db.execute(
        "DELETE FROM accepted_tools WHERE connection_id = ?1 AND name = ?2",
        params![id.to_string(), name],
    )
    .map(drop)
}
