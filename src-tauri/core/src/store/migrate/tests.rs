//! Small migrations in general, and those of this program on files with rows in them.

use rusqlite::OptionalExtension;

use super::super::{connections, credentials, keychain_items, open, sign_ins, tools, verdicts};
use super::*;
use crate::connection::{Asks, ConnectionId, NetworkSettings, Target, TransportChoice};
use crate::credential::Slot;

const STEPS: [&str; 6] = [
    "CREATE TABLE t (a INTEGER) STRICT; INSERT INTO t VALUES (1)",
    "ALTER TABLE t ADD COLUMN b TEXT",
    "ALTER TABLE t ADD COLUMN c TEXT",
    "ALTER TABLE t ADD COLUMN d TEXT",
    "ALTER TABLE t ADD COLUMN e TEXT",
    "ALTER TABLE t ADD COLUMN f TEXT",
];

#[test]
fn a_migration_leaves_a_backup_of_what_was() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.db");
    let mut connection = Connection::open(&path).unwrap();
    for upto in 1..=STEPS.len() {
        migrate(&mut connection, &path, &STEPS[..upto]).unwrap();
    }
    assert_eq!(version(&connection).unwrap(), 6);
    let names: Vec<String> = backups(&path)
        .unwrap()
        .iter()
        .map(|p| p.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(names, ["app.backup-3.db", "app.backup-4.db", "app.backup-5.db"]);
    let old = Connection::open(dir.path().join("app.backup-3.db")).unwrap();
    assert_eq!(version(&old).unwrap(), 3);
    assert_eq!(old.query_row("SELECT a FROM t", [], |row| row.get::<_, i64>(0)).unwrap(), 1);
}

#[test]
fn a_failed_migration_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.db");
    let mut connection = Connection::open(&path).unwrap();
    migrate(&mut connection, &path, &STEPS[..1]).unwrap();
    let broken = [STEPS[0], "ALTER TABLE t ADD COLUMN b TEXT; SELECT nonsense FROM nowhere"];
    assert!(migrate(&mut connection, &path, &broken).is_err());
    assert_eq!(version(&connection).unwrap(), 1);
    assert!(connection.prepare("SELECT b FROM t").is_err());
}

/// A file as version 1 left it: a connection with a token, tools, a verdict, a call, and a doomed item.
fn version_1(dir: &Path) -> ConnectionId {
    let mut db = Connection::open(dir.join("app.db")).unwrap();
    db.pragma_update(None, "application_id", 0x4850_5354).unwrap();
    migrate(&mut db, &dir.join("app.db"), &MIGRATIONS[..1]).unwrap();
    let id = ConnectionId(uuid::Uuid::new_v4());
    let (token, old) = (uuid::Uuid::new_v4(), uuid::Uuid::new_v4());
    db.execute_batch(&format!(
        r#"INSERT INTO connections (id, name, slug, target, auth, era, connect_timeout_s, request_timeout_s,
               allow_plain_http, enabled, revision, created_at, live)
           VALUES ('{id}', 'Linear', 'linear', '{{"type":"sample"}}',
               '{{"type":"token","header":"Authorization","prefix":"Bearer"}}', '"auto"', 15, 60, 0, 1, 3, 5, 1);
           INSERT INTO keychain_items VALUES ('{token}', '{id}', 'token', 'active', 7);
           INSERT INTO keychain_items VALUES ('{old}', '{id}', 'token', 'doomed', 6);
           INSERT INTO tool_lists VALUES ('{id}', 9, 'null', '[]', 'd');
           INSERT INTO tools VALUES ('{id}', 0, 'echo', '{{"name":"echo"}}');
           INSERT INTO history (connection_id, connection_name, tool, arguments, outcome, result, started_at,
               duration_ms, written) VALUES ('{id}', 'Linear', 'echo', '{{}}', 'completed', 'hi', 1, 2, 3);"#
    ))
    .unwrap();
    id
}

