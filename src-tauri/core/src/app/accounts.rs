//! Accounts: signing out, switching, sharing, naming.

use hitchpost_oauth::{Client, ClientOrigin, Error, GrantContext, Http, TokenHint, deregister, revoke};
use secrecy::SecretString;

use super::consent::brief_http;
use super::{App, Result};
use crate::connection::{AccountView, Auth, Connection, ConnectionId, ConnectionView, CredentialId, Grant};
use crate::credential::{Credential, Identity, Tokens};
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
        self.forget_account(account).await?;
        tracing::info!(connection_id = %id, credential_id = %account, "signed out");
        for user in users {
            self.inner.sessions.forgive(user);
        }
        self.accounts_changed().await?;
        self.connection(id).await
    }

    /// Ends an account that another has taken the place of.
    pub(super) async fn part_with(self, account: CredentialId) {
        match self.forget_account(account).await {
            Ok(()) => self.inner.emit(AppEvent::ConnectionsChanged),
            Err(failure) => tracing::warn!(%failure, credential_id = %account, "it could not be forgotten"),
        }
    }

    /// Forgets an account, and tells its server as far as that listens.
    async fn forget_account(&self, account: CredentialId) -> Result<()> {
        let goodbye = |credential, tokens| async move {
            match self.inner.vault.identity(&credential).await {
                Ok(identity) => self.say_farewell(credential, identity, tokens).await,
                Err(failure) => {
                    tracing::warn!(%failure, credential_id = %account, "not revoked at the server");
                }
            }
        };
        self.inner.broker.part_with(account, goodbye).await
    }

    /// Revokes what there is of an account that nobody will use any more, as far as the server listens.
    pub(super) async fn say_farewell(
        &self,
        credential: Credential,
        identity: Identity,
        tokens: Option<Tokens>,
    ) {
        if let Err(failure) = self.revoke(&credential, identity, tokens).await {
            tracing::warn!(%failure, credential_id = %credential.id, "not revoked at the server");
        }
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
    async fn revoke(
        &self,
        credential: &Credential,
        identity: Identity,
        tokens: Option<Tokens>,
    ) -> Result<()> {
        let others = self.inner.vault.store.run("read from", |db| store::credentials::all(db)).await?;
        let http = brief_http(&self.inner.wire, credential.server.clone(), identity.bounds)?;
        let (client, context) = (identity.client, &credential.context);
        // Each is worth telling, whatever the server says to the one before.
        let mut told = Ok(());
        if let Some(tokens) = tokens {
            told = revoke_both(&http, context, &client, &tokens.access, tokens.refresh.as_ref()).await;
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

/// With the refresh token its access tokens go too; servers that see it differently get both.
pub(super) async fn revoke_both(
    http: &Http,
    context: &GrantContext,
    client: &Client,
    access: &SecretString,
    refresh: Option<&SecretString>,
) -> Result<(), Error> {
    let told = match refresh {
        Some(refresh) => revoke(http, context, client, refresh, TokenHint::RefreshToken).await,
        None => Ok(()),
    };
    let access = revoke(http, context, client, access, TokenHint::AccessToken).await;
    told.and(access.or_else(unless_it_ends_by_itself))
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
