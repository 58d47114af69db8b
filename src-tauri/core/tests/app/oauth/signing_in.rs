//! The ways to an account.

use hitchpost_core::connection::{
    AuthRequest, AuthView, ClientAuthentication, ConnectionRequest, Grant, NetworkRequest, RedirectMode,
    TargetRequest, TransportChoice,
};
use hitchpost_core::event::AppEvent;
use hitchpost_core::failure::{Failure, SignInProblem};
use hitchpost_core::session::SessionStatus;
use hitchpost_core::sign_in::{RegisteredAs, SignInPhase, SignInRequest};
use hitchpost_testkit::authorization::{AuthorizationOptions, OWN_APP, OWN_SECRET, PUBLIC_APP, Quirk};

use super::browser::follow;
use super::newcomer::{Newcomer, problem};
use crate::signed_in::{SignedIn, oauth};
use crate::world::{next, request, set, tools};

const DEEP_LINKS: SignInRequest = SignInRequest { new_account: false, scopes: Vec::new(), deep_links: true };

#[tokio::test]
async fn a_sign_in_comes_back_over_the_loopback_address_and_connects() {
    let new = Newcomer::start(AuthorizationOptions::default()).await;
    let mut events = new.world.app.events();
    let (sign_in, url) = new.begin(SignInRequest::default()).await;
    assert_eq!((sign_in.phase, sign_in.registered), (SignInPhase::Waiting, Some(RegisteredAs::Dynamic)));
    assert_eq!(sign_in.host.as_deref(), Some("127.0.0.1"));
    assert_eq!(new.view().await.status, SessionStatus::SigningIn { sign_in: sign_in.clone() });

    let page = follow(&new.server.browse(&url).unwrap()).await;
    assert!(page.body.contains("signed in"), "{page:?}");
    let account = next(&mut events, |event| match event {
        AppEvent::SignedIn { id, account } if id == new.id => Some(account),
        _ => None,
    })
    .await;
    assert_eq!(account, "", "nobody named it, and there is no other");
    next(&mut events, |event| match event {
        AppEvent::StatusChanged { id, status: SessionStatus::Connected { .. } } => {
            (id == new.id).then_some(())
        }
        _ => None,
    })
    .await;
    let view = new.view().await;
    assert_eq!(tools(&view), Some(6));
    let AuthView::OAuth { settings } = view.auth else { panic!("{:?}", view.auth) };
    let account = settings.account.unwrap();
    assert_eq!((account.label.as_str(), account.issuer.as_str()), ("Account", new.server.issuer().as_str()));
    assert!(account.refreshable && account.in_use && !account.expired);
}

#[tokio::test]
async fn a_sign_in_with_an_app_of_ones_own_comes_back_as_a_link() {
    let new = Newcomer::start(AuthorizationOptions { registration: false, ..Default::default() }).await;
    let mut settings = oauth();
    (settings.client_id, settings.client_secret) = (OWN_APP.into(), set(OWN_SECRET));
    new.configure(settings).await;
    let (sign_in, url) = new.begin(DEEP_LINKS).await;
    assert_eq!(sign_in.redirect_uri.as_deref(), Some("hitchpost://oauth/callback"));
    assert_eq!(sign_in.registered, Some(RegisteredAs::OwnApp));
    let callback = new.server.browse(&url).unwrap();
    assert!(callback.starts_with("hitchpost://oauth/callback?"), "{callback}");
    assert_eq!(tools(&new.world.app.complete_sign_in(&callback).await.unwrap()), Some(6));
}

#[tokio::test]
async fn an_app_of_ones_own_without_links_comes_back_over_loopback() {
    let new = Newcomer::start(AuthorizationOptions::default()).await;
    let mut settings = oauth();
    settings.client_id = PUBLIC_APP.into();
    new.configure(settings.clone()).await;
    let (sign_in, _) = new.begin(SignInRequest::default()).await;
    assert!(sign_in.redirect_uri.unwrap().starts_with("http://127.0.0.1:"));

    settings.redirect = RedirectMode::DeepLink;
    new.configure(settings).await;
    let (sign_in, url) = new.begin(SignInRequest::default()).await;
    assert_eq!(sign_in.redirect_uri.as_deref(), Some("hitchpost://oauth/callback"));
    // Nobody receives the link, so the person pastes it.
    let pasted = format!("  {}\n", new.server.browse(&url).unwrap());
    assert_eq!(tools(&new.world.app.complete_sign_in(&pasted).await.unwrap()), Some(6));
}