#[test]
fn a_file_of_version_1_keeps_everything_and_can_have_accounts() {
    let dir = tempfile::tempdir().unwrap();
    let id = version_1(dir.path());
    let (db, path) = open::open(dir.path()).unwrap();
    assert_eq!(version(&db).unwrap(), MIGRATIONS.len());

    let kept = connections::get(&db, id).unwrap().unwrap();
    assert_eq!((kept.name.as_str(), &kept.target, kept.revision), ("Linear", &Target::Sample, 3));
    assert_eq!(kept.credential, None);
    assert_eq!(connections::live(&db).unwrap(), [id]);
    let saved = keychain_items::active(&db, id).unwrap();
    assert_eq!(
        saved.iter().map(|saved| (&saved.slot, saved.saved_at)).collect::<Vec<_>>(),
        [(&Slot::Token, 7)]
    );
    assert_eq!(keychain_items::abandoned(&db, 0).unwrap().len(), 1);
    assert_eq!(tools::get(&db, id).unwrap().unwrap().1, [r#"{"name":"echo"}"#]);
    assert_eq!(super::super::history::count(&db, id).unwrap(), 1);
    assert!(verdicts::get(&db, id).unwrap().is_none());
    assert!(credentials::of_connection(&db, id).unwrap().is_empty());
    assert!(sign_ins::all(&db).unwrap().is_empty());
    let fault: Option<String> =
        db.query_row("PRAGMA foreign_key_check", [], |row| row.get(0)).optional().unwrap();
    assert_eq!(fault, None);

    let backup = Connection::open(path.with_extension("backup-1.db")).unwrap();
    assert_eq!(version(&backup).unwrap(), 1);
    assert_eq!(
        backup.query_row("SELECT name FROM connections", [], |row| row.get::<_, String>(0)).unwrap(),
        "Linear"
    );
}

/// A file as version 2 left it: a connection to an address.
fn version_2(dir: &Path) -> ConnectionId {
    let mut db = Connection::open(dir.join("app.db")).unwrap();
    db.pragma_update(None, "application_id", 0x4850_5354).unwrap();
    migrate(&mut db, &dir.join("app.db"), &MIGRATIONS[..2]).unwrap();
    let id = ConnectionId(uuid::Uuid::new_v4());
    db.execute_batch(&format!(
        r#"INSERT INTO connections (id, name, slug, target, auth, era, connect_timeout_s, request_timeout_s,
               allow_plain_http, enabled, revision, created_at)
           VALUES ('{id}', 'Linear', 'linear',
               '{{"type":"url","url":{{"shown":"https://mcp.linear.app/mcp","hidden":[]}}}}',
               '{{"type":"none"}}', '"auto"', 15, 60, 0, 1, 3, 5)"#
    ))
    .unwrap();
    id
}

#[test]
fn a_file_of_version_2_reaches_its_servers_as_before_and_asks_what_is_usual() {
    let dir = tempfile::tempdir().unwrap();
    let id = version_2(dir.path());
    let (db, path) = open::open(dir.path()).unwrap();
    assert_eq!(version(&db).unwrap(), MIGRATIONS.len());
    let kept = connections::get(&db, id).unwrap().unwrap();
    let Target::Url { url } = &kept.target else { panic!("{:?}", kept.target) };
    assert_eq!((url.shown(), kept.revision), ("https://mcp.linear.app/mcp", 3));
    assert_eq!((kept.transport, kept.network), (TransportChoice::Auto, NetworkSettings::default()));
    assert_eq!((kept.asks, kept.approved), (Asks::default(), None));
    let accepted: i64 = db.query_row("SELECT count(*) FROM accepted_tools", [], |row| row.get(0)).unwrap();
    assert_eq!(accepted, 0);
    let backup = Connection::open(path.with_extension("backup-2.db")).unwrap();
    assert_eq!(version(&backup).unwrap(), 2);
}

#[test]
fn a_migration_that_stops_after_any_of_its_statements_leaves_version_1_as_it_was() {
    let without_comments: String =
        MIGRATIONS[1].lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
    let statements: Vec<&str> = without_comments.split_inclusive(';').collect();
    assert!(statements.len() > 8);
    for done in 0..statements.len() {
        let dir = tempfile::tempdir().unwrap();
        let id = version_1(dir.path());
        let path = dir.path().join("app.db");
        let stopped = format!("{}; SELECT nonsense FROM nowhere", statements[..done].concat());
        let mut db = Connection::open(&path).unwrap();
        assert!(migrate(&mut db, &path, &[MIGRATIONS[0], &stopped]).is_err());
        drop(db);
        let db = Connection::open(&path).unwrap();
        assert_eq!(version(&db).unwrap(), 1);
        let items = "SELECT count(*) FROM keychain_items WHERE connection_id = ?1 AND credential <> ''";
        assert_eq!(db.query_row(items, [id.to_string()], |row| row.get::<_, i64>(0)).unwrap(), 2);
        drop(db);
        // And the next start succeeds.
        open::open(dir.path()).unwrap();
    }
}
