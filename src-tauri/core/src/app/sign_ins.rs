//! Signing in, as hosts ask for it. Core opens no browser: it names the page.

use std::sync::Arc;

use hitchpost_oauth::{Client, Http, deregister};
use url::Url;
use uuid::Uuid;

use super::connections::require_enabled;
use super::consent::brief_http;
use super::opening::Listing;
use super::{App, Result};
use crate::connection::{Auth, Connection, ConnectionId, ConnectionView, Grant, Millis};
use crate::credential::Bounds;
use crate::event::AppEvent;
use crate::failure::{Failure, SignInProblem};
use crate::sign_in::{Attempt, SignInId, SignInPhase, SignInRequest, SignInStarted, SignInView};
use crate::store::{self, now};

/// How long a person may take in the browser, and how much more they get when they ask for it.
const PATIENCE: Millis = 5 * 60 * 1_000;

impl App {
    /// Prepares everything up to the browser; [`App::sign_in_url`] is the page to open then. An app that signs in for
    /// itself is signed in and connected when this returns. An earlier attempt for the same connection is given up.
    pub async fn start_sign_in(&self, id: ConnectionId, request: SignInRequest) -> Result<SignInStarted> {
        let connection = self.row(id).await?;
        require_enabled(&connection)?;
        let Auth::OAuth { settings } = &connection.auth else {
            return Err(Failure::SignIn { host: None, problem: SignInProblem::SettingsIncomplete });
        };
        let attempt = self.begin_sign_in(first_view(&connection), request.new_account).await;
        let unfinished = Unfinished { app: self, attempt: Some(Arc::clone(&attempt)) };
        let prepared = tokio::select! {
            biased;
            () = attempt.over.cancelled() => Err(Failure::Cancelled),
            () = self.inner.closing.cancelled() => Err(Failure::Cancelled),
            prepared = self.prepare_sign_in(&connection, settings, &attempt, &request) => prepared,
        };
        unfinished.finished();
        match prepared {
            Ok(()) => {
                if settings.grant == Grant::ClientCredentials {
                    self.use_own_account(id).await?;
                }
                Ok(SignInStarted { sign_in: attempt.view() })
            }
            Err(failure) => {
                self.sign_in_failed(&attempt, &failure).await;
                // Whoever gave it up may have been faster than what was being saved for it.
                self.forget_sign_in(attempt.id).await;
                Err(failure)
            }
        }
    }

    /// The page to open in the browser. For hosts only: it contains what proves that an answer is ours.
    pub async fn sign_in_url(&self, id: SignInId) -> Result<Url> {
        self.sign_in(id)?.url().ok_or_else(|| unknown(id))
    }

    /// Gives the person five more minutes.
    pub async fn extend_sign_in(&self, id: SignInId) -> Result<SignInView> {
        let attempt = self.sign_in(id)?;
        let view = self.inner.sign_ins.extend(&attempt, PATIENCE).ok_or_else(|| unknown(id))?;
        let deadline = view.deadline;
        self.inner.vault.store.run("save to", move |db| store::sign_ins::extend(db, id, deadline)).await?;
        self.show_sign_in(&attempt, |_| {});
        Ok(view)
    }

    /// Gives an attempt up. An account there was before goes on. What a code brings that was sent already is revoked;
    /// once it is being saved, it is too late.
    pub async fn cancel_sign_in(&self, id: SignInId) -> Result<()> {
        let attempt = self.sign_in(id)?;
        self.give_up_sign_in(&attempt).await;
        Ok(())
    }

    /// Finishes a sign-in with the address the browser ended on, received as a link or pasted, and connects. An answer
    /// that belongs to no attempt changes nothing.
    pub async fn complete_sign_in(&self, callback: &str) -> Result<ConnectionView> {
        let id = self.redeem(callback.to_owned().into()).await?;
        self.reconnect(id).await
    }

    /// Begins an attempt. The one there was for the connection is over.
    pub(super) async fn begin_sign_in(&self, view: SignInView, new_account: bool) -> Arc<Attempt> {
        let (attempt, earlier) = self.inner.sign_ins.begin(Attempt::new(view, new_account));
        self.show_sign_in(&attempt, |_| {});
        if let Some(earlier) = earlier {
            self.forget_sign_in(earlier.id).await;
        }
        attempt
    }

    /// Ends an attempt without an account. What the connection had before, it still has.
    pub(super) async fn sign_in_failed(&self, attempt: &Attempt, failure: &Failure) {
        if self.inner.sign_ins.end(attempt) {
            self.sign_in_over(attempt, failure).await;
        }
    }

    /// What has to be done about an attempt that has just ended without an account.
    pub(super) async fn sign_in_over(&self, attempt: &Attempt, failure: &Failure) {
        let id = attempt.connection;
        let is_known = matches!(failure, Failure::SignIn { problem: SignInProblem::Declined { .. }, .. });
        // Whoever is at the code takes back what it brings, and the registration after that.
        let is_left = *failure != Failure::Cancelled || !attempt.is_redeeming();
        if let Some((client, server)) = attempt.client().filter(|_| is_left) {
            // A page to decline on is no page that says that the app is unknown.
            if !is_known {
                self.inner.sign_ins.doubt(&client);
            }
            self.inner.tasks.spawn(self.clone().leave_registration(id, client, server));
        }
        tracing::info!(connection_id = %id, %failure, "not signed in");
        if *failure != Failure::Cancelled {
            if !self.has_good_account(id).await {
                self.inner.sessions.sign_in_failed(id, failure.clone());
            }
            self.inner.emit(AppEvent::SignInFailed { id, failure: failure.clone() });
        }
        self.show_no_sign_in(id);
        self.forget_sign_in(attempt.id).await;
    }

