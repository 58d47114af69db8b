//! How tokens stay fresh, and what survives when that fails.

mod issuer;
mod partings;
mod processes;
mod refusals;
mod ways;
mod world;

use std::sync::atomic::{AtomicUsize, Ordering};

use issuer::Answer;
use world::{World, expired};

use super::*;
use crate::connection::Grant;
use crate::credential::Account;

/// Longer than a token lives.
const AN_HOUR: i64 = 3_600_000;

#[tokio::test]
async fn a_token_is_renewed_a_minute_before_its_end_and_nobody_waits_for_that() {
    let world = World::start().await;
    world.pass(AN_HOUR - 60_001);
    assert_eq!(world.access().await.unwrap().generation, 1);
    world.issuer.close_gate();
    world.pass(1);
    for _ in 0..3 {
        assert_eq!(world.access().await.unwrap().generation, 1);
    }
    world.issuer.arrival().await;
    world.issuer.let_through();
    let renewed = world.renew(1).await.unwrap();
    assert!(world.honours(&renewed));
    assert_eq!(world.access().await.unwrap().generation, 2);
    assert_eq!(world.issuer.requests(), 1);
}

#[tokio::test]
async fn a_token_that_is_about_to_end_is_renewed_first() {
    for left in [9_999, 0, -AN_HOUR] {
        let world = World::start().await;
        world.pass(AN_HOUR - left);
        assert_eq!(world.access().await.unwrap().generation, 2);
        assert_eq!(world.issuer.requests(), 1);
    }
}

#[tokio::test]
async fn what_is_sent_is_what_the_sign_in_pinned() {
    let world = World::start().await;
    world.renew(1).await.unwrap();
    let (form, headers) = world.issuer.seen();
    for (name, value) in [
        ("grant_type", "refresh_token"),
        ("refresh_token", "refresh-canary-1"),
        ("client_id", "registered"),
        ("resource", "http://127.0.0.1:9/mcp"),
    ] {
        assert_eq!(form.get(name).map(String::as_str), Some(value), "{form:?}");
    }
    assert!(!headers.contains_key("authorization"));
}

#[tokio::test]
async fn fifty_tasks_with_a_refused_token_make_one_request_and_get_the_same() {
    let turns = Arc::new(AtomicUsize::new(0));
    let taken = Arc::clone(&turns);
    let count = move |step| {
        if step == "refresh.locked" {
            taken.fetch_add(1, Ordering::SeqCst);
        }
    };
    let world = World::start().await.twin_with(count).await;
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (broker, id) = (world.broker.clone(), world.id);
        asking.spawn(async move { broker.renew(id, 1).await.unwrap().generation });
    }
    assert_eq!(asking.join_all().await, [2; 50]);
    assert_eq!(world.issuer.requests(), 1);
    assert_eq!(turns.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn who_reports_a_token_that_was_replaced_meanwhile_gets_the_new_one_without_a_request() {
    let world = World::start().await;
    world.renew(1).await.unwrap();
    assert_eq!(world.renew(1).await.unwrap().generation, 2);
    assert_eq!(world.issuer.requests(), 1);
}

#[tokio::test]
async fn a_cancelled_caller_loses_nothing() {
    let world = World::start().await;
    world.issuer.close_gate();
    let (broker, id) = (world.broker.clone(), world.id);
    let caller = tokio::spawn(async move { broker.renew(id, 1).await });
    world.issuer.arrival().await;
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    world.issuer.let_through();
    world.finish().await;
    let world = world.restart().await;
    let token = world.access().await.unwrap();
    assert!(world.honours(&token));
    assert_eq!((token.generation, world.issuer.requests()), (2, 1));
}

#[tokio::test]
async fn an_answer_without_a_refresh_token_keeps_the_old_one() {
    let world = World::start().await;
    world.issuer.keep_refresh_tokens();
    world.renew(1).await.unwrap();
    let token = world.restart().await;
    assert_eq!(token.renew(2).await.unwrap().generation, 3);
    assert_eq!(token.issuer.seen().0["refresh_token"], "refresh-canary-1");
}

#[tokio::test]
async fn an_application_fetches_another_token_instead_of_renewing_one() {
    let world = World::of(Grant::ClientCredentials).await;
    let token = world.renew(1).await.unwrap();
    assert!(world.honours(&token));
    let (form, headers) = world.issuer.seen();
    assert_eq!(form["grant_type"], "client_credentials");
    assert!(headers["authorization"].to_str().unwrap().starts_with("Basic "), "{headers:?}");
}

#[tokio::test]
async fn the_secret_of_an_own_app_is_the_one_its_connection_has_now() {
    let world = World::of(Grant::ClientCredentials).await;
    world.renew(1).await.unwrap();
    let before = world.issuer.seen().1["authorization"].clone();
    world.set_client_secret("another-secret").await;
    world.renew(2).await.unwrap();
    assert_ne!(world.issuer.seen().1["authorization"], before);
}

#[tokio::test]
async fn the_secret_of_a_connection_that_leads_elsewhere_now_is_not_sent() {
    let world = World::of(Grant::ClientCredentials).await;
    world.move_to("http://127.0.0.1:10/mcp").await;
    let failure = world.renew(1).await.unwrap_err();
    assert_eq!(failure, missing("client secret"));
    assert_eq!(world.issuer.requests(), 0);
    world.move_to("http://127.0.0.1:9/mcp").await;
    assert!(world.honours(&world.renew(1).await.unwrap()));
}

#[tokio::test]
async fn signing_in_again_replaces_the_tokens_of_the_same_account() {
    let world = World::start().await;
    world.issuer.next(Answer::InvalidGrant);
    assert_eq!(world.renew(1).await.err(), Some(expired()));
    let id = world.sign_in(Account::Replace(world.id)).await;
    assert_eq!(id, world.id);
    let token = world.access().await.unwrap();
    assert!(world.honours(&token) && token.generation == 2);
    assert_eq!(world.slots().await, ["tokens active"]);
    assert_eq!(world.memory.items().len(), 1);
}

#[tokio::test]
async fn another_account_stands_beside_the_first_and_is_the_one_in_use() {
    let world = World::start().await;
    let second = world.sign_in(Account::New).await;
    assert_ne!(second, world.id);
    assert_eq!(world.connection().await.credential, Some(second));
    assert_eq!(world.slots().await, ["tokens active", "tokens active"]);
    world.forget(second).await;
    assert_eq!(world.connection().await.credential, None);
    assert_eq!(world.slots().await, ["tokens active"]);
    assert!(!world.dir.path().join(format!("locks/{second}.lock")).exists());
    assert_eq!(world.broker.access(second).await.err(), Some(world::never_signed_in()));
}
