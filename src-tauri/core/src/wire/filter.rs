//! Which lines a query finds.

use std::sync::Arc;

use memchr::memchr2_iter;

use super::ring::Kept;
use super::{LogKind, WireEntry, WireQuery};
use crate::call::count;
use crate::connection::ConnectionId;

/// A query, made ready to look at many lines.
pub(super) struct Filter {
    connection: Option<ConnectionId>,
    /// In lower case.
    text: String,
    kinds: Vec<LogKind>,
    failed_only: bool,
}

impl Filter {
    pub fn new(query: &WireQuery) -> Self {
        Self {
            connection: query.connection,
            text: query.text.trim().to_lowercase(),
            kinds: query.kinds.clone(),
            failed_only: query.failed_only,
        }
    }

    /// The newest lines that a query finds, newest last, and how many it finds in all.
    pub fn page(&self, lines: &[Arc<Kept>], after: Option<u32>, limit: u32) -> (Vec<WireEntry>, u32) {
        let found: Vec<_> = lines.iter().filter(|line| self.finds(line)).collect();
        let after = after.unwrap_or(0);
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let newest = found.iter().rev().take_while(|line| line.entry.seq > after).take(limit);
        let mut entries: Vec<_> = newest.map(|line| line.entry()).collect();
        entries.reverse();
        (entries, count(found.len()))
    }

    /// Whether a line is among those asked for.
    pub fn finds(&self, line: &Kept) -> bool {
        let entry = &line.entry;
        (self.connection.is_none() || entry.connection_id == self.connection)
            && (self.kinds.is_empty() || self.kinds.contains(&entry.kind))
            && (!self.failed_only || entry.failed)
            && (self.text.is_empty() || self.is_in(line))
    }

    fn is_in(&self, line: &Kept) -> bool {
        let WireEntry { method, rpc_id, head, .. } = &line.entry;
        let short = [method.as_deref(), rpc_id.as_deref(), Some(head.as_str()), line.body.as_deref()];
        let headers = line.headers.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
        short.into_iter().flatten().chain(headers).any(|text| contains(text, &self.text))
    }
}

/// Whether a text has another within it that is in lower case, in any case. Bodies are large and mostly ASCII.
fn contains(text: &str, wanted: &str) -> bool {
    let Some(first) = wanted.as_bytes().first() else { return true };
    if !wanted.is_ascii() {
        return text.to_lowercase().contains(wanted);
    }
    let (text, wanted) = (text.as_bytes(), wanted.as_bytes());
    memchr2_iter(*first, first.to_ascii_uppercase(), text)
        .any(|at| text.get(at..at + wanted.len()).is_some_and(|part| part.eq_ignore_ascii_case(wanted)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_found_in_any_case_and_any_script() {
        for (text, wanted, found) in [
            ("POST /mcp", "post", true),
            ("tools/Call", "s/c", true),
            ("tools/Call", "calls", false),
            ("call", "calls", false),
            ("Größe ÄNDERN", "ändern", true),
            ("", "x", false),
            ("aaab", "aab", true),
        ] {
            assert_eq!(contains(text, wanted), found, "{wanted} in {text}");
        }
    }
}
