//! What token endpoints answer.

use std::time::Duration;

use hitchpost_oauth::{EndpointFault, Error, NetworkKind};
use hitchpost_testkit::authorization::{AuthorizationOptions, Quirk};
use secrecy::ExposeSecret as _;

use crate::world::{World, impatient};

#[tokio::test]
async fn odd_answers_are_understood() {
    for quirk in [
        Quirk::TokenForm,
        Quirk::TypeMissing,
        Quirk::TypeOddCase,
        Quirk::ExpiresText,
        Quirk::ExpiresNegative,
        Quirk::ExpiresHuge,
        Quirk::ScopeCommas,
        Quirk::ScopeShrunk,
    ] {
        let world = World::with(quirk).await;
        let (_, granted) = world.sign_in().await.unwrap_or_else(|error| panic!("{quirk}: {error}"));
        assert!(world.server.is_valid(granted.access_token.expose_secret()), "{quirk}");
        let life = granted.expires_in.map(|life| life.as_secs());
        match quirk {
            Quirk::ExpiresNegative => assert_eq!(life, None),
            Quirk::ExpiresHuge => assert_eq!(life, Some(10 * 365 * 24 * 60 * 60)),
            _ => assert_eq!(life, Some(3600), "{quirk}"),
        }
        match quirk {
            Quirk::ScopeShrunk => assert_eq!(granted.scopes, ["mcp:read"]),
            _ => assert_eq!(granted.scopes, ["mcp:read", "mcp:write", "offline_access"], "{quirk}"),
        }
    }
}

#[tokio::test]
async fn what_is_no_token_is_named() {
    for (quirk, words) in
        [(Quirk::TokenHtml, "neither JSON"), (Quirk::TokenEmpty, "no access token"), (Quirk::TypeMac, "mac")]
    {
        let error = World::with(quirk).await.sign_in().await.unwrap_err();
        assert!(matches!(&error, Error::TokenMalformed { reason } if reason.contains(words)), "{error:?}");
    }
}

#[tokio::test]
async fn an_error_is_one_with_status_200_too() {
    let error = World::with(Quirk::TokenErrorOk).await.sign_in().await.unwrap_err();
    assert!(matches!(error, Error::Token { error, status: 200, .. } if error == "invalid_grant"));
}

#[tokio::test]
async fn a_code_does_not_follow_a_redirect() {
    let world = World::with(Quirk::TokenRedirect).await;
    let error = world.sign_in().await.unwrap_err();
    assert!(matches!(error, Error::EndpointRefused { reason: EndpointFault::Redirect, .. }), "{error:?}");
    assert!(world.token_requests().len() == 1 && world.server.requests_to("/elsewhere").is_empty());
}

#[tokio::test]
async fn a_code_is_not_sent_again_when_no_answer_comes() {
    let world = World::of(AuthorizationOptions {
        token_delay: Duration::from_secs(30),
        ..AuthorizationOptions::default()
    })
    .await;
    let prepared = world.prepare().await.unwrap();
    let callback = world.browse(&prepared);
    let http = impatient(&world.server.mcp_url());
    let error =
        hitchpost_oauth::finish(&http, &prepared.pending, &prepared.client, &callback).await.unwrap_err();
    assert!(matches!(error, Error::Network(fault) if fault.kind == NetworkKind::Timeout));
    assert_eq!(world.token_requests().len(), 1);
}

#[tokio::test]
async fn an_outage_is_not_a_refusal_for_good() {
    let world =
        World::of(AuthorizationOptions { token_status: Some(503), ..AuthorizationOptions::default() }).await;
    let error = world.sign_in().await.unwrap_err();
    assert!(matches!(error, Error::Token { status: 503, .. }) && !error.is_definitive());
}
