//! Tables `tool_lists` and `tools`: the last good list of every connection, to show it when it is not connected.

use rusqlite::{Connection as Db, OptionalExtension, params};

use super::{json, to_json};
use crate::call::{ListCut, RejectedTool};
use crate::connection::{ConnectionId, Millis};

/// A list as it was last received.
pub(crate) struct Snapshot {
    pub listed_at: Millis,
    pub cut: Option<ListCut>,
    pub rejected: Vec<RejectedTool>,
    /// Definitions as received, in the server's order, with their names.
    pub tools: Vec<(String, String)>,
    /// Equal for equal lists.
    pub digest: String,
}

/// Keeps a list. An unchanged one costs a row, not its size.
pub(crate) fn put(db: &mut Db, id: ConnectionId, list: &Snapshot) -> rusqlite::Result<()> {
    let transaction = db.transaction()?;
    let id = id.to_string();
    let known: Option<String> = transaction
        .query_row("SELECT digest FROM tool_lists WHERE connection_id = ?1", [&id], |row| row.get(0))
        .optional()?;
    transaction.execute(
        "INSERT INTO tool_lists (connection_id, listed_at, cut, rejected, digest) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET listed_at = ?2, cut = ?3, rejected = ?4, digest = ?5",
        params![id, list.listed_at, to_json(&list.cut)?, to_json(&list.rejected)?, list.digest],
    )?;
    if known.as_ref() != Some(&list.digest) {
        transaction.execute("DELETE FROM tools WHERE connection_id = ?1", [&id])?;
        let mut insert = transaction.prepare(
            "INSERT INTO tools (connection_id, position, name, definition) VALUES (?1, ?2, ?3, ?4)",
        )?;
        for (position, (name, definition)) in (0_u32..).zip(&list.tools) {
            insert.execute(params![id, position, name, definition])?;
        }
    }
    transaction.commit()
}

/// The last list of a connection.
pub(crate) fn get(db: &Db, id: ConnectionId) -> rusqlite::Result<Option<Snapshot>> {
    let id = id.to_string();
    let head = db
        .query_row("SELECT * FROM tool_lists WHERE connection_id = ?1", [&id], |row| {
            let tools = Vec::new();
            let (listed_at, digest) = (row.get("listed_at")?, row.get("digest")?);
            Ok(Snapshot {
                listed_at,
                cut: json(row, "cut")?,
                rejected: json(row, "rejected")?,
                tools,
                digest,
            })
        })
        .optional()?;
    let Some(mut list) = head else { return Ok(None) };
    list.tools = db
        .prepare("SELECT name, definition FROM tools WHERE connection_id = ?1 ORDER BY position")?
        .query_map([&id], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(Some(list))
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
