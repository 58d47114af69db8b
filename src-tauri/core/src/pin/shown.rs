//! What a person was shown of a server's changes: nothing else is accepted in their name.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Meaning, Present, ToolChange};
use crate::connection::ConnectionId;

/// The changes that were shown last, by connection.
#[derive(Default)]
pub(crate) struct ShownChanges(Mutex<HashMap<ConnectionId, Shown>>);

/// By name what the definition meant when it was shown; nothing for a tool that was gone.
#[derive(Clone, Default)]
pub(crate) struct Shown(HashMap<String, Option<String>>);

impl ShownChanges {
    pub fn note(&self, id: ConnectionId, shown: Shown) {
        self.lock().insert(id, shown);
    }

    /// What was shown of a connection; nothing when nobody looked.
    pub fn of(&self, id: ConnectionId) -> Option<Shown> {
        self.lock().get(&id).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ConnectionId, Shown>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shown {
    pub fn new(changes: &[ToolChange], present: &Present) -> Self {
        let meaning = |change: &ToolChange| (change.name.clone(), digest(present, &change.name));
        Self(changes.iter().map(meaning).collect())
    }

    /// Whether a tool is still as it was shown.
    pub fn has(&self, name: &str, present: &Present) -> bool {
        self.0.get(name).is_some_and(|shown| *shown == digest(present, name))
    }
}

fn digest(present: &Present, name: &str) -> Option<String> {
    present.get(name).map(|definition| Meaning::of(definition).digest())
}
