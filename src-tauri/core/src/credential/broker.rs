//! The broker: one token per account for everyone, renewed once however many ask.
//!
//! In this process, whoever needs newer tokens joins the one flight there is; it runs on a task of its own, so that a
//! cancelled caller loses nothing. Between processes a lock file decides who asks the server, and everyone reads the
//! stores again once they hold it. See `refreshing.rs` for what happens then.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::asking::{expired, missing};
use super::refreshing::Unsaved;
use super::{AccessToken, Credential, SavedSecret, Slot, Tokens, Vault};
use crate::app::Result;
use crate::config::AppConfig;
use crate::connection::{CredentialId, Millis};
use crate::failure::{Failure, KeychainFault, SignInProblem};
use crate::store;
use crate::wire::WireLog;

/// How often tokens are looked for while other processes keep replacing them.
const ATTEMPTS: usize = 5;

/// A token that ends sooner is not sent any more, if it can be helped.
const HURRY: Millis = 10_000;

/// After so long an early renewal that did not succeed is tried again.
const PAUSE: Millis = 5_000;

/// What came of a flight, once it has landed.
type Landing = watch::Receiver<Option<Result<AccessToken>>>;

/// Hands out tokens and keeps them fresh. Cheap to clone; every clone is the same broker.
#[derive(Clone)]
pub(crate) struct Broker {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub vault: Vault,
    /// Hears of every request for a token, not of the token.
    pub wire: WireLog,
    config: AppConfig,
    /// Whatever brings or saves tokens; waited for at the end.
    pub tasks: TaskTracker,
    pub closing: CancellationToken,
    /// Tokens that were read or granted, so that the keychain is not asked for every request.
    known: Mutex<HashMap<CredentialId, Tokens>>,
    /// Tokens that the keychain did not take.
    unsaved: Mutex<HashMap<CredentialId, Unsaved>>,
    flights: Mutex<HashMap<CredentialId, Landing>>,
}

