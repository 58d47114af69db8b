//! The other way round: the database first, the keychain after it, and whatever an earlier run left behind.

use rusqlite::{Connection as Db, TransactionBehavior};

use super::locks::Held;
use super::{Item, Vault};
use crate::app::Result;
use crate::connection::{ConnectionId, CredentialId, Millis};
use crate::failure::{Failure, KeychainFault};
use crate::sign_in::SignInId;
use crate::store;

/// Whether an earlier run left something for [`Vault::sweep`].
pub(crate) fn has_leftovers(db: &Db, before: Millis) -> rusqlite::Result<bool> {
    Ok(!store::keychain_items::abandoned(db, before)?.is_empty()
        || !store::keychain_items::undecided(db, before)?.is_empty()
        || !store::credentials::unused(db)?.is_empty()
        || !store::sign_ins::over(db, before)?.is_empty())
}

impl Vault {
    /// Deletes what was removed at that time, with its secrets, for good. Without a keychain the row goes all the same,
    /// and the secrets are noted for a later sweep. Answers with the accounts that nobody can use any more.
    pub(super) async fn purge(&self, id: ConnectionId, removed_at: Millis) -> Result<Vec<CredentialId>> {
        let work = move |db: &mut Db| {
            let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let sign_ins = store::sign_ins::of_connection(&transaction, id)?;
            // False: it was brought back, or another process was faster.
            if !store::connections::delete(&transaction, id, removed_at)? {
                return Ok((Vec::new(), Vec::new()));
            }
            let mut doomed = store::keychain_items::doom_all(&transaction, id)?;
            for sign_in in sign_ins {
                doomed.extend(store::keychain_items::doom_all(&transaction, sign_in)?);
            }
            let unused = store::credentials::unused(&transaction)?;
            transaction.commit()?;
            Ok((doomed, unused))
        };
        let (doomed, unused) = self.store.run("delete from", work).await?;
        self.delete(doomed).await;
        Ok(unused)
    }

    /// Deletes an account, its tokens, and the client it was got with unless another account was too. Connections that
    /// used it have none then.
    pub(super) async fn forget(&self, held: Held, id: CredentialId) -> Result<()> {
        self.forget_if(held, id, |_, _| Ok(true)).await
    }

    /// The same, unless somebody can use it again.
    pub(super) async fn forget_unused(&self, held: Held, id: CredentialId) -> Result<()> {
        self.forget_if(held, id, |db, id| Ok(store::credentials::unused(db)?.contains(&id))).await
    }

    /// For who holds the lock: tokens that somebody writes meanwhile could not be found any more.
    async fn forget_if(
        &self,
        held: Held,
        id: CredentialId,
        wanted: fn(&Db, CredentialId) -> rusqlite::Result<bool>,
    ) -> Result<()> {
        let work = move |db: &mut Db| {
            let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            if !wanted(&transaction, id)? {
                return Ok(None);
            }
            store::credentials::delete(&transaction, id)?;
            let mut doomed = store::keychain_items::doom_all(&transaction, id)?;
            for client in store::oauth_clients::unused(&transaction)? {
                store::oauth_clients::delete(&transaction, client)?;
                doomed.extend(store::keychain_items::doom_all(&transaction, client)?);
            }
            transaction.commit()?;
            Ok(Some(doomed))
        };
        if let Some(doomed) = self.store.run("delete from", work).await? {
            self.delete(doomed).await;
            held.discard();
        }
        Ok(())
    }

    /// Forgets an attempt to sign in, and what was remembered for it. False when somebody else was faster.
    pub async fn end_sign_in(&self, id: SignInId) -> Result<bool> {
        let Some(kept) = self.take_sign_in(id).await? else { return Ok(false) };
        self.delete(kept).await;
        Ok(true)
    }

    /// The same for who has no time for the keychain yet: it is left to delete these items. Nothing when somebody else
    /// was faster.
    pub async fn take_sign_in(&self, id: SignInId) -> Result<Option<Vec<Item>>> {
        let work = move |db: &mut Db| {
            let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let was_there = store::sign_ins::delete(&transaction, id)?;
            let doomed = store::keychain_items::doom_all(&transaction, id)?;
            transaction.commit()?;
            Ok((was_there, doomed))
        };
        let (was_there, doomed) = self.store.run("delete from", work).await?;
        if !was_there {
            self.delete(doomed).await;
            return Ok(None);
        }
        Ok(Some(doomed))
    }

    /// Finishes what a crash interrupted: deletions, and writes that were begun before `before`. Tokens that were
    /// written and not announced are taken over.
    pub async fn sweep(&self, before: Millis) -> Result<()> {
        let work = move |db: &mut Db| {
            let undecided = store::keychain_items::undecided(db, before)?;
            Ok((undecided, store::credentials::unused(db)?, store::sign_ins::over(db, before)?))
        };
        let (undecided, unused, over) = self.store.run("read from", work).await?;
        for id in undecided {
            let held = self.locks.take(id).await?;
            self.adopt(&held, id).await?;
        }
        for id in unused {
            let held = self.locks.take(id).await?;
            self.forget_unused(held, id).await?;
        }
        for id in over {
            self.end_sign_in(id).await?;
        }
        let abandoned =
            self.store.run("read from", move |db| store::keychain_items::abandoned(db, before)).await?;
        self.delete(abandoned).await;
        Ok(())
    }

    /// What cannot be deleted now stays doomed, or pending, for the next sweep. A keychain that does not work
    /// for one item is not asked, and waited for, again for the others.
    pub async fn delete(&self, items: Vec<Item>) {
        for item in items {
            let deleted = match self.keychain.delete(item.account()).await {
                Ok(()) => {
                    self.store.run("delete from", move |db| store::keychain_items::delete(db, &item)).await
                }
                Err(failure) => Err(failure),
            };
            if let Err(failure) = deleted {
                tracing::warn!(%failure, "a keychain item was left for the next start");
                if is_unusable(&failure) {
                    return;
                }
            }
        }
    }
}

/// Whether the keychain as a whole does not work, and not just for one item.
fn is_unusable(failure: &Failure) -> bool {
    use KeychainFault::{Absent, Locked, Unresponsive};
    matches!(failure, Failure::Keychain { fault: Absent | Locked | Unresponsive, .. })
}
