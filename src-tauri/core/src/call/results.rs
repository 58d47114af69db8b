//! Recent results, in memory: what a report shows only the beginning of can be read on and saved.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::{CallId, Stored};

const COUNT: usize = 32;
const BYTES: usize = 128 << 20;

/// The parts of one result.
pub(crate) struct Kept {
    pub call: CallId,
    /// Names the file when a part is saved.
    pub name: String,
    pub parts: Vec<Stored>,
}

/// The most recently used results.
#[derive(Default)]
pub(crate) struct Results {
    /// The least recently used first.
    kept: Mutex<VecDeque<Arc<Kept>>>,
}

impl Results {
    /// Keeps a result; the least recently used ones make room. The newest stays whatever its size.
    pub fn keep(&self, result: Kept) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|other| other.call != result.call);
        kept.push_back(Arc::new(result));
        let size = |kept: &VecDeque<Arc<Kept>>| kept.iter().map(|result| result.size()).sum::<usize>();
        while kept.len() > 1 && (kept.len() > COUNT || size(&kept) > BYTES) {
            kept.pop_front();
        }
    }

    /// A result, while it is kept.
    pub fn get(&self, call: &CallId) -> Option<Arc<Kept>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.iter().position(|result| result.call == *call)?;
        let result = kept.remove(place)?;
        kept.push_back(Arc::clone(&result));
        Some(result)
    }
}

impl Kept {
    fn size(&self) -> usize {
        self.parts.iter().map(Stored::size).sum()
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn result(name: &str, size: usize) -> Kept {
        let parts = vec![Stored::Text(Bytes::from(vec![b'x'; size]))];
        Kept { call: CallId(name.to_owned()), name: "t".to_owned(), parts }
    }

    #[test]
    fn the_least_recently_used_make_room() {
        let results = Results::default();
        for number in 0..COUNT {
            results.keep(result(&number.to_string(), 1));
        }
        assert!(results.get(&CallId("0".to_owned())).is_some());
        results.keep(result("new", 1));
        assert!(results.get(&CallId("0".to_owned())).is_some());
        assert!(results.get(&CallId("1".to_owned())).is_none());
    }

    #[test]
    fn large_results_are_kept_while_there_is_room() {
        let results = Results::default();
        results.keep(result("small", 10));
        results.keep(result("large", BYTES));
        assert!(results.get(&CallId("small".to_owned())).is_none());
        assert!(results.get(&CallId("large".to_owned())).is_some());
    }
}
