//! The tools as last listed, and the headers their arguments travel in.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use crate::client::ToolList;
use crate::wire::header::HeaderParam;

#[derive(Default)]
pub(crate) struct ToolCache {
    held: Mutex<Option<Held>>,
    /// Counts `list_changed`: a list that was under way when it came is not kept as valid.
    changes: AtomicU64,
}

struct Held {
    list: Arc<ToolList>,
    params: HashMap<String, Arc<[HeaderParam]>>,
    valid_until: Option<Instant>,
}

/// The count of changes when a listing began.
#[derive(Clone, Copy)]
pub(crate) struct Since(u64);

impl ToolCache {
    pub(crate) fn since(&self) -> Since {
        Since(self.changes.load(Ordering::Acquire))
    }

    pub(crate) fn keep(
        &self,
        list: &Arc<ToolList>,
        params: HashMap<String, Arc<[HeaderParam]>>,
        since: Since,
    ) {
        let unchanged = self.changes.load(Ordering::Acquire) == since.0;
        let whole = list.cut.is_none();
        let valid_until = (unchanged && whole).then(|| Instant::now().checked_add(list.ttl)).flatten();
        *self.held() = Some(Held { list: Arc::clone(list), params, valid_until });
    }

    /// The list, while the server says it holds.
    pub(crate) fn valid(&self) -> Option<Arc<ToolList>> {
        let held = self.held();
        let held = held.as_ref()?;
        held.valid_until.is_some_and(|end| Instant::now() < end).then(|| Arc::clone(&held.list))
    }

    /// Header parameters outlive the list's validity: a wrong guess is corrected by the server's −32020.
    pub(crate) fn params(&self, tool: &str) -> Option<Arc<[HeaderParam]>> {
        self.held().as_ref()?.params.get(tool).cloned()
    }

    pub(crate) fn invalidate(&self) {
        self.changes.fetch_add(1, Ordering::AcqRel);
        if let Some(held) = self.held().as_mut() {
            held.valid_until = None;
        }
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
