//! A token endpoint that rotates refresh tokens and takes the second use of one for a theft, as the strict ones do.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use url::Url;

/// A running token endpoint; it ends with the test's runtime.
#[derive(Clone)]
pub struct Issuer {
    pub token_endpoint: Url,
    state: Arc<Mutex<Books>>,
    gate: Arc<Semaphore>,
    arrived: Arc<Semaphore>,
}

#[derive(Default)]
struct Books {
    issued: u32,
    /// The only one that is honoured, unless it was used again.
    refresh: Option<String>,
    access: Option<String>,
    seen: Vec<(HashMap<String, String>, HeaderMap)>,
    next: Option<Answer>,
    keeps_refresh: bool,
    is_gated: bool,
}

/// What comes next instead of a token.
#[derive(Clone, Copy)]
pub enum Answer {
    Unavailable,
    InvalidGrant,
    InvalidClient,
}

impl Issuer {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/token", listener.local_addr().unwrap());
        let issuer = Self {
            token_endpoint: url.parse().unwrap(),
            state: Arc::default(),
            gate: Arc::new(Semaphore::new(0)),
            arrived: Arc::new(Semaphore::new(0)),
        };
        let router = Router::new().route("/token", post(answer)).with_state(issuer.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        issuer
    }

    /// As a sign-in would bring them.
    pub fn first(&self) -> (String, String) {
        self.books().issue()
    }

    /// Whether this is the access token that a server would take.
    pub fn honours(&self, token: &str) -> bool {
        self.books().access.as_deref() == Some(token)
    }

    pub fn requests(&self) -> usize {
        self.books().seen.len()
    }

    /// The last request.
    pub fn seen(&self) -> (HashMap<String, String>, HeaderMap) {
        self.books().seen.last().unwrap().clone()
    }

    pub fn next(&self, answer: Answer) {
        self.books().next = Some(answer);
    }

    /// Refresh tokens are good for ever, and not repeated in answers.
    pub fn keep_refresh_tokens(&self) {
        self.books().keeps_refresh = true;
    }

    /// From now on requests are answered when they are let through.
    pub fn close_gate(&self) {
        self.books().is_gated = true;
    }

    /// Waits for a request to arrive at the gate.
    pub async fn arrival(&self) {
        self.arrived.acquire().await.unwrap().forget();
    }

    pub fn let_through(&self) {
        self.gate.add_permits(1);
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.state.lock().unwrap()
    }
}

impl Books {
    fn issue(&mut self) -> (String, String) {
        self.issued += 1;
        let access = format!("access-canary-{}", self.issued);
        let refresh = format!("refresh-canary-{}", self.issued);
        self.access = Some(access.clone());
        if self.refresh.is_none() || !self.keeps_refresh {
            self.refresh = Some(refresh.clone());
        }
        (access, refresh)
    }

    fn answer(&mut self, form: &HashMap<String, String>) -> (StatusCode, Value) {
        match self.next.take() {
            Some(Answer::Unavailable) => return (StatusCode::SERVICE_UNAVAILABLE, json!("later")),
            Some(Answer::InvalidGrant) => return refusal("invalid_grant"),
            Some(Answer::InvalidClient) => return refusal("invalid_client"),
            None => {}
        }
        if form["grant_type"] == "client_credentials" {
            let (access, _) = self.issue();
            return (
                StatusCode::OK,
                json!({ "access_token": access, "token_type": "bearer", "expires_in": 3600 }),
            );
        }
        if self.refresh.as_ref() != form.get("refresh_token") {
            (self.refresh, self.access) = (None, None);
            return refusal("invalid_grant");
        }
        let (access, refresh) = self.issue();
        let mut body = json!({ "access_token": access, "token_type": "Bearer", "expires_in": 3600 });
        if !self.keeps_refresh {
            body["refresh_token"] = refresh.into();
        }
        (StatusCode::OK, body)
    }
}

fn refusal(error: &str) -> (StatusCode, Value) {
    (StatusCode::BAD_REQUEST, json!({ "error": error }))
}

async fn answer(State(issuer): State<Issuer>, headers: HeaderMap, body: String) -> (StatusCode, Json<Value>) {
    let form: HashMap<String, String> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let is_gated = {
        let mut books = issuer.books();
        books.seen.push((form.clone(), headers));
        books.is_gated
    };
    if is_gated {
        issuer.arrived.add_permits(1);
        issuer.gate.acquire().await.unwrap().forget();
    }
    let (status, body) = issuer.books().answer(&form);
    (status, Json(body))
}
