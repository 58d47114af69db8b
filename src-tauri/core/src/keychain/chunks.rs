//! Secrets of any length in items of at most 2,400 bytes: Windows takes 2,560.
//!
//! The first item is `hp1 <number of items>\n` and the beginning of the secret; the others are `<account>/1`,
//! `<account>/2` … Every item is UTF-8, which KWallet insists on.

use secrecy::SecretString;

use super::{Fault, SecretStore};
use crate::failure::KeychainFault;

const ITEM: usize = 2_400;
const HEADER: usize = 16;

/// Writes the first item first: it knows how many there are, so that whatever a crash leaves can be deleted.
pub(super) fn write(store: &dyn SecretStore, account: &str, secret: &str) -> Result<(), Fault> {
    let pieces = split(secret);
    let first = format!("hp1 {}\n{}", pieces.len(), pieces.first().copied().unwrap_or_default());
    store.write(account, first.as_bytes())?;
    for (number, piece) in pieces.iter().enumerate().skip(1) {
        store.write(&format!("{account}/{number}"), piece.as_bytes())?;
    }
    Ok(())
}

/// Nothing when there is none, or not all of it.
pub(super) fn read(store: &dyn SecretStore, account: &str) -> Result<Option<SecretString>, Fault> {
    let Some(first) = store.read(account)? else { return Ok(None) };
    let first = text(first)?;
    let (count, beginning) = parse(&first).ok_or_else(damaged)?;
    let mut secret = beginning.to_owned();
    for number in 1..count {
        // A write that was cut short: as good as none.
        let Some(piece) = store.read(&format!("{account}/{number}"))? else { return Ok(None) };
        secret.push_str(&text(piece)?);
    }
    Ok(Some(SecretString::from(secret)))
}

/// Deletes the first item last, for the same reason.
pub(super) fn delete(store: &dyn SecretStore, account: &str) -> Result<(), Fault> {
    let first = store.read(account)?.map(text).transpose()?;
    let count = first.as_deref().and_then(parse).map_or(1, |(count, _)| count);
    for number in 1..count {
        store.delete(&format!("{account}/{number}"))?;
    }
    store.delete(account)
}

fn split(secret: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = secret;
    loop {
        let room = if pieces.is_empty() { ITEM - HEADER } else { ITEM };
        let (piece, after) = rest.split_at(rest.floor_char_boundary(room));
        pieces.push(piece);
        rest = after;
        if rest.is_empty() {
            return pieces;
        }
    }
}

fn parse(first: &str) -> Option<(usize, &str)> {
    let (header, beginning) = first.split_once('\n')?;
    let count = header.strip_prefix("hp1 ")?.parse().ok()?;
    Some((count, beginning))
}

fn text(bytes: Vec<u8>) -> Result<String, Fault> {
    String::from_utf8(bytes).map_err(|_| damaged())
}

fn damaged() -> Fault {
    Fault { kind: KeychainFault::Other, reason: "the saved secret was changed outside".to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    use super::*;
    use crate::keychain::memory::MemoryKeychain;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn a_secret_of_any_length_comes_back_and_leaves_nothing_behind(secret in "(\\PC|\n){0,3000}") {
            let store = MemoryKeychain::default();
            write(&store, "a", &secret).unwrap();
            prop_assert!(store.items().values().all(|item| item.len() <= ITEM));
            let read = read(&store, "a").unwrap().unwrap();
            prop_assert_eq!(read.expose_secret(), secret);
            delete(&store, "a").unwrap();
            prop_assert!(store.items().is_empty());
        }
    }

    #[test]
    fn a_write_that_fails_half_way_gives_no_secret_and_can_be_deleted() {
        for failing in 1..=4 {
            let store = MemoryKeychain::default();
            store.fail_at(failing);
            assert!(write(&store, "a", &"é".repeat(4_000)).is_err());
            assert!(!matches!(read(&store, "a"), Ok(Some(_))));
            store.recover();
            delete(&store, "a").unwrap();
            assert!(store.items().is_empty());
        }
    }
}
