//! A keychain in memory that fails on demand: what no real one can be made to do.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use tokio::sync::oneshot;

use super::{Fault, Keychain, SecretStore};
use crate::failure::KeychainFault;

/// Clones share their items.
#[derive(Clone, Default)]
pub(crate) struct MemoryKeychain {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    items: BTreeMap<String, Vec<u8>>,
    /// Writes and deletions until one fails.
    fail_in: Option<usize>,
    /// Writes and deletions so far, the failed ones too.
    changes: usize,
    /// Not even read.
    locked: bool,
    /// What the next reader tells, and then waits for.
    stop: Option<(oneshot::Sender<()>, Receiver<()>)>,
}

impl MemoryKeychain {
    /// Makes the n-th change from now fail, and all after it until the next call.
    pub fn fail_at(&self, change: usize) {
        self.state.lock().unwrap().fail_in = Some(change);
    }

    /// Makes everything fail, as long as nobody unlocks it.
    pub fn lock(&self) {
        self.state.lock().unwrap().locked = true;
    }

    /// Stops whoever reads next: tells when that is, and lets them read when it is told.
    pub fn stop_reader(&self) -> (oneshot::Receiver<()>, Sender<()>) {
        let ((stopped, is_stopped), (go, may_go)) = (oneshot::channel(), channel());
        self.state.lock().unwrap().stop = Some((stopped, may_go));
        (is_stopped, go)
    }

    /// Lets everything succeed again.
    pub fn recover(&self) {
        let mut state = self.state.lock().unwrap();
        (state.fail_in, state.locked) = (None, false);
    }

    pub fn changes(&self) -> usize {
        self.state.lock().unwrap().changes
    }

    pub fn items(&self) -> BTreeMap<String, Vec<u8>> {
        self.state.lock().unwrap().items.clone()
    }

    /// The keychain on top of it.
    pub fn keychain(&self) -> Keychain {
        let store = self.clone();
        Keychain::on(move || Box::new(store.clone()))
    }

    fn change(&self, change: impl FnOnce(&mut BTreeMap<String, Vec<u8>>)) -> Result<(), Fault> {
        let mut state = self.state.lock().unwrap();
        state.changes += 1;
        if state.locked {
            return Err(locked());
        }
        if let Some(left) = &mut state.fail_in {
            *left = left.saturating_sub(1);
            if *left == 0 {
                return Err(locked());
            }
        }
        change(&mut state.items);
        Ok(())
    }
}

impl SecretStore for MemoryKeychain {
    fn write(&self, account: &str, bytes: &[u8]) -> Result<(), Fault> {
        self.change(|items| drop(items.insert(account.to_owned(), bytes.to_vec())))
    }

    fn read(&self, account: &str) -> Result<Option<Vec<u8>>, Fault> {
        let stop = self.state.lock().unwrap().stop.take();
        if let Some((stopped, may_go)) = stop {
            stopped.send(()).unwrap();
            may_go.recv().unwrap();
        }
        let state = self.state.lock().unwrap();
        if state.locked { Err(locked()) } else { Ok(state.items.get(account).cloned()) }
    }

    fn delete(&self, account: &str) -> Result<(), Fault> {
        self.change(|items| drop(items.remove(account)))
    }
}

fn locked() -> Fault {
    Fault { kind: KeychainFault::Locked, reason: "prompt dismissed".to_owned() }
}
