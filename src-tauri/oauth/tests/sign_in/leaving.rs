//! Signing out.

use hitchpost_oauth::{Error, GrantContext, TokenHint};
use hitchpost_testkit::authorization::Quirk;
use secrecy::ExposeSecret as _;

use crate::world::{World, elsewhere};

#[tokio::test]
async fn revoking_the_refresh_token_ends_the_access_token_too() {
    for world in [World::good().await, World::good().await.with_own_app()] {
        let (prepared, granted) = world.sign_in().await.unwrap();
        let refresh = granted.refresh_token.unwrap();
        let context = prepared.pending.context();
        hitchpost_oauth::revoke(&world.http, context, &prepared.client, &refresh, TokenHint::RefreshToken)
            .await
            .unwrap();
        assert!(!world.server.is_valid(granted.access_token.expose_secret()));
        let request = &world.server.requests_to("/revoke")[0];
        assert_eq!(request.param("token_type_hint"), Some("refresh_token"));
    }
}

#[tokio::test]
async fn a_server_that_wants_a_secret_of_everyone_gets_an_empty_one() {
    let world = World::with(Quirk::RevokeSecret).await;
    let (prepared, granted) = world.sign_in().await.unwrap();
    let (context, token) = (prepared.pending.context(), granted.refresh_token.unwrap());
    let client = &prepared.client;
    hitchpost_oauth::revoke(&world.http, context, client, &token, TokenHint::RefreshToken).await.unwrap();
    assert!(!world.server.is_valid(granted.access_token.expose_secret()));
    let requests = world.server.requests_to("/revoke");
    let sent: Vec<_> = requests.iter().map(|request| request.param("client_secret")).collect();
    assert_eq!(sent, [None, Some("")]);
}

#[tokio::test]
async fn a_failed_revocation_is_reported() {
    let world = World::good().await;
    let (prepared, granted) = world.sign_in().await.unwrap();
    world.server.change(|options| options.revoke_status = Some(500));
    let (context, token) = (prepared.pending.context(), &granted.access_token);
    let revoked =
        hitchpost_oauth::revoke(&world.http, context, &prepared.client, token, TokenHint::AccessToken).await;
    assert!(matches!(revoked, Err(Error::Token { error, status: 500, .. }) if error == "server_error"));
}

#[tokio::test]
async fn nothing_is_sent_without_an_endpoint_or_as_a_stranger() {
    let world = World::good().await;
    let (prepared, granted) = world.sign_in().await.unwrap();
    world.server.clear_log();
    let context = prepared.pending.context();
    let silent = GrantContext { revocation_endpoint: None, ..context.clone() };
    let (client, token) = (&prepared.client, &granted.access_token);
    let hint = TokenHint::AccessToken;
    assert_eq!(hitchpost_oauth::revoke(&world.http, &silent, client, token, hint).await, Ok(()));
    let stranger = elsewhere(client);
    assert!(hitchpost_oauth::revoke(&world.http, context, &stranger, token, hint).await.is_err());
    assert!(world.paths().is_empty());
}

#[tokio::test]
async fn a_registration_is_removed_once_and_twice_is_as_good() {
    let world = World::good().await;
    let client = world.prepare().await.unwrap().client;
    let management = client.registration.unwrap();
    for _ in 0..2 {
        hitchpost_oauth::deregister(&world.http, &management).await.unwrap();
        assert_eq!(world.server.registered_clients(), 0);
    }
}
