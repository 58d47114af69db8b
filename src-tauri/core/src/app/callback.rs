//! From the browser's return to an account.

use std::sync::Arc;
use std::time::Duration;

use hitchpost_mcp::BoxFuture;
use hitchpost_oauth::{Client, GrantContext, Granted, SigningKey};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::consent::http;
use super::{App, Result};
use crate::connection::{Auth, ConnectionId, CredentialId, OAuthSettings};
use crate::credential::{Account, Grantee, Slot};
use crate::event::AppEvent;
use crate::failure::{Failure, SignInProblem};
use crate::sign_in::{Attempt, Loopback, SignInPhase, Waiting, free_label};
use crate::store::{self, now};

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
            let left = u64::try_from(*deadline.borrow_and_update() - now()).unwrap_or(0);
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
                    let redeemed = self.redeem(arrival.callback.clone()).await;
                    has_answered = true;
                    arrival.answer(redeemed.is_ok());
                    if let Ok(id) = redeemed {
                        let app = self.clone();
                        self.inner.tasks.spawn(async move { app.reconnect(id).await });
                    }
                }
                () = tokio::time::sleep(Duration::from_millis(left)) => {
                    // Whoever is redeeming the code right now sees to the end of it.
                    if attempt.is_waiting() {
                        let failure = Failure::SignIn { host: attempt.view().host, problem: SignInProblem::TimedOut };
                        self.sign_in_failed(attempt, &failure).await;
                    }
                    break;
                }
            }
        }
        if let Some(loopback) = loopback.filter(|_| has_answered) {
            loopback.close().await;
        }
    }

    /// Gets the account an answer of the browser is good for. On a task of its own: a code is good for one try, and
    /// whoever brought it may go away meanwhile.
    pub(super) async fn redeem(&self, callback: SecretString) -> Result<ConnectionId> {
        let mut claimed = self.inner.sign_ins.claim(callback.expose_secret());
        if claimed.is_none() {
            // The link may have started this application, and an earlier run the sign-in.
            claimed = self.claim_kept(callback.expose_secret()).await?;
        }
        let Some((attempt, waiting)) = claimed else { return Err(self.unclaimed(callback.expose_secret())) };
        let app = self.clone();
        let redeeming = self.inner.unbroken.spawn(async move {
            app.show_sign_in(&attempt, |view| view.phase = SignInPhase::Exchanging);
            let redeemed = tokio::select! {
                biased;
                () = attempt.over.cancelled() => Err(Failure::Cancelled),
                redeemed = app.exchange(&attempt, waiting, &callback) => redeemed,
            };
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
        // First, so that no other process redeems the same code.
        if !self.inner.vault.end_sign_in(attempt.id).await? {
            return Err(Failure::SignIn { host: None, problem: SignInProblem::StateUnknown });
        }
        let Waiting { pending, mut client, server } = waiting;
        let connection = self.row(attempt.connection).await?;
        let settings = match &connection.auth {
            Auth::OAuth { settings } => settings,
            _ => &OAuthSettings::default(),
        };
        if let Some(pem) = self.inner.vault.get(connection.id, &Slot::PrivateKey).await? {
            client.key = Some(SigningKey::from_pem(&pem)?);
        }
        let http = http(&server, settings)?;
        self.inner.config.step("sign_in.redeeming");
        let granted = hitchpost_oauth::finish(&http, &pending, &client, callback.expose_secret())
            .await
            .map_err(|error| Failure::of_sign_in(error, pending.redirect_uri()))?;
        let context = pending.context().clone();
        self.keep_account(attempt, &server, client, context, granted).await
    }

    /// Saves what was granted, and ends the attempt with that.
    pub(super) async fn keep_account(
        &self,
        attempt: &Attempt,
        server: &Url,
        client: Client,
        context: GrantContext,
        mut granted: Granted,
    ) -> Result<CredentialId> {
        let id = attempt.connection;
        let (account, label) = self.account_for(attempt, &context, granted.account.take()).await?;
        granted.account = Some(label.clone());
        let grant = match &self.row(id).await?.auth {
            Auth::OAuth { settings } => settings.grant,
            _ => crate::connection::Grant::AuthorizationCode,
        };
        let grantee = Grantee { connection: id, server: server.clone(), grant, account };
        let credential = self.inner.broker.store_grant(grantee, client, context, granted).await?;
        tracing::info!(connection_id = %id, credential_id = %credential, "signed in");
        self.note_accounts().await?;
        // Nothing is awaited from here on: whoever waits for the attempt's end would take it for a cancellation.
        self.inner.sign_ins.end(attempt);
        self.inner.sign_ins.while_none(id, || self.inner.sessions.signed_in(id));
        self.inner.emit(AppEvent::SignedIn { id, account: label });
        self.inner.emit(AppEvent::ConnectionsChanged);
        Ok(credential)
    }

    /// Which account a sign-in is for, and what it is called: the one in use, unless another was asked for, or others
    /// use it for something else. Who signs in again as somebody who is known, is that somebody.
    async fn account_for(
        &self,
        attempt: &Attempt,
        context: &GrantContext,
        name: Option<String>,
    ) -> Result<(Account, String)> {
        let id = attempt.connection;
        let work = move |db: &mut rusqlite::Connection| {
            let in_use = store::connections::get(db, id)?.and_then(|connection| connection.credential);
            let accounts = store::credentials::of_connection(db, id)?;
            let shared = match in_use {
                Some(in_use) => store::credentials::connections_of(db, in_use)?.len() > 1,
                None => false,
            };
            Ok((in_use, accounts, shared))
        };
        let (in_use, accounts, shared) = self.inner.vault.store.run("read from", work).await?;
        let is_same = |other: &GrantContext| {
            (&other.issuer, &other.client_id, &other.resource)
                == (&context.issuer, &context.client_id, &context.resource)
        };
        let wanted = accounts.iter().find(|account| match attempt.new_account {
            true => name.as_ref() == Some(&account.label) && account.context.issuer == context.issuer,
            false => Some(account.id) == in_use,
        });
        if let Some(account) =
            wanted.filter(|account| attempt.new_account || !shared || is_same(&account.context))
        {
            return Ok((Account::Replace(account.id), account.label.clone()));
        }
        let taken: Vec<String> = accounts.into_iter().map(|account| account.label).collect();
        Ok((Account::New, name.unwrap_or_else(|| free_label(&taken))))
    }
}
