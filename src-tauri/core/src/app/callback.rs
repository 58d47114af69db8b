//! From the browser's return to an account.

use std::sync::Arc;
use std::time::Duration;

use hitchpost_mcp::BoxFuture;
use hitchpost_oauth::{Client, GrantContext, Granted, SigningKey};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::accounts::revoke_both;
use super::consent::http;
use super::{App, Result};
use crate::connection::{AccountView, Auth, ConnectionId, CredentialId, Grant, OAuthSettings};
use crate::credential::{Account, Bounds, Grantee, Slot};
use crate::event::AppEvent;
use crate::failure::{Failure, SignInProblem};
use crate::sign_in::{Attempt, Loopback, SignInPhase, Waiting, free_label};
use crate::store::now;

impl App {
    /// Waits until the browser comes back, or its time is over. Started with the attempt, ended with it.
    pub(super) fn wait_for_browser(
        self,
        attempt: Arc<Attempt>,
        loopback: Option<Loopback>,
    ) -> BoxFuture<'static, ()> {
        // Boxed: what it starts in the end may begin a sign-in.
        Box::pin(async move { self.attend(&attempt, loopback).await })
    }

    async fn attend(&self, attempt: &Arc<Attempt>, mut loopback: Option<Loopback>) {
        let mut deadline = attempt.deadline.subscribe();
        let mut has_answered = false;
        loop {
            let end = *deadline.borrow_and_update();
            let left = u64::try_from(end - now()).unwrap_or(0);
            let arrival = async {
                match &mut loopback {
                    Some(loopback) => loopback.arrival().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                () = attempt.over.cancelled() => break,
                () = self.inner.closing.cancelled() => return,
                Ok(()) = deadline.changed() => {}
                Some(arrival) = arrival => {
                    let redeemed = self.redeem_own(attempt, arrival.callback.clone()).await;
                    has_answered = true;
                    arrival.answer(redeemed.is_ok());
                    if let Ok(id) = redeemed {
                        let app = self.clone();
                        self.inner.tasks.spawn(async move { app.reconnect(id).await });
                    }
                }
                () = tokio::time::sleep(Duration::from_millis(left)) => {
                    if self.inner.sign_ins.expire(attempt, end) {
                        let failure = Failure::SignIn { host: attempt.view().host, problem: SignInProblem::TimedOut };
                        self.sign_in_over(attempt, &failure).await;
                    }
                    // Whoever is redeeming the code right now sees to the end of it. Otherwise there is more time.
                    if !attempt.is_waiting() || attempt.over.is_cancelled() {
                        break;
                    }
                }
            }
        }
        if let Some(loopback) = loopback.filter(|_| has_answered) {
            loopback.close().await;
        }
    }

    /// Gets the account an answer of the browser is good for.
    pub(super) async fn redeem(&self, callback: SecretString) -> Result<ConnectionId> {
        let mut claimed = self.inner.sign_ins.claim(callback.expose_secret());
        if claimed.is_none() {
            // The link may have started this application, and an earlier run the sign-in.
            claimed = self.claim_kept(callback.expose_secret()).await?;
        }
        self.redeem_claimed(claimed, callback).await
    }

    /// The same for what came to an attempt's own address. Whoever sends another's answer there is no browser of ours.
    async fn redeem_own(&self, attempt: &Arc<Attempt>, callback: SecretString) -> Result<ConnectionId> {
        let waiting = self.inner.sign_ins.claim_own(attempt, callback.expose_secret());
        self.redeem_claimed(waiting.map(|waiting| (Arc::clone(attempt), waiting)), callback).await
    }

    /// On a task of its own: a code is good for one try, and whoever brought it may go away meanwhile.
    async fn redeem_claimed(
        &self,
        claimed: Option<(Arc<Attempt>, Waiting)>,
        callback: SecretString,
    ) -> Result<ConnectionId> {
        let Some((attempt, waiting)) = claimed else { return Err(self.unclaimed(callback.expose_secret())) };
        let app = self.clone();
        let redeeming = self.inner.unbroken.spawn(async move {
            app.show_sign_in(&attempt, |view| view.phase = SignInPhase::Exchanging);
            let redeemed = app.exchange(&attempt, waiting, &callback).await;
            if let Err(failure) = &redeemed {
                app.sign_in_failed(&attempt, failure).await;
            }
            redeemed.map(|_| attempt.connection)
        });
        redeeming.await.map_err(|error| Failure::Internal { reason: error.to_string() })?
    }

    /// What to say about an answer that no attempt waits for. Those who do are left alone.
    fn unclaimed(&self, callback: &str) -> Failure {
        let is_answer = callback.contains("state=");
        if is_answer {
            tracing::warn!("an answer that no sign-in waits for was dropped");
            self.inner.emit(AppEvent::SignInDropped);
        }
        let problem = if is_answer { SignInProblem::StateUnknown } else { SignInProblem::CallbackUnreadable };
        Failure::SignIn { host: None, problem }
    }

    async fn exchange(
        &self,
        attempt: &Attempt,
        waiting: Waiting,
        callback: &SecretString,
    ) -> Result<CredentialId> {
        let connection = self.row(attempt.connection).await?;
        let network = self.inner.vault.network(&connection).await?;
        // First, so that no other process redeems the same code.
        let Some(kept) = self.inner.vault.take_sign_in(attempt.id).await? else {
            return Err(Failure::SignIn { host: None, problem: SignInProblem::StateUnknown });
        };
        let Waiting { pending, mut client, server } = waiting;
        let settings = match &connection.auth {
            Auth::OAuth { settings } => settings,
            _ => &OAuthSettings::default(),
        };
        if let Some(pem) = self.inner.vault.get(connection.id, &Slot::PrivateKey).await? {
            client.key = Some(SigningKey::from_pem(&pem)?);
        }
        let bounds = Bounds::of(settings, network).in_name_of(connection.id);
        let http = http(&self.inner.wire, &server, bounds)?;
        self.inner.config.step("sign_in.redeeming");
        // The keychain may take its time. The code has none.
        let finishing = hitchpost_oauth::finish(&http, &pending, &client, callback.expose_secret());
        let (granted, ()) = tokio::join!(finishing, self.inner.vault.delete(kept));
        let granted = granted.map_err(|error| Failure::of_sign_in(error, pending.redirect_uri()))?;
        let context = pending.context().clone();
        self.keep_account(attempt, &server, client, context, granted).await
    }

    /// Saves what was granted, and ends the attempt with that. Of an attempt that was given up meanwhile it is revoked.
    pub(super) async fn keep_account(
        &self,
        attempt: &Attempt,
        server: &Url,
        client: Client,
        context: GrantContext,
        granted: Granted,
    ) -> Result<CredentialId> {
        let id = attempt.connection;
        let brought = Brought {
            server: server.clone(),
            client: client.clone(),
            context: context.clone(),
            granted: granted.clone(),
        };
        if !self.inner.sign_ins.save(attempt) {
            self.take_back(id, brought).await;
            return Err(Failure::Cancelled);
        }
        let (credential, place) = match self.save_account(attempt, server, client, context, granted).await {
            Ok(kept) => kept,
            Err(failure) => {
                self.take_back(id, brought).await;
                return Err(failure);
            }
        };
        tracing::info!(connection_id = %id, credential_id = %credential, "signed in");
        if let Some(old) = place.instead_of {
            let app = self.clone();
            self.inner.tasks.spawn(async move { app.part_with(old).await });
        }
        self.note_accounts().await?;
        // Nothing is awaited from here on: whoever waits for the attempt's end would take it for a cancellation.
        self.inner.sign_ins.end(attempt);
        self.inner.sign_ins.while_none(id, || self.inner.sessions.signed_in(id));
        // Signed in “as Account” would tell nobody anything.
        let account = if place.label == free_label(&[]) { String::new() } else { place.label };
        self.inner.emit(AppEvent::SignedIn { id, account });
        self.inner.emit(AppEvent::ConnectionsChanged);
        Ok(credential)
    }

    async fn save_account(
        &self,
        attempt: &Attempt,
        server: &Url,
        client: Client,
        context: GrantContext,
        mut granted: Granted,
    ) -> Result<(CredentialId, Place)> {
        let place = self.place_for(attempt, server, &client, &context, granted.account.take()).await?;
        granted.account = Some(place.label.clone());
        let (connection, server) = (attempt.connection, server.clone());
        let grantee = Grantee { connection, server, grant: place.grant, account: place.account };
        let credential = self.inner.broker.store_grant(grantee, client, context, granted).await?;
        Ok((credential, place))
    }

    /// Revokes what nobody wants any more or nobody could save, as far as the server listens.
    async fn take_back(&self, id: ConnectionId, brought: Brought) {
        let Brought { server, client, context, granted } = brought;
        let revoked = match self.goodbye_http(id, server.clone()).await {
            Ok(http) => {
                let (access, refresh) = (&granted.access_token, granted.refresh_token.as_ref());
                revoke_both(&http, &context, &client, access, refresh).await.map_err(Failure::from)
            }
            Err(failure) => Err(failure),
        };
        if let Err(failure) = revoked {
            tracing::warn!(%failure, connection_id = %id, "what came too late was not revoked");
        }
        self.clone().leave_registration(id, client, server).await;
    }

    /// Where a sign-in's tokens go: to the account in use, unless another was asked for, or to a new one. Who signs in
    /// again as somebody who is known, is that somebody. An account is for one server and one issuer as long as it
    /// lives: whoever holds its name must not come by the tokens of another.
    async fn place_for(
        &self,
        attempt: &Attempt,
        server: &Url,
        client: &Client,
        context: &GrantContext,
        name: Option<String>,
    ) -> Result<Place> {
        let connection = self.row(attempt.connection).await?;
        let grant = match &connection.auth {
            Auth::OAuth { settings } => settings.grant,
            _ => Grant::AuthorizationCode,
        };
        let known = self.accounts().await?;
        let accounts = known.of(&connection);
        let wanted = accounts.iter().find(|account| match attempt.new_account {
            true => name.as_ref() == Some(&account.label),
            false => account.in_use,
        });
        let is_same = |account: &&AccountView| known.is_for(account.id, server, client, context, grant);
        if let Some(account) = wanted.filter(is_same) {
            let (account, label) = (Account::Replace(account.id), account.label.clone());
            return Ok(Place { account, label, grant, instead_of: None });
        }
        // Whoever else uses it goes on with it.
        let instead_of =
            wanted.filter(|account| !attempt.new_account && account.shared_with.is_empty()).map(|old| old.id);
        let taken = accounts.iter().filter(|account| Some(account.id) != instead_of);
        let taken: Vec<String> = taken.map(|account| account.label.clone()).collect();
        let label = name.unwrap_or_else(|| free_label(&taken));
        Ok(Place { account: Account::New, label, grant, instead_of })
    }
}

/// What a code was good for, and how to take it back.
struct Brought {
    server: Url,
    client: Client,
    context: GrantContext,
    granted: Granted,
}

/// Where tokens go.
struct Place {
    account: Account,
    label: String,
    grant: Grant,
    /// Not needed any more.
    instead_of: Option<CredentialId>,
}
