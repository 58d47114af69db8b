//! Table `history`: one row per call, whatever was called. Texts arrive here redacted and cut.

use std::collections::HashMap;

use rusqlite::{Connection as Db, params};

use crate::connection::{ConnectionId, Millis};

/// Rows that are kept.
const ROWS: i64 = 10_000;
/// Bytes of text that are kept; the oldest row may stick out.
const BYTES: i64 = 256 << 20;

/// A finished call.
pub(crate) struct Entry {
    pub connection_id: ConnectionId,
    pub connection_name: String,
    /// `tool`, `resource` or `prompt`.
    pub kind: &'static str,
    /// Its name, or its address.
    pub tool: String,
    pub arguments: String,
    /// `completed`, `tool_error`, `failed`, `cancelled` or `timed_out`.
    pub outcome: &'static str,
    pub result: String,
    pub started_at: Millis,
    pub duration_ms: u32,
    pub protocol: Option<String>,
}

/// Writes a row and drops the oldest beyond the caps.
pub(crate) fn insert(db: &Db, entry: &Entry) -> rusqlite::Result<()> {
    insert_within(db, entry, ROWS, BYTES)
}

fn insert_within(db: &Db, entry: &Entry, rows: i64, bytes: i64) -> rusqlite::Result<()> {
    let sql =
        "INSERT INTO history (connection_id, connection_name, tool, arguments, outcome, result, started_at,
                   duration_ms, protocol, kind, written)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,
                   ?11 + coalesce((SELECT written FROM history ORDER BY id DESC LIMIT 1), 0))
         RETURNING written";
    let size = entry.connection_name.len() + entry.tool.len() + entry.arguments.len() + entry.result.len();
    let written: i64 = db.prepare_cached(sql)?.query_row(
        params![
            entry.connection_id.to_string(),
            entry.connection_name,
            entry.tool,
            entry.arguments,
            entry.outcome,
            entry.result,
            entry.started_at,
            entry.duration_ms,
            entry.protocol,
            entry.kind,
            i64::try_from(size).unwrap_or(i64::MAX),
        ],
        |row| row.get(0),
    )?;
    db.prepare_cached("DELETE FROM history WHERE id <= ?1")?.execute([db.last_insert_rowid() - rows])?;
    db.prepare_cached("DELETE FROM history WHERE written <= ?1")?.execute([written - bytes])?;
    Ok(())
}

/// How many rows a connection has.
pub(crate) fn count(db: &Db, id: ConnectionId) -> rusqlite::Result<u32> {
    db.query_row("SELECT count(*) FROM history WHERE connection_id = ?1", [id.to_string()], |row| row.get(0))
}

/// How many rows each connection has.
pub(crate) fn counts(db: &Db) -> rusqlite::Result<HashMap<String, u32>> {
    db.prepare_cached("SELECT connection_id, count(*) FROM history GROUP BY connection_id")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(result: &str) -> Entry {
        Entry {
            connection_id: ConnectionId(uuid::Uuid::nil()),
            connection_name: "Linear".to_owned(),
            kind: "tool",
            tool: "echo".to_owned(),
            arguments: String::new(),
            outcome: "completed",
            result: result.to_owned(),
            started_at: 1,
            duration_ms: 1,
            protocol: None,
        }
    }

    fn results(db: &Db) -> Vec<String> {
        let mut rows = db.prepare("SELECT result FROM history ORDER BY id").unwrap();
        rows.query_map([], |row| row.get(0)).unwrap().collect::<rusqlite::Result<_>>().unwrap()
    }

    #[test]
    fn the_oldest_go_when_there_are_too_many_rows_or_bytes() {
        let db = Db::open_in_memory().unwrap();
        for schema in
            [include_str!("schema_1.sql"), include_str!("schema_2.sql"), include_str!("schema_3.sql")]
        {
            db.execute_batch(schema).unwrap();
        }
        for result in ["1", "2", "3", "4"] {
            insert_within(&db, &entry(result), 3, 1_000).unwrap();
        }
        assert_eq!(results(&db), ["2", "3", "4"]);
        let long = "x".repeat(80);
        insert_within(&db, &entry(&long), 3, 101).unwrap();
        assert_eq!(results(&db), ["4".to_owned(), long.clone()]);
        insert_within(&db, &entry(&long), 3, 1).unwrap();
        assert_eq!(results(&db), [long]);
    }
}
