//! What becomes of an account when the settings change under it.

use hitchpost_core::connection::{Issue, OAuthRequest, ResourceRequest, SecretInput};
use hitchpost_core::failure::{Failure, SignInProblem};
use hitchpost_core::session::SessionStatus;
use hitchpost_core::sign_in::SignInRequest;
use hitchpost_testkit::authorization::{AuthorizationOptions, OWN_APP, OWN_SECRET, PUBLIC_APP};

use super::newcomer::{Newcomer, accounts, problem};
use crate::signed_in::oauth;
use crate::world::{request, set, text, tools};

async fn signed_in() -> Newcomer {
    let person = Newcomer::start(AuthorizationOptions::default()).await;
    person.sign_in(SignInRequest::default()).await;
    person
}

fn changed(view: &hitchpost_core::connection::ConnectionView) -> bool {
    match &view.status {
        SessionStatus::Connected { settings_changed, .. } => *settings_changed,
        other => panic!("not connected: {other:?}"),
    }
}

#[tokio::test]
async fn changed_scopes_are_asked_for_at_the_next_sign_in() {
    let person = signed_in().await;
    let view = person.configure(OAuthRequest { scopes: "mcp:read mcp:write".into(), ..oauth() }).await;
    assert!(changed(&view));
    // The handshake alone brings no other token.
    let view = person.world.app.reconnect(person.id).await.unwrap();
    assert!(changed(&view));
    assert_eq!(tools(&view), Some(6));

    let view = person.sign_in(SignInRequest::default()).await;
    assert!(!changed(&view));
    assert_eq!(accounts(&view)[0].scopes, ["mcp:read", "mcp:write"]);
}

#[tokio::test]
async fn changed_scopes_are_remarked_on_before_they_are_saved() {
    let person = signed_in().await;
    let settings = OAuthRequest { scopes: "mcp:write".into(), ..oauth() };
    let auth = hitchpost_core::connection::AuthRequest::OAuth { settings: Box::new(settings) };
    let request = hitchpost_core::connection::ConnectionRequest { auth, ..request(&person.server.mcp_url()) };
    let checked = person.world.app.check_connection(Some(person.id), request).await.unwrap();
    assert!(checked.issues.iter().any(|issue| issue.issue == Issue::ScopesNeedReconnect), "{checked:?}");
}

#[tokio::test]
async fn a_token_stays_with_the_server_and_the_client_it_was_got_for() {
    let other = Newcomer::start(AuthorizationOptions::default()).await;
    let person = signed_in().await;
    let own = person.server.mcp_url();
    let own_app = OAuthRequest { client_id: PUBLIC_APP.into(), ..oauth() };
    let another_issuer = OAuthRequest { issuer: "https://sso.example.com".into(), ..oauth() };
    let another_resource =
        OAuthRequest { resource: ResourceRequest::Custom { value: "api://something".into() }, ..oauth() };
    for (url, settings) in [
        (other.server.mcp_url(), oauth()),
        (person.server.at("/other"), oauth()),
        (own.clone(), own_app),
        (own.clone(), another_issuer),
        (own.clone(), another_resource),
        (own.clone(), OAuthRequest { resource: ResourceRequest::Omit, ..oauth() }),
    ] {
        person.configure_at(url.as_str(), settings).await;
        person.server.clear_log();
        let view = person.world.app.reconnect(person.id).await.unwrap();
        assert_eq!(problem(&view), &SignInProblem::SettingsChanged, "{url}");
        let failed = person.world.call(person.id, "echo", "{}").await.outcome;
        assert!(matches!(failed, hitchpost_core::call::CallOutcome::Failed { .. }), "{failed:?}");
        // Nobody was asked, with or without the token.
        let sent = |request: &hitchpost_testkit::authorization::Request| {
            request.path == "/mcp" && request.method == "POST" || request.path == "/token"
        };
        assert!(!person.server.log().iter().any(sent), "{:?}", person.server.log());
        assert!(other.server.requests_to("/mcp").is_empty());
    }
    // As it was before, the account is good again.
    person.configure_at(own.as_str(), oauth()).await;
    assert_eq!(tools(&person.world.app.reconnect(person.id).await.unwrap()), Some(6));
}

#[tokio::test]
async fn a_call_that_needs_more_says_what_and_gets_it() {
    let person = signed_in().await;
    person.server.change(|options| options.call_scope = Some("mcp:write".into()));
    let outcome = person.world.call(person.id, "echo", r#"{"text":"hi"}"#).await.outcome;
    let hitchpost_core::call::CallOutcome::Failed { failure } = outcome else { panic!("{outcome:?}") };
    let Failure::SignIn { problem: SignInProblem::ScopeMissing { needed, granted }, .. } = failure else {
        panic!("{failure:?}")
    };
    assert_eq!(needed, ["mcp:write"]);
    assert!(tools(&person.view().await).is_some(), "the session goes on");

    let view = person.sign_in(SignInRequest { scopes: needed, ..Default::default() }).await;
    let scopes = &accounts(&view)[0].scopes;
    assert!(granted.iter().all(|scope| scopes.contains(scope)) && scopes.contains(&"mcp:write".to_owned()));
    assert!(!changed(&view));
    assert_eq!(text(&person.world.call(person.id, "echo", r#"{"text":"hi"}"#).await), "hi");
}

#[tokio::test]
async fn an_expired_sign_in_is_told_from_an_error_and_survives_a_restart() {
    let person = signed_in().await;
    person.server.revoke_all();
    let _ = person.world.call(person.id, "echo", r#"{"text":"hi"}"#).await;
    let view = person.view().await;
    assert!(matches!(view.status, SessionStatus::Expired { .. }), "{:?}", view.status);
    assert!(accounts(&view)[0].expired);
    let person = person.restart().await;
    assert_eq!(person.view().await.status, view.status);
    person.server.clear_log();
    let again = person.world.app.connect(person.id).await.unwrap();
    assert_eq!(problem(&again), &SignInProblem::Expired);
    assert!(person.server.log().is_empty(), "{:?}", person.server.log());
    assert_eq!(tools(&person.sign_in(SignInRequest::default()).await), Some(6));
}

#[tokio::test]
async fn a_blank_client_secret_is_kept_and_a_new_one_replaces_it() {
    let person = Newcomer::start(AuthorizationOptions::default()).await;
    let own =
        |secret: SecretInput| OAuthRequest { client_id: OWN_APP.into(), client_secret: secret, ..oauth() };
    person.configure(own(set("mistyped-secret"))).await;
    let (_, url) = person.begin(SignInRequest::default()).await;
    let refused = person.world.app.complete_sign_in(&person.server.browse(&url).unwrap()).await;
    assert!(
        matches!(refused, Err(Failure::SignIn { problem: SignInProblem::ClientUnknown { .. }, .. })),
        "{refused:?}"
    );
    person.configure(own(set(OWN_SECRET))).await;
    person.configure(own(SecretInput::Keep)).await;
    assert_eq!(tools(&person.sign_in(SignInRequest::default()).await), Some(6));
}
