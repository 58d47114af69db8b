//! Becoming a client.

use std::sync::Mutex;

use hitchpost_oauth::{
    Client, ClientAuthentication, ClientOrigin, Error, Pkce, RegistrationChoice, Step, Url,
};
use hitchpost_testkit::authorization::{AuthorizationOptions, OWN_APP, Quirk};

use crate::world::{REDIRECT, World, elsewhere};

const DOCUMENT: &str = "https://hitchpost.example/client.json";

fn documents() -> AuthorizationOptions {
    AuthorizationOptions { metadata_documents: true, ..AuthorizationOptions::default() }
}

async fn with_document(options: AuthorizationOptions, choice: RegistrationChoice) -> World {
    let mut world = World::of(options).await;
    world.wishes.metadata_document = Some(Url::parse(DOCUMENT).unwrap());
    world.wishes.registration = choice;
    world
}

#[tokio::test]
async fn registers_as_a_public_native_app_that_refreshes() {
    let world = World::good().await;
    let client = world.prepare().await.unwrap().client;
    assert_eq!((client.origin, client.authentication), (ClientOrigin::Dynamic, ClientAuthentication::None));
    assert_eq!(
        (client.issuer.clone(), client.redirect_uris.clone()),
        (world.server.issuer(), vec![REDIRECT.to_owned()])
    );
    assert!(client.registration.is_some() && client.secret.is_none());
    let sent = world.server.requests_to("/register")[0].json.clone().unwrap();
    assert_eq!(
        sent,
        serde_json::json!({
            "client_name": "Hitchpost",
            "application_type": "native",
            "redirect_uris": [REDIRECT],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": "none",
        })
    );
}

#[tokio::test]
async fn says_how_far_it_is() {
    let world = World::good().await;
    let steps = Mutex::new(Vec::new());
    let note = |step| steps.lock().unwrap().push(step);
    hitchpost_oauth::prepare(&world.http, &world.wishes, &world.ground, REDIRECT, note).await.unwrap();
    assert_eq!(*steps.lock().unwrap(), [Step::Discovering, Step::Registering, Step::Ready]);
}

#[tokio::test]
async fn an_app_of_the_persons_own_is_not_registered_again() {
    let world = World::good().await.with_own_app();
    let (prepared, _) = world.sign_in().await.unwrap();
    assert_eq!((prepared.client.id.as_str(), prepared.client.origin), (OWN_APP, ClientOrigin::Own));
    assert_eq!(world.server.registered_clients(), 0);
}

#[tokio::test]
async fn a_server_that_reads_metadata_documents_is_given_ours() {
    let world = with_document(documents(), RegistrationChoice::Automatic).await;
    let (prepared, _) = world.sign_in().await.unwrap();
    assert_eq!(
        (prepared.client.id.as_str(), prepared.client.origin),
        (DOCUMENT, ClientOrigin::MetadataDocument)
    );
    assert_eq!(world.server.registered_clients(), 0);
}

#[tokio::test]
async fn a_metadata_document_is_not_forced_on_anybody_unless_chosen() {
    let world = with_document(AuthorizationOptions::default(), RegistrationChoice::Automatic).await;
    assert_eq!(world.prepare().await.unwrap().client.origin, ClientOrigin::Dynamic);
    let world = with_document(documents(), RegistrationChoice::Dynamic).await;
    assert_eq!(world.prepare().await.unwrap().client.origin, ClientOrigin::Dynamic);
    let world = with_document(AuthorizationOptions::default(), RegistrationChoice::MetadataDocument).await;
    assert_eq!(world.prepare().await.unwrap().client.id, DOCUMENT);
}

#[tokio::test]
async fn without_any_way_to_become_a_client_it_says_so() {
    let world =
        World::of(AuthorizationOptions { registration: false, ..AuthorizationOptions::default() }).await;
    let unavailable = Error::RegistrationUnavailable { issuer: world.server.issuer() };
    assert_eq!(world.prepare().await.unwrap_err(), unavailable);
    let mut world = World::good().await;
    world.wishes.registration = RegistrationChoice::MetadataDocument;
    assert!(matches!(world.prepare().await, Err(Error::RegistrationUnavailable { .. })));
}

