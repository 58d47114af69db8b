//! Accounts: signing out, switching, sharing, naming.

use hitchpost_oauth::{ClientOrigin, Error, TokenHint, deregister, revoke};

use super::consent::brief_http;
use super::{App, Result};
use crate::connection::{AccountView, Auth, Connection, ConnectionId, ConnectionView, CredentialId, Grant};
use crate::credential::{Credential, Tokens};
use crate::event::AppEvent;
use crate::failure::{Failure, SignInProblem};
use crate::sign_in::Accounts;
use crate::store;

/// As many characters as a label may have.
const LABEL: usize = 64;

impl App {
    /// Ends an account: tells the server, as far as it listens, and forgets the tokens whatever it says.
    pub async fn sign_out(&self, id: ConnectionId, account: CredentialId) -> Result<ConnectionView> {
        let connection = self.row(id).await?;
        self.own_account(&connection, account).await?;
        let users = self.users(account).await?;
        for user in &users {
            self.end_session(*user);
        }
        let goodbye = |credential, tokens| async move {
            if let Err(failure) = self.revoke(&credential, tokens).await {
                tracing::warn!(%failure, credential_id = %account, "not revoked at the server");
            }
        };
        self.inner.broker.part_with(account, goodbye).await?;
        tracing::info!(connection_id = %id, credential_id = %account, "signed out");
        for user in users {
            self.inner.sessions.forgive(user);
        }
        self.accounts_changed().await?;
        self.connection(id).await
    }

    /// Uses another account from now on: one of the connection's own, or one it can share.
    pub async fn use_account(&self, id: ConnectionId, account: CredentialId) -> Result<ConnectionView> {
        let connection = self.row(id).await?;
        let known = self.accounts().await?;
        let is_own = known.of(&connection).iter().any(|own| own.id == account);
        if !is_own && !known.shareable(&connection).iter().any(|other| other.id == account) {
            return Err(unknown(account));
        }
        let work = move |db: &mut rusqlite::Connection| {
            let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            store::credentials::link(&transaction, id, account)?;
            let used = store::connections::use_credential(&transaction, id, Some(account))?;
            transaction.commit()?;
            Ok(used)
        };
        if !self.inner.vault.store.run("save to", work).await? {
            return Err(unknown(account));
        }
        let was_live = self.inner.sessions.live(id).is_some();
        self.inner.sessions.forgive(id);
        self.accounts_changed().await?;
        if was_live { self.reconnect(id).await } else { self.connection(id).await }
    }

    /// Accounts of other connections that are good for this one.
    pub async fn shareable_accounts(&self, id: ConnectionId) -> Result<Vec<AccountView>> {
        let connection = self.row(id).await?;
        Ok(self.accounts().await?.shareable(&connection))
    }

    /// Gives an account a label of the person's own.
    pub async fn rename_account(&self, account: CredentialId, label: String) -> Result<()> {
        let label: String = crate::connection::tidy_name(&label).chars().take(LABEL).collect();
        let work = move |db: &mut rusqlite::Connection| match label.is_empty() {
            true => Ok(store::credentials::get(db, account)?.is_some()),
            false => store::credentials::rename(db, account, &label),
        };
        if !self.inner.vault.store.run("save to", work).await? {
            return Err(unknown(account));
        }
        self.accounts_changed().await
    }

    /// Looks anew at which accounts are good for which connections; what is news is told.
    pub(super) async fn note_accounts(&self) -> Result<()> {
        let (connections, accounts) = self.read_accounts().await?;
        for connection in
            connections.iter().filter(|connection| matches!(connection.auth, Auth::OAuth { .. }))
        {
            let footing = accounts.footing(connection);
            let is_good = footing.failure().is_none();
            if self.inner.sessions.stand_on(connection.id, footing) {
                if is_good {
                    self.inner.sessions.forgive(connection.id);
                }
                self.inner.sessions.announce(connection.id);
            }
        }
        Ok(())
    }

    /// The same after another process wrote. What needed a sign-in and has one now is connected, and what uses
    /// another account now is connected anew.
    pub(super) async fn follow_accounts(&self) -> Result<()> {
        let (connections, accounts) = self.read_accounts().await?;
        for connection in
            connections.iter().filter(|connection| matches!(connection.auth, Auth::OAuth { .. }))
        {
            let (id, footing) = (connection.id, accounts.footing(connection));
            let is_good = footing.failure().is_none() && connection.credential.is_some();
            let is_news = self.inner.sessions.stand_on(id, footing);
            let live = self.inner.sessions.live(id);
            let uses_other = live.is_some_and(|live| live.endpoint.account() != connection.credential);
            if (is_news && is_good && self.remembers()) || uses_other {
                self.inner.sessions.forgive(id);
                let app = self.clone();
                self.inner.tasks.spawn(async move { app.reconnect(id).await });
            } else if is_news {
                self.inner.sessions.announce(id);
            }
        }
        Ok(())
    }