#[tokio::test]
async fn the_final_address_can_be_pasted() {
    let new = Newcomer::start(AuthorizationOptions::default()).await;
    let (_, url) = new.begin(SignInRequest::default()).await;
    let callback = new.server.browse(&url).unwrap();
    let query = callback.split_once('?').unwrap().1;
    assert_eq!(tools(&new.world.app.complete_sign_in(query).await.unwrap()), Some(6));
}

#[tokio::test]
async fn typed_endpoints_are_used_as_they_are() {
    let new = Newcomer::start(AuthorizationOptions { registration: false, ..Default::default() }).await;
    let mut settings = oauth();
    settings.authorization_url = new.server.at("/authorize").into();
    settings.token_url = new.server.at("/token").into();
    (settings.client_id, settings.client_secret) = (OWN_APP.into(), set(OWN_SECRET));
    settings.client_authentication = ClientAuthentication::Post;
    settings.scopes = "mcp:read,mcp:write".into();
    new.configure(settings).await;
    new.server.clear_log();
    assert_eq!(tools(&new.sign_in(SignInRequest::default()).await), Some(6));
    assert!(!new.server.log().iter().any(|request| request.path.contains(".well-known")));
    let asked = new.server.requests_to("/token").remove(0);
    assert_eq!(asked.param("client_secret"), Some(OWN_SECRET));
}

#[tokio::test]
async fn an_app_signs_in_for_itself_when_it_connects() {
    let new = Newcomer::start(AuthorizationOptions::default()).await;
    let mut settings = oauth();
    settings.grant = Grant::ClientCredentials;
    (settings.client_id, settings.client_secret) = (OWN_APP.into(), set(OWN_SECRET));
    new.configure(settings).await;
    assert_eq!(new.view().await.status, SessionStatus::NotConnected);
    assert_eq!(tools(&new.world.app.connect(new.id).await.unwrap()), Some(6));
    assert!(new.server.requests_to("/authorize").is_empty());
}

#[tokio::test]
async fn declining_leaves_the_connection_in_need_of_a_sign_in() {
    let new = Newcomer::start(AuthorizationOptions { consent: false, ..Default::default() }).await;
    let (_, url) = new.begin(SignInRequest::default()).await;
    let page = follow(&new.server.browse(&url).unwrap()).await;
    assert!(page.body.contains("didn't finish"), "{page:?}");
    let view = new.settled().await;
    assert!(matches!(problem(&view), SignInProblem::Declined { .. }), "{:?}", view.status);
    assert!(matches!(view.status, SessionStatus::NeedsSignIn { .. }));
}

#[tokio::test]
async fn no_goodbye_is_said_where_the_way_to_the_server_cannot_be_read() {
    let new = Newcomer::start(AuthorizationOptions::default()).await;
    let authority = new.world.dir.path().join("authority.pem");
    let pem = concat!(env!("CARGO_MANIFEST_DIR"), "/../net/tests/keys/p256-cert.pem");
    std::fs::copy(pem, &authority).unwrap();
    let network =
        NetworkRequest { authority_path: authority.display().to_string(), ..NetworkRequest::default() };
    let url = new.server.mcp_url().to_string();
    let target = TargetRequest::Url { url: url.clone(), transport: TransportChoice::Auto, network };
    let auth = AuthRequest::OAuth { settings: Box::new(oauth()) };
    let entered = ConnectionRequest { target, auth, name: new.view().await.name, ..request(&url) };
    new.world.app.configure_connection(new.id, entered).await.unwrap();
    let (sign_in, _) = new.begin(SignInRequest::default()).await;
    std::fs::remove_file(&authority).unwrap();
    new.world.app.cancel_sign_in(sign_in.id).await.unwrap();
    new.world.app.close().await;
    assert_eq!(new.server.registered_clients(), 1);
    assert!(new.world.query::<String>("SELECT id FROM sign_ins").is_empty());
}