#[tokio::test]
async fn an_earlier_registration_serves_again() {
    let mut world = World::good().await;
    let (first, _) = world.sign_in().await.unwrap();
    world.ground.known_clients = vec![elsewhere(&first.client), first.client.clone()];
    let (second, _) = world.sign_in().await.unwrap();
    assert_eq!((second.client.id, world.server.registered_clients()), (first.client.id, 1));
}

#[tokio::test]
async fn a_registration_of_another_issuer_or_redirect_is_left_alone() {
    let mut world = World::good().await;
    let client = world.prepare().await.unwrap().client;
    let moved = Client { redirect_uris: vec!["http://127.0.0.1:1/callback".into()], ..client.clone() };
    let expired = Client { secret_expires_at: Some(1), ..client.clone() };
    let own = Client { origin: ClientOrigin::Own, ..client.clone() };
    world.ground.known_clients = vec![elsewhere(&client), moved, expired, own];
    assert_ne!(world.prepare().await.unwrap().client.id, client.id);
    assert_eq!(world.server.registered_clients(), 2);
}

#[tokio::test]
async fn registers_to_prove_itself_the_way_the_person_wants() {
    let mut world = World::good().await;
    let public = world.prepare().await.unwrap().client;
    world.ground.known_clients = vec![public];
    for wished in [ClientAuthentication::Post, ClientAuthentication::Basic] {
        world.wishes.client_authentication = Some(wished);
        let (prepared, _) = world.sign_in().await.unwrap();
        assert_eq!(prepared.client.authentication, wished);
        assert!(prepared.client.secret.is_some());
    }
    assert_eq!(world.server.registered_clients(), 3);
}

#[tokio::test]
async fn a_useless_registration_is_reported() {
    for (quirk, reason) in [
        (Quirk::RegisterNameless, "client_id"),
        (Quirk::RegisterHuge, "larger"),
        (Quirk::RegisterOtherRedirect, "another redirect"),
        (Quirk::RegisterExpired, "expired"),
    ] {
        let error = World::with(quirk).await.prepare().await.unwrap_err();
        assert!(
            matches!(&error, Error::Malformed { reason: said, .. } if said.contains(reason)),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn a_refused_registration_says_why() {
    let error = World::with(Quirk::RegisterRefused).await.prepare().await.unwrap_err();
    assert_eq!(
        error,
        Error::RegistrationRefused {
            error: "invalid_redirect_uri".into(),
            description: Some("redirect_uris: only https addresses are allowed".into()),
        }
    );
}

#[tokio::test]
async fn a_secret_is_sent_the_way_the_server_wants_it() {
    for (quirk, expected) in
        [(Quirk::PostOnly, ClientAuthentication::Post), (Quirk::BasicOnly, ClientAuthentication::Basic)]
    {
        let world = World::with(quirk).await;
        let (prepared, _) = world.sign_in().await.unwrap();
        assert_eq!(prepared.client.authentication, expected);
        let request = world.token_request();
        assert_eq!(request.param("client_secret").is_some(), expected == ClientAuthentication::Post);
        assert_eq!(request.authorization.is_some(), expected == ClientAuthentication::Basic);
    }
}

#[tokio::test]
async fn nothing_is_registered_with_a_server_that_cannot_be_used() {
    for (quirk, pkce) in [
        (Quirk::NoPkce, Pkce::Required),
        (Quirk::PlainPkce, Pkce::Required),
        (Quirk::PlainPkce, Pkce::AllowUnadvertised),
        (Quirk::PlainPkce, Pkce::Off),
    ] {
        let mut world = World::with(quirk).await;
        world.wishes.pkce = pkce;
        assert!(matches!(world.prepare().await, Err(Error::PkceUnsupported { .. })), "{quirk} {pkce:?}");
        assert_eq!(world.server.registered_clients(), 0);
    }
}
