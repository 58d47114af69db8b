//! An authorizer with numbered tokens, and servers that accept one of them.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::response::Response;
use futures_util::future::BoxFuture;
use hitchpost_mcp::{Authorizer, AuthorizerError, Client, ClientConfig, EraChoice, HeaderValue, Refusal};
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};

use crate::script::{Script, Seen, text_response};

/// What a token looks like; whatever contains this is a leak.
pub const SECRET: &str = "t0ken-canary-";

/// Hands out one token, and the next when that one is refused. Gives up when told to.
#[derive(Default)]
pub struct Tokens {
    number: AtomicU32,
    gives_up: bool,
    /// So many times there is nothing to supply.
    pub outages: AtomicU32,
    pub refusals: Mutex<Vec<Refusal>>,
}

impl Tokens {
    pub fn new() -> Arc<Tokens> {
        Arc::default()
    }

    /// Supplies the first token, and has no answer to a refusal.
    pub fn without_another() -> Arc<Tokens> {
        Arc::new(Tokens { gives_up: true, ..Tokens::default() })
    }

    pub fn number(&self) -> u32 {
        self.number.load(Ordering::SeqCst)
    }

    pub fn renew(&self) {
        self.number.fetch_add(1, Ordering::SeqCst);
    }
}

fn header(number: u32) -> HeaderValue {
    HeaderValue::try_from(format!("Bearer {SECRET}{number}")).unwrap()
}

impl Authorizer for Tokens {
    fn authorization(&self) -> BoxFuture<'_, Result<Option<HeaderValue>, AuthorizerError>> {
        Box::pin(async {
            let outage =
                self.outages.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
            if outage.is_ok() { Err(AuthorizerError) } else { Ok(Some(header(self.number()))) }
        })
    }

    fn refused<'a>(&'a self, refusal: &'a Refusal) -> BoxFuture<'a, Result<bool, AuthorizerError>> {
        Box::pin(async {
            self.refusals.lock().unwrap().push(refusal.clone());
            if self.gives_up {
                return Err(AuthorizerError);
            }
            // Another request may have brought the next one already.
            if refusal.sent == Some(header(self.number())) {
                self.renew();
            }
            Ok(true)
        })
    }
}

/// Supplies a token so many times, and never answers after that.
pub struct Silent(AtomicU32);

impl Silent {
    pub fn after(answers: u32) -> Arc<Silent> {
        Arc::new(Silent(AtomicU32::new(answers)))
    }
}

impl Authorizer for Silent {
    fn authorization(&self) -> BoxFuture<'_, Result<Option<HeaderValue>, AuthorizerError>> {
        match self.0.load(Ordering::SeqCst) {
            0 => Box::pin(std::future::pending()),
            answers => {
                self.0.store(answers - 1, Ordering::SeqCst);
                Box::pin(async { Ok(Some(header(0))) })
            }
        }
    }

    fn refused<'a>(&'a self, _: &'a Refusal) -> BoxFuture<'a, Result<bool, AuthorizerError>> {
        Box::pin(std::future::pending())
    }
}

/// Takes its time.
pub struct Slow(pub Duration);

impl Authorizer for Slow {
    fn authorization(&self) -> BoxFuture<'_, Result<Option<HeaderValue>, AuthorizerError>> {
        Box::pin(async {
            tokio::time::sleep(self.0).await;
            Ok(Some(header(0)))
        })
    }

    fn refused<'a>(&'a self, _: &'a Refusal) -> BoxFuture<'a, Result<bool, AuthorizerError>> {
        Box::pin(async { Ok(false) })
    }
}

/// Whether a request carries the token of this number.
pub fn carries(seen: &Seen, number: u32) -> bool {
    seen.headers.get(AUTHORIZATION).is_some_and(|sent| *sent == header(number))
}

/// A refusal that repeats what was sent, as no server should.
pub fn refuse(seen: &Seen, status: u16, challenge: &str) -> Response {
    let sent = seen.header("authorization").unwrap_or_default();
    let mut response = text_response(status, "text/plain", format!("no: {sent}"));
    let challenge = format!("Bearer {challenge}, realm=\"{sent}\"");
    response.headers_mut().insert(WWW_AUTHENTICATE, challenge.try_into().unwrap());
    response
}

pub fn config(script: &Script, era: EraChoice, authorizer: &Arc<impl Authorizer + 'static>) -> ClientConfig {
    ClientConfig { era, authorizer: Some(authorizer.clone()), ..script.config() }
}

pub async fn connect(script: &Script, era: EraChoice, authorizer: &Arc<impl Authorizer + 'static>) -> Client {
    Client::connect(config(script, era, authorizer)).await.unwrap()
}
