//! Tokens that were written and not announced. A server that rotates refresh tokens honours no others any more, so
//! whoever holds the account's lock and finds such an item goes on with it: its writer is dead, or the lock would not be free.

use rusqlite::{Connection as Db, TransactionBehavior};

use super::locks::Held;
use super::{Item, Slot, Tokens, Vault};
use crate::app::Result;
use crate::connection::CredentialId;
use crate::store;

impl Vault {
    /// Finishes what a dead process began, for who holds the account's lock.
    pub(super) async fn adopt(&self, _held: &Held, id: CredentialId) -> Result<()> {
        let begun = self.store.run("read from", move |db| store::keychain_items::pending(db, id)).await?;
        for item in begun.into_iter().filter(|item| item.slot == Slot::Tokens) {
            let written = self.keychain.read(item.account()).await?;
            let announced = match written.as_ref().and_then(Tokens::from_secret) {
                Some(tokens) => self.announce(id, None, tokens, item.clone()).await?,
                None => None,
            };
            match announced {
                Some(replaced) => {
                    tracing::info!(credential_id = %id, "went on with tokens that another process had written");
                    self.delete(replaced).await;
                }
                // It never got as far as the keychain, or others came after it.
                None => self.delete(vec![item]).await,
            }
        }
        Ok(())
    }

    /// Puts written tokens in place of those of generation `from`, or of any earlier one. Answers with what they
    /// replace; with nothing when the account has gone or has gone on without them.
    pub(super) async fn announce(
        &self,
        id: CredentialId,
        from: Option<i64>,
        tokens: Tokens,
        item: Item,
    ) -> Result<Option<Vec<Item>>> {
        let work = move |db: &mut Db| {
            let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let Some(credential) = store::credentials::get(&transaction, id)? else { return Ok(None) };
            let from = from.unwrap_or(credential.generation);
            if !store::credentials::advance(&transaction, id, from, &tokens)?
                || !store::keychain_items::activate(&transaction, &item)?
            {
                return Ok(None);
            }
            let replaced = store::keychain_items::supersede(&transaction, id, &item)?;
            transaction.commit()?;
            Ok(Some(replaced))
        };
        self.store.run("save to", work).await
    }
}
