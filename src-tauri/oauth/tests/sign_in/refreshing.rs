//! New tokens for an old grant.

use hitchpost_oauth::{Client, Error, GrantContext, SecretString};
use hitchpost_testkit::authorization::Quirk;
use secrecy::ExposeSecret as _;

use crate::world::{World, elsewhere};

/// Signs in and forgets how that went.
async fn signed_in(world: &World) -> (GrantContext, Client, SecretString) {
    let (prepared, granted) = world.sign_in().await.unwrap();
    world.server.clear_log();
    (prepared.pending.context().clone(), prepared.client, granted.refresh_token.unwrap())
}

#[tokio::test]
async fn a_refresh_brings_new_tokens_and_names_the_resource() {
    let world = World::good().await;
    let (context, client, token) = signed_in(&world).await;
    let granted = hitchpost_oauth::refresh(&world.http, &context, &client, &token).await.unwrap();
    assert!(world.server.is_valid(granted.access_token.expose_secret()));
    assert_ne!(granted.refresh_token.unwrap().expose_secret(), token.expose_secret());
    let request = world.token_request();
    assert_eq!(request.param("resource"), Some(world.server.mcp_url().as_str()));
    assert_eq!(request.param("scope"), None);
}

#[tokio::test]
async fn a_spent_refresh_token_is_refused_for_good() {
    let world = World::good().await;
    let (context, client, token) = signed_in(&world).await;
    hitchpost_oauth::refresh(&world.http, &context, &client, &token).await.unwrap();
    let error = hitchpost_oauth::refresh(&world.http, &context, &client, &token).await.unwrap_err();
    assert!(error.is_definitive(), "{error:?}");
}

#[tokio::test]
async fn an_answer_without_refresh_token_is_recognised() {
    let world = World::with(Quirk::RefreshKeeps).await;
    let (context, client, token) = signed_in(&world).await;
    let granted = hitchpost_oauth::refresh(&world.http, &context, &client, &token).await.unwrap();
    assert!(granted.refresh_token.is_none());
}

#[tokio::test]
async fn whatever_the_server_says_meanwhile_the_token_goes_where_it_came_from() {
    for quirk in [
        Quirk::TokenPlain,
        Quirk::WrongIssuer,
        Quirk::OtherResource,
        Quirk::IssuerPrivate,
        Quirk::MetadataLinkLocal,
        Quirk::LegacyBare,
        Quirk::MetadataHtml,
    ] {
        let world = World::good().await;
        let (context, client, token) = signed_in(&world).await;
        world.server.set_quirk(quirk);
        hitchpost_oauth::refresh(&world.http, &context, &client, &token).await.unwrap();
        assert_eq!(Vec::from_iter(world.paths()), ["/token"], "{quirk}");
    }
}

#[tokio::test]
async fn a_client_of_another_issuer_is_not_used() {
    let world = World::good().await;
    let (context, client, token) = signed_in(&world).await;
    let error =
        hitchpost_oauth::refresh(&world.http, &context, &elsewhere(&client), &token).await.unwrap_err();
    assert!(matches!(error, Error::IssuerMismatch { .. }) && world.paths().is_empty());
}

#[tokio::test]
async fn a_failure_that_passes_costs_nothing() {
    let world = World::good().await;
    let (context, client, token) = signed_in(&world).await;
    world.server.change(|options| options.token_status = Some(500));
    let error = hitchpost_oauth::refresh(&world.http, &context, &client, &token).await.unwrap_err();
    assert!(!error.is_definitive());
    world.server.change(|options| options.token_status = None);
    assert!(hitchpost_oauth::refresh(&world.http, &context, &client, &token).await.is_ok());
}

#[tokio::test]
async fn a_client_the_server_forgot_is_told_apart_from_a_grant_it_ended() {
    let world = World::good().await;
    let (context, client, token) = signed_in(&world).await;
    world.server.forget_clients();
    let error = hitchpost_oauth::refresh(&world.http, &context, &client, &token).await.unwrap_err();
    assert!(error.is_client_refused() && !error.is_definitive(), "{error:?}");
}

#[tokio::test]
async fn a_mistyped_secret_ends_no_grant() {
    let world = World::good().await.with_own_app();
    let (context, client, token) = signed_in(&world).await;
    let mistyped = Client { secret: Some("mistyped".into()), ..client.clone() };
    let error = hitchpost_oauth::refresh(&world.http, &context, &mistyped, &token).await.unwrap_err();
    assert!(error.is_client_refused() && !error.is_definitive(), "{error:?}");
    assert!(hitchpost_oauth::refresh(&world.http, &context, &client, &token).await.is_ok());
}

#[tokio::test]
async fn a_context_survives_storage() {
    let world = World::good().await;
    let (context, client, token) = signed_in(&world).await;
    let kept = serde_json::to_string(&context).unwrap();
    let context: GrantContext = serde_json::from_str(&kept).unwrap();
    assert!(hitchpost_oauth::refresh(&world.http, &context, &client, &token).await.is_ok());
}
