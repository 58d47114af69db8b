//! The sign-ins under way, each by its id; one per connection.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hitchpost_oauth::{Client, Pending};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::{SignInId, SignInView};
use crate::connection::{ConnectionId, Millis};

/// All sign-ins of an application.
#[derive(Default)]
pub(crate) struct Attempts {
    under_way: Mutex<HashMap<SignInId, Arc<Attempt>>>,
    /// Issuer and ID of clients with which a sign-in came to nothing.
    doubtful: Mutex<HashSet<(String, String)>>,
}

/// One sign-in, until it succeeds, fails or is given up.
pub(crate) struct Attempt {
    pub id: SignInId,
    pub connection: ConnectionId,
    /// Add an account beside the one there is.
    pub new_account: bool,
    /// Set when it is over, however it ended.
    pub over: CancellationToken,
    /// Changes when the person wants more time.
    pub deadline: watch::Sender<Millis>,
    state: Mutex<Progress>,
}

struct Progress {
    view: SignInView,
    url: Option<Url>,
    /// The client that asks, and the server it is for.
    client: Option<(Client, Url)>,
    /// Taken by whoever redeems the code: a code is good for one try.
    waiting: Option<Waiting>,
    /// What it brought is being saved: too late to give it up.
    is_saving: bool,
}

/// What is needed when the browser comes back.
pub(crate) struct Waiting {
    pub pending: Pending,
    pub client: Client,
    /// The server it is for, as it was named when this began.
    pub server: Url,
}

impl Attempt {
    pub fn new(view: SignInView, new_account: bool) -> Self {
        Self {
            id: view.id,
            connection: view.connection_id,
            new_account,
            over: CancellationToken::new(),
            deadline: watch::Sender::new(view.deadline),
            state: Mutex::new(Progress { view, url: None, client: None, waiting: None, is_saving: false }),
        }
    }

    /// What a host sees of it.
    pub fn view(&self) -> SignInView {
        self.state().view.clone()
    }

    /// Changes what a host sees of it.
    pub fn show(&self, change: impl FnOnce(&mut SignInView)) -> SignInView {
        let mut state = self.state();
        change(&mut state.view);
        state.view.clone()
    }

    /// Notes as whom it asks, and for which server.
    pub fn introduce(&self, client: &Client, server: &Url) {
        self.state().client = Some((client.clone(), server.clone()));
    }

    /// Everything is ready for the browser.
    pub fn wait(&self, url: Url, waiting: Waiting) {
        self.introduce(&waiting.client, &waiting.server);
        let mut state = self.state();
        state.url = Some(url);
        state.waiting = Some(waiting);
    }

    /// The page to open. It contains `state`.
    pub fn url(&self) -> Option<Url> {
        self.state().url.clone()
    }

    /// As whom it asks, and for which server, once that is known.
    pub fn client(&self) -> Option<(Client, Url)> {
        self.state().client.clone()
    }

    /// Whether the browser has still to come back.
    pub fn is_waiting(&self) -> bool {
        self.state().waiting.is_some()
    }

    /// Whether the browser came back, and somebody is at it.
    pub fn is_redeeming(&self) -> bool {
        let state = self.state();
        state.url.is_some() && state.waiting.is_none()
    }

    /// Hands over what redeems the code, if `callback` is the answer to this attempt and nobody was here before.
    fn take(&self, callback: &str) -> Option<Waiting> {
        let mut state = self.state();
        state.waiting.take_if(|waiting| waiting.pending.matches(callback))
    }

    fn state(&self) -> MutexGuard<'_, Progress> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attempts {
    /// Adds one. An earlier one of the same connection is over.
    pub fn begin(&self, attempt: Attempt) -> (Arc<Attempt>, Option<Arc<Attempt>>) {
        let attempt = Arc::new(attempt);
        let mut attempts = self.attempts();
        let earlier = attempts.values().find(|other| other.connection == attempt.connection).cloned();
        if let Some(earlier) = &earlier {
            attempts.remove(&earlier.id);
            if !earlier.state().is_saving {
                earlier.over.cancel();
            }
        }
        attempts.insert(attempt.id, Arc::clone(&attempt));
        (attempt, earlier)
    }

    /// One by its id.
    pub fn get(&self, id: SignInId) -> Option<Arc<Attempt>> {
        self.attempts().get(&id).cloned()
    }

    /// The one of a connection.
    pub fn of(&self, connection: ConnectionId) -> Option<Arc<Attempt>> {
        self.attempts().values().find(|attempt| attempt.connection == connection).cloned()
    }

    /// All of them.
    pub fn all(&self) -> Vec<Arc<Attempt>> {
        self.attempts().values().cloned().collect()
    }

    /// The attempt that `callback` answers, with what redeems its code.
    pub fn claim(&self, callback: &str) -> Option<(Arc<Attempt>, Waiting)> {
        let attempts = self.attempts();
        attempts.values().find_map(|attempt| Some((Arc::clone(attempt), attempt.take(callback)?)))
    }