impl Broker {
    pub fn new(
        vault: Vault,
        config: &AppConfig,
        wire: WireLog,
        tasks: &TaskTracker,
        closing: &CancellationToken,
    ) -> Self {
        let inner = Inner {
            vault,
            wire,
            config: config.clone(),
            tasks: tasks.clone(),
            closing: closing.clone(),
            known: Mutex::default(),
            unsaved: Mutex::default(),
            flights: Mutex::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// The token for the next request. One that ends soon is renewed meanwhile, one that has ended is renewed first.
    pub async fn access(&self, id: CredentialId) -> Result<AccessToken> {
        let (credential, tokens) = self.current(id).await?;
        let now = self.inner.now();
        if !tokens.are_due(now) {
            return Ok(tokens.access());
        }
        if !credential.is_renewable() {
            return if tokens.are_over(now) { Err(expired(&credential)) } else { Ok(tokens.access()) };
        }
        if tokens.are_over(now + HURRY) {
            return self.newer(id, tokens.generation).await;
        }
        self.inner.postpone(id, &tokens, now + PAUSE);
        drop(self.flight(id, tokens.generation));
        Ok(tokens.access())
    }

    /// Another token after the server refused the one of that generation.
    pub async fn renew(&self, id: CredentialId, refused_generation: i64) -> Result<AccessToken> {
        let (_, tokens) = self.current(id).await?;
        if tokens.generation > refused_generation {
            return Ok(tokens.access());
        }
        self.newer(id, refused_generation).await
    }

    /// Notes that an account needs the person again, unless it has other tokens than these by now.
    pub async fn mark_expired(&self, id: CredentialId, generation: i64) -> Result<bool> {
        let now = self.inner.now();
        let work =
            move |db: &mut rusqlite::Connection| store::credentials::mark_expired(db, id, generation, now);
        self.inner.vault.store.run("save to", work).await
    }

    /// An account with its tokens as they are in the stores, or newer where the keychain did not take them.
    /// One that has expired is a failure.
    pub async fn current(&self, id: CredentialId) -> Result<(Credential, Tokens)> {
        for _ in 0..ATTEMPTS {
            let (credential, item) = self.row(id).await?;
            let known = self.inner.known().get(&id).cloned();
            if let Some(tokens) = known.filter(|tokens| tokens.generation >= credential.generation) {
                return Ok((credential, tokens));
            }
            let read = self.read(&credential, item).await;
            if let Ok(Some(tokens)) = read {
                self.inner.know(id, tokens.clone());
                return Ok((credential, tokens));
            }
            // Others announce newer tokens before they delete the old ones.
            if self.row(id).await?.0.generation == credential.generation {
                return Err(read.err().unwrap_or_else(|| missing("sign-in")));
            }
        }
        Err(missing("sign-in"))
    }

    /// The same from the stores alone, for who holds the account's lock.
    pub(super) async fn saved(&self, id: CredentialId) -> Result<(Credential, Tokens)> {
        let (credential, item) = self.row(id).await?;
        let tokens = self.read(&credential, item).await?.ok_or_else(|| missing("sign-in"))?;
        self.inner.know(id, tokens.clone());
        Ok((credential, tokens))
    }

    async fn row(&self, id: CredentialId) -> Result<(Credential, Option<SavedSecret>)> {
        let work = move |db: &mut rusqlite::Connection| {
            Ok((store::credentials::get(db, id)?, store::keychain_items::active(db, id)?))
        };
        let (credential, items) = self.inner.vault.store.run("read from", work).await?;
        let Some(credential) = credential else {
            self.inner.known().remove(&id);
            return Err(Failure::SignIn { host: None, problem: SignInProblem::NeverSignedIn });
        };
        if credential.expired_at.is_some() {
            return Err(expired(&credential));
        }
        Ok((credential, items.into_iter().find(|item| item.slot == Slot::Tokens)))
    }

    pub(super) async fn read(
        &self,
        credential: &Credential,
        item: Option<SavedSecret>,
    ) -> Result<Option<Tokens>> {
        let Some(item) = item else { return Ok(None) };
        let Some(text) = self.inner.vault.keychain.read(item.item().account()).await? else {
            return Ok(None);
        };
        let tokens = Tokens::from_secret(&text).ok_or_else(|| Failure::Keychain {
            fault: KeychainFault::Other,
            reason: format!("the saved tokens of “{}” were changed outside", credential.label),
        })?;
        Ok(Some(tokens))
    }

    /// Tokens of a later generation than this one.
    pub(super) async fn newer(&self, id: CredentialId, than: i64) -> Result<AccessToken> {
        loop {
            let mut landing = self.flight(id, than);
            let token = match landing.wait_for(Option::is_some).await.map(|landed| landed.clone()) {
                Ok(Some(landed)) => landed?,
                _ => return Err(Failure::Internal { reason: "a token's renewal was given up".to_owned() }),
            };
            // A flight that others began may have been about older tokens.
            if token.generation > than {
                return Ok(token);
            }
        }
    }

    /// Joins the flight there is, or begins one.
    fn flight(&self, id: CredentialId, than: i64) -> Landing {
        let mut flights = self.inner.flights();
        if let Some(landing) = flights.get(&id) {
            return landing.clone();
        }
        let (land, landing) = watch::channel(None);
        flights.insert(id, landing.clone());
        let broker = self.clone();
        self.inner.tasks.spawn(async move {
            let airborne = Airborne { broker, id };
            let landed = airborne.broker.refresh(id, than).await;
            if let Err(failure) = &landed {
                tracing::warn!(%failure, credential_id = %id, "not renewed");
            }
            // First, so that whoever is told of older tokens than they need begins another.
            drop(airborne);
            land.send_replace(Some(landed));
        });
        landing
    }
}

/// A flight under way; others may begin one when this is dropped.
struct Airborne {
    broker: Broker,
    id: CredentialId,
}

impl Drop for Airborne {
    fn drop(&mut self) {
        self.broker.inner.flights().remove(&self.id);
    }
}

impl Inner {
    /// Something has changed for good.
    pub fn step(&self, name: &'static str) {
        self.config.step(name);
    }

    pub fn now(&self) -> Millis {
        (self.config.clock)()
    }

    pub fn know(&self, id: CredentialId, tokens: Tokens) {
        self.known().insert(id, tokens);
    }

    /// Lets others ask for these tokens without renewing them, until then.
    fn postpone(&self, id: CredentialId, tokens: &Tokens, until: Millis) {
        let mut known = self.known();
        if let Some(known) = known.get_mut(&id).filter(|known| known.generation == tokens.generation) {
            known.renew_at = Some(until);
        }
    }

    pub fn known(&self) -> MutexGuard<'_, HashMap<CredentialId, Tokens>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn unsaved(&self) -> MutexGuard<'_, HashMap<CredentialId, Unsaved>> {
        self.unsaved.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn flights(&self) -> MutexGuard<'_, HashMap<CredentialId, Landing>> {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
