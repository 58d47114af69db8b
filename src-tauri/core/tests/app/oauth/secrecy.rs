//! What proves us is on the wire and in the keychain, and nowhere else.

use hitchpost_core::connection::OAuthRequest;
use hitchpost_core::init_logging;
use hitchpost_core::sign_in::SignInRequest;
use hitchpost_testkit::authorization::{AuthorizationOptions, OWN_APP, OWN_SECRET, Quirk};
use tokio::sync::broadcast::error::TryRecvError;

use super::browser::follow;
use super::newcomer::{Newcomer, accounts};
use crate::signed_in::oauth;
use crate::world::{config, files_with, set};

/// Everything confidential that the server saw, and the codes it gave.
fn secrets(new: &Newcomer, callbacks: &[String]) -> Vec<String> {
    const NAMES: [&str; 8] = [
        "state",
        "code",
        "code_verifier",
        "code_challenge",
        "refresh_token",
        "client_secret",
        "token",
        "registration_access_token",
    ];
    let mut secrets = vec![OWN_SECRET.to_owned()];
    for request in new.server.log() {
        secrets.extend(NAMES.iter().filter_map(|name| request.param(name).map(str::to_owned)));
        let sent = request.authorization.as_deref().and_then(|sent| sent.split_once(' '));
        secrets.extend(sent.map(|(_, credential)| credential.to_owned()));
    }
    for callback in callbacks {
        let url = url::Url::parse(callback).unwrap();
        let kept = url.query_pairs().filter(|(name, _)| matches!(&**name, "code" | "state"));
        secrets.extend(kept.map(|(_, value)| value.into_owned()));
    }
    secrets.sort_unstable();
    secrets.dedup();
    secrets
}

#[tokio::test]
async fn nothing_confidential_of_a_sign_in_is_kept_in_files_told_or_shown() {
    // Registers with a secret, so that there is one of each kind.
    let new =
        Newcomer::start(AuthorizationOptions::with(Quirk::PostOnly)).await.kept_for_the_next_start().await;
    let logging = init_logging(&config(new.world.dir.path()));
    let mut events = new.world.app.events();
    let (mut said, mut callbacks) = (Vec::new(), Vec::new());

    let (sign_in, url) = new.begin(SignInRequest::default()).await;
    said.push(serde_json::to_string(&sign_in).unwrap());
    said.push(serde_json::to_string(&new.view().await).unwrap());
    callbacks.push(new.server.browse(&url).unwrap());
    // In the middle of it the keychain has everything, and the files nothing.
    for secret in secrets(&new, &callbacks) {
        assert_eq!(files_with(new.world.dir.path(), &secret), Vec::<std::path::PathBuf>::new());
    }
    let page = follow(&callbacks[0]).await;
    said.push(format!("{page:?}"));
    said.push(serde_json::to_string(&new.settled().await).unwrap());

    new.server.expire_access_tokens();
    said.push(serde_json::to_string(&new.world.call(new.id, "echo", r#"{"text":"hi"}"#).await).unwrap());
    new.server.set_quirk(Quirk::Good);
    let settings = OAuthRequest { client_id: OWN_APP.into(), client_secret: set(OWN_SECRET), ..oauth() };
    said.push(format!("{settings:?}"));
    said.push(serde_json::to_string(&new.configure(settings).await).unwrap());
    let (_, url) = new.begin(SignInRequest::default()).await;
    callbacks.push(new.server.browse(&url).unwrap());
    let wrong = callbacks[1].replace("state=", "state=x");
    said.push(format!("{:?}", new.world.app.complete_sign_in(&wrong).await));
    said.push(serde_json::to_string(&new.world.app.complete_sign_in(&callbacks[1]).await.unwrap()).unwrap());
    said.push(format!("{:?}", new.world.app.complete_sign_in(&callbacks[1]).await));
    // The account this one replaced may still be there for a moment.
    let account = accounts(&new.view().await).iter().find(|account| account.in_use).unwrap().id;
    said.push(serde_json::to_string(&new.world.app.sign_out(new.id, account).await.unwrap()).unwrap());
    loop {
        match events.try_recv() {
            Ok(event) => said.push(serde_json::to_string(&event).unwrap()),
            Err(TryRecvError::Lagged(missed)) => panic!("{missed} events were not looked at"),
            Err(TryRecvError::Empty | TryRecvError::Closed) => break,
        }
    }
    drop(logging);

    let secrets = secrets(&new, &callbacks);
    assert!(secrets.len() > 12, "{secrets:?}");
    for secret in &secrets {
        for (index, text) in said.iter().enumerate() {
            assert!(!text.contains(secret.as_str()), "{secret} in {index}: {text}");
        }
        assert_eq!(files_with(new.world.dir.path(), secret), Vec::<std::path::PathBuf>::new(), "{secret}");
    }
}