    /// The same for what came to the address of one attempt: it is no answer to any other.
    pub fn claim_own(&self, attempt: &Attempt, callback: &str) -> Option<Waiting> {
        let attempts = self.attempts();
        attempts.get(&attempt.id)?.take(callback)
    }

    /// From now on it is too late to give an attempt up. False when somebody did before.
    pub fn save(&self, attempt: &Attempt) -> bool {
        let attempts = self.attempts();
        let is_under_way = attempts.contains_key(&attempt.id);
        attempt.state().is_saving = is_under_way;
        is_under_way
    }

    /// Ends one because somebody gives it up. False when it is over already, or too late for that.
    pub fn give_up(&self, attempt: &Attempt) -> bool {
        self.end_if(attempt, |state| !state.is_saving)
    }

    /// Ends one whose time was over at `deadline`. False when it has got more, or its answer is there.
    pub fn expire(&self, attempt: &Attempt, deadline: Millis) -> bool {
        self.end_if(attempt, |state| state.waiting.is_some() && state.view.deadline == deadline)
    }

    /// Gives one more time. Nothing when it is over.
    pub fn extend(&self, attempt: &Attempt, by: Millis) -> Option<SignInView> {
        let attempts = self.attempts();
        attempts.get(&attempt.id)?;
        let view = attempt.show(|view| view.deadline += by);
        attempt.deadline.send_replace(view.deadline);
        Some(view)
    }

    fn end_if(&self, attempt: &Attempt, wanted: impl FnOnce(&Progress) -> bool) -> bool {
        let mut attempts = self.attempts();
        if !wanted(&attempt.state()) || attempts.remove(&attempt.id).is_none() {
            return false;
        }
        attempt.over.cancel();
        true
    }

    /// Ends one. False when somebody else did.
    pub fn end(&self, attempt: &Attempt) -> bool {
        let ended = self.attempts().remove(&attempt.id).is_some();
        attempt.over.cancel();
        ended
    }

    /// Does something about an attempt while it is sure to be under way.
    pub fn while_under_way(&self, attempt: &Attempt, then: impl FnOnce()) {
        let attempts = self.attempts();
        if attempts.contains_key(&attempt.id) {
            then();
        }
    }

    /// Does something about a connection while it is sure to have no attempt.
    pub fn while_none(&self, connection: ConnectionId, then: impl FnOnce()) {
        let attempts = self.attempts();
        if !attempts.values().any(|attempt| attempt.connection == connection) {
            then();
        }
    }

    /// Notes that an attempt with this client came to nothing. Perhaps the server has forgotten it, and shows the person
    /// a page that says so: the next attempt had better register anew.
    pub fn doubt(&self, client: &Client) {
        let mut doubtful = self.doubtful.lock().unwrap_or_else(PoisonError::into_inner);
        doubtful.insert((client.issuer.clone(), client.id.clone()));
    }

    /// Whether a registration is worth another sign-in.
    pub fn trusts(&self, client: &Client) -> bool {
        let doubtful = self.doubtful.lock().unwrap_or_else(PoisonError::into_inner);
        !doubtful.contains(&(client.issuer.clone(), client.id.clone()))
    }

    fn attempts(&self) -> MutexGuard<'_, HashMap<SignInId, Arc<Attempt>>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::sign_in::SignInPhase;

    fn begun(attempts: &Attempts) -> Arc<Attempt> {
        let view = SignInView {
            id: SignInId(Uuid::new_v4()),
            connection_id: ConnectionId(Uuid::nil()),
            phase: SignInPhase::Discovering,
            host: None,
            scopes: Vec::new(),
            redirect_uri: None,
            registered: None,
            started_at: 0,
            deadline: 10,
        };
        attempts.begin(Attempt::new(view, false)).0
    }

    #[test]
    fn time_is_given_to_who_still_has_some() {
        let attempts = Attempts::default();
        let attempt = begun(&attempts);
        assert_eq!(attempts.extend(&attempt, 5).map(|view| view.deadline), Some(15));
        assert!(attempts.end(&attempt));
        assert!(attempts.extend(&attempt, 5).is_none());
        assert_eq!(*attempt.deadline.borrow(), 15);
    }

    #[test]
    fn what_is_being_saved_is_not_given_up_and_what_was_given_up_is_not_saved() {
        let attempts = Attempts::default();
        let saving = begun(&attempts);
        assert!(attempts.save(&saving));
        assert!(!attempts.give_up(&saving));
        // Also by whoever begins anew: it comes to its own end.
        let given_up = begun(&attempts);
        assert!(!saving.over.is_cancelled());
        assert!(attempts.give_up(&given_up));
        assert!(given_up.over.is_cancelled() && !attempts.save(&given_up));
    }
}
