//! Two processes with one account, and one that died.

use super::world::World;
use super::*;

#[tokio::test]
async fn two_processes_renew_once() {
    let world = World::start().await;
    let other = world.twin().await;
    for generation in 1..20 {
        let mut asking = tokio::task::JoinSet::new();
        for number in 0..20 {
            let broker = if number % 2 == 0 { world.broker.clone() } else { other.broker.clone() };
            let id = world.id;
            asking.spawn(async move { broker.renew(id, generation).await.unwrap().generation });
        }
        assert_eq!(asking.join_all().await, [generation + 1; 20]);
        assert_eq!(world.issuer.requests(), usize::try_from(generation).unwrap());
    }
    assert!(world.honours(&other.access().await.unwrap()));
    assert_eq!(world.slots().await, ["tokens active"]);
    assert_eq!(world.memory.items().len(), 1);
}

#[tokio::test]
async fn a_token_that_another_process_replaces_while_it_is_read_is_read_again() {
    let world = World::start().await;
    let reader = world.twin().await;
    let (is_stopped, go) = world.memory.stop_reader();
    let reading = tokio::spawn(async move { reader.access().await });
    is_stopped.await.unwrap();
    world.renew(1).await.unwrap();
    go.send(()).unwrap();
    let token = reading.await.unwrap().unwrap();
    assert!(world.honours(&token));
    assert_eq!((token.generation, world.issuer.requests()), (2, 1));
}

#[tokio::test]
async fn what_a_dead_process_had_written_is_gone_on_with_by_whoever_needs_it() {
    let world = World::start().await;
    world.write_and_die(2).await;
    assert_eq!(world.slots().await, ["tokens active", "tokens pending"]);
    let token = world.twin().await.renew(1).await.unwrap();
    assert!(world.honours(&token));
    assert_eq!((token.generation, world.issuer.requests()), (2, 0));
    assert_eq!(world.slots().await, ["tokens active"]);
    assert_eq!(world.memory.items().len(), 1);
}

#[tokio::test]
async fn what_a_dead_process_had_written_is_gone_on_with_by_the_next_start() {
    let world = World::start().await;
    world.write_and_die(2).await;
    let later = world.restart().await;
    let token = later.access().await.unwrap();
    assert!(world.honours(&token));
    assert_eq!((token.generation, world.issuer.requests()), (2, 0));
    assert_eq!((later.slots().await, world.memory.items().len()), (vec!["tokens active".to_owned()], 1));
}

#[tokio::test]
async fn a_write_that_others_overtook_is_dropped() {
    let world = World::start().await;
    world.write_and_die(1).await;
    let before = world.broker.current(world.id).await.unwrap().1;
    let later = world.restart().await;
    assert_eq!(later.broker.current(world.id).await.unwrap().1.generation, before.generation);
    assert_eq!((later.slots().await, world.memory.items().len()), (vec!["tokens active".to_owned()], 1));
}

#[tokio::test]
async fn a_write_that_was_cut_short_is_dropped_and_the_old_token_still_renews() {
    let world = World::start().await;
    world.memory.fail_at(2);
    let item = crate::credential::Item::new(Slot::Tokens);
    let long = "x".repeat(9_000).into();
    assert!(world.vault().write(world.id, vec![(item, long)]).await.is_err());
    world.memory.recover();
    assert_eq!(world.slots().await, ["tokens active", "tokens pending"]);
    let token = world.twin().await.renew(1).await.unwrap();
    assert!(world.honours(&token));
    assert_eq!((world.slots().await, world.memory.items().len()), (vec!["tokens active".to_owned()], 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_that_sign_in_with_the_same_client_at_once_both_succeed() {
    let world = World::registered().await;
    let meeting = Arc::new(std::sync::Barrier::new(2));
    let mut signing_in = tokio::task::JoinSet::new();
    for _ in 0..2 {
        let meeting = Arc::clone(&meeting);
        // Neither has announced its client when the other looks for one.
        let twin = world.twin_with(move |step| {
            if step == "sign_in.written" {
                meeting.wait();
            }
        });
        let twin = twin.await;
        signing_in.spawn(async move {
            let id = twin.try_sign_in(crate::credential::Account::New).await.unwrap();
            twin.broker.current(id).await.unwrap().0.client
        });
    }
    let clients = signing_in.join_all().await;
    assert_eq!(clients[0], clients[1]);
    let later = world.restart().await;
    assert_eq!(later.slots().await, ["client active", "tokens active", "tokens active"]);
    assert_eq!(later.memory.items().len(), 3);
    assert_eq!(later.vault().registered_clients().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_write_that_was_only_intended_is_dropped_and_the_old_token_still_renews() {
    let world = World::start().await;
    let item = crate::credential::Item::new(Slot::Tokens);
    world.vault().intend(vec![(world.id.into(), item)]).await.unwrap();
    let token = world.twin().await.renew(1).await.unwrap();
    assert!(world.honours(&token));
    assert_eq!(world.slots().await, ["tokens active"]);
}

#[tokio::test]
async fn another_process_signs_out_and_nothing_is_handed_out_any_more() {
    let world = World::start().await;
    world.access().await.unwrap();
    world.twin().await.forget(world.id).await;
    assert_eq!(world.access().await.err(), Some(super::world::never_signed_in()));
    assert!(world.memory.items().is_empty());
    assert_eq!(world.slots().await, Vec::<String>::new());
}

#[tokio::test]
async fn another_process_renews_and_its_token_is_handed_out_here_too() {
    let world = World::start().await;
    world.access().await.unwrap();
    world.twin().await.renew(1).await.unwrap();
    let token = world.access().await.unwrap();
    assert!(world.honours(&token));
    assert_eq!(token.generation, 2);
}
