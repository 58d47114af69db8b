//! A sign-in from the refusal to the tokens, and what it came to in one line.

use std::time::Duration;

use hitchpost_oauth::{
    BearerChallenge, Error, Granted, Ground, Http, HttpOptions, NetworkKind, Prepared, Wishes, finish,
    prepare,
};
use hitchpost_testkit::authorization::{AuthorizationFixture, AuthorizationOptions, Quirk};
use url::Url;

pub const REDIRECT: &str = "http://127.0.0.1:5/callback";

pub async fn server(quirk: Quirk) -> AuthorizationFixture {
    AuthorizationFixture::start(AuthorizationOptions::with(quirk)).await.unwrap()
}

/// A client that is patient for a second and a half: half a second per look for metadata.
pub fn http(server: &Url) -> Http {
    let timeout = Duration::from_millis(1500);
    Http::new(HttpOptions { timeout, ..HttpOptions::new(server.clone()) }).unwrap()
}

/// What `server` says to a stranger.
pub async fn challenge(server: &Url) -> Option<BearerChallenge> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
    let refused = client.post(server.clone()).body("{}").send().await.unwrap();
    assert_eq!(refused.status(), 401);
    BearerChallenge::find(
        refused.headers().get_all("www-authenticate").iter().filter_map(|one| one.to_str().ok()),
    )
}

pub async fn ground(server: &Url) -> Ground {
    Ground {
        server: server.clone(),
        challenge: challenge(server).await,
        known_clients: Vec::new(),
        issuer_before: None,
        requested_before: Vec::new(),
    }
}

pub async fn prepared(server: &AuthorizationFixture, wishes: &Wishes) -> Result<Prepared, Error> {
    let url = server.mcp_url();
    prepare(&http(&url), wishes, &ground(&url).await, REDIRECT, |_| {}).await
}

/// The whole way, with a browser that does as it is told.
pub async fn sign_in(server: &AuthorizationFixture, wishes: &Wishes) -> Result<Granted, Error> {
    let Prepared { url, pending, client, .. } = prepared(server, wishes).await?;
    let callback = server.browse(url.as_str()).expect("the authorization server shows no error page");
    finish(&http(&server.mcp_url()), &pending, &client, &callback).await
}

/// The outcome by name, with the evidence that matters.
pub fn outcome(result: &Result<Granted, Error>) -> String {
    match result {
        Ok(granted) => {
            let life = granted.expires_in.map_or("unknown".into(), |life| format!("{} s", life.as_secs()));
            format!("granted [{}] for {life}", granted.scopes.join(" "))
        }
        Err(error) => failure(error),
    }
}

pub fn failure(error: &Error) -> String {
    match error {
        Error::EndpointRefused { what, reason, .. } => format!("endpoint refused: {what}: {reason:?}"),
        Error::Malformed { reason, .. } => format!("malformed: {reason}"),
        Error::PkceUnsupported { advertised, .. } => format!("no PKCE: {advertised:?}"),
        Error::IssuerMismatch { .. } => "issuer mismatch".into(),
        Error::ResourceMismatch { .. } => "resource mismatch".into(),
        Error::ResponseIssuerMismatch { found, .. } => {
            format!("response of {}", found.as_deref().unwrap_or("nobody"))
        }
        Error::AuthorizationFailed { error, .. } => format!("authorization failed: {error}"),
        Error::RegistrationRefused { error, .. } => format!("registration refused: {error}"),
        Error::Token { error, .. } => format!("no token: {error}"),
        Error::TokenMalformed { reason } => format!("token malformed: {reason}"),
        Error::Network(fault) if fault.kind == NetworkKind::Timeout => "timeout".into(),
        other => format!("{other:?}"),
    }
}
