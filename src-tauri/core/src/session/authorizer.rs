//! Sends the requests of a session with its account's access token, and gets another when the server refuses it.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hitchpost_mcp::{AuthorizerError, BoxFuture, HeaderValue, Refusal};
use hitchpost_oauth::BearerChallenge;
use secrecy::ExposeSecret;

use crate::connection::CredentialId;
use crate::credential::{AccessToken, Broker, Redactor, masked};
use crate::failure::{Failure, SignInProblem};

/// Tokens of which requests may still be under way.
const UNDER_WAY: usize = 4;

/// What is asked for every request of a session whose connection signs in with OAuth.
pub(crate) struct Authorizer {
    broker: Broker,
    account: CredentialId,
    /// Of the session: knows a token before it is sent.
    redactor: Redactor,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The newest last.
    given: VecDeque<Given>,
    /// Why there was nothing to give, last time.
    failure: Option<Failure>,
}

struct Given {
    header: HeaderValue,
    generation: i64,
    masked: String,
    scopes: Vec<String>,
}

impl Authorizer {
    pub fn new(broker: Broker, account: CredentialId, redactor: Redactor) -> Self {
        Self { broker, account, redactor, state: Mutex::default() }
    }

    /// Whose token it is.
    pub fn account(&self) -> CredentialId {
        self.account
    }

    /// Why a request ended without an authorization.
    pub fn failure(&self) -> Option<Failure> {
        self.state().failure.clone()
    }

    /// What was sent last, masked.
    pub fn shown(&self) -> Option<String> {
        self.state().given.back().map(|given| format!("Authorization: {}", given.masked))
    }

    /// What a 403 asks for that the account does not have, where it says so.
    pub fn scope_missing(&self, challenges: &[String]) -> Option<Failure> {
        let challenge = BearerChallenge::find(challenges.iter().map(String::as_str))?;
        if challenge.error.as_deref() != Some("insufficient_scope") || challenge.scope.is_empty() {
            return None;
        }
        let granted = self.state().given.back().map(|given| given.scopes.clone()).unwrap_or_default();
        Some(Failure::SignIn {
            host: None,
            problem: SignInProblem::ScopeMissing { needed: challenge.scope, granted },
        })
    }

    /// Once for each request: a token that is new is refused for another reason than its age. What a 403 asks for,
    /// only the person can add.
    async fn renew(&self, refusal: &Refusal) -> Result<bool, AuthorizerError> {
        if refusal.status != 401 || refusal.attempt > 1 {
            return Ok(false);
        }
        let Some(generation) = self.generation_of(refusal.sent.as_ref()) else { return Ok(false) };
        let renewed = self.broker.renew(self.account, generation).await;
        self.give(renewed).map(|_| true)
    }

    fn generation_of(&self, sent: Option<&HeaderValue>) -> Option<i64> {
        let state = self.state();
        let mut given = state.given.iter();
        given.find(|given| Some(&given.header) == sent).map(|given| given.generation)
    }

    fn give(&self, token: Result<AccessToken, Failure>) -> Result<HeaderValue, AuthorizerError> {
        let given = token.and_then(|token| self.remembered(&token));
        given.map_err(|failure| {
            self.state().failure = Some(failure);
            AuthorizerError
        })
    }

    fn remembered(&self, token: &AccessToken) -> Result<HeaderValue, Failure> {
        let mut state = self.state();
        if let Some(given) = state.given.iter().find(|given| given.generation == token.generation) {
            return Ok(given.header.clone());
        }
        let secret = token.value.expose_secret();
        self.redactor.learn(secret);
        let mut header = HeaderValue::try_from(format!("Bearer {secret}")).map_err(|_| Failure::SignIn {
            host: None,
            problem: SignInProblem::TokenMalformed { reason: "it can't be sent in a header".to_owned() },
        })?;
        header.set_sensitive(true);
        if state.given.len() == UNDER_WAY {
            state.given.pop_front();
        }
        state.given.push_back(Given {
            header: header.clone(),
            generation: token.generation,
            masked: format!("Bearer {}", masked(secret)),
            scopes: token.scopes.clone(),
        });
        Ok(header)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl hitchpost_mcp::Authorizer for Authorizer {
    fn authorization(&self) -> BoxFuture<'_, Result<Option<HeaderValue>, AuthorizerError>> {
        Box::pin(async { self.give(self.broker.access(self.account).await).map(Some) })
    }

    fn refused<'a>(&'a self, refusal: &'a Refusal) -> BoxFuture<'a, Result<bool, AuthorizerError>> {
        Box::pin(self.renew(refusal))
    }
}
