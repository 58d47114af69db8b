//! To the browser and back.

use hitchpost_oauth::{
    ClientAuthentication, ClientOrigin, Error, OwnClient, Pkce, ResourceChoice, SecretString, SigningKey,
};
use hitchpost_testkit::authorization::{AuthorizationOptions, OWN_APP, OWN_SECRET, Quirk};
use secrecy::ExposeSecret as _;

use crate::world::{REDIRECT, World, asked};

#[tokio::test]
async fn a_sign_in_ends_with_a_token_the_server_takes() {
    let world = World::good().await;
    let (prepared, granted) = world.sign_in().await.unwrap();
    assert!(world.server.is_valid(granted.access_token.expose_secret()));
    assert!(granted.refresh_token.is_some() && granted.expires_in.is_some());
    assert_eq!(granted.account, None);
    assert_eq!(prepared.pending.context().scopes, ["mcp:read", "mcp:write", "offline_access"]);
}

#[tokio::test]
async fn the_resource_is_named_to_both_endpoints_and_the_verifier_to_one() {
    let world = World::good().await;
    let (prepared, granted) = world.sign_in().await.unwrap();
    let resource = world.server.mcp_url().to_string();
    let bound = world.server.resource_of(granted.access_token.expose_secret());
    assert_eq!(bound.as_deref(), Some(resource.as_str()));
    let request = world.token_request();
    assert_eq!(asked(&prepared, "resource").as_deref(), Some(resource.as_str()));
    assert_eq!(request.param("resource"), Some(resource.as_str()));
    assert_eq!(request.param("redirect_uri"), Some(REDIRECT));
    assert_eq!(request.param("code_verifier").map(str::len), Some(43));
    assert_eq!(asked(&prepared, "code_verifier"), None);
}

#[tokio::test]
async fn wrong_answers_do_not_use_up_an_attempt() {
    let world = World::good().await;
    let prepared = world.prepare().await.unwrap();
    for attempt in 0..20 {
        let forged = format!("{REDIRECT}?code=stolen&state=guess-{attempt}");
        assert!(!prepared.pending.matches(&forged));
        assert_eq!(world.finish(&prepared, &forged).await.unwrap_err(), Error::StateMismatch);
    }
    let callback = world.browse(&prepared);
    assert!(prepared.pending.matches(&callback));
    assert!(world.finish(&prepared, &callback).await.is_ok());
    assert_eq!(world.token_requests().len(), 1);
}

#[tokio::test]
async fn a_code_works_once() {
    let world = World::good().await;
    let prepared = world.prepare().await.unwrap();
    let callback = world.browse(&prepared);
    world.finish(&prepared, &callback).await.unwrap();
    let error = world.finish(&prepared, &callback).await.unwrap_err();
    assert!(matches!(error, Error::Token { error, status: 400, .. } if error == "invalid_grant"));
}

#[tokio::test]
async fn an_answer_from_another_issuer_is_not_acted_on() {
    for (quirk, found) in
        [(Quirk::MixUp, Some("https://other.example".to_owned())), (Quirk::MissingIss, None)]
    {
        let world = World::with(quirk).await;
        let error = world.sign_in().await.unwrap_err();
        assert_eq!(error, Error::ResponseIssuerMismatch { expected: world.server.issuer(), found });
        assert!(world.token_requests().is_empty());
    }
}

#[tokio::test]
async fn of_another_issuers_error_nothing_is_shown() {
    let world = World::with(Quirk::MixUp).await;
    world.server.deny_consent();
    let error = world.sign_in().await.unwrap_err();
    assert!(matches!(error, Error::ResponseIssuerMismatch { .. }) && !error.to_string().contains("said no"));
}

#[tokio::test]
async fn a_person_who_declines_is_believed() {
    let world = World::of(AuthorizationOptions { consent: false, ..AuthorizationOptions::default() }).await;
    let declined = Error::Declined { description: Some("The <b>person</b> said no".into()) };
    assert_eq!(world.sign_in().await.unwrap_err(), declined);
    assert!(world.token_requests().is_empty());
}

#[tokio::test]
async fn the_way_of_2025_03_26_still_works_and_names_no_resource() {
    for quirk in [Quirk::Legacy, Quirk::LegacyBare] {
        let world = World::with(quirk).await;
        let (prepared, _) = world.sign_in().await.unwrap();
        assert!(prepared.discovered.as_ref().unwrap().legacy, "{quirk}");
        assert_eq!(asked(&prepared, "resource"), None);
        assert_eq!(asked(&prepared, "code_challenge_method").as_deref(), Some("S256"));
    }
}

#[tokio::test]
async fn a_server_that_refuses_the_resource_parameter_works_without_it() {
    let mut world = World::with(Quirk::ResourceRefused).await;
    let error = world.sign_in().await.unwrap_err();
    assert!(matches!(error, Error::AuthorizationFailed { error, description: Some(words) }
        if error == "invalid_request" && words.contains("AADSTS901002")));
    world.wishes.resource = ResourceChoice::Omit;
    let (prepared, _) = world.sign_in().await.unwrap();
    assert_eq!(prepared.pending.context().resource, None);
}

