//! Table `settings`.

use rusqlite::{Connection as Db, OptionalExtension, params};

use super::{json, to_json};
use crate::settings::Settings;

/// What was saved, or the defaults.
pub(crate) fn get(db: &Db) -> rusqlite::Result<Settings> {
    let saved = db
        .query_row("SELECT value FROM settings WHERE name = 'app'", [], |row| json(row, "value"))
        .optional()?;
    Ok(saved.unwrap_or_default())
}

/// The service name of this database's keychain items; it came with the schema.
pub(crate) fn keychain_service(db: &Db) -> rusqlite::Result<String> {
    db.query_row("SELECT value FROM settings WHERE name = 'keychain_service'", [], |row| json(row, "value"))
}

/// Saves all settings.
pub(crate) fn put(db: &Db, settings: &Settings) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO settings (name, value) VALUES ('app', ?1) ON CONFLICT DO UPDATE SET value = ?1",
        params![to_json(settings)?],
    )
    .map(drop)
}