    async fn accounts_changed(&self) -> Result<()> {
        self.note_accounts().await?;
        self.inner.emit(AppEvent::ConnectionsChanged);
        Ok(())
    }

    pub(super) async fn accounts(&self) -> Result<Accounts> {
        Ok(self.read_accounts().await?.1)
    }

    async fn read_accounts(&self) -> Result<(Vec<Connection>, Accounts)> {
        let work = |db: &mut rusqlite::Connection| {
            let connections = store::connections::all(db)?;
            let accounts = Accounts::read(db, &connections)?;
            Ok((connections, accounts))
        };
        self.inner.vault.store.run("read from", work).await
    }

    async fn own_account(&self, connection: &Connection, account: CredentialId) -> Result<()> {
        let own = self.accounts().await?.of(connection);
        own.iter().any(|own| own.id == account).then_some(()).ok_or_else(|| unknown(account))
    }

    /// The connections that use an account right now.
    async fn users(&self, account: CredentialId) -> Result<Vec<ConnectionId>> {
        let all = self.inner.vault.store.run("read from", |db| store::connections::all(db)).await?;
        Ok(all.iter().filter(|user| user.credential == Some(account)).map(|user| user.id).collect())
    }

    /// Tells the authorization server that the tokens, and a client that was registered for them alone, are not needed
    /// any more.
    async fn revoke(&self, credential: &Credential, tokens: Option<Tokens>) -> Result<()> {
        let others = self.inner.vault.store.run("read from", |db| store::credentials::all(db)).await?;
        let identity = self.inner.vault.identity(credential).await?;
        let http = brief_http(credential.server.clone(), identity.bounds)?;
        let (client, context) = (identity.client, &credential.context);
        // Each is worth telling, whatever the server says to the one before.
        let mut told = Ok(());
        if let Some(tokens) = tokens {
            // With the refresh token its access tokens go too; servers that see it differently get both.
            if let Some(refresh) = &tokens.refresh {
                told = revoke(&http, context, &client, refresh, TokenHint::RefreshToken).await;
            }
            let access = revoke(&http, context, &client, &tokens.access, TokenHint::AccessToken).await;
            told = told.and(access.or_else(unless_it_ends_by_itself));
        }
        let is_alone =
            !others.iter().any(|other| other.client == credential.client && other.id != credential.id);
        if let Some(management) = &client.registration
            && client.origin == ClientOrigin::Dynamic
            && is_alone
        {
            told = told.and(deregister(&http, management).await);
        }
        Ok(told?)
    }

    /// The account a session of this connection is to use; none when it needs none. One that is no good for it is a
    /// failure, and nobody is asked.
    pub(super) async fn good_account(&self, connection: &Connection) -> Result<Option<CredentialId>> {
        let Auth::OAuth { .. } = connection.auth else { return Ok(None) };
        if let Some(failure) = self.accounts().await?.footing(connection).failure() {
            return Err(failure);
        }
        let never = || Failure::SignIn { host: None, problem: SignInProblem::NeverSignedIn };
        connection.credential.map(Some).ok_or_else(never)
    }

    /// Whether connecting begins with a sign-in that takes no person.
    pub(super) async fn signs_in_itself(&self, connection: &Connection) -> Result<bool> {
        match &connection.auth {
            Auth::OAuth { settings } if settings.grant == Grant::ClientCredentials => {
                Ok(self.good_account(connection).await.is_err())
            }
            _ => Ok(false),
        }
    }
}

/// A server whose access tokens nobody keeps a list of cannot revoke one (RFC 7009 §2.2.1).
fn unless_it_ends_by_itself(error: Error) -> Result<(), Error> {
    match &error {
        Error::Token { error: code, .. } if code == "unsupported_token_type" => {
            tracing::debug!(%error, "an access token ends by itself");
            Ok(())
        }
        _ => Err(error),
    }
}

fn unknown(account: CredentialId) -> Failure {
    Failure::NotFound { what: "account".to_owned(), name: account.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_access_token_that_cannot_be_revoked_is_left_without_a_word() {
        let refused = |code: &str| Error::Token { error: code.into(), description: None, status: 400 };
        assert!(unless_it_ends_by_itself(refused("unsupported_token_type")).is_ok());
        assert!(unless_it_ends_by_itself(refused("invalid_client")).is_err());
    }
}
