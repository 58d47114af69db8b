//! Every state in which a crash or a failing keychain can leave the two stores.

use super::*;
use crate::keychain::memory::MemoryKeychain;

struct World {
    vault: Vault,
    memory: MemoryKeychain,
    _dir: tempfile::TempDir,
}

impl World {
    async fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let memory = MemoryKeychain::default();
        let store = Store::open(dir.path(), || {}).await.unwrap();
        let locks = Locks::new(dir.path());
        Self { vault: Vault { store, keychain: memory.keychain(), locks }, memory, _dir: dir }
    }

    /// Sweeps as a start long after would.
    async fn restart(&self) {
        self.memory.recover();
        self.vault.sweep(Millis::MAX).await.unwrap();
    }

    async fn rows(&self) -> Vec<(String, String)> {
        let sql = "SELECT slot, state FROM keychain_items ORDER BY saved_at, slot";
        self.vault
            .store
            .run("read from", move |db| {
                db.prepare(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
            })
            .await
            .unwrap()
    }

    async fn saved(&self) -> Vec<Connection> {
        self.vault.store.run("read from", |db| store::connections::all(db)).await.unwrap()
    }

    async fn token(&self) -> Option<String> {
        let connection = self.saved().await.pop()?;
        let secrets = self.vault.load(&connection).await.ok()?;
        secrets.expose(&Slot::Token).map(str::to_owned)
    }
}

fn connection() -> Connection {
    Connection {
        name: "Linear".to_owned(),
        slug: "linear".to_owned(),
        auth: Auth::Token { header: "Authorization".to_owned(), prefix: "Bearer".to_owned() },
        ..Connection::sample(1)
    }
}

/// As it is saved after it was configured once more.
fn next(connection: Connection) -> Connection {
    Connection { revision: connection.revision + 1, ..connection }
}

fn set(secret: &str) -> BTreeMap<Slot, SecretChange> {
    BTreeMap::from([(Slot::Token, SecretChange::Set(crate::secret::SecretText::new(secret)))])
}

fn token_item() -> (Item, SecretString) {
    (Item::new(Slot::Token), SecretString::from("new-token"))
}

#[tokio::test]
async fn a_saved_secret_can_be_kept_replaced_and_forgotten() {
    let world = World::start().await;
    let connection = connection();
    world.vault.save(connection.clone(), set("first-token")).await.unwrap();
    assert_eq!(world.token().await.as_deref(), Some("first-token"));

    let keep = BTreeMap::from([(Slot::Token, SecretChange::Keep)]);
    let connection = next(connection);
    assert!(world.vault.save(connection.clone(), keep).await.unwrap());
    assert_eq!(world.token().await.as_deref(), Some("first-token"));

    let connection = next(connection);
    assert!(world.vault.save(connection.clone(), set("second-token")).await.unwrap());
    assert_eq!(world.token().await.as_deref(), Some("second-token"));
    assert_eq!(world.memory.items().len(), 1);

    let forget = BTreeMap::from([(Slot::Token, SecretChange::Forget)]);
    let connection = next(connection);
    assert!(world.vault.save(connection.clone(), forget).await.unwrap());
    assert!(world.memory.items().is_empty());
    assert_eq!(world.rows().await, []);
    let missing = world.vault.load(&connection).await.err();
    assert_eq!(missing, Some(Failure::SecretMissing { what: "token".to_owned() }));
}

#[tokio::test]
async fn a_secret_that_is_replaced_while_it_is_read_is_read_again() {
    let world = World::start().await;
    let connection = connection();
    world.vault.save(connection.clone(), set("first-token")).await.unwrap();
    let (is_stopped, go) = world.memory.stop_reader();
    // Another process: it has a keychain thread of its own.
    let reader = Vault { keychain: world.memory.keychain(), ..world.vault.clone() };
    let saved = connection.clone();
    let reading = tokio::spawn(async move { reader.load(&saved).await });
    is_stopped.await.unwrap();
    assert!(world.vault.save(next(connection), set("second-token")).await.unwrap());
    go.send(()).unwrap();
    assert_eq!(reading.await.unwrap().unwrap().expose(&Slot::Token), Some("second-token"));
}

