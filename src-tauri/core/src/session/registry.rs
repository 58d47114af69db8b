//! The state of every session, and the only place where it changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

use super::{Footing, Live, SessionStatus, Standing};
use crate::connection::{ApprovalView, Connection, ConnectionId, Millis, StepKind};
use crate::event::AppEvent;
use crate::failure::{Failure, SignInProblem};
use crate::sign_in::SignInView;
use crate::store::now;

/// All sessions of an application. A connection that is not in it is not connected.
pub(crate) struct Sessions {
    states: Mutex<HashMap<ConnectionId, State>>,
    /// Locked after `states`, when both are.
    standings: Mutex<HashMap<ConnectionId, Standing>>,
    events: broadcast::Sender<AppEvent>,
}

enum State {
    Connecting {
        step: StepKind,
        since: Millis,
        attempt: Ticket,
    },
    Failed {
        failure: Failure,
        at: Millis,
    },
    /// A sign-in came to nothing, whatever the reason.
    NotSignedIn {
        failure: Failure,
    },
    Connected(Arc<Live>),
}

/// One attempt to connect. Clones are the same attempt.
#[derive(Clone)]
pub(crate) struct Ticket {
    pub id: ConnectionId,
    pub cancel: CancellationToken,
    done: watch::Sender<bool>,
}

impl Ticket {
    fn new(id: ConnectionId) -> Self {
        Self { id, cancel: CancellationToken::new(), done: watch::Sender::new(false) }
    }

    /// Waits for the end of the attempt, however it ends.
    pub async fn ended(&self) {
        // Our own sender keeps the channel open.
        let _ = self.done.subscribe().wait_for(|done| *done).await;
    }

    fn is(&self, other: &Self) -> bool {
        self.done.same_channel(&other.done)
    }
}

/// What an attempt to connect meets.
pub(crate) enum Begin {
    /// It is connected.
    Live(Arc<Live>),
    /// Somebody else is connecting.
    Joined(Ticket),
    /// The caller has to connect, and to call [`Sessions::finish`].
    Started(Ticket),
}

impl Sessions {
    pub fn new(events: broadcast::Sender<AppEvent>) -> Self {
        Self { states: Mutex::default(), standings: Mutex::default(), events }
    }

    /// What a host sees of a connection's session.
    pub fn status(&self, connection: &Connection) -> SessionStatus {
        if !connection.enabled {
            return SessionStatus::Disabled;
        }
        let states = self.states();
        if let Some(State::Connected(live)) = states.get(&connection.id) {
            live.configured(connection.revision);
        }
        self.project(connection.id, &states)
    }

    /// Notes whether the account of a connection is good for it. True when that is news.
    pub fn stand_on(&self, id: ConnectionId, footing: Footing) -> bool {
        let mut standings = self.standings();
        let standing = standings.entry(id).or_default();
        let is_news = standing.footing != footing;
        standing.footing = footing;
        is_news
    }

    /// Notes what has to be approved before a connection's command runs, if anything. True when that is news.
    pub fn awaits_approval(&self, id: ConnectionId, approval: Option<ApprovalView>) -> bool {
        let mut standings = self.standings();
        let standing = standings.entry(id).or_default();
        let is_news = standing.approval != approval;
        standing.approval = approval;
        is_news
    }

    /// Notes how far a sign-in is, or that there is none any more, and tells hosts.
    pub fn sign_in(&self, id: ConnectionId, sign_in: Option<SignInView>) {
        self.standings().entry(id).or_default().sign_in = sign_in;
        self.announce(id);
    }

    /// Notes that a sign-in succeeded. Hosts hear of what comes next: it connects.
    pub fn signed_in(&self, id: ConnectionId) {
        self.forgive(id);
        self.standings().entry(id).or_default().sign_in = None;
    }

    /// Notes why a sign-in failed. A session, or the attempt to get one, goes on as it was.
    pub fn sign_in_failed(&self, id: ConnectionId, failure: Failure) {
        let mut states = self.states();
        if !matches!(states.get(&id), Some(State::Connected(_) | State::Connecting { .. })) {
            states.insert(id, State::NotSignedIn { failure });
        }
    }

    /// Forgets why the last attempt failed: things are different now.
    pub fn forgive(&self, id: ConnectionId) {
        let mut states = self.states();
        if matches!(states.get(&id), Some(State::Failed { .. } | State::NotSignedIn { .. })) {
            states.remove(&id);
        }
    }

    /// Starts to connect, unless that is done or under way.
    pub fn begin(&self, id: ConnectionId) -> Begin {
        let ticket = {
            let mut states = self.states();
            match states.get(&id) {
                Some(State::Connected(live)) => return Begin::Live(Arc::clone(live)),
                Some(State::Connecting { attempt, .. }) => return Begin::Joined(attempt.clone()),
                Some(State::Failed { .. } | State::NotSignedIn { .. }) | None => {}
            }
            let attempt = Ticket::new(id);
            let connecting =
                State::Connecting { step: StepKind::Address, since: now(), attempt: attempt.clone() };
            states.insert(id, connecting);
            attempt
        };
        self.announce(id);
        Begin::Started(ticket)
    }

    /// Notes how far an attempt has come.
    pub fn step(&self, ticket: &Ticket, reached: StepKind) {
        let changed = match self.states().get_mut(&ticket.id) {
            Some(State::Connecting { step, attempt, .. }) if attempt.is(ticket) => {
                *step = reached;
                true
            }
            _ => false,
        };
        if changed {
            self.announce(ticket.id);
        }
    }

