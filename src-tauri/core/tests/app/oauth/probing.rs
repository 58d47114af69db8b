//! What a look at a server tells about signing in, without doing it.

use hitchpost_core::connection::{AuthNeed, AuthRequest, ConnectionRequest, Grant, OAuthNeed, OAuthRequest};
use hitchpost_core::connection::{ProbeReport, StepKind, StepOutcome};
use hitchpost_core::failure::{Failure, SignInProblem};
use hitchpost_core::sign_in::SignInRequest;
use hitchpost_testkit::authorization::{
    AuthorizationFixture, AuthorizationOptions, OWN_APP, OWN_SECRET, Quirk,
};

use super::newcomer::Newcomer;
use crate::signed_in::oauth;
use crate::world::{World, request, set};

async fn probe(options: AuthorizationOptions) -> (ProbeReport, AuthorizationFixture) {
    let server = AuthorizationFixture::start(options).await.unwrap();
    let report = World::start().await.app.probe("p".into(), server.mcp_url().to_string()).await.unwrap();
    (report, server)
}

fn authorization(report: &ProbeReport) -> StepOutcome {
    report.steps.iter().find(|step| step.kind == StepKind::Authorization).unwrap().outcome
}

#[tokio::test]
async fn a_server_that_registers_apps_needs_nothing_but_a_click() {
    let (report, server) = probe(AuthorizationOptions::default()).await;
    let need = AuthNeed::OAuth {
        registration: OAuthNeed::Automatic,
        issuer: Some(server.issuer()),
        issuers: vec![server.issuer()],
        host: Some("127.0.0.1".into()),
        scopes: vec!["mcp:read".into()],
    };
    assert_eq!((&report.auth, &report.failure), (&need, &None));
    assert_eq!(authorization(&report), StepOutcome::Failed);
    for request in server.log() {
        assert!(request.path == "/mcp" || request.method == "GET", "{request:?}");
        assert_eq!(request.authorization, None);
    }
    assert_eq!(server.registered_clients(), 0);
}

#[tokio::test]
async fn a_server_that_does_not_needs_an_app_of_ones_own() {
    let (report, _) = probe(AuthorizationOptions { registration: false, ..Default::default() }).await;
    assert!(
        matches!(report.auth, AuthNeed::OAuth { registration: OAuthNeed::OwnApp, .. }),
        "{:?}",
        report.auth
    );
}

#[tokio::test]
async fn older_servers_and_openid_ones_are_found_too() {
    for quirk in [Quirk::NoChallenge, Quirk::Legacy, Quirk::OpenIdOnly, Quirk::PathIssuer, Quirk::FirstFails]
    {
        let (report, _) = probe(AuthorizationOptions::with(quirk)).await;
        assert!(matches!(report.auth, AuthNeed::OAuth { .. }), "{quirk}: {:?}", report.auth);
        assert_eq!(report.failure, None, "{quirk}");
    }
}

#[tokio::test]
async fn metadata_that_cannot_be_used_is_named() {
    for quirk in [Quirk::WrongIssuer, Quirk::OtherResource, Quirk::MetadataHtml, Quirk::MetadataPrivate] {
        let (report, _) = probe(AuthorizationOptions::with(quirk)).await;
        assert!(matches!(report.auth, AuthNeed::OAuth { .. }), "{quirk}: {:?}", report.auth);
        assert!(matches!(report.failure, Some(Failure::SignIn { .. })), "{quirk}: {:?}", report.failure);
    }
}

#[tokio::test]
async fn a_test_stops_before_the_browser_and_uses_the_account_there_is() {
    let new = Newcomer::start(AuthorizationOptions::default()).await;
    let entered = |settings: OAuthRequest| ConnectionRequest {
        auth: AuthRequest::OAuth { settings: Box::new(settings) },
        name: "Another".into(),
        ..request(&new.server.mcp_url())
    };
    let app = &new.world.app;
    let report = app.test_connection("t".into(), Some(new.id), entered(oauth())).await.unwrap();
    assert_eq!((authorization(&report), &report.failure), (StepOutcome::Failed, &None));
    assert!(matches!(report.auth, AuthNeed::OAuth { .. }), "{:?}", report.auth);
    assert_eq!(new.server.registered_clients(), 0);

    new.server.clear_log();
    let typed = OAuthRequest {
        authorization_url: "https://sso.example.com/authorize".into(),
        token_url: "https://sso.example.com/token".into(),
        client_id: OWN_APP.into(),
        ..oauth()
    };
    let report = app.test_connection("t".into(), None, entered(typed)).await.unwrap();
    let AuthNeed::OAuth { host, .. } = report.auth else { panic!("{:?}", report.auth) };
    assert_eq!(host.as_deref(), Some("sso.example.com"));
    assert!(new.server.log().iter().all(|request| request.path == "/mcp"), "{:?}", new.server.log());

    new.sign_in(SignInRequest::default()).await;
    let report = app.test_connection("t".into(), Some(new.id), entered(oauth())).await.unwrap();
    assert_eq!((report.tools, &report.failure), (Some(6), &None));
    // Another connection does not get it for the asking.
    let report = app.test_connection("t".into(), None, entered(oauth())).await.unwrap();
    assert_eq!(report.tools, None);
}

#[tokio::test]
async fn a_test_of_an_app_that_signs_in_for_itself_goes_all_the_way() {
    let new = Newcomer::start(AuthorizationOptions::default()).await;
    let with = |secret: &str| {
        let settings = OAuthRequest {
            grant: Grant::ClientCredentials,
            client_id: OWN_APP.into(),
            client_secret: set(secret),
            ..oauth()
        };
        let auth = AuthRequest::OAuth { settings: Box::new(settings) };
        ConnectionRequest { auth, name: "Another".into(), ..request(&new.server.mcp_url()) }
    };
    let app = &new.world.app;
    let report = app.test_connection("t".into(), None, with(OWN_SECRET)).await.unwrap();
    assert_eq!((report.tools, &report.failure), (Some(6), &None));
    let report = app.test_connection("t".into(), None, with("mistyped-secret")).await.unwrap();
    assert!(
        matches!(&report.failure, Some(Failure::SignIn { problem: SignInProblem::ClientUnknown { .. }, .. })),
        "{:?}",
        report.failure
    );
    assert_eq!(authorization(&report), StepOutcome::Failed);
    assert!(new.world.query::<String>("SELECT id FROM credentials").is_empty());
}

#[tokio::test]
async fn of_several_issuers_the_one_of_the_account_in_use_is_asked() {
    let person = Newcomer::start(AuthorizationOptions::with(Quirk::TwoIssuers)).await;
    person.sign_in(SignInRequest::default()).await;
    person.server.revoke_all();
    let _ = person.world.call(person.id, "echo", r#"{"text":"hi"}"#).await;
    person.server.clear_log();
    let entered = ConnectionRequest {
        auth: AuthRequest::OAuth { settings: Box::new(oauth()) },
        name: "Another".into(),
        ..request(&person.server.mcp_url())
    };
    let report = person.world.app.test_connection("t".into(), Some(person.id), entered).await.unwrap();
    let AuthNeed::OAuth { issuer, issuers, .. } = report.auth else { panic!("{report:?}") };
    let offered = [person.server.at("/first").to_string(), person.server.issuer()];
    assert_eq!((issuer.as_ref(), issuers.as_slice()), (offered.last(), offered.as_slice()));
    let log = person.server.log();
    assert!(!log.iter().any(|request| request.path.contains("first")), "{log:?}");
}