#[tokio::test]
async fn cancelling_leaves_everything_as_it_was() {
    let person = SignedIn::start(AuthorizationOptions::default()).await;
    let started = person.world.app.start_sign_in(person.id, SignInRequest::default()).await.unwrap();
    let url = person.world.app.sign_in_url(started.sign_in.id).await.unwrap();
    let late = person.server.browse(url.as_str()).unwrap();
    person.world.app.cancel_sign_in(started.sign_in.id).await.unwrap();
    assert_eq!(tools(&person.view().await), Some(6));
    let refused = person.world.app.complete_sign_in(&late).await;
    assert!(
        matches!(refused, Err(Failure::SignIn { problem: SignInProblem::StateUnknown, .. })),
        "{refused:?}"
    );
    // Registered for this attempt alone.
    while person.server.registered_clients() > 1 {
        tokio::task::yield_now().await;
    }
    assert!(person.world.query::<String>("SELECT id FROM sign_ins").is_empty());
    assert!(
        person.world.query::<String>("SELECT slot FROM keychain_items WHERE slot = 'pending'").is_empty()
    );
}

#[tokio::test]
async fn two_connections_sign_in_at_once() {
    let first = Newcomer::start(AuthorizationOptions::default()).await;
    let second = first.another().await;
    let (one, one_url) = first.begin(SignInRequest::default()).await;
    let (two, two_url) = second.begin(SignInRequest::default()).await;
    assert_ne!(one.redirect_uri, two.redirect_uri);
    // Each answer finds its own attempt, whatever comes first.
    let answers = [first.server.browse(&two_url).unwrap(), first.server.browse(&one_url).unwrap()];
    for answer in &answers {
        first.world.app.complete_sign_in(answer).await.unwrap();
    }
    assert_eq!((tools(&first.view().await), tools(&second.view().await)), (Some(6), Some(6)));
}

#[tokio::test]
async fn a_second_attempt_for_a_connection_ends_the_first() {
    let new = Newcomer::start(AuthorizationOptions::default()).await;
    let (first, first_url) = new.begin(SignInRequest::default()).await;
    let (second, second_url) = new.begin(SignInRequest::default()).await;
    assert!(new.world.app.sign_in_url(first.id).await.is_err());
    assert_eq!(new.view().await.status, SessionStatus::SigningIn { sign_in: second });
    assert!(new.world.app.complete_sign_in(&new.server.browse(&first_url).unwrap()).await.is_err());
    new.world.app.complete_sign_in(&new.server.browse(&second_url).unwrap()).await.unwrap();
    assert_eq!(tools(&new.view().await), Some(6));
}

#[tokio::test]
async fn a_server_without_registration_asks_for_an_app() {
    let new = Newcomer::start(AuthorizationOptions { registration: false, ..Default::default() }).await;
    let refused = new.world.app.start_sign_in(new.id, SignInRequest::default()).await;
    let Err(Failure::SignIn { problem: SignInProblem::RegistrationUnavailable { redirect_uri }, .. }) =
        refused
    else {
        panic!("{refused:?}")
    };
    // What an app will come back to that is registered by hand, and not what this attempt would have used.
    assert_eq!(redirect_uri, "http://127.0.0.1:41873/callback");
    assert!(matches!(problem(&new.view().await), SignInProblem::RegistrationUnavailable { .. }));
    let refused = new.world.app.start_sign_in(new.id, DEEP_LINKS).await;
    let redirect_uri = "hitchpost://oauth/callback".to_owned();
    let problem = SignInProblem::RegistrationUnavailable { redirect_uri };
    let host = Some("127.0.0.1".to_owned());
    assert_eq!(refused, Err(Failure::SignIn { host, problem }));
}

#[tokio::test]
async fn an_answer_of_another_server_is_neither_used_nor_shown() {
    let new = Newcomer::start(AuthorizationOptions::with(Quirk::MixUp)).await;
    let (_, url) = new.begin(SignInRequest::default()).await;
    let refused = new.world.app.complete_sign_in(&new.server.browse(&url).unwrap()).await;
    assert!(
        matches!(refused, Err(Failure::SignIn { problem: SignInProblem::ResponseIssuerMismatch { .. }, .. })),
        "{refused:?}"
    );
    assert!(new.server.requests_to("/token").is_empty());
}
