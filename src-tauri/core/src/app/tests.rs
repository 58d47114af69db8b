//! With a keychain that never answers, as one does whose unlock prompt nobody sees.

use std::time::Duration;

use super::*;
use crate::connection::{Auth, AuthRequest, Connection, ConnectionRequest, EraChoice, SecretInput, Target};
use crate::credential::{Item, ItemId, Slot};
use crate::keychain::{Fault, SecretStore};

struct Silent(Arc<Notify>);

impl Silent {
    fn wait(&self) -> ! {
        self.0.notify_one();
        loop {
            std::thread::park();
        }
    }
}

impl SecretStore for Silent {
    fn write(&self, _: &str, _: &[u8]) -> Result<(), Fault> {
        self.wait()
    }

    fn read(&self, _: &str) -> Result<Option<Vec<u8>>, Fault> {
        self.wait()
    }

    fn delete(&self, _: &str) -> Result<(), Fault> {
        self.wait()
    }
}

/// An application, and when its keychain was asked.
async fn open(dir: &Path) -> (App, Arc<Notify>) {
    let asked = Arc::new(Notify::new());
    let told = Arc::clone(&asked);
    let keychain = |_: &str| Keychain::on(move || Box::new(Silent(Arc::clone(&told))));
    (App::open_on(AppConfig::for_data_dir(dir), keychain).await.unwrap(), asked)
}

/// A connection with a saved token.
async fn with_token(app: &App) -> Connection {
    let auth = Auth::Token { header: "Authorization".to_owned(), prefix: "Bearer".to_owned() };
    let url = crate::connection::parse_url("http://127.0.0.1:9/mcp").unwrap();
    let connection = Connection { auth, target: Target::Url { url }, ..Connection::sample(1) };
    let saved = connection.clone();
    let item = Item { id: ItemId(uuid::Uuid::new_v4()), slot: Slot::Token };
    let work = move |db: &mut rusqlite::Connection| {
        store::connections::insert(db, &saved)?;
        store::keychain_items::intend(db, saved.id, &item, 1)?;
        store::keychain_items::activate(db, &item)
    };
    assert!(app.inner.vault.store.run("save to", work).await.unwrap());
    connection
}

#[tokio::test]
async fn a_test_can_be_cancelled_while_the_keychain_waits() {
    let dir = tempfile::tempdir().unwrap();
    let (app, asked) = open(dir.path()).await;
    let id = with_token(&app).await.id;
    let request = ConnectionRequest {
        url: "http://127.0.0.1:9/mcp".to_owned(),
        name: String::new(),
        auth: AuthRequest::Token {
            header: "Authorization".to_owned(),
            prefix: "Bearer".to_owned(),
            token: SecretInput::Keep,
        },
        era: EraChoice::Auto,
        connect_timeout_s: 5,
        request_timeout_s: 5,
        allow_plain_http: false,
    };
    let tester = app.clone();
    let testing =
        tokio::spawn(async move { tester.test_connection("t".to_owned(), Some(id), request).await });
    asked.notified().await;
    app.cancel("t");
    assert_eq!(testing.await.unwrap(), Err(Failure::Cancelled));
}

#[tokio::test]
async fn nobody_waits_for_the_keychain_to_give_up_what_was_removed_before() {
    let dir = tempfile::tempdir().unwrap();
    let (app, _) = open(dir.path()).await;
    let id = with_token(&app).await.id;
    let doom = move |db: &mut rusqlite::Connection| store::keychain_items::doom_all(db, id);
    app.inner.vault.store.run("save to", doom).await.unwrap();
    app.close().await;

    let (app, asked) = open(dir.path()).await;
    asked.notified().await;
    app.connections().await.unwrap();
    tokio::time::timeout(Duration::from_secs(10), app.close()).await.expect("closed");
}
