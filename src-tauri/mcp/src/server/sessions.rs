//! Legacy sessions: what `Mcp-Session-Id` stands for. A session knows what its client can do and wants to hear, the calls
//! running under it, so that a `notifications/cancelled` finds them, and the questions it has not answered.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::caller::Level;
use crate::wire::{JsonRpcError, RawJson};

/// At most `limit` sessions; each is forgotten after `idle` without use.
pub(super) struct Sessions {
    limit: usize,
    idle: Duration,
    open: Mutex<HashMap<String, Session>>,
}

struct Session {
    used: Instant,
    stop: CancellationToken,
    /// By the JSON text of the request id.
    running: HashMap<String, CancellationToken>,
    /// What the client said in `initialize`.
    capabilities: Value,
    /// From which level on it wants log messages.
    level: Level,
    /// The resources it watches.
    watched: HashSet<String>,
    /// By the id of the question.
    questions: HashMap<String, oneshot::Sender<Reply>>,
    /// Ends the stream of its own, when there is another.
    stream: CancellationToken,
}

/// What a client makes of a question.
pub(super) type Reply = Result<RawJson, JsonRpcError>;

/// Resources watched at once in one session.
const WATCHED: usize = 1024;

impl Sessions {
    pub(super) fn new(limit: usize, idle: Duration) -> Self {
        Self { limit, idle, open: Mutex::default() }
    }

    /// Opens a session and returns its id. When all places are taken, the session idle longest ends.
    pub(super) fn open(&self, capabilities: Value) -> String {
        let id = Uuid::new_v4().to_string();
        let session = Session {
            used: Instant::now(),
            stop: CancellationToken::new(),
            running: HashMap::new(),
            capabilities,
            level: Level::Info,
            watched: HashSet::new(),
            questions: HashMap::new(),
            stream: CancellationToken::new(),
        };
        let mut open = self.locked();
        self.expire(&mut open);
        while open.len() >= self.limit.max(1) {
            let Some(oldest) = open.iter().min_by_key(|(_, s)| s.rank()).map(|(id, _)| id.clone()) else {
                break;
            };
            end(open.remove(&oldest));
        }
        open.insert(id.clone(), session);
        id
    }

    /// Marks a session as used; `false` if there is none of that id.
    pub(super) fn touch(&self, id: &str) -> bool {
        let mut open = self.locked();
        self.expire(&mut open);
        open.get_mut(id).map(|session| session.used = Instant::now()).is_some()
    }

    /// Registers a call; the token is cancelled by [`Sessions::cancel`] and when the session ends.
    pub(super) fn start_call(&self, id: &str, request: &str) -> CancellationToken {
        let mut open = self.locked();
        let Some(session) = open.get_mut(id) else {
            // The session ended while its request was being read.
            let token = CancellationToken::new();
            token.cancel();
            return token;
        };
        let token = session.stop.child_token();
        session.running.insert(request.to_owned(), token.clone());
        token
    }

    /// Forgets a finished call.
    pub(super) fn finish_call(&self, id: &str, request: &str) {
        if let Some(session) = self.locked().get_mut(id) {
            session.running.remove(request);
            session.used = Instant::now();
        }
    }

    /// Cancels one running call; unknown ids are ignored, as the specification asks.
    pub(super) fn cancel(&self, id: &str, request: &str) {
        if let Some(token) = self.locked().get_mut(id).and_then(|session| session.running.remove(request)) {
            token.cancel();
        }
    }

    /// What the client can do, and from which level on it wants log messages.
    pub(super) fn client(&self, id: &str) -> Option<(Value, Level)> {
        self.locked().get(id).map(|session| (session.capabilities.clone(), session.level))
    }

    pub(super) fn set_level(&self, id: &str, level: Level) {
        if let Some(session) = self.locked().get_mut(id) {
            session.level = level;
        }
    }

    /// Watches a resource, or no longer; `false` when there is no room for another.
    pub(super) fn watch(&self, id: &str, uri: String, on: bool) -> bool {
        let mut open = self.locked();
        let Some(session) = open.get_mut(id) else { return false };
        if !on {
            session.watched.remove(&uri);
        } else if session.watched.len() < WATCHED {
            session.watched.insert(uri);
        } else {
            return session.watched.contains(&uri);
        }
        true
    }

