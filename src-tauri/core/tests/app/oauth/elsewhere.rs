//! Servers that do it their own way, or not as they should.

use hitchpost_core::connection::{AuthView, OAuthRequest};
use hitchpost_core::event::AppEvent;
use hitchpost_core::failure::{EndpointFault, Failure, SignInProblem};
use hitchpost_core::settings::Settings;
use hitchpost_core::sign_in::{RegisteredAs, SignInRequest};
use hitchpost_testkit::authorization::{AuthorizationOptions, OWN_APP, OWN_SECRET, Quirk};

use super::newcomer::{Newcomer, accounts, problem};
use crate::signed_in::oauth;
use crate::world::{set, tools};

async fn refusal(quirk: Quirk) -> (Newcomer, SignInProblem) {
    let new = Newcomer::start(AuthorizationOptions::with(quirk)).await;
    let refused = new.world.app.start_sign_in(new.id, SignInRequest::default()).await;
    let Err(Failure::SignIn { problem: found, .. }) = refused else { panic!("{quirk}: {refused:?}") };
    assert_eq!(problem(&new.view().await), &found, "{quirk}");
    (new, found)
}

#[tokio::test]
async fn odd_servers_are_signed_in_to_all_the_same() {
    for quirk in [
        Quirk::NoChallenge,
        Quirk::Legacy,
        Quirk::LegacyBare,
        Quirk::OpenIdOnly,
        Quirk::PathIssuer,
        Quirk::PostOnly,
        Quirk::BasicOnly,
        Quirk::ExpiresText,
        Quirk::ScopeCommas,
        Quirk::TypeOddCase,
    ] {
        let new = Newcomer::start(AuthorizationOptions::with(quirk)).await;
        assert_eq!(tools(&new.sign_in(SignInRequest::default()).await), Some(6), "{quirk}");
    }
}

#[tokio::test]
async fn pages_that_must_not_be_opened_never_are() {
    for (quirk, expected) in [
        (Quirk::AuthorizeJavascript, EndpointFault::Scheme),
        (Quirk::AuthorizeData, EndpointFault::Scheme),
        (Quirk::AuthorizeFile, EndpointFault::Scheme),
        (Quirk::AuthorizeOwnScheme, EndpointFault::Scheme),
        (Quirk::AuthorizeUserinfo, EndpointFault::Userinfo),
        (Quirk::AuthorizePlain, EndpointFault::Insecure),
    ] {
        let (new, problem) = refusal(quirk).await;
        let SignInProblem::EndpointRefused { reason, .. } = problem else { panic!("{quirk}: {problem:?}") };
        assert_eq!(reason, expected, "{quirk}");
        assert_eq!(new.server.registered_clients(), 0, "{quirk}");
    }
}

#[tokio::test]
async fn each_thing_that_is_wrong_has_its_own_name() {
    let (_, problem) = refusal(Quirk::WrongIssuer).await;
    assert!(matches!(problem, SignInProblem::IssuerMismatch { .. }), "{problem:?}");
    let (_, problem) = refusal(Quirk::OtherResource).await;
    assert!(matches!(problem, SignInProblem::ResourceMismatch { .. }), "{problem:?}");
    for quirk in [Quirk::NoPkce, Quirk::PlainPkce] {
        let (_, problem) = refusal(quirk).await;
        assert!(matches!(problem, SignInProblem::PkceUnsupported { .. }), "{quirk}: {problem:?}");
    }
    let (_, problem) = refusal(Quirk::RegisterRefused).await;
    assert!(matches!(problem, SignInProblem::RegistrationRefused { .. }), "{problem:?}");
}

#[tokio::test]
async fn a_token_endpoint_that_gives_no_token_is_named() {
    for quirk in
        [Quirk::TokenHtml, Quirk::TokenEmpty, Quirk::TokenErrorOk, Quirk::TokenRedirect, Quirk::TypeMac]
    {
        let new = Newcomer::start(AuthorizationOptions::with(quirk)).await;
        let mut events = new.world.app.events();
        let (_, url) = new.begin(SignInRequest::default()).await;
        let refused = new.world.app.complete_sign_in(&new.server.browse(&url).unwrap()).await;
        let Err(failure @ Failure::SignIn { .. }) = refused else { panic!("{quirk}: {refused:?}") };
        assert_eq!(new.server.requests_to("/token").len(), 1, "{quirk}");
        let told = crate::world::next(&mut events, |event| match event {
            AppEvent::SignInFailed { failure, .. } => Some(failure),
            _ => None,
        });
        assert_eq!(told.await, failure, "{quirk}");
    }
}

