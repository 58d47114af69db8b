//! The end of a sign-in: an account, its tokens, and the client it was got with, saved together.

use hitchpost_oauth::{Client, ClientOrigin, GrantContext, Granted};
use rusqlite::{Connection as Db, TransactionBehavior};
use secrecy::SecretString;
use url::Url;
use uuid::Uuid;

use super::broker::Broker;
use super::{ClientId, Credential, Item, Owner, Slot, Tokens};
use crate::app::Result;
use crate::connection::{ConnectionId, CredentialId, Grant};
use crate::failure::Failure;
use crate::store;

/// Which account a sign-in is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Account {
    New,
    /// This one is signed in anew, for every connection that uses it.
    Replace(CredentialId),
}

/// Who gets the tokens.
#[derive(Clone, Debug)]
pub(crate) struct Grantee {
    /// It uses the account from now on.
    pub connection: ConnectionId,
    /// The address it leads to; only its origin is kept.
    pub server: Url,
    pub grant: Grant,
    pub account: Account,
}

/// What is to be announced once the keychain has its part.
struct Grants {
    grantee: Grantee,
    credential: Credential,
    client: Client,
    tokens: Tokens,
    items: Vec<Item>,
}

impl Broker {
    /// Saves what a sign-in brought, or leaves everything as it was. Goes on when the caller has gone.
    pub async fn store_grant(
        &self,
        grantee: Grantee,
        client: Client,
        context: GrantContext,
        granted: Granted,
    ) -> Result<CredentialId> {
        let broker = self.clone();
        let saving =
            self.inner.tasks.spawn(async move { broker.save_grant(grantee, client, context, granted).await });
        saving.await.map_err(|error| Failure::Internal { reason: error.to_string() })?
    }

    async fn save_grant(
        &self,
        grantee: Grantee,
        client: Client,
        context: GrantContext,
        granted: Granted,
    ) -> Result<CredentialId> {
        // Nobody else knows of a new one; the tokens of an old one must not be renewed at the same time.
        let taken = match grantee.account {
            Account::New => None,
            Account::Replace(id) => Some(self.take_over(id).await?),
        };
        let saved = match self.grants(grantee, client, context, granted).await {
            Ok(grants) => self.put_grant(grants).await,
            Err(failure) => Err(failure),
        };
        if let (Err(_), Some((held, Some(rotated)))) = (&saved, taken) {
            self.keep_unsaved(held, rotated);
        }
        saved
    }

    async fn put_grant(&self, grants: Grants) -> Result<CredentialId> {
        let inner = &self.inner;
        let connection = grants.grantee.connection;
        let (id, tokens) = (grants.credential.id, grants.tokens.clone());
        let secrets = secrets(&grants)?;
        let items: Vec<Item> = secrets.iter().map(|(_, item, _)| item.clone()).collect();
        self.write_grant(secrets).await?;
        inner.step("sign_in.written");
        let grants = Grants { items: items.clone(), ..grants };
        let announced = inner.vault.store.run("save to", move |db| announce(db, &grants)).await;
        let gone = || Failure::NotFound { what: "connection".to_owned(), name: connection.to_string() };
        match announced.and_then(|replaced| replaced.ok_or_else(gone)) {
            Ok(replaced) => {
                inner.step("sign_in.activated");
                inner.know(id, tokens);
                inner.vault.delete(replaced).await;
                inner.step("sign_in.done");
                Ok(id)
            }
            Err(failure) => {
                inner.vault.delete(items).await;
                Err(failure)
            }
        }
    }

