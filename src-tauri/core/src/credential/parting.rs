//! The end of an account. Whoever ends it holds its lock from the last look at its tokens until they are deleted: a
//! renewal in between would leave tokens that live on at the server, and that nobody knows.

use super::broker::Broker;
use super::locks::Held;
use super::{Credential, Slot, Tokens};
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
            let last = match rotated {
                Some(rotated) => Some(rotated.tokens),
                None => self.last(&held, &credential).await.unwrap_or_else(|failure| {
                    tracing::warn!(%failure, credential_id = %id, "its last tokens could not be read");
                    self.inner.known().get(&id).cloned()
                }),
            };
            goodbye(credential, last).await;
        }
        self.inner.vault.forget(held, id).await?;
        self.inner.known().remove(&id);
        Ok(())
    }

    /// Deletes what was removed at that time, and the accounts that nobody else can use, for good.
    pub async fn purge(&self, id: ConnectionId, removed_at: Millis) -> Result<()> {
        for account in self.inner.vault.purge(id, removed_at).await? {
            let (held, _) = self.take_over(account).await?;
            self.inner.vault.forget_unused(held, account).await?;
            self.inner.known().remove(&account);
        }
        Ok(())
    }

    /// The tokens of an account that may have expired, or been renewed by a process that died since.
    async fn last(&self, held: &Held, credential: &Credential) -> Result<Option<Tokens>> {
        let (vault, id) = (&self.inner.vault, credential.id);
        vault.adopt(held, id).await?;
        let work = move |db: &mut rusqlite::Connection| store::keychain_items::active(db, id);
        let saved = vault.store.run("read from", work).await?;
        self.read(credential, saved.into_iter().find(|item| item.slot == Slot::Tokens)).await
    }
}
