//! What must hold of a parser, whatever it is given: for the fuzzer, and for property tests in between. Panics when it
//! does not.

use crate::challenge::{BearerChallenge, Challenge};

/// Challenges come out of any headers, and their schemes and names are words.
pub fn challenge(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let headers: Vec<&str> = text.split('\n').collect();
    for Challenge { scheme, params } in Challenge::parse_all(headers.iter().copied()) {
        for word in params.iter().map(|(name, _)| name).chain([&scheme]) {
            let is_word =
                !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"');
            assert!(is_word && *word == word.to_ascii_lowercase(), "{word:?} in {text:?}");
        }
    }
    if let Some(found) = BearerChallenge::find(headers.iter().copied()) {
        let unique: std::collections::HashSet<&String> = found.scope.iter().collect();
        assert_eq!(unique.len(), found.scope.len(), "a scope twice in {text:?}");
        assert!(text.to_ascii_lowercase().contains("bearer"), "{text:?}");
    }
}
