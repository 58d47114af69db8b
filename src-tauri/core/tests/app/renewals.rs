//! Many tasks of several processes with one account, at a server that takes the second use of a refresh token for a theft.

use std::path::PathBuf;
use std::time::Duration;

use hitchpost_core::connection::{AuthRequest, AuthView, ConnectionRequest};
use hitchpost_core::failure::{Failure, SignInProblem};
use hitchpost_core::init_logging;
use hitchpost_core::sign_in::SignInRequest;
use hitchpost_testkit::authorization::{AuthorizationFixture, AuthorizationOptions};
use serde_json::json;

use crate::closing::watched;
use crate::process::Process;
use crate::signed_in::{SignedIn, oauth};
use crate::world::{config, files_with, request};

const EXPIRIES: i64 = 100;

pub fn honours(server: &AuthorizationFixture, header: &str) -> bool {
    header.strip_prefix("Bearer ").is_some_and(|token| server.is_valid(token))
}

#[tokio::test]
async fn two_processes_of_fifty_tasks_each_renew_once_per_expiry_and_all_get_the_same_token() {
    let person = SignedIn::start(AuthorizationOptions::default()).await;
    let data_dir = person.world.dir.path();
    let (mut window, mut command) = (Process::start(data_dir, None), Process::start(data_dir, None));
    for generation in 1..=EXPIRIES {
        person.server.expire_access_tokens();
        let ask = json!({ "ask": { "connection": person.id, "refused": generation, "tasks": 50 } });
        let (one, other) = tokio::join!(window.order(&ask), command.order(&ask));
        let (one, other) = (one.unwrap(), other.unwrap());
        assert!(one.failures.is_empty() && other.failures.is_empty(), "{one:?} {other:?}");
        assert_eq!(one.tokens, other.tokens);
        assert_eq!(one.tokens.len(), 1);
        let (got, header) = one.tokens.first().unwrap();
        assert_eq!(*got, generation + 1);
        assert!(honours(&person.server, header));
        let counts = person.server.counts();
        assert_eq!((i64::try_from(counts.refreshes).unwrap(), counts.reuses), (generation, 0));
    }
    // And the window that was there all along goes on with the last of them.
    let mine = person.world.app.authorization(person.id, None).await.unwrap();
    assert_eq!(mine.generation, EXPIRIES + 1);
    assert!(honours(&person.server, mine.value.expose()));
    let items = "SELECT count(*) FROM keychain_items WHERE slot = 'tokens'";
    assert_eq!(person.world.query::<i64>(items), [1]);
}

#[tokio::test]
async fn a_connection_that_leads_elsewhere_now_gets_no_token() {
    let person = SignedIn::start(AuthorizationOptions::default()).await;
    let other = AuthorizationFixture::start(AuthorizationOptions::default()).await.unwrap();
    let auth = AuthRequest::OAuth { settings: Box::new(oauth()) };
    let elsewhere = ConnectionRequest { auth, ..request(&other.mcp_url()) };
    let app = &person.world.app;
    app.configure_connection(person.id, elsewhere).await.unwrap();
    for refused in [None, Some(1)] {
        let failure = app.authorization(person.id, refused).await.unwrap_err();
        let expected = SignInProblem::SettingsChanged;
        assert!(matches!(&failure, Failure::SignIn { problem, .. } if *problem == expected), "{failure:?}");
    }
    assert_eq!((person.server.counts().refreshes, other.log().len()), (0, 0));
}

#[tokio::test]
async fn signing_out_during_another_processs_renewal_leaves_nothing_valid_at_the_server() {
    let person = SignedIn::start(AuthorizationOptions::default()).await;
    let (command, asking) = watched(&person, "refresh.intended").await;
    person.server.change(|options| options.token_delay = Duration::from_millis(300));
    person.server.expire_access_tokens();
    let renewing = tokio::spawn({
        let id = person.id;
        async move { command.authorization(id, Some(1)).await }
    });
    asking.notified().await;
    let AuthView::OAuth { settings } = person.view().await.auth else { panic!("no OAuth") };
    person.world.app.sign_out(person.id, settings.accounts[0].id).await.unwrap();
    let renewed = renewing.await.unwrap().unwrap();
    assert!(!honours(&person.server, renewed.value.expose()));
    assert_eq!(person.server.counts().refreshes, 1);
    assert_eq!(person.world.query::<i64>("SELECT count(*) FROM keychain_items"), [0]);
}

#[tokio::test]
async fn tokens_and_what_brings_them_are_in_no_file() {
    let person = SignedIn::start(AuthorizationOptions::default()).await;
    let logging = init_logging(&config(person.world.dir.path()));
    let mut secrets = Vec::new();
    let app = &person.world.app;
    for _ in 0..3 {
        let header = app.authorization(person.id, None).await.unwrap();
        secrets.push(header.value.expose().strip_prefix("Bearer ").unwrap().to_owned());
        person.server.expire_access_tokens();
        app.authorization(person.id, Some(header.generation)).await.unwrap();
    }
    person.sign_in(SignInRequest { new_account: true, ..SignInRequest::default() }).await;
    person.server.revoke_all();
    let last = app.authorization(person.id, None).await.unwrap();
    let failure = app.authorization(person.id, Some(last.generation)).await.unwrap_err();
    let shown = serde_json::to_string(&(failure, app.connections().await.unwrap())).unwrap();
    // Codes, verifiers, refresh tokens, and whatever proves the client: everything that was posted but names.
    for request in person.server.requests_to("/token") {
        for name in ["code", "code_verifier", "refresh_token", "client_secret"] {
            secrets.extend(request.param(name).map(str::to_owned));
        }
    }
    drop(logging);
    assert!(secrets.len() > 8, "{}", secrets.len());
    let world = person.world.restart().await;
    for secret in &secrets {
        assert!(!shown.contains(secret), "{secret} in a view");
        assert_eq!(files_with(world.dir.path(), secret), Vec::<PathBuf>::new(), "{secret}");
    }
}
