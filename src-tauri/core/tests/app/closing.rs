//! An application that ends while tokens are on their way.

use std::sync::Arc;
use std::time::Duration;

use hitchpost_core::failure::Failure;
use hitchpost_core::sign_in::SignInRequest;
use hitchpost_core::{App, AppConfig};
use hitchpost_testkit::authorization::AuthorizationOptions;
use tokio::sync::Notify;

use crate::renewals::honours;
use crate::signed_in::SignedIn;
use crate::world::{config, tools};

/// Longer than whoever is in a hurry waits.
const SLOW: Duration = Duration::from_millis(500);

/// Another application on the same directory, and who is told when it gets as far as `step`.
pub async fn watched(person: &SignedIn, step: &'static str) -> (App, Arc<Notify>) {
    let reached = Arc::new(Notify::new());
    let told = Arc::clone(&reached);
    let step_hook = move |name: &'static str| {
        if name == step {
            told.notify_one();
        }
    };
    let config = AppConfig { step_hook: Some(Arc::new(step_hook)), ..config(person.world.dir.path()) };
    (App::open(config).await.unwrap(), reached)
}

#[tokio::test]
async fn a_renewal_under_way_is_waited_for_by_who_is_in_a_hurry() {
    let person = SignedIn::start(AuthorizationOptions::default()).await;
    let (app, asking) = watched(&person, "refresh.intended").await;
    person.server.change(|options| options.token_delay = SLOW);
    person.server.expire_access_tokens();
    let renewing = tokio::spawn({
        let (app, id) = (app.clone(), person.id);
        async move { app.authorization(id, Some(1)).await }
    });
    asking.notified().await;
    app.close_within(Duration::ZERO).await;
    assert_eq!(person.world.query::<i64>("SELECT generation FROM credentials"), [2]);
    assert_eq!(
        person.world.query::<String>("SELECT state FROM keychain_items WHERE slot = 'tokens'"),
        ["active"]
    );
    assert!(honours(&person.server, renewing.await.unwrap().unwrap().value.expose()));
}

#[tokio::test]
async fn a_code_that_was_sent_is_waited_for_by_who_is_in_a_hurry() {
    let person = SignedIn::start(AuthorizationOptions::default()).await;
    let (app, redeeming) = watched(&person, "sign_in.redeeming").await;
    app.restore_sessions().await.unwrap();
    let request = SignInRequest { new_account: true, ..SignInRequest::default() };
    let started = app.start_sign_in(person.id, request).await.unwrap();
    let url = app.sign_in_url(started.sign_in.id).await.unwrap();
    let callback = person.server.browse(url.as_str()).unwrap();
    person.server.change(|options| options.token_delay = SLOW);
    let completing = tokio::spawn({
        let app = app.clone();
        async move { app.complete_sign_in(&callback).await }
    });
    redeeming.notified().await;
    app.close_within(Duration::ZERO).await;
    assert_eq!(person.world.query::<i64>("SELECT count(*) FROM credentials"), [2]);
    drop(completing);
}

#[tokio::test]
async fn what_a_code_brings_that_was_sent_before_somebody_gave_up_is_revoked() {
    let person = SignedIn::start(AuthorizationOptions::default()).await;
    let (app, redeeming) = watched(&person, "sign_in.redeeming").await;
    let started = app.start_sign_in(person.id, SignInRequest::default()).await.unwrap();
    let url = app.sign_in_url(started.sign_in.id).await.unwrap();
    let callback = person.server.browse(url.as_str()).unwrap();
    person.server.change(|options| options.token_delay = SLOW);
    person.server.clear_log();
    let completing = tokio::spawn({
        let app = app.clone();
        async move { app.complete_sign_in(&callback).await }
    });
    redeeming.notified().await;
    app.cancel_sign_in(started.sign_in.id).await.unwrap();
    assert_eq!(completing.await.unwrap(), Err(Failure::Cancelled));
    let revoked = person.server.requests_to("/revoke");
    let tokens: Vec<_> = revoked.iter().filter_map(|request| request.param("token")).collect();
    assert_eq!(tokens.len(), 2);
    assert!(tokens.iter().all(|token| !person.server.is_valid(token)));
    // The account there was goes on as it was.
    assert_eq!(person.world.query::<i64>("SELECT generation FROM credentials"), [1]);
    assert_eq!(tools(&person.view().await), Some(6));
}
