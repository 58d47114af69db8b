//! Table `connections`.

use rusqlite::{Connection as Db, OptionalExtension, Row, params};

use super::{json, to_json, uuid};
use crate::connection::{Approval, Connection, ConnectionId, CredentialId, Millis};

/// Every connection that is not removed, by name.
pub(crate) fn all(db: &Db) -> rusqlite::Result<Vec<Connection>> {
    db.prepare_cached("SELECT * FROM connections WHERE removed_at IS NULL ORDER BY name COLLATE NOCASE, id")?
        .query_map([], read)?
        .collect()
}

/// One connection, unless it is removed.
pub(crate) fn get(db: &Db, id: ConnectionId) -> rusqlite::Result<Option<Connection>> {
    db.prepare_cached("SELECT * FROM connections WHERE id = ?1 AND removed_at IS NULL")?
        .query_row([id.to_string()], read)
        .optional()
}

/// Adds a connection.
pub(crate) fn insert(db: &Db, connection: &Connection) -> rusqlite::Result<()> {
    let sql =
        "INSERT INTO connections (id, name, slug, target, auth, era, connect_timeout_s, request_timeout_s,
                   allow_plain_http, enabled, revision, created_at, last_used_at, transport, network, asks)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";
    db.prepare_cached(sql)?.execute(params![
        connection.id.to_string(),
        connection.name,
        connection.slug,
        to_json(&connection.target)?,
        to_json(&connection.auth)?,
        to_json(&connection.era)?,
        connection.connect_timeout_s,
        connection.request_timeout_s,
        connection.allow_plain_http,
        connection.enabled,
        connection.revision,
        connection.created_at,
        connection.last_used_at,
        to_json(&connection.transport)?,
        to_json(&connection.network)?,
        to_json(&connection.asks)?,
    ])?;
    Ok(())
}

/// Replaces what a person configures, and that only. False when the row is not at the revision before this one any
/// more: somebody else configured or removed it meanwhile.
pub(crate) fn configure(db: &Db, connection: &Connection) -> rusqlite::Result<bool> {
    let sql = "UPDATE connections SET name = ?2, slug = ?3, target = ?4, auth = ?5, era = ?6,
                   connect_timeout_s = ?7, request_timeout_s = ?8, allow_plain_http = ?9, revision = ?10,
                   transport = ?11, network = ?12, asks = ?13
               WHERE id = ?1 AND revision = ?10 - 1 AND removed_at IS NULL";
    let changed = db.prepare_cached(sql)?.execute(params![
        connection.id.to_string(),
        connection.name,
        connection.slug,
        to_json(&connection.target)?,
        to_json(&connection.auth)?,
        to_json(&connection.era)?,
        connection.connect_timeout_s,
        connection.request_timeout_s,
        connection.allow_plain_http,
        connection.revision,
        to_json(&connection.transport)?,
        to_json(&connection.network)?,
        to_json(&connection.asks)?,
    ])?;
    Ok(changed > 0)
}

/// Switches a connection on or off.
pub(crate) fn set_enabled(db: &Db, id: ConnectionId, enabled: bool) -> rusqlite::Result<()> {
    db.execute("UPDATE connections SET enabled = ?2 WHERE id = ?1", params![id.to_string(), enabled])
        .map(drop)
}

/// Notes what the person has approved. False when the command was configured meanwhile, or removed.
pub(crate) fn approve(
    db: &Db,
    id: ConnectionId,
    revision: i64,
    approval: &Approval,
) -> rusqlite::Result<bool> {
    let sql = "UPDATE connections SET approved = ?3 WHERE id = ?1 AND revision = ?2 AND removed_at IS NULL";
    Ok(db.execute(sql, params![id.to_string(), revision, to_json(approval)?])? > 0)
}

/// Notes that a connection was used.
pub(crate) fn touch(db: &Db, id: ConnectionId, at: Millis) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE connections SET last_used_at = ?2 WHERE id = ?1")?
        .execute(params![id.to_string(), at])
        .map(drop)
}

/// Notes whether the window holds a session on it.
pub(crate) fn set_live(db: &Db, id: ConnectionId, live: bool) -> rusqlite::Result<()> {
    db.execute("UPDATE connections SET live = ?2 WHERE id = ?1 AND live <> ?2", params![id.to_string(), live])
        .map(drop)
}

