//! Signing in from a terminal: the browser opens, or its address is printed; the answer comes to a port of this
//! computer, or is pasted.

use std::io::{BufRead, IsTerminal};

use hitchpost_browser::has_display;
use hitchpost_core::App;
use hitchpost_core::connection::{AuthView, ConnectionId, ConnectionView, Grant};
use hitchpost_core::event::AppEvent;
use hitchpost_core::failure::{Failure, SignInProblem};
use hitchpost_core::session::SessionStatus;
use hitchpost_core::sign_in::{SignInId, SignInRequest, SignInView};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;

use crate::exit::Stop;
use crate::output::Output;

/// What a person asked for.
pub struct Wishes {
    /// Keep the account there is, and add one beside it.
    pub new_account: bool,
    /// Further scopes.
    pub scopes: Vec<String>,
    /// Print the address only.
    pub no_browser: bool,
}

/// Whether a failure goes away by signing in.
pub fn would_help(failure: &Failure) -> bool {
    matches!(
        failure,
        Failure::SignIn {
            problem: SignInProblem::NeverSignedIn
                | SignInProblem::Expired
                | SignInProblem::SettingsChanged
                | SignInProblem::ScopeMissing { .. },
            ..
        }
    )
}

/// Signs in and waits until that is over and the core has tried to connect. Ctrl-C ends it too.
pub async fn run(
    app: &App,
    output: &Output,
    connection: &ConnectionView,
    wishes: Wishes,
) -> Result<(), Stop> {
    let mut events = app.events();
    let request = SignInRequest { new_account: wishes.new_account, scopes: wishes.scopes, deep_links: false };
    let sign_in = tokio::select! {
        started = app.start_sign_in(connection.id, request) => started?.sign_in,
        interrupted = tokio::signal::ctrl_c() => {
            interrupted?;
            return Err(Failure::Cancelled.into());
        }
    };
    if signs_in_for_itself(&connection.auth) {
        return Ok(());
    }
    let mut pasted = show_page(app, output, &sign_in, wishes.no_browser).await?;
    let mut watch = Watch { app, id: connection.id, is_signed_in: false };
    loop {
        tokio::select! {
            event = events.recv() => {
                if let Some(ended) = watch.end(event).await? {
                    return ended.map_err(Stop::from);
                }
            }
            Some(line) = pasted.recv() => paste(app, output, &line).await,
            interrupted = tokio::signal::ctrl_c() => {
                interrupted?;
                return cancel(app, sign_in.id).await;
            }
        }
    }
}

fn signs_in_for_itself(auth: &AuthView) -> bool {
    matches!(auth, AuthView::OAuth { settings } if settings.grant == Grant::ClientCredentials)
}

/// Opens the page, or says where it is. What comes back are the lines a person pastes.
async fn show_page(
    app: &App,
    output: &Output,
    sign_in: &SignInView,
    no_browser: bool,
) -> Result<mpsc::Receiver<String>, Stop> {
    let page = app.sign_in_url(sign_in.id).await?;
    let host = sign_in.host.as_deref().unwrap_or_default();
    let mut is_open = false;
    if !no_browser && has_display() {
        let page = page.clone();
        match tokio::task::spawn_blocking(move || hitchpost_browser::open(&page)).await {
            Ok(Ok(())) => is_open = true,
            Ok(Err(error)) => output.note(&format!("warning: {error}")),
            Err(error) => return Err(Stop::from(anyhow::Error::from(error))),
        }
    }
    if is_open {
        output.note(&format!("Sign in at {host}: your browser shows the page."));
    } else {
        output.note(&format!("Sign in at {host}. Open this address in a browser:\n\n{page}\n"));
    }
    let is_terminal = std::io::stdin().is_terminal();
    if is_terminal || !is_open {
        output.note(
            "If the browser ends up on a page that can't be reached, paste the address of that page here.",
        );
    }
    // Lines that a script has left on standard input are not answers, unless it was told to bring one.
    Ok(if is_terminal || !is_open { lines() } else { mpsc::channel(1).1 })
}

/// The lines of standard input. Read on a thread of their own: nothing can interrupt it, and nothing has to wait for it.
fn lines() -> mpsc::Receiver<String> {
    let (send, receive) = mpsc::channel(1);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if !line.trim().is_empty() && send.blocking_send(line).is_err() {
                return;
            }
        }
    });
    receive
}

/// An address that does not fit is no reason to give up: the right one may still come.
async fn paste(app: &App, output: &Output, address: &str) {
    if let Err(failure) = app.complete_sign_in(address.trim()).await {
        output.note(&format!("warning: {failure}"));
    }
}

async fn cancel(app: &App, sign_in: SignInId) -> Result<(), Stop> {
    // It may have ended by itself in this very moment.
    let _ = app.cancel_sign_in(sign_in).await;
    Err(Failure::Cancelled.into())
}

/// Follows a sign-in and the core's own attempt to connect after it: connecting beside that would only disturb it.
struct Watch<'a> {
    app: &'a App,
    id: ConnectionId,
    is_signed_in: bool,
}

impl Watch<'_> {
    /// Whether an event means that it is over, and how it ended.
    async fn end(
        &mut self,
        event: Result<AppEvent, RecvError>,
    ) -> Result<Option<Result<(), Failure>>, Failure> {
        match event {
            Ok(AppEvent::SignedIn { id, .. }) if id == self.id => {
                self.is_signed_in = true;
                Ok(None)
            }
            Ok(AppEvent::SignInFailed { id, failure }) if id == self.id => Ok(Some(Err(failure))),
            Ok(AppEvent::StatusChanged { id, status }) if id == self.id => Ok(self.end_at(&status)),
            // Another program of the same person, such as the window, may have ended it.
            Ok(AppEvent::ConnectionsChanged | AppEvent::Missed) | Err(RecvError::Lagged(_)) => {
                let connection = self.app.connection(self.id).await?;
                let is_over = !matches!(connection.status, SessionStatus::SigningIn { .. });
                Ok(match (is_over && !self.is_signed_in, has_account(&connection)) {
                    (true, true) => Some(Ok(())),
                    (true, false) => Some(Err(Failure::Cancelled)),
                    (false, _) => self.end_at(&connection.status),
                })
            }
            Ok(_) => Ok(None),
            Err(RecvError::Closed) => Ok(Some(Err(Failure::Cancelled))),
        }
    }

    /// What does not work after the sign-in is said by whoever connects next.
    fn end_at(&self, status: &SessionStatus) -> Option<Result<(), Failure>> {
        match status {
            SessionStatus::Disabled => Some(Err(Failure::Cancelled)),
            SessionStatus::Connected { .. }
            | SessionStatus::Error { .. }
            | SessionStatus::NeedsSignIn { .. }
            | SessionStatus::NeedsApproval { .. }
            | SessionStatus::Expired { .. } => self.is_signed_in.then_some(Ok(())),
            SessionStatus::SigningIn { .. }
            | SessionStatus::Connecting { .. }
            | SessionStatus::NotConnected => None,
        }
    }
}

/// Whether somebody is signed in.
pub fn has_account(connection: &ConnectionView) -> bool {
    matches!(&connection.auth, AuthView::OAuth { settings }
        if settings.account.as_ref().is_some_and(|account| !account.expired))
}
