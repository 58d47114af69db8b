//! Table `oauth_clients`: who we are at authorization servers. Secrets are in the keychain.

use hitchpost_oauth::Client;
use rusqlite::{Connection as Db, OptionalExtension, Row, params};

use super::{json, to_json, uuid};
use crate::connection::Millis;
use crate::credential::ClientId;

/// One client, without its secrets.
pub(crate) fn get(db: &Db, id: ClientId) -> rusqlite::Result<Option<Client>> {
    db.prepare_cached("SELECT client FROM oauth_clients WHERE id = ?1")?
        .query_row([id.to_string()], |row| json(row, "client"))
        .optional()
}

/// Every client, without its secrets, the newest first.
pub(crate) fn all(db: &Db) -> rusqlite::Result<Vec<(ClientId, Client)>> {
    db.prepare("SELECT id, client FROM oauth_clients ORDER BY created_at DESC, id")?
        .query_map([], |row| Ok((read_id(row)?, json(row, "client")?)))?
        .collect()
}

/// Under which id a client is kept, if it is.
pub(crate) fn find(db: &Db, client: &Client) -> rusqlite::Result<Option<ClientId>> {
    db.query_row(
        "SELECT id FROM oauth_clients WHERE issuer = ?1 AND client_id = ?2",
        [&client.issuer, &client.id],
        read_id,
    )
    .optional()
}

/// Keeps a client, or what has changed about it. Its secrets are not written. Answers with the id it is kept under,
/// which is another than `id` when it was kept before.
pub(crate) fn put(db: &Db, id: ClientId, client: &Client, at: Millis) -> rusqlite::Result<ClientId> {
    let sql = "INSERT INTO oauth_clients (id, issuer, client_id, client, created_at)
               VALUES (?1, ?2, ?3, ?4, ?5)
               ON CONFLICT (issuer, client_id) DO UPDATE SET client = ?4 RETURNING id";
    db.query_row(sql, params![id.to_string(), client.issuer, client.id, to_json(client)?, at], read_id)
}

/// Clients that no account was got with any more.
pub(crate) fn unused(db: &Db) -> rusqlite::Result<Vec<ClientId>> {
    let sql = "SELECT id FROM oauth_clients WHERE id NOT IN (SELECT client FROM credentials)";
    db.prepare(sql)?.query_map([], read_id)?.collect()
}

/// Forgets a client.
pub(crate) fn delete(db: &Db, id: ClientId) -> rusqlite::Result<()> {
    db.execute("DELETE FROM oauth_clients WHERE id = ?1", [id.to_string()]).map(drop)
}

fn read_id(row: &Row<'_>) -> rusqlite::Result<ClientId> {
    uuid(row, "id").map(ClientId)
}
