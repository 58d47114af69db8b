//! One renewal, by whoever holds the account's lock.
//!
//! Read again → note the new item as *pending* → ask the server → write the item → put it in place of the old one in
//! one transaction → delete the old one. From the moment the server has answered, the old refresh token may be worth
//! nothing: the only way to lose the new one is to die before the keychain has it. Dead after that, the next holder of
//! the lock finds it and goes on with it.

use std::time::Duration;

use super::asking::{Refused, expired};
use super::broker::Broker;
use super::locks::Held;
use super::{AccessToken, Credential, Item, Slot, Tokens};
use crate::app::Result;
use crate::connection::CredentialId;
use crate::failure::{Failure, SignInProblem};
use crate::store;

/// How often a keychain that refused is asked again.
const RETRY: Duration = Duration::from_secs(60);

/// Tokens on their way into the stores, and the lock that keeps others from using what they replace.
pub(super) struct Unsaved {
    held: Held,
    rotated: Rotated,
}

/// What a server gave for tokens that are worth nothing since.
pub(super) struct Rotated {
    id: CredentialId,
    from: i64,
    pub tokens: Tokens,
    item: Item,
}

impl Broker {
    /// Newer tokens than those of that generation: others' where there are, else the server's.
    pub(super) async fn refresh(&self, id: CredentialId, than: i64) -> Result<AccessToken> {
        let inner = &self.inner;
        let unsaved = inner.unsaved().remove(&id);
        if let Some(unsaved) = unsaved {
            self.save_again(unsaved).await?;
        }
        let held = inner.vault.locks.take(id).await?;
        inner.step("refresh.locked");
        inner.vault.adopt(&held, id).await?;
        // From the keychain even if they are known: it has to work before the old refresh token is spent.
        let (credential, tokens) = self.saved(id).await?;
        if tokens.generation > than {
            return Ok(tokens.access());
        }
        let item = Item::new(Slot::Tokens);
        inner.vault.intend(vec![(id.into(), item.clone())]).await?;
        inner.step("refresh.intended");
        match inner.vault.ask(&credential, &tokens, &inner.wire).await {
            Ok(granted) => {
                inner.step("refresh.answered");
                let next = tokens.followed_by(granted, inner.now());
                self.save(held, Rotated { id, from: tokens.generation, tokens: next, item }).await
            }
            Err(refused) => {
                let written = item.clone();
                let work = move |db: &mut rusqlite::Connection| store::keychain_items::delete(db, &written);
                inner.vault.store.run("delete from", work).await?;
                self.refused(&credential, tokens.generation, refused).await
            }
        }
    }

    /// The lock of an account whose tokens are about to be replaced or deleted, and those that the keychain has not
    /// taken yet: they are not waited for.
    pub(super) async fn take_over(&self, id: CredentialId) -> Result<(Held, Option<Rotated>)> {
        let unsaved = self.inner.unsaved().remove(&id);
        match unsaved {
            Some(Unsaved { held, rotated }) => Ok((held, Some(rotated))),
            None => Ok((self.inner.vault.locks.take(id).await?, None)),
        }
    }

    /// They are used all the same, and nobody else uses what they replace.
    pub(super) fn keep_unsaved(&self, held: Held, rotated: Rotated) {
        let id = rotated.id;
        self.inner.unsaved().insert(id, Unsaved { held, rotated });
        self.remind(id);
    }

    /// Only a refusal of the tokens that are still the account's own counts, and nothing is deleted for it.
    async fn refused(&self, credential: &Credential, sent: i64, refused: Refused) -> Result<AccessToken> {
        if !refused.is_final || self.mark_expired(credential.id, sent).await? {
            return Err(refused.failure);
        }
        let (credential, tokens) = self.saved(credential.id).await?;
        if tokens.generation > sent { Ok(tokens.access()) } else { Err(expired(&credential)) }
    }

    /// Puts new tokens into the stores. A keychain that refuses does not keep them from being used meanwhile.
    async fn save(&self, held: Held, rotated: Rotated) -> Result<AccessToken> {
        let (id, access) = (rotated.id, rotated.tokens.access());
        self.inner.know(id, rotated.tokens.clone());
        match self.write(&rotated).await {
            Ok(()) => self.announce(held, rotated).await,
            Err(failure) => {
                tracing::warn!(%failure, credential_id = %id, "new tokens are kept in memory until the keychain takes them");
                self.keep_unsaved(held, rotated);
                Ok(access)
            }
        }
    }

    async fn save_again(&self, unsaved: Unsaved) -> Result<()> {
        if let Err(failure) = self.write(&unsaved.rotated).await {
            self.inner.unsaved().insert(unsaved.rotated.id, unsaved);
            return Err(failure);
        }
        self.announce(unsaved.held, unsaved.rotated).await.map(drop)
    }

    async fn write(&self, rotated: &Rotated) -> Result<()> {
        let secret =
            rotated.tokens.to_secret().map_err(|error| Failure::Internal { reason: error.to_string() })?;
        self.inner.vault.keychain.save(rotated.item.account(), secret).await?;
        self.inner.step("refresh.written");
        Ok(())
    }

    async fn announce(&self, held: Held, rotated: Rotated) -> Result<AccessToken> {
        let Rotated { id, from, tokens, item } = rotated;
        let vault = &self.inner.vault;
        let announced = vault.announce(id, Some(from), tokens.clone(), item.clone()).await?;
        let Some(replaced) = announced else {
            // It was forgotten meanwhile.
            self.inner.known().remove(&id);
            vault.delete(vec![item]).await;
            return Err(Failure::SignIn { host: None, problem: SignInProblem::NeverSignedIn });
        };
        self.inner.step("refresh.activated");
        vault.delete(replaced).await;
        self.inner.step("refresh.done");
        drop(held);
        Ok(tokens.access())
    }

    /// Asks the keychain again from time to time, and once more at the end.
    fn remind(&self, id: CredentialId) {
        let broker = self.clone();
        self.inner.tasks.spawn(async move {
            loop {
                let is_last = tokio::select! {
                    () = broker.inner.closing.cancelled() => true,
                    () = tokio::time::sleep(RETRY) => false,
                };
                let Err(failure) = broker.newer(id, 0).await else { return };
                if !broker.inner.unsaved().contains_key(&id) {
                    return;
                }
                if is_last {
                    tracing::error!(%failure, credential_id = %id, "the keychain did not take the new tokens");
                    return;
                }
            }
        });
    }
}
