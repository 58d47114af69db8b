//! Tables `credentials` and `connection_credentials`: accounts, and which connections may use them.

use rusqlite::{Connection as Db, OptionalExtension, Row, params};

use super::{json, to_json, uuid};
use crate::connection::{ConnectionId, CredentialId, Millis};
use crate::credential::{ClientId, Credential, Tokens};

/// One account.
pub(crate) fn get(db: &Db, id: CredentialId) -> rusqlite::Result<Option<Credential>> {
    db.prepare_cached("SELECT * FROM credentials WHERE id = ?1")?.query_row([id.to_string()], read).optional()
}

/// Every account, the oldest first.
pub(crate) fn all(db: &Db) -> rusqlite::Result<Vec<Credential>> {
    db.prepare_cached("SELECT * FROM credentials ORDER BY created_at, id")?.query_map([], read)?.collect()
}

/// The accounts a connection may use, the oldest first.
pub(crate) fn of_connection(db: &Db, id: ConnectionId) -> rusqlite::Result<Vec<Credential>> {
    let sql = "SELECT credentials.* FROM credentials
               JOIN connection_credentials ON credential_id = credentials.id
               WHERE connection_id = ?1 ORDER BY created_at, credentials.id";
    db.prepare_cached(sql)?.query_map([id.to_string()], read)?.collect()
}

/// Which connections may use which accounts. Removed connections are not among them.
pub(crate) fn links(db: &Db) -> rusqlite::Result<Vec<(ConnectionId, CredentialId)>> {
    let sql = "SELECT connection_id, link.credential_id FROM connection_credentials AS link
               JOIN connections ON connections.id = connection_id WHERE removed_at IS NULL";
    db.prepare_cached(sql)?
        .query_map([], |row| {
            Ok((ConnectionId(uuid(row, "connection_id")?), CredentialId(uuid(row, "credential_id")?)))
        })?
        .collect()
}

/// Adds an account with its first tokens.
pub(crate) fn insert(db: &Db, credential: &Credential) -> rusqlite::Result<()> {
    let sql = "INSERT INTO credentials (id, client, label, grant_type, server, context, scopes, generation,
                 expires_at, renew_at, refreshable, created_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    db.execute(
        sql,
        params![
            credential.id.to_string(),
            credential.client.to_string(),
            credential.label,
            to_json(&credential.grant)?,
            credential.server.as_str(),
            to_json(&credential.context)?,
            to_json(&credential.scopes)?,
            credential.generation,
            credential.expires_at,
            credential.renew_at,
            credential.refreshable,
            credential.created_at,
        ],
    )
    .map(drop)
}

/// Signs an account in anew: other tokens, and perhaps another client or server. Its label stays.
/// False when it has gone.
pub(crate) fn replace(db: &Db, credential: &Credential) -> rusqlite::Result<bool> {
    let sql =
        "UPDATE credentials SET client = ?2, grant_type = ?3, server = ?4, context = ?5, created_at = ?6
               WHERE id = ?1";
    let changed = db.execute(
        sql,
        params![
            credential.id.to_string(),
            credential.client.to_string(),
            to_json(&credential.grant)?,
            credential.server.as_str(),
            to_json(&credential.context)?,
            credential.created_at,
        ],
    )?;
    Ok(changed > 0)
}

/// Puts the tokens of a later generation in place of those of `from`. False when it is not at that one any more.
pub(crate) fn advance(db: &Db, id: CredentialId, from: i64, tokens: &Tokens) -> rusqlite::Result<bool> {
    let sql = "UPDATE credentials SET generation = ?3, scopes = ?4, expires_at = ?5, renew_at = ?6,
                 refreshable = ?7, expired_at = NULL
               WHERE id = ?1 AND generation = ?2 AND generation < ?3";
    let changed = db.prepare_cached(sql)?.execute(params![
        id.to_string(),
        from,
        tokens.generation,
        to_json(&tokens.scopes)?,
        tokens.expires_at,
        tokens.renew_at,
        tokens.refresh.is_some(),
    ])?;
    Ok(changed > 0)
}

/// Notes that an account cannot be renewed any more. False when it has other tokens than these by now.
pub(crate) fn mark_expired(db: &Db, id: CredentialId, generation: i64, at: Millis) -> rusqlite::Result<bool> {
    let sql =
        "UPDATE credentials SET expired_at = coalesce(expired_at, ?3) WHERE id = ?1 AND generation = ?2";
    Ok(db.execute(sql, params![id.to_string(), generation, at])? > 0)
}

/// Gives an account another label. False when there is none.
pub(crate) fn rename(db: &Db, id: CredentialId, label: &str) -> rusqlite::Result<bool> {
    Ok(db.execute("UPDATE credentials SET label = ?2 WHERE id = ?1", params![id.to_string(), label])? > 0)
}

/// Lets a connection use an account.
pub(crate) fn link(db: &Db, connection: ConnectionId, id: CredentialId) -> rusqlite::Result<()> {
    let sql = "INSERT INTO connection_credentials (connection_id, credential_id) VALUES (?1, ?2)
               ON CONFLICT DO NOTHING";
    db.execute(sql, params![connection.to_string(), id.to_string()]).map(drop)
}

/// The connections that may use an account, removed ones too: a removal can be undone. Those that do come first.
pub(crate) fn connections_of(db: &Db, id: CredentialId) -> rusqlite::Result<Vec<ConnectionId>> {
    let sql = "SELECT connection_id FROM connection_credentials AS link
               JOIN connections ON connections.id = connection_id
               WHERE link.credential_id = ?1
               ORDER BY connections.credential_id IS NOT link.credential_id, connections.created_at";
    db.prepare_cached(sql)?
        .query_map([id.to_string()], |row| uuid(row, "connection_id").map(ConnectionId))?
        .collect()
}

/// Accounts no connection can use any more.
pub(crate) fn unused(db: &Db) -> rusqlite::Result<Vec<CredentialId>> {
    let sql = "SELECT id FROM credentials
               WHERE id NOT IN (SELECT credential_id FROM connection_credentials)";
    db.prepare(sql)?.query_map([], |row| uuid(row, "id").map(CredentialId))?.collect()
}

/// Deletes an account for good; no connection uses it any more.
pub(crate) fn delete(db: &Db, id: CredentialId) -> rusqlite::Result<()> {
    db.execute("DELETE FROM credentials WHERE id = ?1", [id.to_string()]).map(drop)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Credential> {
    Ok(Credential {
        id: CredentialId(uuid(row, "id")?),
        client: ClientId(uuid(row, "client")?),
        label: row.get("label")?,
        grant: json(row, "grant_type")?,
        server: super::url(row, "server")?,
        context: json(row, "context")?,
        scopes: json(row, "scopes")?,
        generation: row.get("generation")?,
        expires_at: row.get("expires_at")?,
        renew_at: row.get("renew_at")?,
        refreshable: row.get("refreshable")?,
        expired_at: row.get("expired_at")?,
        created_at: row.get("created_at")?,
    })
}