#[tokio::test]
async fn pkce_may_go_unadvertised_when_the_person_says_so_and_is_sent_all_the_same() {
    for pkce in [Pkce::AllowUnadvertised, Pkce::Off] {
        let mut world = World::with(Quirk::NoPkce).await;
        world.wishes.pkce = pkce;
        let (prepared, _) = world.sign_in().await.unwrap();
        assert_eq!(asked(&prepared, "code_challenge_method").as_deref(), Some("S256"));
    }
}

#[tokio::test]
async fn typed_endpoints_are_used_without_looking_for_others() {
    let world = World::good().await.with_own_app().with_endpoints();
    let (prepared, _) = world.sign_in().await.unwrap();
    assert!(prepared.discovered.is_none());
    assert_eq!(prepared.client.issuer, world.server.at("/token").to_string());
    assert_eq!(asked(&prepared, "resource").as_deref(), Some(world.server.mcp_url().as_str()));
    assert_eq!(Vec::from_iter(world.paths()), ["/authorize", "/token"]);
}

#[tokio::test]
async fn a_typed_issuer_must_be_the_one_that_answers() {
    let mut world = World::good().await.with_own_app().with_endpoints();
    world.wishes.issuer = Some("https://expected.example".into());
    assert!(matches!(world.sign_in().await, Err(Error::ResponseIssuerMismatch { .. })));
    world.wishes.issuer = Some(world.server.issuer());
    assert!(world.sign_in().await.is_ok());
}

#[tokio::test]
async fn only_what_proves_the_client_replaces_pkce_and_only_at_typed_endpoints() {
    let mut world = World::good().await.with_own_app().with_endpoints();
    world.wishes.pkce = Pkce::Off;
    let secret = Some(SecretString::from(OWN_SECRET));
    let key = Some(SigningKey::from_pem(&include_str!("../keys/p256-pkcs8.pem").into()).unwrap());
    let table = [
        (secret.clone(), None, None, false),
        (None, key.clone(), None, false),
        (None, None, None, true),
        (secret, key, Some(ClientAuthentication::None), true),
    ];
    for (row, (secret, key, authentication, challenged)) in table.into_iter().enumerate() {
        world.wishes.client = Some(OwnClient { id: OWN_APP.into(), secret, key });
        world.wishes.client_authentication = authentication;
        let prepared = world.prepare().await.unwrap();
        assert_eq!(asked(&prepared, "code_challenge").is_some(), challenged, "row {row}");
    }
}

#[tokio::test]
async fn a_step_up_asks_for_everything_at_once() {
    let mut world = World::good().await.challenged_for("mcp:write");
    world.ground.requested_before = vec!["mcp:read".into()];
    let (prepared, granted) = world.sign_in().await.unwrap();
    assert_eq!(asked(&prepared, "scope").as_deref(), Some("mcp:read mcp:write offline_access"));
    assert_eq!(granted.scopes, ["mcp:read", "mcp:write", "offline_access"]);
}

#[tokio::test]
async fn typed_scopes_are_asked_for_exactly() {
    let mut world = World::good().await.challenged_for("mcp:write");
    world.wishes.scopes = Some(vec!["openid".into()]);
    let (prepared, granted) = world.sign_in().await.unwrap();
    assert_eq!(asked(&prepared, "scope").as_deref(), Some("openid"));
    assert_eq!(granted.account.as_deref(), Some("person@example.com"));
}

#[tokio::test]
async fn extra_parameters_travel_to_the_browser_only() {
    let mut world = World::good().await;
    world.wishes.extra_parameters = vec![("audience".into(), "api".into()), ("state".into(), "fixed".into())];
    let (prepared, _) = world.sign_in().await.unwrap();
    assert_eq!(asked(&prepared, "audience").as_deref(), Some("api"));
    assert_ne!(asked(&prepared, "state").as_deref(), Some("fixed"));
    assert_eq!(world.token_request().param("audience"), None);
}

#[tokio::test]
async fn a_server_says_beforehand_that_a_redirect_is_not_registered() {
    let world = World::good().await.with_own_app();
    let refused = |redirect: &'static str| {
        let world = &world;
        async move {
            let prepared =
                hitchpost_oauth::prepare(&world.http, &world.wishes, &world.ground, redirect, |_| {})
                    .await
                    .unwrap();
            hitchpost_oauth::is_redirect_refused(&world.http, &prepared.url).await
        }
    };
    assert!(refused("http://127.0.0.1:4000/elsewhere").await);
    assert!(!refused(REDIRECT).await);
}

#[tokio::test]
async fn an_attempt_continues_after_it_was_kept() {
    let world = World::good().await.with_own_app();
    let prepared = world.prepare().await.unwrap();
    let kept = prepared.pending.to_secret();
    let pending = hitchpost_oauth::Pending::from_secret(&kept).unwrap();
    let open = serde_json::to_string(&prepared.client).unwrap();
    let client: hitchpost_oauth::Client = serde_json::from_str(&open).unwrap();
    let client = client.with_secret(&prepared.client.to_secret().unwrap()).unwrap();
    assert_eq!((client.id.as_str(), client.origin), (OWN_APP, ClientOrigin::Own));
    let callback = world.browse(&prepared);
    assert!(hitchpost_oauth::finish(&world.http, &pending, &client, &callback).await.is_ok());
}
