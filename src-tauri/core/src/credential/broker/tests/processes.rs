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
    world.twin().await.broker.forget(world.id).await.unwrap();
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