    /// What there will be, without its keychain items.
    async fn grants(
        &self,
        grantee: Grantee,
        client: Client,
        context: GrantContext,
        granted: Granted,
    ) -> Result<Grants> {
        let (account, known) = (grantee.account, client.clone());
        let work = move |db: &mut Db| {
            let before = match account {
                Account::New => None,
                Account::Replace(id) => store::credentials::get(db, id)?,
            };
            Ok((before, store::oauth_clients::find(db, &known)?))
        };
        let (before, kept_as) = self.inner.vault.store.run("read from", work).await?;
        // The id of one that was signed out of meanwhile is not used again.
        let id = before.as_ref().map_or_else(|| CredentialId(Uuid::new_v4()), |old| old.id);
        let now = self.inner.now();
        let label = granted.account.clone().unwrap_or_else(|| name_of(&context.issuer));
        let tokens = Tokens::granted(granted, before.map_or(1, |old| old.generation + 1), now);
        let credential = Credential {
            id,
            client: kept_as.unwrap_or_else(|| ClientId(Uuid::new_v4())),
            label,
            grant: grantee.grant,
            server: origin(&grantee.server),
            context,
            scopes: tokens.scopes.clone(),
            generation: tokens.generation,
            expires_at: tokens.expires_at,
            renew_at: tokens.renew_at,
            refreshable: tokens.refresh.is_some(),
            expired_at: None,
            created_at: now,
        };
        Ok(Grants { grantee, credential, client, tokens, items: Vec::new() })
    }

    /// On failure what was written is deleted again.
    async fn write_grant(&self, secrets: Vec<(Owner, Item, SecretString)>) -> Result<()> {
        let vault = &self.inner.vault;
        let items: Vec<_> = secrets.iter().map(|(owner, item, _)| (*owner, item.clone())).collect();
        vault.intend(items.clone()).await?;
        self.inner.step("sign_in.intended");
        for (_, item, secret) in secrets {
            if let Err(failure) = vault.keychain.save(item.account(), secret).await {
                vault.delete(items.into_iter().map(|(_, item)| item).collect()).await;
                return Err(failure);
            }
        }
        Ok(())
    }
}

/// What goes into the keychain. The secrets of the person's own app are there already, with their connection.
fn secrets(grants: &Grants) -> Result<Vec<(Owner, Item, SecretString)>> {
    let Grants { credential, client, tokens, .. } = grants;
    let tokens = tokens.to_secret().map_err(|error| Failure::Internal { reason: error.to_string() })?;
    let mut secrets = vec![(credential.id.into(), Item::new(Slot::Tokens), tokens)];
    if client.origin != ClientOrigin::Own
        && let Some(secret) = client.to_secret()
    {
        secrets.push((credential.client.into(), Item::new(Slot::Client), secret));
    }
    Ok(secrets)
}

/// Everything in one transaction. Answers with the items that nobody needs any more; with nothing when the connection
/// has gone.
fn announce(db: &mut Db, grants: &Grants) -> rusqlite::Result<Option<Vec<Item>>> {
    let Grants { grantee, credential, client, tokens, items } = grants;
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if store::connections::get(&transaction, grantee.connection)?.is_none() {
        return Ok(None);
    }
    // Another process may have kept the same client meanwhile.
    let kept_as = store::oauth_clients::put(&transaction, credential.client, client, credential.created_at)?;
    let before = store::credentials::get(&transaction, credential.id)?;
    let credential = &Credential { client: kept_as, ..credential.clone() };
    match &before {
        Some(old) => {
            store::credentials::replace(&transaction, credential)?;
            store::credentials::advance(&transaction, credential.id, old.generation, tokens)?;
        }
        None => store::credentials::insert(&transaction, credential)?,
    }
    store::credentials::link(&transaction, grantee.connection, credential.id)?;
    store::connections::use_credential(&transaction, grantee.connection, Some(credential.id))?;
    let mut replaced = Vec::new();
    for item in items {
        let owner: Owner = if item.slot == Slot::Client { kept_as.into() } else { credential.id.into() };
        if !store::keychain_items::activate(&transaction, item)? {
            return Err(rusqlite::Error::StatementChangedRows(0));
        }
        store::keychain_items::hand_over(&transaction, item, owner)?;
        replaced.extend(store::keychain_items::supersede(&transaction, owner, item)?);
    }
    for unused in store::oauth_clients::unused(&transaction)? {
        store::oauth_clients::delete(&transaction, unused)?;
        replaced.extend(store::keychain_items::doom_all(&transaction, unused)?);
    }
    transaction.commit()?;
    Ok(Some(replaced))
}

/// The address without path and query, where secrets may be.
fn origin(server: &Url) -> Url {
    let mut origin = server.clone();
    origin.set_path("");
    origin.set_query(None);
    origin.set_fragment(None);
    origin
}

/// How an account is called that does not say.
fn name_of(issuer: &str) -> String {
    Url::parse(issuer)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_else(|| issuer.to_owned())
}
