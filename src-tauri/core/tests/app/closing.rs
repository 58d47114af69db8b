//! An application that ends while tokens are on their way.

use std::sync::Arc;
use std::time::Duration;

use hitchpost_core::sign_in::SignInRequest;
use hitchpost_core::{App, AppConfig};
use hitchpost_testkit::authorization::AuthorizationOptions;
use tokio::sync::Notify;

use crate::renewals::honours;
use crate::signed_in::SignedIn;
use crate::world::config;

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