    pub(super) fn watches(&self, id: &str, uri: &str) -> bool {
        self.locked().get(id).is_some_and(|session| session.watched.contains(uri))
    }

    /// A new question's id, and where its answer will be.
    pub(super) fn ask(&self, id: &str) -> Option<(String, oneshot::Receiver<Reply>)> {
        let (sender, receiver) = oneshot::channel();
        let question = Uuid::new_v4().to_string();
        let mut open = self.locked();
        let session = open.get_mut(id)?;
        // Whoever asked may have given up.
        session.questions.retain(|_, asked| !asked.is_closed());
        session.questions.insert(question.clone(), sender);
        Some((question, receiver))
    }

    /// Takes an answer to where it is waited for; stray ones are ignored.
    pub(super) fn answer(&self, id: &str, question: &str, reply: Reply) {
        let asked = self.locked().get_mut(id).and_then(|session| session.questions.remove(question));
        if let Some(asked) = asked {
            let _ = asked.send(reply);
        }
    }

    /// The session's own stream begins, and ends the one before it: each message goes to one stream only.
    pub(super) fn stream(&self, id: &str) -> Option<CancellationToken> {
        let mut open = self.locked();
        let session = open.get_mut(id)?;
        let stream = session.stop.child_token();
        std::mem::replace(&mut session.stream, stream.clone()).cancel();
        Some(stream)
    }

    /// Ends a session and its calls; `false` if there is none of that id.
    pub(super) fn close(&self, id: &str) -> bool {
        end(self.locked().remove(id))
    }

    pub(super) fn clear(&self) {
        for (_, session) in self.locked().drain() {
            session.stop.cancel();
        }
    }

    pub(super) fn count(&self) -> usize {
        self.locked().len()
    }

    fn expire(&self, open: &mut HashMap<String, Session>) {
        open.retain(|_, session| !session.running.is_empty() || session.used.elapsed() < self.idle);
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<String, Session>> {
        // Each change is complete before the guard is dropped, so a poisoned map is still sound.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    /// Idle sessions give way before working ones, older before newer.
    fn rank(&self) -> (bool, Instant) {
        (!self.running.is_empty(), self.used)
    }
}

fn end(session: Option<Session>) -> bool {
    session.map(|session| session.stop.cancel()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_idle_longest_gives_way() {
        let sessions = Sessions::new(2, Duration::from_secs(60));
        let first = sessions.open(Value::Null);
        let second = sessions.open(Value::Null);
        assert!(sessions.touch(&first));
        let third = sessions.open(Value::Null);
        assert_eq!(sessions.count(), 2);
        assert!(sessions.touch(&first) && sessions.touch(&third) && !sessions.touch(&second));
    }

    #[test]
    fn a_working_session_outlives_idle_ones() {
        let sessions = Sessions::new(2, Duration::from_secs(60));
        let working = sessions.open(Value::Null);
        let call = sessions.start_call(&working, "1");
        let idle = sessions.open(Value::Null);
        sessions.open(Value::Null);
        assert!(sessions.touch(&working) && !sessions.touch(&idle) && !call.is_cancelled());
    }

    #[test]
    fn an_unused_session_expires_and_a_working_one_does_not() {
        let sessions = Sessions::new(8, Duration::ZERO);
        let working = sessions.open(Value::Null);
        sessions.start_call(&working, "1");
        let idle = sessions.open(Value::Null);
        assert!(sessions.touch(&working) && !sessions.touch(&idle));
    }

    #[test]
    fn closing_a_session_cancels_its_calls() {
        let sessions = Sessions::new(8, Duration::from_secs(60));
        let id = sessions.open(Value::Null);
        let call = sessions.start_call(&id, "\"a\"");
        assert!(sessions.close(&id) && call.is_cancelled());
        assert!(!sessions.close(&id));
        assert!(sessions.start_call(&id, "2").is_cancelled());
    }
}
