//! With a keychain that never answers, as one does whose unlock prompt nobody sees.

use std::sync::mpsc::Receiver;
use std::time::Duration;

use hitchpost_testkit::authorization::{AuthorizationFixture, AuthorizationOptions};

use super::*;
use crate::connection::{
    AsksRequest, Auth, AuthRequest, Connection, ConnectionRequest, EraChoice, SecretInput, Target,
    TargetRequest,
};
use crate::credential::{Item, ItemId, Slot};
use crate::keychain::memory::MemoryKeychain;
use crate::keychain::{Fault, SecretStore};
use crate::sign_in::SignInRequest;

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
        target: TargetRequest::url("http://127.0.0.1:9/mcp"),
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
        asks: AsksRequest::default(),
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

/// Deletes nothing before it is told to.
struct Reluctant {
    items: MemoryKeychain,
    may_delete: Arc<Mutex<Receiver<()>>>,
}

impl SecretStore for Reluctant {
    fn write(&self, account: &str, bytes: &[u8]) -> Result<(), Fault> {
        self.items.write(account, bytes)
    }

    fn read(&self, account: &str) -> Result<Option<Vec<u8>>, Fault> {
        self.items.read(account)
    }

    fn delete(&self, account: &str) -> Result<(), Fault> {
        // Nobody is there to tell any more: go on.
        let _ = self.may_delete.lock().unwrap().recv();
        self.items.delete(account)
    }
}

#[tokio::test]
async fn a_code_does_not_wait_for_the_keychain() {
    let (dir, items) = (tempfile::tempdir().unwrap(), MemoryKeychain::default());
    let (go, may_delete) = std::sync::mpsc::channel();
    let may_delete = Arc::new(Mutex::new(may_delete));
    let kept = items.clone();
    let store =
        move || Box::new(Reluctant { items: kept.clone(), may_delete: Arc::clone(&may_delete) }) as Box<_>;
    let app = App::open_on(AppConfig::for_data_dir(dir.path()), |_| Keychain::on(store)).await.unwrap();
    let server = AuthorizationFixture::start(AuthorizationOptions::default()).await.unwrap();
    let url = crate::connection::parse_url(server.mcp_url().as_str()).unwrap();
    let auth = Auth::OAuth { settings: Box::default() };
    let connection = Connection { auth, target: Target::Url { url }, ..Connection::sample(1) };
    let id = connection.id;
    let insert = move |db: &mut rusqlite::Connection| store::connections::insert(db, &connection);
    app.inner.vault.store.run("save to", insert).await.unwrap();

    let started = app.start_sign_in(id, SignInRequest::default()).await.unwrap();
    let page = app.sign_in_url(started.sign_in.id).await.unwrap();
    let callback = server.browse(page.as_str()).unwrap();
    let completing = tokio::spawn({
        let app = app.clone();
        async move { app.complete_sign_in(&callback).await }
    });
    let redeemed = async {
        while server.requests_to("/token").is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), redeemed).await.expect("redeemed in 20 s");
    assert!(!completing.is_finished());
    drop::<std::sync::mpsc::Sender<()>>(go);
    completing.await.unwrap().unwrap();
    assert_eq!(items.items().len(), 2, "the tokens and their client");
    app.close().await;
}
