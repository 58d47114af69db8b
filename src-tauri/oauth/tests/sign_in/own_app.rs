//! The secret of a person's own app goes to one issuer.

use hitchpost_oauth::{Error, GrantContext, Wishes, prepare_client_credentials};
use hitchpost_testkit::authorization::Quirk;

use crate::world::World;

/// Both ways to use an app of one's own. Neither may send anything to a token endpoint by itself.
async fn prepared(world: &World) -> Result<GrantContext, Error> {
    let consent = world.prepare().await.map(|prepared| prepared.pending.context().clone());
    let machine = prepare_client_credentials(&world.http, &world.wishes, &world.ground).await;
    assert_eq!(consent.as_ref().err(), machine.as_ref().err());
    consent
}

#[tokio::test]
async fn an_issuer_that_is_out_of_order_is_not_replaced_by_the_next() {
    let world = World::with(Quirk::TwoIssuers).await.with_own_app();
    assert!(matches!(prepared(&world).await, Err(Error::Unsupported { .. })));
}

#[tokio::test]
async fn without_an_app_the_next_issuer_will_do() {
    let world = World::with(Quirk::TwoIssuers).await;
    assert_eq!(world.prepare().await.unwrap().client.issuer, world.server.issuer());
}

#[tokio::test]
async fn an_app_goes_where_it_was_used_before() {
    let mut world = World::with(Quirk::TwoIssuers).await.with_own_app();
    world.ground.issuer_before = Some(world.server.issuer());
    assert_eq!(prepared(&world).await.unwrap().issuer, world.server.issuer());
    assert!(world.paths().iter().all(|path| !path.ends_with("/first")));
}

#[tokio::test]
async fn an_app_does_not_follow_a_server_that_moves_to_another_issuer() {
    for quirk in [Quirk::Good, Quirk::Legacy, Quirk::LegacyBare] {
        let mut world = World::with(quirk).await.with_own_app();
        world.ground.issuer_before = Some("https://before.example".into());
        let error = prepared(&world).await.unwrap_err();
        let Error::IssuerNotOffered { wanted, offered } = &error else { panic!("{quirk}: {error:?}") };
        assert_eq!((wanted.as_str(), offered), ("https://before.example", &vec![world.server.issuer()]));
        // The person may want it to.
        world.wishes.issuer = Some(world.server.issuer());
        assert!(prepared(&world).await.is_ok(), "{quirk}");
    }
}

#[tokio::test]
async fn whoever_signed_in_before_is_sent_to_the_same_issuer() {
    let mut world = World::with(Quirk::TwoIssuers).await;
    world.ground.issuer_before = Some(world.server.issuer());
    let discovered = world.prepare().await.unwrap().discovered.unwrap();
    assert_eq!(discovered.server.issuer, world.server.issuer());
    assert_eq!(discovered.issuers, [world.server.at("/first").to_string(), world.server.issuer()]);
    assert!(world.paths().iter().all(|path| !path.ends_with("/first")));
}

#[tokio::test]
async fn without_an_app_a_server_may_move() {
    let mut world = World::good().await;
    world.ground.issuer_before = Some("https://before.example".into());
    assert_eq!(world.prepare().await.unwrap().client.issuer, world.server.issuer());
}

#[tokio::test]
async fn endpoints_that_were_typed_once_can_be_found_later() {
    let mut world = World::good().await.with_own_app().with_endpoints();
    world.ground.issuer_before = Some(prepared(&world).await.unwrap().issuer);
    world.wishes = Wishes { authorization_endpoint: None, token_endpoint: None, ..world.wishes };
    let found = prepared(&world).await.unwrap();
    assert_eq!((found.issuer, found.token_endpoint), (world.server.issuer(), world.server.at("/token")));
}