#[tokio::test]
async fn a_client_metadata_document_introduces_the_app_where_one_is_published() {
    let options =
        AuthorizationOptions { metadata_documents: true, registration: false, ..Default::default() };
    let new = Newcomer::start(options).await;
    let refused = new.world.app.start_sign_in(new.id, SignInRequest::default()).await;
    assert!(
        matches!(
            &refused,
            Err(Failure::SignIn { problem: SignInProblem::RegistrationUnavailable { .. }, .. })
        ),
        "{refused:?}"
    );
    let with = |url: &str| Settings { client_metadata_url: Some(url.into()), ..Settings::default() };
    for url in ["http://example.com/client.json", "https://example.com", "client.json"] {
        let refused = new.world.app.save_settings(with(url)).await;
        assert!(matches!(refused, Err(Failure::Invalid { .. })), "{url}: {refused:?}");
    }
    new.world.app.save_settings(with("https://example.com/client.json")).await.unwrap();
    let (sign_in, url) = new.begin(SignInRequest::default()).await;
    assert_eq!(sign_in.registered, Some(RegisteredAs::MetadataDocument));
    let callback = new.server.browse(&url).unwrap();
    assert_eq!(tools(&new.world.app.complete_sign_in(&callback).await.unwrap()), Some(6));
}

#[tokio::test]
async fn an_own_app_goes_to_another_issuer_only_when_the_person_says_so() {
    let person = Newcomer::start(AuthorizationOptions::default()).await;
    let own = |issuer: String| OAuthRequest {
        client_id: OWN_APP.into(),
        client_secret: set(OWN_SECRET),
        issuer,
        ..oauth()
    };
    person.configure(own(String::new())).await;
    person.sign_in(SignInRequest::default()).await;
    person.server.set_quirk(Quirk::PathIssuer);
    person.server.clear_log();
    let refused = person.world.app.start_sign_in(person.id, SignInRequest::default()).await;
    assert!(
        matches!(&refused, Err(Failure::SignIn { problem: SignInProblem::IssuerNotOffered { .. }, .. })),
        "{refused:?}"
    );
    assert!(person.server.requests_to("/token").is_empty());
    person.configure(own(person.server.issuer())).await;
    assert_eq!(tools(&person.sign_in(SignInRequest::default()).await), Some(6));
}

#[tokio::test]
async fn a_server_that_moves_to_another_issuer_gets_nothing_of_the_old_one() {
    let person = Newcomer::start(AuthorizationOptions::default()).await;
    let before = person.sign_in(SignInRequest::default()).await;
    person.server.set_quirk(Quirk::PathIssuer);
    person.server.revoke_all();
    let _ = person.world.call(person.id, "echo", r#"{"text":"hi"}"#).await;
    assert_eq!(problem(&person.view().await), &SignInProblem::Expired);
    // The refresh token was offered where it came from, and nowhere else.
    let asked = person.server.log();
    let offered = asked.iter().filter(|request| request.param("refresh_token").is_some());
    assert!(offered.into_iter().all(|request| request.path == "/token"));

    let after = person.sign_in(SignInRequest::default()).await;
    let new = accounts(&after).iter().find(|account| account.in_use).unwrap();
    let (old, new) = (&accounts(&before)[0].issuer, &new.issuer);
    assert_eq!(
        (old.as_str(), new.as_str()),
        (person.server.at("").as_str().trim_end_matches('/'), person.server.issuer().as_str())
    );
    assert_ne!(old, new);
    assert_eq!(person.server.requests_to("/register").len(), 2, "a client of its own for each issuer");
}

#[tokio::test]
async fn a_private_network_is_not_asked_unless_the_person_accepts_that() {
    let new = Newcomer::start(AuthorizationOptions::with(Quirk::IssuerPrivate)).await;
    let refused = new.world.app.start_sign_in(new.id, SignInRequest::default()).await;
    let Err(Failure::SignIn { problem: SignInProblem::EndpointRefused { reason, .. }, .. }) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(reason, EndpointFault::Address);
    let view = new.configure(OAuthRequest { allow_private_addresses: true, ..oauth() }).await;
    let AuthView::OAuth { settings } = &view.auth else { panic!("{view:?}") };
    assert!(settings.allow_private_addresses);
}
