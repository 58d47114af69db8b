//! The end of an account. Whoever ends it holds its lock from the last look at its tokens until they are deleted: a
//! renewal in between would leave tokens that live on at the server, and that nobody knows.

use super::broker::Broker;
use super::locks::Held;
use super::refreshing::Rotated;
use super::{Credential, Identity, Slot, Tokens};
use crate::app::Result;
use crate::connection::{ConnectionId, CredentialId, Millis};
use crate::store;

impl Broker {
    /// Deletes an account, whoever uses it. Before that `goodbye` gets its last tokens, as far as they can be read.
    pub async fn part_with<F: Future<Output = ()>>(
        &self,
        id: CredentialId,
        goodbye: impl FnOnce(Credential, Option<Tokens>) -> F,
    ) -> Result<()> {
        let (held, rotated) = self.take_over(id).await?;
        let work = move |db: &mut rusqlite::Connection| store::credentials::get(db, id);
        if let Some(credential) = self.inner.vault.store.run("read from", work).await? {
            let last = self.last(&held, rotated, &credential).await;
            goodbye(credential, last).await;
        }
        self.inner.vault.forget(held, id).await?;
        self.inner.known().remove(&id);
        Ok(())
    }

    /// Deletes what was removed at that time, and the accounts that nobody else can use, for good. Before an account
    /// goes `goodbye` gets its last tokens, as far as they can be read; no undo brings it back then.
    pub async fn purge<F: Future<Output = ()>>(
        &self,
        id: ConnectionId,
        removed_at: Millis,
        goodbye: impl Fn(Credential, Identity, Option<Tokens>) -> F,
    ) -> Result<()> {
        // The secrets of an app of the person's own go with the connection.
        let mut identities = self.identities(id).await?;
        for account in self.inner.vault.purge(id, removed_at).await? {
            let (held, rotated) = self.take_over(account).await?;
            let known = identities.iter().position(|(credential, _)| credential.id == account);
            if let Some((credential, identity)) = known.map(|at| identities.swap_remove(at)) {
                let last = self.last(&held, rotated, &credential).await;
                goodbye(credential, identity, last).await;
            }
            self.inner.vault.forget_unused(held, account).await?;
            self.inner.known().remove(&account);
        }
        Ok(())
    }

    /// As whom the accounts of a connection can be told of their end, as far as that is known.
    async fn identities(&self, id: ConnectionId) -> Result<Vec<(Credential, Identity)>> {
        let vault = &self.inner.vault;
        let work = move |db: &mut rusqlite::Connection| store::credentials::of_connection(db, id);
        let mut identities = Vec::new();
        for credential in vault.store.run("read from", work).await? {
            match vault.identity(&credential).await {
                Ok(identity) => identities.push((credential, identity)),
                Err(failure) => {
                    tracing::warn!(%failure, credential_id = %credential.id, "it will not be revoked");
                }
            }
        }
        Ok(identities)
    }

    /// The last tokens of an account, however they can be had.
    async fn last(&self, held: &Held, rotated: Option<Rotated>, credential: &Credential) -> Option<Tokens> {
        match rotated {
            Some(rotated) => Some(rotated.tokens),
            None => self.saved_last(held, credential).await.unwrap_or_else(|failure| {
                tracing::warn!(%failure, credential_id = %credential.id, "its last tokens could not be read");
                self.inner.known().get(&credential.id).cloned()
            }),
        }
    }

    /// The tokens of an account that may have expired, or been renewed by a process that died since.
    async fn saved_last(&self, held: &Held, credential: &Credential) -> Result<Option<Tokens>> {
        let (vault, id) = (&self.inner.vault, credential.id);
        vault.adopt(held, id).await?;
        let work = move |db: &mut rusqlite::Connection| store::keychain_items::active(db, id);
        let saved = vault.store.run("read from", work).await?;
        self.read(credential, saved.into_iter().find(|item| item.slot == Slot::Tokens)).await
    }
}
