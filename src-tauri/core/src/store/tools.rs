//! Tables `tool_lists` and `tools`: the last good list of every connection, to show it when it is not connected.

use rusqlite::{Connection as Db, OptionalExtension, params};

use super::{json, to_json};
use crate::call::{ListCut, RejectedTool};
use crate::connection::{ConnectionId, Millis};

/// A list as it was last received, without its tools.
pub(crate) struct Head {
    pub listed_at: Millis,
    pub cut: Option<ListCut>,
    pub rejected: Vec<RejectedTool>,
    /// Equal for equal lists.
    pub digest: String,
}

/// Keeps a list: names and definitions in the server's order. An unchanged one costs a row, not its size.
pub(crate) fn put<'a>(
    db: &mut Db,
    id: ConnectionId,
    head: &Head,
    tools: impl Iterator<Item = (&'a str, &'a str)>,
) -> rusqlite::Result<()> {
    let transaction = db.transaction()?;
    let id = id.to_string();
    let known: Option<String> = transaction
        .query_row("SELECT digest FROM tool_lists WHERE connection_id = ?1", [&id], |row| row.get(0))
        .optional()?;
    transaction.execute(
        "INSERT INTO tool_lists (connection_id, listed_at, cut, rejected, digest) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET listed_at = ?2, cut = ?3, rejected = ?4, digest = ?5",
        params![id, head.listed_at, to_json(&head.cut)?, to_json(&head.rejected)?, head.digest],
    )?;
    if known.as_ref() != Some(&head.digest) {
        transaction.execute("DELETE FROM tools WHERE connection_id = ?1", [&id])?;
        let mut insert = transaction.prepare(
            "INSERT INTO tools (connection_id, position, name, definition) VALUES (?1, ?2, ?3, ?4)",
        )?;
        for (position, (name, definition)) in (0_u32..).zip(tools) {
            insert.execute(params![id, position, name, definition])?;
        }
    }
    transaction.commit()
}

/// The last list of a connection, with the definitions as received.
pub(crate) fn get(db: &Db, id: ConnectionId) -> rusqlite::Result<Option<(Head, Vec<String>)>> {
    let id = id.to_string();
    let head = db
        .query_row("SELECT * FROM tool_lists WHERE connection_id = ?1", [&id], |row| {
            let (listed_at, digest) = (row.get("listed_at")?, row.get("digest")?);
            Ok(Head { listed_at, cut: json(row, "cut")?, rejected: json(row, "rejected")?, digest })
        })
        .optional()?;
    let Some(head) = head else { return Ok(None) };
    let definitions = db
        .prepare("SELECT definition FROM tools WHERE connection_id = ?1 ORDER BY position")?
        .query_map([&id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Some((head, definitions)))
}

/// The names and definitions of the last list.
pub(crate) fn named(db: &Db, id: ConnectionId) -> rusqlite::Result<Vec<(String, String)>> {
    db.prepare("SELECT name, definition FROM tools WHERE connection_id = ?1 ORDER BY position")?
        .query_map([id.to_string()], |row| Ok((row.get("name")?, row.get("definition")?)))?
        .collect()
}

/// All definitions of one name in the last list.
pub(crate) fn definitions_of(db: &Db, id: ConnectionId, name: &str) -> rusqlite::Result<Vec<String>> {
    db.prepare("SELECT definition FROM tools WHERE connection_id = ?1 AND name = ?2 ORDER BY position")?
        .query_map(params![id.to_string(), name], |row| row.get(0))?
        .collect()
}

/// One definition of the last list.
pub(crate) fn definition(db: &Db, id: ConnectionId, name: &str) -> rusqlite::Result<Option<String>> {
    db.query_row(
        "SELECT definition FROM tools WHERE connection_id = ?1 AND name = ?2 ORDER BY position LIMIT 1",
        params![id.to_string(), name],
        |row| row.get(0),
    )
    .optional()
}
