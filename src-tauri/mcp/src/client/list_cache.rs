//! Lists as last made, and what calling their items needs.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::client::List;
use crate::client::listing::{Calling, Listed};
use crate::wire::{Prompt, Resource, ResourceTemplate, Tool};

/// The lists of one server.
#[derive(Default)]
pub(crate) struct Lists {
    pub tools: ListCache<Tool>,
    pub resources: ListCache<Resource>,
    pub templates: ListCache<ResourceTemplate>,
    pub prompts: ListCache<Prompt>,
}

impl Lists {
    /// What changes from now on, nobody tells us.
    pub(crate) fn invalidate(&self) {
        self.tools.invalidate();
        self.resources.invalidate();
        self.templates.invalidate();
        self.prompts.invalidate();
    }
}

pub(crate) struct ListCache<T> {
    held: Mutex<Option<Held<T>>>,
    /// Counts `list_changed`: a list that was under way when it came is not kept as valid.
    changes: AtomicU64,
}

impl<T> Default for ListCache<T> {
    fn default() -> ListCache<T> {
        ListCache { held: Mutex::default(), changes: AtomicU64::default() }
    }
}

struct Held<T> {
    list: Arc<List<T>>,
    calling: HashMap<String, Calling>,
    valid_until: Option<Instant>,
}

/// The count of changes when a listing began.
#[derive(Clone, Copy)]
pub(crate) struct Since(u64);

impl<T> ListCache<T> {
    pub(crate) fn since(&self) -> Since {
        Since(self.changes.load(Ordering::Acquire))
    }

    pub(crate) fn keep(&self, listed: Listed<T>, since: Since) -> Arc<List<T>> {
        let unchanged = self.changes.load(Ordering::Acquire) == since.0;
        let Listed { list, calling } = listed;
        let whole = list.cut.is_none();
        let valid_until = (unchanged && whole).then(|| Instant::now().checked_add(list.ttl)).flatten();
        let list = Arc::new(list);
        *self.held() = Some(Held { list: Arc::clone(&list), calling, valid_until });
        list
    }

    /// The list, while the server says it holds.
    pub(crate) fn valid(&self) -> Option<Arc<List<T>>> {
        let held = self.held();
        let held = held.as_ref()?;
        held.valid_until.is_some_and(|end| Instant::now() < end).then(|| Arc::clone(&held.list))
    }

    /// Whether there ever was a list.
    pub(crate) fn is_known(&self) -> bool {
        self.held().is_some()
    }

    /// Outlives the list's validity: a wrong guess is corrected by the server's −32020.
    pub(crate) fn calling(&self, name: &str) -> Option<Calling> {
        self.held().as_ref()?.calling.get(name).cloned()
    }

    pub(crate) fn invalidate(&self) {
        self.changes.fetch_add(1, Ordering::AcqRel);
        if let Some(held) = self.held().as_mut() {
            held.valid_until = None;
        }
    }

    fn held(&self) -> MutexGuard<'_, Option<Held<T>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