/// Those the window held a session on, the most recently used first.
pub(crate) fn live(db: &Db) -> rusqlite::Result<Vec<ConnectionId>> {
    let sql = "SELECT id FROM connections WHERE live = 1 AND enabled = 1 AND removed_at IS NULL
               ORDER BY last_used_at DESC";
    db.prepare(sql)?.query_map([], read_id)?.collect()
}

/// Removes a connection in a way that can be undone. False when there is none.
pub(crate) fn remove(db: &Db, id: ConnectionId, at: Millis) -> rusqlite::Result<bool> {
    let sql = "UPDATE connections SET removed_at = ?2, live = 0 WHERE id = ?1 AND removed_at IS NULL";
    Ok(db.execute(sql, params![id.to_string(), at])? > 0)
}

/// A removed connection that is still there.
pub(crate) fn removed(db: &Db, id: ConnectionId) -> rusqlite::Result<Option<Connection>> {
    db.query_row("SELECT * FROM connections WHERE id = ?1 AND removed_at IS NOT NULL", [id.to_string()], read)
        .optional()
}

/// Brings a removed connection back under the name and slug it is given.
pub(crate) fn restore(db: &Db, connection: &Connection) -> rusqlite::Result<()> {
    let sql = "UPDATE connections SET removed_at = NULL, name = ?2, slug = ?3 WHERE id = ?1";
    db.execute(sql, params![connection.id.to_string(), connection.name, connection.slug]).map(drop)
}

/// Those that are removed and not yet deleted, with the time of their removal.
pub(crate) fn removed_ids(db: &Db) -> rusqlite::Result<Vec<(ConnectionId, Millis)>> {
    db.prepare("SELECT id, removed_at FROM connections WHERE removed_at IS NOT NULL")?
        .query_map([], |row| Ok((read_id(row)?, row.get("removed_at")?)))?
        .collect()
}

/// Deletes for good what was removed at that time, with its tools and verdict. Its history stays.
/// False when that removal was undone, or is finished already.
pub(crate) fn delete(db: &Db, id: ConnectionId, removed_at: Millis) -> rusqlite::Result<bool> {
    let sql = "DELETE FROM connections WHERE id = ?1 AND removed_at = ?2";
    Ok(db.execute(sql, params![id.to_string(), removed_at])? > 0)
}

/// Decides which of its accounts a connection uses; none is possible. False when there is no such connection, or the
/// account is not one of its own.
pub(crate) fn use_credential(
    db: &Db,
    id: ConnectionId,
    credential: Option<CredentialId>,
) -> rusqlite::Result<bool> {
    let sql = "UPDATE connections SET credential_id = ?2
               WHERE id = ?1 AND removed_at IS NULL AND (?2 IS NULL OR EXISTS (
                 SELECT 1 FROM connection_credentials WHERE connection_id = ?1 AND credential_id = ?2))";
    let credential = credential.map(|credential| credential.to_string());
    Ok(db.execute(sql, params![id.to_string(), credential])? > 0)
}

fn read_id(row: &Row<'_>) -> rusqlite::Result<ConnectionId> {
    uuid(row, "id").map(ConnectionId)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Connection> {
    let in_use: Option<String> = row.get("credential_id")?;
    let approved: Option<String> = row.get("approved")?;
    Ok(Connection {
        id: read_id(row)?,
        name: row.get("name")?,
        slug: row.get("slug")?,
        target: json(row, "target")?,
        auth: json(row, "auth")?,
        credential: in_use.map(|_| uuid(row, "credential_id").map(CredentialId)).transpose()?,
        era: json(row, "era")?,
        transport: json(row, "transport")?,
        network: json(row, "network")?,
        asks: json(row, "asks")?,
        approved: approved.map(|_| json(row, "approved")).transpose()?,
        connect_timeout_s: row.get("connect_timeout_s")?,
        request_timeout_s: row.get("request_timeout_s")?,
        allow_plain_http: row.get("allow_plain_http")?,
        enabled: row.get("enabled")?,
        revision: row.get("revision")?,
        created_at: row.get("created_at")?,
        last_used_at: row.get("last_used_at")?,
    })
}
