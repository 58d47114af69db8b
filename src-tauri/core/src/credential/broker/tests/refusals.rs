//! A server, a keychain or a database that says no.

use super::issuer::Answer;
use super::world::{World, expired, never_signed_in};
use super::*;
use crate::connection::Grant;
use crate::credential::Account;

#[tokio::test]
async fn a_server_that_has_trouble_costs_nothing() {
    let world = World::start().await;
    world.issuer.next(Answer::Unavailable);
    let failure = world.renew(1).await.unwrap_err();
    assert!(
        matches!(failure, Failure::SignIn { problem: SignInProblem::TokenRefused { .. }, .. }),
        "{failure:?}"
    );
    assert_eq!(world.credential().await.unwrap().expired_at, None);
    assert_eq!(world.slots().await, ["tokens active"]);
    let token = world.restart().await.renew(1).await.unwrap();
    assert!(world.honours(&token));
}

#[tokio::test]
async fn a_token_that_could_not_be_renewed_early_serves_to_its_end() {
    let world = World::start().await;
    world.pass(AN_HOUR - 30_000);
    world.issuer.next(Answer::Unavailable);
    assert_eq!(world.access().await.unwrap().generation, 1);
    // It joins the one that is under way, or comes after it.
    drop(world.broker.newer(world.id, 1).await);
    assert_eq!(world.credential().await.unwrap().expired_at, None);

    let world = World::start().await;
    world.pass(AN_HOUR);
    world.issuer.next(Answer::Unavailable);
    assert!(world.access().await.is_err());
    assert_eq!(world.access().await.unwrap().generation, 2);
}

#[tokio::test]
async fn a_refusal_for_good_is_said_plainly_and_not_asked_for_again() {
    for (answer, is_expired) in [(Answer::InvalidGrant, true), (Answer::InvalidClient, false)] {
        let world = World::start().await;
        world.issuer.next(answer);
        let failure = world.renew(1).await.unwrap_err();
        assert_eq!(failure == expired(), is_expired, "{failure:?}");
        assert!(world.credential().await.unwrap().expired_at.is_some());
        for _ in 0..3 {
            assert_eq!(world.access().await.err(), Some(expired()));
            assert_eq!(world.restart().await.renew(1).await.err(), Some(expired()));
        }
        assert_eq!(world.issuer.requests(), 1);
        // What the person has is kept until they sign in again or out.
        assert_eq!(world.slots().await, ["tokens active"]);
        assert_eq!(world.memory.items().len(), 1);
    }
}

#[tokio::test]
async fn a_mistyped_secret_of_an_own_app_is_named_and_works_once_it_is_corrected() {
    let world = World::of(Grant::ClientCredentials).await;
    world.issuer.next(Answer::InvalidClient);
    let failure = world.renew(1).await.unwrap_err();
    assert!(
        matches!(failure, Failure::SignIn { problem: SignInProblem::ClientUnknown { .. }, .. }),
        "{failure:?}"
    );
    assert_eq!(world.credential().await.unwrap().expired_at, None);
    world.set_client_secret("corrected-secret").await;
    let token = world.renew(1).await.unwrap();
    assert!(world.honours(&token));
    assert_eq!(world.issuer.requests(), 2);
}

#[tokio::test]
async fn who_loses_a_race_and_is_refused_takes_the_winners_token_and_deletes_nothing() {
    let world = World::start().await;
    world.issuer.close_gate();
    let (broker, id) = (world.broker.clone(), world.id);
    let loser = tokio::spawn(async move { broker.renew(id, 1).await });
    world.issuer.arrival().await;
    // Somebody without our lock, such as an older version or a shared folder of another system.
    world.overtake(2).await;
    world.issuer.next(Answer::InvalidGrant);
    world.issuer.let_through();
    let token = loser.await.unwrap().unwrap();
    assert_eq!(token.generation, 2);
    assert!(world.honours(&token));
    assert_eq!(world.credential().await.unwrap().expired_at, None);
    assert_eq!(world.slots().await, ["tokens active"]);
}

#[tokio::test]
async fn a_stale_expiry_does_not_end_a_newer_sign_in() {
    let world = World::start().await;
    world.renew(1).await.unwrap();
    assert!(!world.broker.mark_expired(world.id, 1).await.unwrap());
    assert!(world.access().await.is_ok());
    assert!(world.broker.mark_expired(world.id, 2).await.unwrap());
    assert_eq!(world.access().await.err(), Some(expired()));
}

#[tokio::test]
async fn a_locked_keychain_is_noticed_before_the_refresh_token_is_spent() {
    let world = World::start().await;
    world.memory.lock();
    let failure = world.renew(1).await.unwrap_err();
    assert!(matches!(failure, Failure::Keychain { .. }), "{failure:?}");
    assert_eq!(world.issuer.requests(), 0);
    world.memory.recover();
    assert_eq!(world.renew(1).await.unwrap().generation, 2);
}

