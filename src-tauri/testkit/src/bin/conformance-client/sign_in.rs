//! Signs in where a server demands it, as often as the suite's scenarios need.

use anyhow::Context as _;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use hitchpost_mcp::{Authorizer, AuthorizerError, Refusal};
use hitchpost_oauth::{
    BearerChallenge, Client, Error, GrantContext, Granted, Ground, Http, HttpOptions, OwnClient,
    SecretString, SigningKey, Url, Wishes,
};
use http::HeaderValue;
use secrecy::ExposeSecret as _;
use tokio::sync::Mutex;

use crate::context::SuiteContext;
use crate::user_agent::consent;

/// The suite's servers that read metadata documents expect this one.
const METADATA_DOCUMENT: &str = "https://conformance-test.local/client-metadata.json";

/// Nobody listens there: the answer is read off the redirect.
const REDIRECT: &str = "http://127.0.0.1:18999/callback";

/// Consents per run; a server that is never satisfied is given up then.
const MAX_CONSENTS: u32 = 3;

/// An authorizer that signs in by itself.
pub struct SignsIn {
    http: Http,
    server: Url,
    wishes: Wishes,
    /// Whether the client signs in for itself, without a browser.
    for_itself: bool,
    state: Mutex<State>,
    failure: std::sync::Mutex<Option<String>>,
}

/// What is known so far.
#[derive(Default)]
struct State {
    tokens: Option<Tokens>,
    registered: Vec<Client>,
    requested: Vec<String>,
    consents: u32,
}

/// Tokens and what they belong to.
struct Tokens {
    access: SecretString,
    refresh: Option<SecretString>,
    client: Client,
    context: GrantContext,
}

impl SignsIn {
    /// Nothing is asked of anybody before the server refuses.
    pub fn new(server: &Url, scenario: &str, context: &SuiteContext) -> anyhow::Result<SignsIn> {
        let key = context.private_key_pem.as_ref().map(SigningKey::from_pem).transpose()?;
        let client =
            context.client_id.clone().map(|id| OwnClient { id, secret: context.client_secret.clone(), key });
        let wishes = Wishes {
            client,
            metadata_document: Some(Url::parse(METADATA_DOCUMENT)?),
            client_name: "Hitchpost".into(),
            ..Wishes::default()
        };
        Ok(SignsIn {
            http: Http::new(HttpOptions::new(server.clone()))?,
            server: server.clone(),
            wishes,
            for_itself: scenario.starts_with("auth/client-credentials"),
            state: Mutex::default(),
            failure: std::sync::Mutex::default(),
        })
    }

    /// Why it gave up.
    pub fn failure(&self) -> Option<String> {
        self.failure.lock().ok()?.clone()
    }

    async fn answer(&self, refusal: &Refusal) -> anyhow::Result<bool> {
        let mut state = self.state.lock().await;
        if is_outdated(&state, refusal) {
            return Ok(true);
        }
        if refusal.status == 401 && self.refresh(&mut state).await {
            return Ok(true);
        }
        if state.consents == MAX_CONSENTS {
            return Ok(false);
        }
        state.consents += 1;
        let headers = refusal.www_authenticate.iter().map(String::as_str);
        self.sign_in(&mut state, BearerChallenge::find(headers)).await?;
        Ok(true)
    }

    /// Renews once: a refused token that was renewed before takes a new consent.
    async fn refresh(&self, state: &mut State) -> bool {
        let Some(Tokens { refresh: Some(refresh), client, context, .. }) = state.tokens.take() else {
            return false;
        };
        match hitchpost_oauth::refresh(&self.http, &context, &client, &refresh).await {
            Ok(granted) => {
                state.tokens = Some(Tokens { access: granted.access_token, refresh: None, client, context });
                true
            }
            Err(_) => false,
        }
    }

    async fn sign_in(&self, state: &mut State, challenge: Option<BearerChallenge>) -> anyhow::Result<()> {
        let ground = Ground {
            server: self.server.clone(),
            challenge,
            known_clients: state.registered.clone(),
            issuer_before: None,
            requested_before: state.requested.clone(),
        };
        let (granted, client, context) =
            if self.for_itself { self.mint(&ground).await? } else { self.ask(&ground).await? };
        state.requested.clone_from(&context.scopes);
        state.registered.push(client.clone());
        let Granted { access_token: access, refresh_token: refresh, .. } = granted;
        state.tokens = Some(Tokens { access, refresh, client, context });
        Ok(())
    }

    async fn ask(&self, ground: &Ground) -> anyhow::Result<(Granted, Client, GrantContext)> {
        let prepared = hitchpost_oauth::prepare(&self.http, &self.wishes, ground, REDIRECT, |_| {}).await?;
        let callback = consent(&prepared.url).await?;
        let granted =
            hitchpost_oauth::finish(&self.http, &prepared.pending, &prepared.client, &callback).await?;
        Ok((granted, prepared.client, prepared.pending.context().clone()))
    }

    async fn mint(&self, ground: &Ground) -> Result<(Granted, Client, GrantContext), Error> {
        let (context, client) =
            hitchpost_oauth::prepare_client_credentials(&self.http, &self.wishes, ground).await?;
        let granted = hitchpost_oauth::client_credentials(&self.http, &context, &client, None).await?;
        Ok((granted, client, context))
    }
}

/// Whether another request got a new token since this one was sent.
fn is_outdated(state: &State, refusal: &Refusal) -> bool {
    let current = state.tokens.as_ref().and_then(|tokens| header(&tokens.access).ok());
    current.is_some() && refusal.sent != current
}

fn header(token: &SecretString) -> anyhow::Result<HeaderValue> {
    HeaderValue::try_from(format!("Bearer {}", token.expose_secret())).context("the token cannot be sent")
}

impl Authorizer for SignsIn {
    fn authorization(&self) -> BoxFuture<'_, Result<Option<HeaderValue>, AuthorizerError>> {
        async {
            let state = self.state.lock().await;
            let Some(tokens) = &state.tokens else { return Ok(None) };
            header(&tokens.access).map(Some).map_err(|_| AuthorizerError)
        }
        .boxed()
    }

    fn refused<'a>(&'a self, refusal: &'a Refusal) -> BoxFuture<'a, Result<bool, AuthorizerError>> {
        async {
            self.answer(refusal).await.map_err(|error| {
                if let Ok(mut failure) = self.failure.lock() {
                    *failure = Some(error.to_string());
                }
                AuthorizerError
            })
        }
        .boxed()
    }
}
