//! Contents of resources, for as long as the server says they hold.
//!
//! The cache belongs to one client, and so to one account: what a server calls `public` and `private` is the same here.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::client::listing::ttl_of;
use crate::wire::RawJson;

/// So many results, and so many bytes, are kept at most; the oldest go first.
const ENTRIES: usize = 64;
const BYTES: usize = 16 << 20;

#[derive(Default)]
pub(crate) struct ContentsCache(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    entries: VecDeque<Entry>,
    bytes: usize,
    /// Counts what was said to have changed: results that were under way when it came are not kept.
    changes: u64,
}

struct Entry {
    uri: String,
    result: RawJson,
    valid_until: Instant,
}

/// The count of changes when a reading began.
#[derive(Clone, Copy)]
pub(crate) struct Since(u64);

impl ContentsCache {
    pub(crate) fn since(&self) -> Since {
        Since(self.kept().changes)
    }

    /// A result, while it holds.
    pub(crate) fn valid(&self, uri: &str) -> Option<RawJson> {
        let mut kept = self.kept();
        let now = Instant::now();
        kept.drop_where(|entry| entry.valid_until <= now);
        kept.entries.iter().find(|entry| entry.uri == uri).map(|entry| entry.result.clone())
    }

    /// Keeps a result for its `ttlMs`.
    pub(crate) fn keep(&self, uri: &str, result: &RawJson, since: Since) {
        let bytes = result.as_bytes().len();
        let ttl = ttl_in(result);
        let mut kept = self.kept();
        kept.drop_where(|entry| entry.uri == uri);
        let valid_until = Instant::now().checked_add(ttl);
        let Some(valid_until) = valid_until.filter(|_| !ttl.is_zero() && kept.changes == since.0) else {
            return;
        };
        if bytes > BYTES {
            return;
        }
        while kept.entries.len() >= ENTRIES || kept.bytes + bytes > BYTES {
            let Some(oldest) = kept.entries.pop_front() else { break };
            kept.bytes -= oldest.result.as_bytes().len();
        }
        kept.bytes += bytes;
        kept.entries.push_back(Entry { uri: uri.to_owned(), result: result.clone(), valid_until });
    }

    /// Forgets one resource, or all.
    pub(crate) fn invalidate(&self, uri: Option<&str>) {
        let mut kept = self.kept();
        kept.changes += 1;
        kept.drop_where(|entry| uri.is_none_or(|uri| entry.uri == uri));
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn drop_where(&mut self, unwanted: impl Fn(&Entry) -> bool) {
        self.entries.retain(|entry| !unwanted(entry));
        self.bytes = self.entries.iter().map(|entry| entry.result.as_bytes().len()).sum();
    }
}

fn ttl_in(result: &RawJson) -> Duration {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Wire<'a> {
        #[serde(borrow)]
        ttl_ms: Option<&'a RawValue>,
    }
    ttl_of(result.read::<Wire<'_>>().ok().and_then(|wire| wire.ttl_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lasting(fill: usize) -> RawJson {
        RawJson::parse(format!(r#"{{"ttlMs":60000,"fill":"{}"}}"#, "x".repeat(fill))).unwrap()
    }

    #[test]
    fn keeps_no_more_than_it_may() {
        let cache = ContentsCache::default();
        for n in 0..200 {
            cache.keep(&n.to_string(), &lasting(1), cache.since());
        }
        assert_eq!(cache.kept().entries.len(), ENTRIES);
        assert!(cache.valid("199").is_some() && cache.valid("0").is_none());
        cache.keep("large", &lasting(BYTES - 40), cache.since());
        assert_eq!(cache.kept().entries.len(), 1, "the others made room");
        cache.keep("larger", &lasting(BYTES + 1), cache.since());
        assert!(cache.valid("larger").is_none() && cache.valid("large").is_some());
    }

    #[test]
    fn what_changed_meanwhile_is_not_kept() {
        let cache = ContentsCache::default();
        let since = cache.since();
        cache.invalidate(Some("u:other"));
        cache.keep("u:1", &lasting(1), since);
        assert!(cache.valid("u:1").is_none());
        cache.keep("u:1", &lasting(1), cache.since());
        cache.keep("u:2", &lasting(1), cache.since());
        cache.invalidate(Some("u:1"));
        assert!(cache.valid("u:1").is_none() && cache.valid("u:2").is_some());
    }
}
