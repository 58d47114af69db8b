//! Applications that sign in for themselves.

use hitchpost_oauth::{ClientAuthentication, Error, SigningKey};
use hitchpost_testkit::authorization::Quirk;
use secrecy::ExposeSecret as _;

use crate::world::World;

const KEY: &str = include_str!("../keys/p256-pkcs8.pem");

#[tokio::test]
async fn a_secret_fetches_a_token_as_often_as_needed() {
    for (quirk, expected) in
        [(Quirk::Good, ClientAuthentication::Basic), (Quirk::PostOnly, ClientAuthentication::Post)]
    {
        let world = World::with(quirk).await.with_own_app();
        let (context, client) =
            hitchpost_oauth::prepare_client_credentials(&world.http, &world.wishes, &world.ground)
                .await
                .unwrap();
        assert_eq!(context.authentication, expected);
        let first = hitchpost_oauth::client_credentials(&world.http, &context, &client, None).await.unwrap();
        let second = hitchpost_oauth::client_credentials(&world.http, &context, &client, None).await.unwrap();
        assert!(world.server.is_valid(second.access_token.expose_secret()) && second.refresh_token.is_none());
        assert_ne!(first.access_token.expose_secret(), second.access_token.expose_secret());
        let request = &world.token_requests()[0];
        assert_eq!(request.param("scope"), Some("mcp:read mcp:write"));
        assert_eq!(request.param("resource"), Some(world.server.mcp_url().as_str()));
    }
}

#[tokio::test]
async fn a_key_signs_in_place_of_a_secret() {
    let mut world = World::good().await.with_own_app();
    world.wishes.client_authentication = Some(ClientAuthentication::PrivateKeyJwt);
    let (context, client) =
        hitchpost_oauth::prepare_client_credentials(&world.http, &world.wishes, &world.ground).await.unwrap();
    let without = hitchpost_oauth::client_credentials(&world.http, &context, &client, None).await;
    assert!(matches!(without, Err(Error::KeyUnusable { .. })) && world.token_requests().is_empty());
    let key = SigningKey::from_pem(&KEY.into()).unwrap();
    let granted =
        hitchpost_oauth::client_credentials(&world.http, &context, &client, Some(&key)).await.unwrap();
    assert!(world.server.is_valid(granted.access_token.expose_secret()));
    let request = world.token_request();
    assert!(request.param("client_assertion").is_some() && request.param("client_secret").is_none());
    assert_eq!(request.authorization, None);
}

#[tokio::test]
async fn a_key_of_the_app_signs_where_a_person_consents_too() {
    let mut world = World::good().await.with_own_app();
    world.wishes.client_authentication = Some(ClientAuthentication::PrivateKeyJwt);
    if let Some(own) = &mut world.wishes.client {
        own.key = Some(SigningKey::from_pem(&KEY.into()).unwrap());
    }
    let (prepared, granted) = world.sign_in().await.unwrap();
    let refresh = granted.refresh_token.unwrap();
    let context = prepared.pending.context();
    hitchpost_oauth::refresh(&world.http, context, &prepared.client, &refresh).await.unwrap();
    let assertions: Vec<Option<String>> = world
        .token_requests()
        .iter()
        .map(|request| request.param("client_assertion").map(str::to_owned))
        .collect();
    assert!(assertions.iter().all(Option::is_some) && assertions[0] != assertions[1]);
}

#[tokio::test]
async fn without_an_app_there_is_nobody_to_sign_in() {
    let world = World::good().await;
    let prepared =
        hitchpost_oauth::prepare_client_credentials(&world.http, &world.wishes, &world.ground).await;
    assert!(matches!(prepared, Err(Error::RegistrationUnavailable { .. })));
    assert_eq!(world.server.registered_clients(), 0);
}

#[tokio::test]
async fn a_typed_token_endpoint_is_enough_and_gets_the_extra_parameters() {
    let mut world = World::good().await.with_own_app();
    world.wishes.token_endpoint = Some(world.server.at("/token"));
    world.wishes.extra_parameters =
        vec![("audience".into(), "api".into()), ("grant_type".into(), "x".into())];
    let (context, client) =
        hitchpost_oauth::prepare_client_credentials(&world.http, &world.wishes, &world.ground).await.unwrap();
    hitchpost_oauth::client_credentials(&world.http, &context, &client, None).await.unwrap();
    let request = world.token_request();
    assert_eq!(request.param("audience"), Some("api"));
    assert_eq!(request.form.iter().filter(|(name, _)| name == "grant_type").count(), 1);
    assert_eq!(Vec::from_iter(world.paths()), ["/token"]);
}