    /// Tells hosts that a sign-in is over. Another may have begun.
    pub(super) fn show_no_sign_in(&self, id: ConnectionId) {
        self.inner.sign_ins.while_none(id, || self.inner.sessions.sign_in(id, None));
    }

    /// Gives up whatever attempt there is for a connection.
    pub(super) async fn cancel_sign_in_of(&self, id: ConnectionId) {
        if let Some(attempt) = self.inner.sign_ins.of(id) {
            self.give_up_sign_in(&attempt).await;
        }
    }

    async fn give_up_sign_in(&self, attempt: &Attempt) {
        if self.inner.sign_ins.give_up(attempt) {
            self.sign_in_over(attempt, &Failure::Cancelled).await;
        }
    }

    /// At the end: attempts of a window wait for its next start, those of a single command are over.
    pub(super) async fn leave_sign_ins(&self) {
        if self.remembers() {
            return;
        }
        for attempt in self.inner.sign_ins.all() {
            self.give_up_sign_in(&attempt).await;
        }
    }

    /// Connects with the account an app has just got for itself. One that is no good for its own connection would be
    /// asked for again and again.
    async fn use_own_account(&self, id: ConnectionId) -> Result<()> {
        self.end_session(id);
        let connection = self.row(id).await?;
        self.session(&connection, Listing::AtConnect).await;
        self.good_account(&connection).await.map(drop)
    }

    /// Takes back a registration that nothing came of.
    pub(super) async fn leave_registration(self, id: ConnectionId, client: Client, server: Url) {
        let Some(management) = client.registration.clone() else { return };
        let work = move |db: &mut rusqlite::Connection| store::oauth_clients::find(db, &client);
        if !matches!(self.inner.vault.store.run("read from", work).await, Ok(None)) {
            return;
        }
        let left = match self.goodbye_http(id, server).await {
            Ok(http) => deregister(&http, &management).await.map_err(Failure::from),
            Err(failure) => Err(failure),
        };
        if let Err(failure) = left {
            tracing::info!(%failure, "a registration that nothing came of was left behind");
        }
    }

    /// What takes something back in the name of a connection. Without what its network options name there is nothing:
    /// to say nothing is better than to send tokens past its proxy.
    pub(super) async fn goodbye_http(&self, id: ConnectionId, server: Url) -> Result<Http> {
        brief_http(&self.inner.wire, server, self.bounds(id).await?)
    }

    /// As far as a connection lets requests go; one that has gone, nowhere further. One that was only removed still
    /// has a way of its own.
    async fn bounds(&self, id: ConnectionId) -> Result<Bounds> {
        let work = move |db: &mut rusqlite::Connection| match store::connections::get(db, id)? {
            Some(connection) => Ok(Some(connection)),
            None => store::connections::removed(db, id),
        };
        let Some(connection) = self.inner.vault.store.run("read from", work).await? else {
            return Ok(Bounds::default());
        };
        let network = self.inner.vault.network(&connection).await?;
        Ok(match &connection.auth {
            Auth::OAuth { settings } => Bounds::of(settings, network).in_name_of(id),
            _ => Bounds { network, ..Bounds::default() }.in_name_of(id),
        })
    }

    /// Whether a connection can do without the sign-in that came to nothing.
    async fn has_good_account(&self, id: ConnectionId) -> bool {
        match self.row(id).await {
            Ok(connection) => matches!(self.good_account(&connection).await, Ok(Some(_))),
            Err(_) => false,
        }
    }

    /// Deletes what was kept of an attempt.
    pub(super) async fn forget_sign_in(&self, id: SignInId) {
        if let Err(failure) = self.inner.vault.end_sign_in(id).await {
            tracing::warn!(%failure, "an attempt to sign in was left for the next start");
        }
    }

    fn sign_in(&self, id: SignInId) -> Result<Arc<Attempt>> {
        self.inner.sign_ins.get(id).ok_or_else(|| unknown(id))
    }
}

fn unknown(id: SignInId) -> Failure {
    Failure::NotFound { what: "sign-in".to_owned(), name: id.to_string() }
}

fn first_view(connection: &Connection) -> SignInView {
    let started_at = now();
    SignInView {
        id: SignInId(Uuid::new_v4()),
        connection_id: connection.id,
        phase: SignInPhase::Discovering,
        host: None,
        scopes: Vec::new(),
        redirect_uri: None,
        registered: None,
        started_at,
        deadline: started_at + PATIENCE,
    }
}

/// An attempt that is being prepared. Dropped, because whoever asked has gone, it is over.
struct Unfinished<'a> {
    app: &'a App,
    attempt: Option<Arc<Attempt>>,
}

impl Unfinished<'_> {
    /// Whatever came of it is known.
    fn finished(mut self) {
        self.attempt = None;
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if let Some(attempt) = self.attempt.take()
            && self.app.inner.sign_ins.end(&attempt)
        {
            self.app.show_no_sign_in(attempt.connection);
            let app = self.app.clone();
            self.app.inner.tasks.spawn(async move {
                app.forget_sign_in(attempt.id).await;
                if let Some((client, server)) = attempt.client() {
                    app.leave_registration(attempt.connection, client, server).await;
                }
            });
        }
    }
}
