//! Table `verdicts`: which era a server was found to speak.

use rusqlite::{Connection as Db, OptionalExtension, params};

use super::{json, to_json};
use crate::connection::ConnectionId;

/// The verdict on a connection's server.
pub(crate) fn get(db: &Db, id: ConnectionId) -> rusqlite::Result<Option<hitchpost_mcp::Verdict>> {
    db.prepare_cached("SELECT verdict FROM verdicts WHERE connection_id = ?1")?
        .query_row([id.to_string()], |row| json(row, "verdict"))
        .optional()
}

/// Keeps a verdict on what a connection led to at that revision; one on what it led to before is not kept.
pub(crate) fn put(
    db: &Db,
    id: ConnectionId,
    revision: i64,
    verdict: &hitchpost_mcp::Verdict,
) -> rusqlite::Result<()> {
    let sql = "INSERT INTO verdicts (connection_id, verdict)
               SELECT id, ?3 FROM connections WHERE id = ?1 AND revision = ?2
               ON CONFLICT DO UPDATE SET verdict = ?3";
    db.execute(sql, params![id.to_string(), revision, to_json(verdict)?]).map(drop)
}

/// Drops a verdict: the connection leads elsewhere now, or it proved wrong.
pub(crate) fn delete(db: &Db, id: ConnectionId) -> rusqlite::Result<()> {
    db.execute("DELETE FROM verdicts WHERE connection_id = ?1", [id.to_string()]).map(drop)
}