    /// Ends an attempt. False when it was given up meanwhile: what it brought is not wanted any more.
    pub fn finish(&self, ticket: &Ticket, outcome: Result<Arc<Live>, Failure>) -> bool {
        let wanted = {
            let mut states = self.states();
            let wanted = matches!(states.get(&ticket.id), Some(State::Connecting { attempt, .. }) if attempt.is(ticket));
            if wanted {
                match outcome {
                    Ok(live) => states.insert(ticket.id, State::Connected(live)),
                    Err(Failure::Cancelled) => states.remove(&ticket.id),
                    Err(failure) => states.insert(ticket.id, State::Failed { failure, at: now() }),
                };
            }
            wanted
        };
        ticket.done.send_replace(true);
        if wanted {
            self.announce(ticket.id);
        }
        wanted
    }

    /// The session of a connection, if it is connected.
    pub fn live(&self, id: ConnectionId) -> Option<Arc<Live>> {
        match self.states().get(&id) {
            Some(State::Connected(live)) => Some(Arc::clone(live)),
            _ => None,
        }
    }

    /// Why the last attempt of a connection failed.
    pub fn failure(&self, id: ConnectionId) -> Option<Failure> {
        match self.states().get(&id) {
            Some(State::Failed { failure, .. } | State::NotSignedIn { failure }) => Some(failure.clone()),
            _ => None,
        }
    }

    /// A session turned out to be dead, or its credential refused.
    /// False when that is no news.
    pub fn lost(&self, id: ConnectionId, dead: &Arc<Live>, failure: Failure) -> bool {
        let changed = {
            let mut states = self.states();
            let is_same = matches!(states.get(&id), Some(State::Connected(live)) if Arc::ptr_eq(live, dead));
            if is_same {
                states.insert(id, State::Failed { failure, at: now() });
            }
            is_same
        };
        if changed {
            self.announce(id);
        }
        changed
    }

    /// Whether a connection is down because its program ended.
    pub fn has_crashed(&self, id: ConnectionId) -> bool {
        matches!(self.states().get(&id), Some(State::Failed { failure: Failure::Exited { .. }, .. }))
    }

    /// Ends whatever there is: cancels an attempt, forgets a failure, hands out a session to be closed.
    pub fn end(&self, id: ConnectionId) -> Option<Arc<Live>> {
        let state = self.states().remove(&id);
        let live = match state {
            Some(State::Connected(live)) => Some(live),
            Some(State::Connecting { attempt, .. }) => {
                attempt.cancel.cancel();
                None
            }
            Some(State::Failed { .. } | State::NotSignedIn { .. }) => None,
            None => return None,
        };
        self.announce(id);
        live
    }

    /// Cancels an attempt, if one is under way.
    pub fn cancel(&self, id: ConnectionId) {
        if let Some(State::Connecting { attempt, .. }) = self.states().get(&id) {
            attempt.cancel.cancel();
        }
    }

    /// Every connection with a state.
    pub fn ids(&self) -> Vec<ConnectionId> {
        self.states().keys().copied().collect()
    }

    /// Tells hosts what a session is like now.
    pub fn announce(&self, id: ConnectionId) {
        let status = self.project(id, &self.states());
        // Without a listener nobody needs to know.
        let _ = self.events.send(AppEvent::StatusChanged { id, status });
    }

    fn project(&self, id: ConnectionId, states: &HashMap<ConnectionId, State>) -> SessionStatus {
        let session = states.get(&id).map(status_of);
        match self.standings().get(&id) {
            Some(standing) => standing.status(session),
            None => session.unwrap_or(SessionStatus::NotConnected),
        }
    }

    fn standings(&self) -> std::sync::MutexGuard<'_, HashMap<ConnectionId, Standing>> {
        self.standings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn states(&self) -> std::sync::MutexGuard<'_, HashMap<ConnectionId, State>> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn status_of(state: &State) -> SessionStatus {
    match state {
        State::Connecting { step, since, .. } => SessionStatus::Connecting { step: *step, since: *since },
        State::Connected(live) => live.status(),
        State::NotSignedIn { failure } => SessionStatus::NeedsSignIn { failure: failure.clone() },
        State::Failed { failure, at } => match failure {
            Failure::SignIn { problem: SignInProblem::Expired, .. } => {
                SessionStatus::Expired { since: *at, failure: failure.clone() }
            }
            // It may answer the next time, and whoever was signed in still is.
            Failure::SignIn { problem: SignInProblem::Network { .. }, .. } => {
                SessionStatus::Error { failure: failure.clone(), at: *at }
            }
            Failure::Unauthorized { .. }
            | Failure::Forbidden { .. }
            | Failure::SecretMissing { .. }
            | Failure::SignIn { .. } => SessionStatus::NeedsSignIn { failure: failure.clone() },
            other => SessionStatus::Error { failure: other.clone(), at: *at },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_service_that_is_away_asks_for_patience_and_not_for_a_sign_in() {
        let failed =
            |problem| status_of(&State::Failed { failure: Failure::SignIn { host: None, problem }, at: 7 });
        let away = failed(SignInProblem::Network { reason: "connection refused".to_owned() });
        assert!(matches!(away, SessionStatus::Error { at: 7, .. }), "{away:?}");
        let refused = failed(SignInProblem::ClientUnknown { description: None });
        assert!(matches!(refused, SessionStatus::NeedsSignIn { .. }), "{refused:?}");
    }
}