#[tokio::test]
async fn a_crash_after_the_intent_leaves_a_row_that_the_next_start_removes() {
    let world = World::start().await;
    let (item, _) = token_item();
    world.vault.intend(vec![(connection().id.into(), item)]).await.unwrap();
    assert_eq!(world.rows().await.len(), 1);
    world.restart().await;
    assert_eq!(world.rows().await, []);
}

#[tokio::test]
async fn a_crash_after_the_keychain_write_leaves_an_item_that_the_next_start_removes() {
    let world = World::start().await;
    world.vault.write(connection().id, vec![token_item()]).await.unwrap();
    assert_eq!(world.memory.items().len(), 1);
    world.restart().await;
    assert!(world.memory.items().is_empty());
    assert_eq!(world.rows().await, []);
}

#[tokio::test]
async fn a_crash_after_the_row_leaves_the_new_secret_and_the_next_start_removes_the_old_one() {
    let world = World::start().await;
    let connection = connection();
    world.vault.save(connection.clone(), set("old-token")).await.unwrap();
    let items = world.vault.write(connection.id, vec![token_item()]).await.unwrap();
    world.vault.activate(next(connection), items, Vec::new()).await.unwrap().unwrap();
    assert_eq!(world.memory.items().len(), 2);
    world.restart().await;
    assert_eq!(world.memory.items().len(), 1);
    assert_eq!(world.token().await.as_deref(), Some("new-token"));
}

#[tokio::test]
async fn a_write_that_another_process_has_just_begun_is_left_alone() {
    let world = World::start().await;
    world.vault.write(connection().id, vec![token_item()]).await.unwrap();
    world.vault.sweep(store::now() - ABANDONED_AFTER).await.unwrap();
    assert_eq!(world.rows().await, [("token".to_owned(), "pending".to_owned())]);
    assert_eq!(world.memory.items().len(), 1);
}

#[tokio::test]
async fn a_save_that_was_given_up_meanwhile_fails_and_leaves_nothing() {
    let world = World::start().await;
    let items = world.vault.write(connection().id, vec![token_item()]).await.unwrap();
    world.restart().await;
    assert!(world.vault.activate(connection(), items, Vec::new()).await.is_err());
    assert_eq!(world.saved().await, []);
}

#[tokio::test]
async fn when_the_keychain_refuses_nothing_has_changed() {
    let world = World::start().await;
    let connection = connection();
    world.memory.fail_at(1);
    let failure = world.vault.save(connection.clone(), set("any-token")).await.err();
    assert!(matches!(failure, Some(Failure::Keychain { .. })), "{failure:?}");
    assert_eq!(world.saved().await, []);

    world.memory.recover();
    world.vault.save(connection.clone(), set("old-token")).await.unwrap();
    world.memory.fail_at(1);
    let renamed = Connection { name: "Renamed".to_owned(), ..next(connection.clone()) };
    assert!(world.vault.save(renamed, set("new-token")).await.is_err());
    assert_eq!(world.saved().await, [connection]);
    assert_eq!(world.token().await.as_deref(), Some("old-token"));
    world.restart().await;
    assert_eq!(world.rows().await, [("token".to_owned(), "active".to_owned())]);
    assert_eq!(world.memory.items().len(), 1);
}

#[tokio::test]
async fn when_the_database_refuses_the_new_secret_is_gone_again() {
    let world = World::start().await;
    world.vault.save(connection(), set("theirs-token")).await.unwrap();
    let twin = Connection { id: ConnectionId(uuid::Uuid::new_v4()), ..connection() };
    let failure = world.vault.save(twin, set("twin-token")).await.err();
    assert!(matches!(failure, Some(Failure::Storage { .. })), "{failure:?}");
    assert_eq!(world.memory.items().len(), 1);
    assert_eq!(world.token().await.as_deref(), Some("theirs-token"));
}

