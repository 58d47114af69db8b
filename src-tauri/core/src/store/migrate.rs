//! The schema and how it grows. Migrations only add; old columns may sleep.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};

/// Number n brings a file from `user_version` n to n + 1.
pub(super) const MIGRATIONS: &[&str] =
    &[include_str!("schema_1.sql"), include_str!("schema_2.sql"), include_str!("schema_3.sql")];

/// Copies made before a migration that are kept.
const BACKUPS: usize = 3;

/// Brings the file to the newest schema, in one transaction, after a backup. On failure nothing has changed.
pub(super) fn migrate(
    connection: &mut Connection,
    path: &Path,
    migrations: &[&str],
) -> Result<(), Box<dyn std::error::Error>> {
    if version(connection)? == migrations.len() {
        return Ok(());
    }
    if version(connection)? > 0 {
        back_up(connection, path)?;
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been faster.
    for (number, sql) in migrations.iter().enumerate().skip(version(&transaction)?) {
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "user_version", u32::try_from(number + 1)?)?;
    }
    transaction.commit()?;
    Ok(())
}

fn version(connection: &Connection) -> rusqlite::Result<usize> {
    let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(version as usize)
}

fn back_up(connection: &Connection, path: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let backup = path.with_extension(format!("backup-{}.db", version(connection)?));
    if !backup.exists() {
        let partial = path.with_extension("backup-partial.db");
        if partial.exists() {
            fs::remove_file(&partial)?;
        }
        connection.execute("VACUUM INTO ?1", [partial.to_string_lossy()])?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&partial, fs::Permissions::from_mode(0o600))?;
        }
        fs::rename(&partial, &backup)?;
    }
    for old in backups(path)?.into_iter().rev().skip(BACKUPS) {
        fs::remove_file(old)?;
    }
    Ok(())
}

/// Existing backups, oldest schema first.
fn backups(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    let prefix = format!("{}.backup-", path.file_stem().unwrap_or_default().to_string_lossy());
    let mut found = Vec::new();
    for entry in fs::read_dir(path.parent().unwrap_or(Path::new(".")))? {
        let entry = entry?.path();
        let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let number =
            name.strip_prefix(&prefix).and_then(|rest| rest.strip_suffix(".db")?.parse::<usize>().ok());
        if let Some(number) = number {
            found.push((number, entry));
        }
    }
    found.sort();
    Ok(found.into_iter().map(|(_, path)| path).collect())
}

#[cfg(test)]
mod tests;
