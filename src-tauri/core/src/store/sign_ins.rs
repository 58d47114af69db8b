//! Table `sign_ins`: attempts that wait for the browser, so that they survive a restart.

use rusqlite::{Connection as Db, Row, params};

use super::{json, to_json, uuid};
use crate::connection::{ConnectionId, Millis};
use crate::sign_in::{RegisteredAs, SignInId};

/// An attempt to sign in; its state and verifier are in the keychain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WaitingSignIn {
    pub id: SignInId,
    pub connection: ConnectionId,
    pub created_at: Millis,
    pub deadline: Millis,
    pub redirect_uri: String,
    /// Of the page that opens.
    pub host: String,
    /// What is asked for.
    pub scopes: Vec<String>,
    pub registered: Option<RegisteredAs>,
    /// Beside the account there is.
    pub new_account: bool,
}

/// Every attempt, the oldest first.
pub(crate) fn all(db: &Db) -> rusqlite::Result<Vec<WaitingSignIn>> {
    db.prepare("SELECT * FROM sign_ins ORDER BY created_at, id")?.query_map([], read)?.collect()
}

/// The attempts of a connection.
pub(crate) fn of_connection(db: &Db, id: ConnectionId) -> rusqlite::Result<Vec<SignInId>> {
    db.prepare("SELECT id FROM sign_ins WHERE connection_id = ?1")?
        .query_map([id.to_string()], |row| uuid(row, "id").map(SignInId))?
        .collect()
}

/// Attempts whose time was over before `before`.
pub(crate) fn over(db: &Db, before: Millis) -> rusqlite::Result<Vec<SignInId>> {
    db.prepare("SELECT id FROM sign_ins WHERE deadline < ?1")?
        .query_map([before], |row| uuid(row, "id").map(SignInId))?
        .collect()
}

/// Adds an attempt.
pub(crate) fn insert(db: &Db, sign_in: &WaitingSignIn) -> rusqlite::Result<()> {
    let sql = "INSERT INTO sign_ins (id, connection_id, created_at, deadline, redirect_uri, host, scopes,
                 registered, new_account)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    db.execute(
        sql,
        params![
            sign_in.id.to_string(),
            sign_in.connection.to_string(),
            sign_in.created_at,
            sign_in.deadline,
            sign_in.redirect_uri,
            sign_in.host,
            to_json(&sign_in.scopes)?,
            to_json(&sign_in.registered)?,
            sign_in.new_account,
        ],
    )
    .map(drop)
}

/// Gives an attempt more time. False when there is none.
pub(crate) fn extend(db: &Db, id: SignInId, deadline: Millis) -> rusqlite::Result<bool> {
    let sql = "UPDATE sign_ins SET deadline = ?2 WHERE id = ?1";
    Ok(db.execute(sql, params![id.to_string(), deadline])? > 0)
}

/// Forgets an attempt. False when somebody else was faster.
pub(crate) fn delete(db: &Db, id: SignInId) -> rusqlite::Result<bool> {
    Ok(db.execute("DELETE FROM sign_ins WHERE id = ?1", [id.to_string()])? > 0)
}

fn read(row: &Row<'_>) -> rusqlite::Result<WaitingSignIn> {
    Ok(WaitingSignIn {
        id: SignInId(uuid(row, "id")?),
        connection: ConnectionId(uuid(row, "connection_id")?),
        created_at: row.get("created_at")?,
        deadline: row.get("deadline")?,
        redirect_uri: row.get("redirect_uri")?,
        host: row.get("host")?,
        scopes: json(row, "scopes")?,
        registered: json(row, "registered")?,
        new_account: row.get("new_account")?,
    })
}
