//! What is found, and what is said when nothing is.

use hitchpost_oauth::{Discovered, Error, Outcome, discover};
use hitchpost_testkit::authorization::{AuthorizationFixture, Quirk};
use hitchpost_testkit::fixture::{Fixture, Mode};

use crate::world::{challenge, failure, http, server};

async fn discovered(server: &AuthorizationFixture, issuer: Option<&str>) -> Result<Discovered, Error> {
    let url = server.mcp_url();
    let challenge = challenge(&url).await;
    discover(&http(&url), &url, challenge.as_ref(), issuer).await
}

#[tokio::test]
async fn the_usual_way_takes_two_looks() {
    let server = server(Quirk::Good).await;
    let found = discovered(&server, None).await.unwrap();
    assert_eq!(found.issuers, [server.issuer()]);
    assert_eq!(found.resource.unwrap().resource, server.mcp_url().as_str());
    assert_eq!(found.server.token_endpoint, server.at("/token"));
    assert!(found.tried.iter().all(|tried| tried.outcome == Outcome::Found));
    assert_eq!((found.tried.len(), found.legacy), (2, false));
}

#[tokio::test]
async fn a_person_can_choose_among_issuers_but_not_beside_them() {
    let server = server(Quirk::TwoIssuers).await;
    let (first, second) = (server.at("/first").to_string(), server.issuer());
    let found = discovered(&server, None).await.unwrap();
    assert_eq!((found.issuers, &found.server.issuer), (vec![first.clone(), second.clone()], &second));
    assert_eq!(discovered(&server, Some(&second)).await.unwrap().server.issuer, second);
    assert!(matches!(discovered(&server, Some(&first)).await, Err(Error::Unsupported { .. })));
    let beside = discovered(&server, Some("https://other.example")).await.unwrap_err();
    assert_eq!(
        beside.to_string(),
        format!(
            "https://other.example is not among the sign-in services the server names: {first}, {second}"
        )
    );
}

#[tokio::test]
async fn a_person_can_insist_on_the_slash_that_metadata_has() {
    let server = server(Quirk::SlashIssuer).await;
    let mismatch = discovered(&server, None).await.unwrap_err();
    assert!(mismatch.to_string().contains("slash"), "{mismatch}");
    let issuer = format!("{}/", server.issuer());
    assert_eq!(discovered(&server, Some(&issuer)).await.unwrap().server.issuer, issuer);
}

#[tokio::test]
async fn old_servers_are_their_own_issuers() {
    for (quirk, registers) in [(Quirk::Legacy, true), (Quirk::LegacyBare, true)] {
        let server = server(quirk).await;
        let found = discovered(&server, None).await.unwrap();
        assert!(found.legacy && found.resource.is_none(), "{quirk}");
        assert_eq!(found.server.authorization_endpoint, Some(server.at("/authorize")), "{quirk}");
        assert_eq!(found.server.registration_endpoint.is_some(), registers, "{quirk}");
        let asked = server.requests_to("/authorize");
        assert!(asked.iter().all(|request| request.method == "OPTIONS"), "{quirk}: {asked:?}");
    }
}

#[tokio::test]
async fn a_server_that_says_nothing_is_not_guessed_at() {
    // Nothing there, everything refused, a page for every path, one method for every path.
    for mode in [Mode::Missing, Mode::Token, Mode::Html, Mode::Accepted, Mode::Garbage] {
        let fixture = Fixture::start(Mode::Good).await.unwrap();
        let url = fixture.mode_url(mode);
        let error = discover(&http(&url), &url, None, None).await.unwrap_err();
        let Error::Unsupported { tried, .. } = &error else { panic!("{mode}: {error:?}") };
        assert!(tried.len() >= 4, "{mode}: {tried:?}");
        assert!(fixture.log().iter().all(|seen| seen.method != "POST"), "{mode}");
    }
}

#[tokio::test]
async fn a_server_that_is_gone_is_not_called_unsupported() {
    let fixture = server(Quirk::Good).await;
    let url = fixture.mcp_url();
    drop(fixture);
    let error = discover(&http(&url), &url, None, None).await.unwrap_err();
    assert!(matches!(error, Error::Network(_)), "{}", failure(&error));
}

#[tokio::test]
async fn a_wait_that_was_too_long_is_not_measured_to_the_microsecond() {
    let server = server(Quirk::MetadataEndless).await;
    let error = discovered(&server, None).await.unwrap_err();
    assert!(error.to_string().ends_with(": no answer in time"), "{error}");
}