#[tokio::test]
async fn tokens_the_keychain_refuses_are_used_and_saved_when_it_takes_them() {
    let world = World::start().await;
    world.memory.fail_at(1);
    let token = world.renew(1).await.unwrap();
    assert!(world.honours(&token));
    assert_eq!(world.access().await.unwrap().generation, 2);
    // Others wait: what they would send is worth nothing any more.
    let other = world.twin().await;
    let waiting = tokio::spawn({
        let (broker, id) = (other.broker.clone(), other.id);
        async move { broker.renew(id, 1).await }
    });
    // It cannot be renewed either, as long as the keychain refuses.
    assert!(matches!(world.renew(2).await, Err(Failure::Keychain { .. })));
    assert_eq!(world.issuer.requests(), 1);

    world.memory.recover();
    world.finish().await;
    assert_eq!(waiting.await.unwrap().unwrap().generation, 2);
    let later = world.restart().await;
    assert!(later.honours(&later.access().await.unwrap()));
    assert_eq!(later.slots().await, ["tokens active"]);
    assert_eq!((later.issuer.requests(), later.memory.items().len()), (1, 1));
}

#[tokio::test]
async fn tokens_the_keychain_has_not_taken_hold_up_no_sign_in_no_sign_out_and_no_removal() {
    let world = World::start().await;
    world.memory.fail_at(1);
    assert_eq!(world.renew(1).await.unwrap().generation, 2);
    world.memory.recover();
    world.sign_in(Account::Replace(world.id)).await;
    assert!(world.honours(&world.access().await.unwrap()));
    assert_eq!(world.slots().await, ["tokens active"]);

    let refused = world.access().await.unwrap().generation;
    world.memory.fail_at(1);
    world.renew(refused).await.unwrap();
    world.memory.recover();
    world.forget(world.id).await;
    assert_eq!(world.access().await.err(), Some(never_signed_in()));
    assert_eq!((world.slots().await.len(), world.memory.items().len()), (0, 0));

    let world = World::start().await;
    world.memory.fail_at(1);
    world.renew(1).await.unwrap();
    world.memory.recover();
    let removed_at = world.remove().await;
    world.broker.purge(world.connection, removed_at, |_, _, _| std::future::ready(())).await.unwrap();
    assert_eq!((world.slots().await.len(), world.memory.items().len()), (0, 0));
}

#[tokio::test]
async fn a_sign_in_that_is_not_saved_costs_no_tokens_that_are_not_either() {
    let world = World::start().await;
    world.memory.fail_at(1);
    world.renew(1).await.unwrap();
    assert!(world.try_sign_in(Account::Replace(world.id)).await.is_err());
    assert_eq!(world.access().await.unwrap().generation, 2);
    world.memory.recover();
    world.finish().await;
    let later = world.restart().await;
    let (_, tokens) = later.broker.current(world.id).await.unwrap();
    assert_eq!((tokens.generation, later.slots().await), (2, vec!["tokens active".to_owned()]));
}

#[tokio::test]
async fn a_sign_in_the_keychain_refuses_leaves_everything_as_it_was() {
    let world = World::start().await;
    for account in [Account::New, Account::Replace(world.id)] {
        world.memory.fail_at(1);
        assert!(matches!(world.try_sign_in(account).await, Err(Failure::Keychain { .. })));
        world.memory.recover();
        let later = world.restart().await;
        assert_eq!(later.slots().await, ["tokens active"]);
        assert_eq!(later.memory.items().len(), 1);
        assert_eq!(later.access().await.unwrap().generation, 1);
        assert_eq!(later.connection().await.credential, Some(world.id));
    }
}

#[tokio::test]
async fn a_sign_in_for_a_connection_that_has_gone_leaves_nothing() {
    let world = World::start().await;
    world.remove().await;
    assert!(matches!(world.try_sign_in(Account::New).await, Err(Failure::NotFound { .. })));
    assert_eq!(world.slots().await, ["tokens active"]);
}

#[tokio::test]
async fn a_removal_that_can_be_undone_keeps_the_account_and_its_end_deletes_it() {
    let world = World::start().await;
    let removed_at = world.remove().await;
    assert!(world.access().await.is_ok());
    world.broker.purge(world.connection, removed_at + 1, |_, _, _| std::future::ready(())).await.unwrap();
    assert!(world.access().await.is_ok());
    world.broker.purge(world.connection, removed_at, |_, _, _| std::future::ready(())).await.unwrap();
    assert_eq!(world.access().await.err(), Some(never_signed_in()));
    assert_eq!(world.slots().await, Vec::<String>::new());
    assert!(world.memory.items().is_empty());
    let clients = |db: &mut rusqlite::Connection| store::oauth_clients::all(db);
    assert!(world.vault().store.run("read from", clients).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_account_that_another_connection_may_use_outlives_the_first() {
    let world = World::start().await;
    world.share().await;
    let removed_at = world.remove().await;
    world.broker.purge(world.connection, removed_at, |_, _, _| std::future::ready(())).await.unwrap();
    assert!(world.access().await.is_ok());
    assert_eq!(world.slots().await, ["tokens active"]);
}

#[tokio::test]
async fn a_purge_that_a_locked_keychain_stops_is_finished_by_a_later_start() {
    let world = World::start().await;
    let removed_at = world.remove().await;
    world.memory.lock();
    world.broker.purge(world.connection, removed_at, |_, _, _| std::future::ready(())).await.unwrap();
    assert_eq!(world.slots().await, ["tokens doomed"]);
    world.memory.recover();
    assert_eq!(world.restart().await.slots().await, Vec::<String>::new());
    assert!(world.memory.items().is_empty());
}
