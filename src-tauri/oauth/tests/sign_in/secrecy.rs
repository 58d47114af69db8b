//! Nothing that is printed holds a secret.

use hitchpost_oauth::SigningKey;
use hitchpost_testkit::authorization::{OWN_SECRET, Quirk};
use secrecy::ExposeSecret as _;

use crate::world::{World, asked};

#[tokio::test]
async fn no_type_prints_a_secret_of_a_sign_in() {
    for world in [World::with(Quirk::PostOnly).await, World::good().await.with_own_app()] {
        let prepared = world.prepare().await.unwrap();
        let callback = world.browse(&prepared);
        let refused = world.finish(&prepared, &callback.replace("code=", "code=x")).await.unwrap_err();
        let granted = world.finish(&prepared, &callback).await.unwrap();
        let spent = world.finish(&prepared, &callback).await.unwrap_err();
        let printed = format!(
            "{prepared:?} {:?} {:?} {:?} {granted:?} {refused} {refused:?} {spent} {spent:?} {:?} {:?} {:?} {:?}",
            prepared.pending,
            prepared.client,
            prepared.discovered,
            world.wishes,
            world.ground,
            world.http,
            world.heard,
        );
        let request = world.token_requests().remove(0);
        let sent =
            ["code", "code_verifier", "client_secret"].map(|name| request.param(name).map(str::to_owned));
        let kept = [
            asked(&prepared, "state"),
            asked(&prepared, "code_challenge"),
            prepared.client.secret.as_ref().map(|secret| secret.expose_secret().to_owned()),
            prepared.client.registration.as_ref().map(|found| found.access_token.expose_secret().to_owned()),
            Some(granted.access_token.expose_secret().to_owned()),
            granted.refresh_token.as_ref().map(|token| token.expose_secret().to_owned()),
            Some(OWN_SECRET.to_owned()),
        ];
        for secret in sent.into_iter().chain(kept).flatten() {
            assert!(!printed.contains(&secret), "{secret} in {printed}");
        }
    }
}

#[tokio::test]
async fn what_is_heard_of_a_request_is_its_address_and_its_fate() {
    let world = World::good().await;
    world.sign_in().await.unwrap();
    let heard = world.heard.lock().unwrap();
    assert!(heard.iter().any(|exchange| exchange.url.ends_with("/token") && exchange.status == Some(200)));
    assert!(heard.iter().all(|exchange| !exchange.url.contains('?')));
}

#[test]
fn a_key_prints_nothing_of_itself() {
    let pem = include_str!("../keys/rsa-pkcs8.pem");
    let printed = format!("{:?}", SigningKey::from_pem(&pem.into()).unwrap());
    assert_eq!(printed, "SigningKey(\"RS256\")");
}
