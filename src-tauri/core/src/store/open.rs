//! Opens the database file with care: a file that is not ours, or newer than us, is left exactly as it is.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::{migrate, storage};
use crate::app::Result;

/// “HPST”: tells our file from any other SQLite file.
const APPLICATION_ID: i32 = 0x4850_5354;

const BUSY: Duration = Duration::from_secs(5);

/// Opens or creates the file and brings it to the present schema.
pub(super) fn open(dir: &Path) -> Result<(Connection, PathBuf)> {
    create_private_dir(dir).map_err(|error| storage("create", dir, &error))?;
    let path = dir.join("app.db");
    let is_new = inspect(&path)?;
    let failed = |error: rusqlite::Error| storage("open", &path, &error);

    let mut connection = Connection::open(&path).map_err(failed)?;
    connection.busy_timeout(BUSY).map_err(failed)?;
    connection.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON;").map_err(failed)?;
    if is_new {
        connection.pragma_update(None, "application_id", APPLICATION_ID).map_err(failed)?;
    }
    // Again through SQLite: the header of a file with a write-ahead log may be behind.
    let version: i64 =
        connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
    refuse_newer(&path, version)?;
    use_write_ahead_log(&connection).map_err(failed)?;
    connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
    migrate::migrate(&mut connection, &path, migrate::MIGRATIONS)
        .map_err(|error| storage("bring up to date", &path, &error))?;
    Ok((connection, path))
}

/// Creates the directory for the person alone. One that is there keeps its permissions: they are the person's choice.
pub(crate) fn create_private_dir(dir: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// Looks at the header without SQLite, which might write; creates the file when there is none.
/// True when it is empty.
fn inspect(path: &Path) -> Result<bool> {
    let mut header = Vec::with_capacity(100);
    match File::open(path) {
        Ok(file) => {
            file.take(100).read_to_end(&mut header).map_err(|error| storage("read", path, &error))?;
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            create_private_file(path).map_err(|error| storage("create", path, &error))?;
        }
        Err(error) => return Err(storage("open", path, &error)),
    }
    if header.is_empty() {
        return Ok(true);
    }
    let number = |at: usize| {
        header.get(at..at + 4).map(|bytes| i32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    };
    if !header.starts_with(b"SQLite format 3\0") || header.len() < 100 {
        return Err(storage("open", path, &"it is damaged or not a database; it was left as it is"));
    }
    if number(68) != Some(APPLICATION_ID) {
        return Err(storage("open", path, &"it is the database of another program; it was left as it is"));
    }
    refuse_newer(path, number(60).map_or(0, i64::from))?;
    Ok(false)
}

fn refuse_newer(path: &Path, version: i64) -> Result<()> {
    let newest = i64::try_from(migrate::MIGRATIONS.len()).unwrap_or(i64::MAX);
    if version <= newest {
        return Ok(());
    }
    let reason = format!(
        "a newer Hitchpost wrote it (schema {version}, this one knows {newest}); it was left as it is, use the newer version"
    );
    Err(storage("open", path, &reason))
}

fn create_private_file(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// Switching needs the file for itself for a moment, and SQLite does not wait for that by itself.
fn use_write_ahead_log(connection: &Connection) -> rusqlite::Result<()> {
    let deadline = Instant::now() + BUSY;
    loop {
        let mode = connection
            .pragma_query_value(None, "journal_mode", |row| row.get::<_, String>(0))
            .and_then(|mode| match mode.as_str() {
                "wal" => Ok(mode),
                _ => connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0)),
            });
        match mode {
            Err(rusqlite::Error::SqliteFailure(error, _))
                if error.code == rusqlite::ErrorCode::DatabaseBusy && Instant::now() < deadline =>
            {
                std::thread::sleep(Duration::from_millis(10));
            }
            other => return other.map(drop),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Failure;

    fn reason(dir: &Path) -> String {
        match open(dir) {
            Err(Failure::Storage { path, reason, .. }) => {
                assert!(path.ends_with("app.db"), "{path}");
                reason
            }
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("opened"),
        }
    }

    #[test]
    fn a_new_file_is_private_and_set_up() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data dir é");
        let (connection, path) = open(&data).unwrap();
        let text = |name: &str| {
            connection.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0)).unwrap()
        };
        assert_eq!(text("journal_mode"), "wal".to_owned().into());
        assert_eq!(text("synchronous"), 2.into());
        assert_eq!(text("foreign_keys"), 1.into());
        assert_eq!(text("trusted_schema"), 0.into());
        assert_eq!(text("application_id"), i64::from(APPLICATION_ID).into());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(&data), 0o700);
            assert_eq!(mode(&path), 0o600);
            assert_eq!(mode(&data.join("app.db-wal")), 0o600);
        }
        drop(connection);
        open(&data).unwrap();
    }

    #[test]
    fn what_is_not_ours_is_named_and_left_untouched() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("app.db");
        let foreign = {
            let other = dir.path().join("other.db");
            Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
            fs::read(other).unwrap()
        };
        for (bytes, expected) in [
            (b"not a database at all".to_vec(), "damaged or not a database"),
            (vec![0; 4096], "damaged or not a database"),
            (foreign, "another program"),
        ] {
            fs::write(&path, &bytes).unwrap();
            assert!(reason(dir.path()).contains(expected));
            assert_eq!(fs::read(&path).unwrap(), bytes);
        }
    }

    #[test]
    fn a_newer_schema_is_refused_and_left_untouched() {
        let dir = tempfile::tempdir().unwrap();
        let (connection, path) = open(dir.path()).unwrap();
        connection.pragma_update(None, "user_version", 999).unwrap();
        drop(connection);
        let before = fs::read(&path).unwrap();
        assert!(reason(dir.path()).contains("newer Hitchpost"));
        assert_eq!(fs::read(&path).unwrap(), before);
    }

    #[cfg(unix)]
    #[test]
    fn a_directory_that_was_there_keeps_its_permissions() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let (_connection, path) = open(dir.path()).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(dir.path()), mode(&path)), (0o755, 0o600));
    }

    #[test]
    fn a_damaged_file_is_read_or_reported_and_never_altered() {
        let dir = tempfile::tempdir().unwrap();
        let sample = crate::connection::Connection::sample(1);
        let (connection, path) = open(dir.path()).unwrap();
        super::super::connections::insert(&connection, &sample).unwrap();
        drop(connection);
        let good = fs::read(&path).unwrap();
        let (mut read, mut reported) = (0, 0);
        for at in (0..good.len()).step_by(97) {
            let mut bad = good.clone();
            bad[at] ^= 0x55;
            fs::write(&path, &bad).unwrap();
            let listed = open(dir.path()).map(|(connection, _)| super::super::connections::all(&connection));
            match listed {
                Ok(Ok(connections)) => {
                    assert_eq!(connections.len(), 1, "byte {at}: a connection was lost without a word");
                    read += 1;
                }
                Ok(Err(_)) | Err(Failure::Storage { .. }) => reported += 1,
                Err(other) => panic!("byte {at}: {other}"),
            }
            assert!(fs::read(&path).unwrap() == bad, "byte {at}: the file was altered");
        }
        assert!(read > 0 && reported > 0, "{read} read, {reported} reported");
    }
}
