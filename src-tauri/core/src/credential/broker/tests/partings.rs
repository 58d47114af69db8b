//! The end of an account, whatever else happens to it.

use secrecy::ExposeSecret;
use tokio::sync::oneshot;

use super::world::{World, expired, never_signed_in};
use super::*;

impl World {
    /// Signs out as soon as somebody else lets go of the account. Tells what the server would be told to revoke.
    fn sign_out(&self) -> oneshot::Receiver<Option<Tokens>> {
        let (tell, told) = oneshot::channel();
        let (broker, id) = (self.broker.clone(), self.id);
        tokio::spawn(async move {
            let goodbye = |_, tokens| async { drop(tell.send(tokens)) };
            broker.part_with(id, goodbye).await.unwrap();
        });
        told
    }
}

#[tokio::test]
async fn a_sign_out_during_a_renewal_ends_what_the_renewal_brings() {
    let world = World::start().await;
    world.issuer.close_gate();
    let (broker, id) = (world.broker.clone(), world.id);
    let renewing = tokio::spawn(async move { broker.renew(id, 1).await });
    world.issuer.arrival().await;
    let told = world.twin().await.sign_out();
    world.issuer.let_through();
    let last = told.await.unwrap().unwrap();
    assert_eq!(last.generation, 2);
    assert!(world.issuer.honours(last.access.expose_secret()));
    assert!(renewing.await.unwrap().is_ok());
    // Once whoever signs out lets go of it, too.
    drop(world.vault().locks.take(id).await.unwrap());
    assert_eq!(world.access().await.err(), Some(never_signed_in()));
    assert_eq!((world.slots().await.len(), world.memory.items().len()), (0, 0));
}

#[tokio::test]
async fn nobody_renews_an_account_that_is_being_ended() {
    let world = World::start().await;
    let (twin, id) = (world.twin().await, world.id);
    let (begin, begun) = oneshot::channel();
    let goodbye = |_, _| async { begin.send(tokio::spawn(async move { twin.renew(1).await })).unwrap() };
    world.broker.part_with(id, goodbye).await.unwrap();
    assert_eq!(begun.await.unwrap().await.unwrap().err(), Some(never_signed_in()));
    assert_eq!(world.issuer.requests(), 0);
}

#[tokio::test]
async fn tokens_that_a_dead_process_wrote_or_the_keychain_refused_are_ended_too() {
    let world = World::start().await;
    world.write_and_die(2).await;
    assert_eq!(world.sign_out().await.unwrap().unwrap().generation, 2);

    let world = World::start().await;
    world.memory.fail_at(1);
    world.renew(1).await.unwrap();
    assert_eq!(world.sign_out().await.unwrap().unwrap().generation, 2);
}

#[tokio::test]
async fn an_account_that_has_expired_still_says_goodbye_and_one_that_cannot_be_read_goes_all_the_same() {
    let world = World::start().await;
    assert!(world.broker.mark_expired(world.id, 1).await.unwrap());
    assert_eq!(world.access().await.err(), Some(expired()));
    assert!(world.sign_out().await.unwrap().is_some());

    let world = World::start().await;
    let twin = world.twin().await;
    world.memory.lock();
    assert!(twin.sign_out().await.unwrap().is_none());
    drop(world.vault().locks.take(world.id).await.unwrap());
    assert!(world.credential().await.is_none());
}

#[tokio::test]
async fn a_sign_in_for_an_account_that_has_gone_is_another_account() {
    let world = World::start().await;
    world.forget(world.id).await;
    let other = world.sign_in(crate::credential::Account::Replace(world.id)).await;
    assert_ne!(other, world.id);
    assert!(world.honours(&world.broker.access(other).await.unwrap()));
}
