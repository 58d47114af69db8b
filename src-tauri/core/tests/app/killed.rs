//! Killed between any two steps of a renewal or of the end of a sign-in, and started again.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hitchpost_core::connection::{AuthRequest, ConnectionRequest};
use hitchpost_core::failure::{Failure, SignInProblem};
use hitchpost_core::sign_in::SignInRequest;
use hitchpost_core::{App, AppConfig};
use hitchpost_testkit::authorization::{AuthorizationFixture, AuthorizationOptions};
use serde_json::json;
use tokio::sync::Notify;

use crate::process::Process;
use crate::renewals::honours;
use crate::signed_in::{SignedIn, oauth};
use crate::world::{World, config, request};

/// Long enough for whatever was begun to count as abandoned, and for no token to end.
const LATER: i64 = 20 * 60 * 1_000;

/// So many moments, the later the further on.
const MOMENTS: u64 = 24;

/// An application started long after the other died, once it has swept up.
async fn later(world: &World) -> App {
    let swept = Arc::new(Notify::new());
    let told = Arc::clone(&swept);
    let system = config(world.dir.path());
    let clock = Arc::clone(&system.clock);
    let config = AppConfig {
        clock: Arc::new(move || clock() + LATER),
        step_hook: Some(Arc::new(move |step| {
            if step == "sweep.done" {
                told.notify_one();
            }
        })),
        ..system
    };
    let app = App::open(config).await.unwrap();
    swept.notified().await;
    app
}

/// The database is whole, knows of finished items only, and the keychain holds exactly those.
fn assert_tidy(world: &World, at: &str) {
    assert_eq!(world.query::<String>("PRAGMA integrity_check"), ["ok"], "{at}");
    assert_eq!(
        world.query::<String>("SELECT id FROM keychain_items WHERE state <> 'active'").len(),
        0,
        "{at}"
    );
    let known: BTreeSet<String> =
        world.query("SELECT id || '/' || slot FROM keychain_items").into_iter().collect();
    assert_eq!(keychain(world), known, "{at}");
}

/// The names of all items of this world in the keychain. All secrets here fit into one item each.
fn keychain(world: &World) -> BTreeSet<String> {
    static STORE: OnceLock<Arc<keyring_core::CredentialStore>> = OnceLock::new();
    let store = STORE.get_or_init(|| {
        // Whoever uses it first opens it.
        assert!(keyring::Entry::store_status().is_ok());
        keyring_core::get_default_store().unwrap()
    });
    let service: String = world
        .query("SELECT json_extract(value, '$') FROM settings WHERE name = 'keychain_service'")
        .remove(0);
    let items = store.search(&std::collections::HashMap::from([("service", service.as_str())])).unwrap();
    items.iter().map(|item| item.get_attributes().unwrap()["username"].clone()).collect()
}

#[tokio::test]
async fn a_renewal_killed_at_any_step_is_finished_or_said_to_be_over() {
    for (step, may_be_over) in [
        ("refresh.locked", false),
        ("refresh.intended", false),
        // The server has spent the old token, and the new one died with the process.
        ("refresh.answered", true),
        ("refresh.written", false),
        ("refresh.activated", false),
        ("refresh.done", false),
    ] {
        let person = SignedIn::start(AuthorizationOptions::default()).await;
        let mut process = Process::start(person.world.dir.path(), Some(step));
        person.server.expire_access_tokens();
        let ask = json!({ "ask": { "connection": person.id, "refused": 1, "tasks": 3 } });
        assert!(process.order(&ask).await.is_none(), "{step}");
        process.was_killed().await;

        let app = later(&person.world).await;
        match app.authorization(person.id, Some(1)).await {
            Ok(header) => {
                assert!(honours(&person.server, header.value.expose()), "{step}");
                assert_eq!((header.generation, person.server.counts().refreshes), (2, 1), "{step}");
            }
            Err(Failure::SignIn { problem: SignInProblem::Expired, .. }) => assert!(may_be_over, "{step}"),
            Err(other) => panic!("{step}: {other}"),
        }
        assert_tidy(&person.world, step);
    }
}