#[tokio::test]
async fn a_removal_that_stopped_half_way_is_finished_at_the_next_start() {
    let world = World::start().await;
    let connection = connection();
    let id = connection.id;
    world.vault.save(connection, set("any-token")).await.unwrap();
    world.vault.store.run("save to", move |db| store::connections::remove(db, id, 5)).await.unwrap();
    world.memory.fail_at(1);
    world.vault.purge(id, 5).await.unwrap();
    assert_eq!(world.rows().await, [("token".to_owned(), "doomed".to_owned())]);
    assert_eq!(world.memory.items().len(), 1);
    world.restart().await;
    assert_eq!(world.rows().await, []);
    assert!(world.memory.items().is_empty());
}

#[tokio::test]
async fn a_removal_that_was_undone_is_not_purged() {
    let world = World::start().await;
    let connection = connection();
    world.vault.save(connection.clone(), set("any-token")).await.unwrap();
    world.vault.purge(connection.id, 5).await.unwrap();
    assert_eq!(world.token().await.as_deref(), Some("any-token"));
}

#[tokio::test]
async fn the_end_of_one_removal_is_not_the_end_of_a_later_one() {
    let world = World::start().await;
    let connection = connection();
    let id = connection.id;
    world.vault.save(connection.clone(), set("any-token")).await.unwrap();
    let work = move |db: &mut rusqlite::Connection| {
        store::connections::remove(db, id, 5)?;
        store::connections::restore(db, &connection)?;
        store::connections::remove(db, id, 9)
    };
    assert!(world.vault.store.run("save to", work).await.unwrap());
    world.vault.purge(id, 5).await.unwrap();
    assert_eq!(world.memory.items().len(), 1);
    world.vault.purge(id, 9).await.unwrap();
    assert!(world.memory.items().is_empty());
}

#[tokio::test]
async fn who_configures_what_was_configured_or_removed_meanwhile_changes_nothing_and_leaves_no_secret() {
    let world = World::start().await;
    let first = connection();
    let id = first.id;
    world.vault.save(first.clone(), set("first-token")).await.unwrap();
    assert!(world.vault.save(next(first.clone()), set("their-token")).await.unwrap());
    assert!(!world.vault.save(next(first.clone()), set("our-token")).await.unwrap());
    assert_eq!(world.token().await.as_deref(), Some("their-token"));
    assert_eq!(world.memory.items().len(), 1);

    let theirs = next(first);
    world.vault.store.run("save to", move |db| store::connections::remove(db, id, 5)).await.unwrap();
    assert!(!world.vault.save(next(theirs), set("our-token")).await.unwrap());
    assert_eq!(world.saved().await, []);
    assert_eq!(world.memory.items().len(), 1);
}

#[tokio::test]
async fn configuring_leaves_a_connection_switched_off_that_was_switched_off_meanwhile() {
    let world = World::start().await;
    let connection = connection();
    let id = connection.id;
    world.vault.save(connection.clone(), set("any-token")).await.unwrap();
    world.vault.store.run("save to", move |db| store::connections::set_enabled(db, id, false)).await.unwrap();
    assert!(world.vault.save(next(connection), set("new-token")).await.unwrap());
    assert!(!world.saved().await[0].enabled);
}

#[tokio::test]
async fn a_keychain_that_is_locked_is_asked_once_and_the_rest_waits_for_a_later_sweep() {
    let world = World::start().await;
    for _ in 0..3 {
        world.vault.write(connection().id, vec![token_item()]).await.unwrap();
    }
    world.memory.fail_at(1);
    let before = world.memory.changes();
    world.vault.sweep(Millis::MAX).await.unwrap();
    assert_eq!(world.memory.changes() - before, 1);
    assert_eq!(world.rows().await.len(), 3);
    world.restart().await;
    assert_eq!(world.rows().await, []);
    assert!(world.memory.items().is_empty());
}
