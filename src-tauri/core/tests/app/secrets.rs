//! Secrets: in the keychain, on the wire to their server, and nowhere else.

use hitchpost_core::connection::{AuthRequest, HeaderRequest, HeaderValueRequest, SecretInput, TargetView};
use hitchpost_core::failure::Failure;
use hitchpost_core::session::SessionStatus;
use hitchpost_core::{App, init_logging};
use hitchpost_testkit::fixture::{Fixture, Mode, ROTATED_TOKEN, TOKEN};

use crate::world::{World, call, config, failure, files_with, request, set, text, token, tools};

fn service(world: &World) -> String {
    world.query("SELECT json_extract(value, '$') FROM settings WHERE name = 'keychain_service'").remove(0)
}

fn accounts(world: &World) -> Vec<String> {
    world.query("SELECT id || '/' || slot FROM keychain_items")
}

/// The keychain items of a world, as the platform's own tool would list them.
fn keychain(world: &World) -> Vec<String> {
    let service = service(world);
    let read = |account: &String| {
        let secret = keyring::Entry::new(&service, account).unwrap().get_secret().unwrap();
        String::from_utf8(secret).unwrap()
    };
    accounts(world).iter().map(read).collect()
}

#[tokio::test]
async fn a_wrong_token_is_named_and_the_right_one_works() {
    let world = World::start().await;
    let fixture = Fixture::start(Mode::Token).await.unwrap();
    let mut with_token = request(&fixture.url());
    with_token.auth = token(set("quite-wrong-token-1f3a"));
    let added = world.app.add_connection(with_token.clone()).await.unwrap();

    let view = world.app.connect(added.id).await.unwrap();
    assert!(matches!(view.status, SessionStatus::NeedsSignIn { .. }), "{:?}", view.status);
    let expected = Failure::Unauthorized {
        credential: Some("Authorization: Bearer ••1f3a".into()),
        oauth: false,
        challenge: None,
    };
    assert_eq!(failure(&view), &expected);

    with_token.auth = token(set(TOKEN));
    world.app.configure_connection(added.id, with_token).await.unwrap();
    assert_eq!(tools(&world.app.connect(added.id).await.unwrap()), Some(6));
    assert_eq!(text(&world.call(added.id, "echo", r#"{"text":"hi"}"#).await), "hi");
}

#[tokio::test]
async fn blank_keeps_a_value_replaces_and_forget_removes() {
    let world = World::start().await;
    let fixture = Fixture::start(Mode::Token).await.unwrap();
    let mut with_token = request(&fixture.url());
    with_token.auth = token(set(TOKEN));
    let id = world.app.add_connection(with_token.clone()).await.unwrap().id;

    let world = world.restart().await;
    with_token.name = "Renamed".into();
    with_token.auth = token(SecretInput::Keep);
    world.app.configure_connection(id, with_token.clone()).await.unwrap();
    assert_eq!(tools(&world.app.reconnect(id).await.unwrap()), Some(6));

    fixture.switch(Mode::TokenRotated);
    with_token.auth = token(set(ROTATED_TOKEN));
    let configured = world.app.configure_connection(id, with_token.clone()).await.unwrap();
    assert!(matches!(configured.status, SessionStatus::Connected { settings_changed: true, .. }));
    let reconnected = world.app.reconnect(id).await.unwrap();
    assert!(matches!(reconnected.status, SessionStatus::Connected { settings_changed: false, .. }));
    assert_eq!(keychain(&world), [format!("hp1 1\n{ROTATED_TOKEN}")]);

    with_token.auth = token(SecretInput::Forget);
    world.app.configure_connection(id, with_token).await.unwrap();
    let view = world.app.reconnect(id).await.unwrap();
    assert_eq!(failure(&view), &Failure::SecretMissing { what: "token".into() });
    assert_eq!(keychain(&world), Vec::<String>::new());
}

#[tokio::test]
async fn a_token_is_in_the_keychain_and_nowhere_else() {
    const CANARY: &str = "canary-7f0d2c9be4";
    let world = World::start().await;
    let logging = init_logging(&config(world.dir.path()));
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let mut events = world.app.events();
    let address = fixture.at(&format!("/mcp?api_key={CANARY}-query"));
    let mut with_secrets = request(&address);
    with_secrets.auth = AuthRequest::Headers {
        rows: vec![
            HeaderRequest {
                name: "Authorization".into(),
                value: HeaderValueRequest::Secret { value: set(&format!("Bearer {CANARY}-header")) },
            },
            HeaderRequest {
                name: "X-Tenant".into(),
                value: HeaderValueRequest::Plain { value: "acme".into() },
            },
        ],
    };
    let mut said = vec![format!("{with_secrets:?}")];
    said.push(format!("{:?}", world.app.check_connection(None, with_secrets.clone()).await));
    said.push(format!("{:?}", world.app.test_connection("t".into(), None, with_secrets.clone()).await));
    said.push(format!("{:?}", world.app.probe("p".into(), address.to_string()).await));
    let added = world.app.add_connection(with_secrets).await.unwrap();
    let TargetView::Url { url, hidden_query, .. } = &added.target else { panic!("{:?}", added.target) };
    assert!(url.ends_with("/mcp?api_key=••••"), "{url}");
    assert_eq!(hidden_query, &["api_key"]);

    said.push(serde_json::to_string(&world.app.connect(added.id).await.unwrap()).unwrap());
    // A server that echoes what it was sent.
    let everything = format!(r#"{{"text":"{CANARY}-header {CANARY}-query"}}"#);
    let (echoed, heard) = world.call_and_listen(call(added.id, "echo", &everything)).await;
    assert_eq!(text(&echoed), "•••• ••••");
    said.push(serde_json::to_string(&(echoed, heard)).unwrap());

    let mut with_token = request(&fixture.url());
    with_token.auth = token(set(&format!("{CANARY}-token")));
    let other = world.app.add_connection(with_token).await.unwrap();
    said.push(serde_json::to_string(&world.app.connect(other.id).await.unwrap()).unwrap());
    let echoed = world.call(other.id, "echo", &format!(r#"{{"text":"{CANARY}-token"}}"#)).await;
    assert_eq!(text(&echoed), "••••");
    said.push(serde_json::to_string(&echoed).unwrap());
    said.push(serde_json::to_string(&world.app.connections().await.unwrap()).unwrap());
    said.push(serde_json::to_string(&world.app.tools(added.id).await.unwrap()).unwrap());

    fixture.switch(Mode::Broken);
    said.push(serde_json::to_string(&world.call(added.id, "echo", "{}").await).unwrap());
    fixture.switch(Mode::Token);
    said.push(serde_json::to_string(&world.app.reconnect(added.id).await.unwrap()).unwrap());
    while let Ok(event) = events.try_recv() {
        said.push(serde_json::to_string(&event).unwrap());
    }
    drop(logging);

    for (index, text) in said.iter().enumerate() {
        assert!(!text.contains(CANARY), "{index}: {text}");
    }
    // The database with its tables of tools and calls, its write-ahead log, and the log.
    assert_eq!(files_with(world.dir.path(), CANARY), Vec::<std::path::PathBuf>::new());
    let world = world.restart().await;
    assert_eq!(files_with(world.dir.path(), CANARY), Vec::<std::path::PathBuf>::new());
    assert_eq!(keychain(&world).iter().filter(|secret| secret.contains(CANARY)).count(), 3);
    // And the server did get them.
    assert!(fixture.log().iter().any(|seen| seen.path.contains(&format!("api_key={CANARY}-query"))));
}

#[tokio::test]
async fn secrets_longer_than_one_keychain_item_work() {
    for long in ["x".repeat(1_281), "é".repeat(8_000)] {
        let world = World::start().await;
        let mut with_token = request(&"https://mcp.example.com/");
        with_token.auth = token(set(&long));
        let id = world.app.add_connection(with_token).await.unwrap().id;
        let world = world.restart().await;
        let first = &keychain(&world)[0];
        assert!(first.len() <= 2_400, "{}", first.len());
        world.app.remove_connection(id).await.unwrap();
        let world = world.restart().await;
        assert_eq!(world.query::<i64>("SELECT count(*) FROM keychain_items"), [0]);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_secret_is_found_however_its_directory_is_spelled_and_after_it_moved() {
    let world = World::start().await;
    let fixture = Fixture::start(Mode::Token).await.unwrap();
    let mut with_token = request(&fixture.url());
    with_token.auth = token(set(TOKEN));
    let id = world.app.add_connection(with_token).await.unwrap().id;
    world.app.close().await;

    let elsewhere = tempfile::tempdir().unwrap();
    let (link, moved) = (elsewhere.path().join("link"), elsewhere.path().join("moved"));
    std::os::unix::fs::symlink(world.dir.path(), &link).unwrap();
    let slash = format!("{}/", world.dir.path().display());
    for spelled in [slash.as_ref(), link.as_path(), &world.dir.path().join(".")] {
        let app = App::open(config(spelled)).await.unwrap();
        assert_eq!(tools(&app.connect(id).await.unwrap()), Some(6), "{}", spelled.display());
        app.close().await;
    }

    let (service, account) = (service(&world), accounts(&world).remove(0));
    let item = keyring::Entry::new(&service, &account).unwrap();
    std::fs::rename(world.dir.path(), &moved).unwrap();
    let app = App::open(config(&moved)).await.unwrap();
    assert_eq!(tools(&app.connect(id).await.unwrap()), Some(6));
    item.get_secret().unwrap();
    app.remove_connection(id).await.unwrap();
    app.close().await;
    assert!(matches!(item.get_secret(), Err(keyring::Error::NoEntry)));
}

#[tokio::test]
async fn a_secret_deleted_outside_is_missed_by_name() {
    let world = World::start().await;
    let fixture = Fixture::start(Mode::Token).await.unwrap();
    let mut with_token = request(&fixture.url());
    with_token.auth = token(set(TOKEN));
    let id = world.app.add_connection(with_token).await.unwrap().id;
    let service = service(&world);
    for account in accounts(&world) {
        keyring::Entry::new(&service, &account).unwrap().delete_credential().unwrap();
    }
    let view = world.app.connect(id).await.unwrap();
    assert_eq!(failure(&view), &Failure::SecretMissing { what: "token".into() });
}

#[tokio::test]
async fn a_probe_sends_no_secret() {
    let world = World::start().await;
    let fixture = Fixture::start(Mode::Token).await.unwrap();
    world.app.probe("p".into(), fixture.at("/mcp?token=canary-value&a=1").to_string()).await.unwrap();
    let seen = fixture.log();
    assert!(!seen.is_empty());
    assert!(seen.iter().all(|seen| !seen.path.contains("canary")), "{seen:?}");
    assert!(
        seen.iter().filter(|seen| seen.path.starts_with("/mcp")).all(|seen| seen.path.contains("a=1")),
        "{seen:?}"
    );
}