#[tokio::test]
async fn tokens_a_killed_process_had_written_are_used_at_once_by_one_that_was_there_all_along() {
    let person = SignedIn::start(AuthorizationOptions::default()).await;
    let mut process = Process::start(person.world.dir.path(), Some("refresh.written"));
    person.server.expire_access_tokens();
    let ask = json!({ "ask": { "connection": person.id, "refused": 1, "tasks": 1 } });
    assert!(process.order(&ask).await.is_none());
    process.was_killed().await;
    let header = person.world.app.authorization(person.id, Some(1)).await.unwrap();
    assert!(honours(&person.server, header.value.expose()));
    assert_eq!((person.server.counts().refreshes, person.server.counts().reuses), (1, 0));
    assert_tidy(&person.world, "refresh.written");
}

#[tokio::test]
async fn a_renewal_killed_at_any_moment_leaves_a_token_that_works_or_says_that_it_is_over() {
    let person = SignedIn::start(AuthorizationOptions::default()).await;
    let mut generation = 1;
    let mut lost = 0;
    for round in 0..MOMENTS {
        let mut process = Process::start(person.world.dir.path(), None);
        // Once it is there.
        let ask = |refused| json!({ "ask": { "connection": person.id, "refused": refused, "tasks": 3 } });
        assert!(process.order(&ask(None)).await.unwrap().failures.is_empty());
        person.server.expire_access_tokens();
        process.tell(&ask(Some(generation))).await;
        tokio::time::sleep(Duration::from_micros(1_700 * round)).await;
        process.kill().await;

        let app = later(&person.world).await;
        match app.authorization(person.id, Some(generation)).await {
            Ok(header) => {
                assert!(honours(&person.server, header.value.expose()), "round {round}");
                generation = header.generation;
            }
            Err(Failure::SignIn { problem: SignInProblem::Expired, .. }) => {
                lost += 1;
                // Only because the server had answered a process that did not live to write it down.
                assert_eq!(person.server.counts().reuses, lost, "round {round}");
                person.sign_in(SignInRequest::default()).await;
                generation = person.world.app.authorization(person.id, None).await.unwrap().generation;
            }
            Err(other) => panic!("round {round}: {other}"),
        }
        assert_tidy(&person.world, &format!("round {round}"));
    }
}

#[tokio::test]
async fn a_sign_in_killed_at_any_step_is_whole_or_never_was() {
    for (step, is_whole) in [
        ("sign_in.intended", false),
        ("sign_in.written", false),
        ("sign_in.activated", true),
        ("sign_in.done", true),
    ] {
        let world = World::start().await;
        let server = AuthorizationFixture::start(AuthorizationOptions::default()).await.unwrap();
        let with_oauth = ConnectionRequest {
            auth: AuthRequest::OAuth { settings: Box::new(oauth()) },
            ..request(&server.mcp_url())
        };
        let id = world.app.add_connection(with_oauth).await.unwrap().id;
        let mut process = Process::start(world.dir.path(), Some(step));
        let begun = process.order(&json!({ "sign_in": { "connection": id } })).await.unwrap();
        let callback = server.browse(&begun.url.unwrap()).unwrap();
        assert!(process.order(&json!({ "complete": { "callback": callback } })).await.is_none(), "{step}");
        process.was_killed().await;

        let app = later(&world).await;
        match app.authorization(id, None).await {
            Ok(header) => assert!(is_whole && honours(&server, header.value.expose()), "{step}"),
            Err(Failure::SignIn { problem: SignInProblem::NeverSignedIn, .. }) => {
                assert!(!is_whole, "{step}");
            }
            Err(other) => panic!("{step}: {other}"),
        }
        assert_tidy(&world, step);
    }
}
