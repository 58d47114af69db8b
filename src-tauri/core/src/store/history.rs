//! Table `history`: one row per tool call. Texts arrive here redacted and cut.

use rusqlite::{Connection as Db, params};

use crate::connection::{ConnectionId, Millis};

/// Rows that are kept.
const ROWS: i64 = 10_000;

/// A finished call.
pub(crate) struct Entry {
    pub connection_id: ConnectionId,
    pub connection_name: String,
    pub tool: String,
    pub arguments: String,
    /// `completed`, `tool_error`, `failed`, `cancelled` or `timed_out`.
    pub outcome: &'static str,
    pub result: String,
    pub started_at: Millis,
    pub duration_ms: u32,
    pub protocol: Option<String>,
}

/// Writes a row and drops the oldest beyond the cap.
pub(crate) fn insert(db: &Db, entry: &Entry) -> rusqlite::Result<()> {
    let sql =
        "INSERT INTO history (connection_id, connection_name, tool, arguments, outcome, result, started_at,
                   duration_ms, protocol) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    db.prepare_cached(sql)?.execute(params![
        entry.connection_id.to_string(),
        entry.connection_name,
        entry.tool,
        entry.arguments,
        entry.outcome,
        entry.result,
        entry.started_at,
        entry.duration_ms,
        entry.protocol,
    ])?;
    db.prepare_cached("DELETE FROM history WHERE id <= ?1")?.execute([db.last_insert_rowid() - ROWS])?;
    Ok(())
}

/// How many rows a connection has.
pub(crate) fn count(db: &Db, id: ConnectionId) -> rusqlite::Result<u32> {
    db.query_row("SELECT count(*) FROM history WHERE connection_id = ?1", [id.to_string()], |row| row.get(0))
}
