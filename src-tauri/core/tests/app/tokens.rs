//! Access tokens within calls: renewed when they end, refused, and never seen.

use std::time::Duration;

use hitchpost_core::call::CallOutcome;
use hitchpost_core::connection::{AuthRequest, ConnectionRequest, OAuthRequest};
use hitchpost_core::failure::{Failure, SignInProblem};
use hitchpost_core::session::SessionStatus;
use hitchpost_core::sign_in::SignInRequest;
use hitchpost_testkit::authorization::{AuthorizationOptions, OWN_APP, OWN_SECRET};
use serde_json::json;

use crate::signed_in::{SignedIn, oauth};
use crate::world::{request, set, text};

const HELLO: &str = r#"{"text":"hello"}"#;

async fn failure(person: &SignedIn) -> Failure {
    match person.world.call(person.id, "echo", HELLO).await.outcome {
        CallOutcome::Failed { failure } => failure,
        other => panic!("not failed: {other:?}"),
    }
}

fn is_connected(status: &SessionStatus) -> bool {
    matches!(status, SessionStatus::Connected { .. })
}

#[tokio::test]
async fn a_token_that_ends_is_renewed_within_a_call() {
    let person = SignedIn::start(AuthorizationOptions::default()).await;
    let sessions = |person: &SignedIn| {
        let seen = person.server.requests_to("/mcp").into_iter();
        seen.filter(|request| request.json.as_ref().is_some_and(|json| json["method"] == "server/discover"))
            .count()
    };
    let before = sessions(&person);
    for renewed in 1..3 {
        person.server.expire_access_tokens();
        let report = person.world.call(person.id, "echo", HELLO).await;
        assert_eq!(text(&report), "hello");
        assert_eq!(person.server.counts().refreshes, renewed);
        let heads: Vec<&str> = report.wire.iter().map(|frame| frame.head.as_str()).collect();
        assert!(heads.iter().any(|head| head.starts_with("401")), "{heads:?}");
    }
    assert_eq!(sessions(&person), before, "the session goes on");
    assert!(is_connected(&person.view().await.status));
}

#[tokio::test]
async fn calls_refused_together_share_one_renewal() {
    let person = SignedIn::start(AuthorizationOptions::default()).await;
    person.server.change(|options| options.token_delay = Duration::from_millis(100));
    person.server.expire_access_tokens();
    let call = || person.world.call(person.id, "echo", HELLO);
    let reports = tokio::join!(call(), call(), call(), call());
    for report in [reports.0, reports.1, reports.2, reports.3] {
        assert_eq!(text(&report), "hello");
    }
    assert_eq!((person.server.counts().refreshes, person.server.counts().reuses), (1, 0));
}

#[tokio::test]
async fn a_sign_in_that_cannot_be_renewed_ends_the_session() {
    let person = SignedIn::start(AuthorizationOptions::default()).await;
    person.server.revoke_all();
    let failure = failure(&person).await;
    assert!(matches!(failure, Failure::SignIn { problem: SignInProblem::Expired, .. }), "{failure:?}");
    let status = person.view().await.status;
    assert!(matches!(status, SessionStatus::Expired { .. }), "{status:?}");
}

#[tokio::test]
async fn a_secret_that_was_mistyped_and_is_corrected_takes_no_new_sign_in() {
    let person = SignedIn::start(AuthorizationOptions::default()).await;
    let set_secret = async |secret: &str| {
        let settings = OAuthRequest { client_id: OWN_APP.into(), client_secret: set(secret), ..oauth() };
        let auth = AuthRequest::OAuth { settings: Box::new(settings) };
        let with_secret = ConnectionRequest { auth, ..request(&person.server.mcp_url()) };
        person.world.app.configure_connection(person.id, with_secret).await.unwrap();
    };
    set_secret(OWN_SECRET).await;
    person.sign_in(SignInRequest::default()).await;

    set_secret("mistyped").await;
    person.server.expire_access_tokens();
    let failure = failure(&person).await;
    let Failure::SignIn { problem: SignInProblem::ClientUnknown { .. }, .. } = failure else {
        panic!("{failure:?}")
    };
    assert!(!matches!(person.view().await.status, SessionStatus::Expired { .. }));

    set_secret(OWN_SECRET).await;
    assert_eq!(text(&person.world.call(person.id, "echo", HELLO).await), "hello");
    assert_eq!((person.server.counts().refreshes, person.server.counts().reuses), (1, 0));
}

#[tokio::test]
async fn a_token_refused_when_it_is_new_is_the_servers_refusal() {
    let person = SignedIn::start(AuthorizationOptions::default()).await;
    person.server.set_access_token_life(Duration::ZERO);
    person.server.expire_access_tokens();
    let failure = failure(&person).await;
    let Failure::Unauthorized { credential: Some(credential), oauth, challenge } = &failure else {
        panic!("{failure:?}")
    };
    assert!(credential.starts_with("Authorization: Bearer ••"), "{credential}");
    assert!(oauth & challenge.as_ref().unwrap().contains("invalid_token"));
}

#[tokio::test]
async fn a_missing_scope_is_named_and_ends_nothing() {
    let person = SignedIn::start(AuthorizationOptions::default()).await;
    person.server.change(|options| options.call_scope = Some("mcp:write".to_owned()));
    let failure = failure(&person).await;
    let Failure::SignIn { problem: SignInProblem::ScopeMissing { needed, granted }, .. } = failure else {
        panic!("{failure:?}")
    };
    assert_eq!(needed, ["mcp:write"]);
    assert!(!granted.is_empty() && !granted.contains(&"mcp:write".to_owned()), "{granted:?}");
    assert!(is_connected(&person.view().await.status));

    person.sign_in(SignInRequest { scopes: needed, ..SignInRequest::default() }).await;
    assert_eq!(text(&person.world.call(person.id, "echo", HELLO).await), "hello");
}

#[tokio::test]
async fn a_sign_in_service_out_of_order_costs_calls_and_not_the_session() {
    let person = SignedIn::start(AuthorizationOptions::default()).await;
    person.server.change(|options| options.token_status = Some(503));
    person.server.expire_access_tokens();
    let failure = failure(&person).await;
    assert!(!matches!(failure, Failure::SignIn { problem: SignInProblem::Expired, .. }), "{failure:?}");
    assert!(is_connected(&person.view().await.status), "{failure:?}");
    person.server.change(|options| options.token_status = None);
    assert_eq!(text(&person.world.call(person.id, "echo", HELLO).await), "hello");
}

#[tokio::test]
async fn no_token_is_seen_in_what_a_server_repeats() {
    let person = SignedIn::start(AuthorizationOptions::default()).await;
    person.server.expire_access_tokens();
    person.world.call(person.id, "echo", HELLO).await;
    let tokens = person.tokens();
    assert_eq!(tokens.len(), 2);
    for token in &tokens {
        let report = person.world.call(person.id, "echo", &json!({ "text": token }).to_string()).await;
        assert_eq!(text(&report), "••••");
        let shown = serde_json::to_string(&report).unwrap();
        assert!(!shown.contains(token.as_str()), "{shown}");
    }
    let kept: Vec<String> = person.world.query("SELECT arguments || result FROM history");
    assert_eq!(kept.len(), 3);
    assert!(kept.iter().all(|kept| tokens.iter().all(|token| !kept.contains(token.as_str()))), "{kept:?}");
}
