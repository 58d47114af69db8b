//! Takes secrets out of texts, by value: whatever a server echoes, a secret does not leave through a text.

use std::borrow::Cow;
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};

use crate::escapes::{self, MARKS};

/// Shorter ones would turn ordinary words into gaps and protect nothing.
const SHORTEST: usize = 4;
/// From this length on a piece of Base64 is no coincidence in a picture.
const UNMISTAKABLE: usize = 8;

/// Shorter lines of a secret are common ones, such as a brace.
const LONG_LINE: usize = 8;

/// Learnt secrets that are remembered. Tokens replaced so many times ago open nothing any more.
const LEARNT: usize = 8;

/// The secrets of one connection, to be found in whatever form they come back: escaped by JSON, percent or HTML,
/// as hexadecimal digits, or anywhere within Base64. Clones share what they learn.
#[derive(Clone, Default)]
pub struct Redactor {
    /// Replaced as a whole, so that nobody waits for a long text to be cleaned.
    known: Arc<RwLock<Arc<Known>>>,
}

#[derive(Default)]
struct Known {
    /// Those from the beginning, then those learnt, the oldest first.
    secrets: Vec<SecretString>,
    from_the_beginning: usize,
    needles: Vec<Needle>,
    /// The needles to try at a byte, by the byte: a pass over a text without secrets looks at each byte once.
    at: Vec<Vec<usize>>,
}

struct Needle {
    text: SecretString,
    any_case: bool,
    /// Base64 digits before and behind, which hold some bits of the secret and some of its neighbour.
    edges: (bool, bool),
}

impl Redactor {
    /// What stands in place of a secret.
    pub const MASK: &str = "••••";

    /// Knows header values such as `Bearer abc` with and without their scheme, and what `Basic` hides.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Redactor {
        let secrets: Vec<SecretString> = secrets.into_iter().map(SecretString::from).collect();
        let from_the_beginning = secrets.len();
        Redactor { known: Arc::new(RwLock::new(Arc::new(Known::new(secrets, from_the_beginning)))) }
    }

    /// Knows secrets of several lines line by line too, as programs print them: a key, a configuration.
    pub fn by_line<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Redactor {
        Redactor::new(secrets.into_iter().flat_map(with_lines))
    }

    /// Strikes out another secret from now on, in every clone: a token that was renewed.
    pub fn learn(&self, secret: &str) {
        if self.known().holds(secret) {
            return;
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if !known.holds(secret) {
            *known = Arc::new(known.and(secret));
        }
    }

    /// Whether there is nothing to take out.
    pub fn is_empty(&self) -> bool {
        self.known().needles.is_empty()
    }

    /// The text without any secret. Texts without one are not copied.
    pub fn clean<'a>(&self, text: impl Into<Cow<'a, str>>) -> Cow<'a, str> {
        let (text, known) = (text.into(), self.known());
        match known.next(text.as_bytes(), 0) {
            None => text,
            Some(_) => Cow::Owned(known.cleaned(&text, usize::MAX)),
        }
    }

    /// The beginning of the cleaned text, at most `length` bytes. Cleaned before it is cut: no half of a secret
    /// stands at its end. Reads no further than it needs to.
    pub fn beginning<'a>(&self, text: &'a str, length: usize) -> Cow<'a, str> {
        let (end, known) = (text.floor_char_boundary(length), self.known());
        match known.next(text.as_bytes(), 0) {
            Some((start, _)) if start < end => Cow::Owned(known.cleaned(text, length)),
            _ => Cow::Borrowed(&text[..end]),
        }
    }

    fn known(&self) -> Arc<Known> {
        Arc::clone(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Known {
    fn new(secrets: Vec<SecretString>, from_the_beginning: usize) -> Known {
        let mut values: Vec<String> =
            secrets.iter().flat_map(|secret| values_of(secret.expose_secret())).collect();
        values.retain(|value| value.len() >= SHORTEST);
        values.sort_unstable();
        values.dedup();
        let needles: Vec<Needle> = values.into_iter().flat_map(needles_of).collect();
        let mut at = vec![Vec::new(); if needles.is_empty() { 0 } else { 256 }];
        for (index, needle) in needles.iter().enumerate() {
            for byte in needle.begins_with() {
                at[usize::from(byte)].push(index);
            }
        }
        Known { secrets, from_the_beginning, needles, at }
    }

    fn holds(&self, secret: &str) -> bool {
        self.secrets.iter().any(|known| known.expose_secret() == secret)
    }

    fn and(&self, secret: &str) -> Known {
        let mut secrets = self.secrets.clone();
        if secrets.len() - self.from_the_beginning >= LEARNT {
            secrets.remove(self.from_the_beginning);
        }
        secrets.push(secret.into());
        Known::new(secrets, self.from_the_beginning)
    }

    fn cleaned(&self, text: &str, length: usize) -> String {
        let mut cleaned = String::with_capacity(text.len().min(length));
        let mut at = 0;
        while cleaned.len() < length {
            let Some((start, end)) = self.next(text.as_bytes(), at) else {
                cleaned.push_str(&text[at..text.floor_char_boundary(at.saturating_add(length))]);
                break;
            };
            cleaned.push_str(&text[at..start]);
            cleaned.push_str(Redactor::MASK);
            at = end;
        }
        cleaned.truncate(cleaned.floor_char_boundary(length));
        cleaned
    }

    /// The next secret from `from` on; secrets that overlap are one.
    fn next(&self, text: &[u8], from: usize) -> Option<(usize, usize)> {
        if self.needles.is_empty() {
            return None;
        }
        let mut found: Option<(usize, usize)> = None;
        for (at, byte) in text.iter().enumerate().skip(from) {
            if let Some(found) = found.filter(|(_, end)| *end <= at) {
                return Some(found);
            }
            let needles = self.at[usize::from(*byte)].iter().filter_map(|index| self.needles.get(*index));
            for (start, end) in needles.filter_map(|needle| needle.find(text, at, from)) {
                found = Some(found.map_or((start, end), |(first, last)| (first.min(start), last.max(end))));
            }
        }
        found
    }
}

impl Needle {
    fn exactly(text: String) -> Needle {
        Needle { text: text.into(), any_case: false, edges: (false, false) }
    }

    fn begins_with(&self) -> Vec<u8> {
        let first = self.text.expose_secret().as_bytes().first().copied().unwrap_or_default();
        let mut bytes = MARKS.to_vec();
        bytes.push(first);
        if self.any_case {
            bytes.extend([first.to_ascii_lowercase(), first.to_ascii_uppercase()]);
        }
        bytes.sort_unstable();
        bytes.dedup();
        bytes
    }

    fn find(&self, text: &[u8], at: usize, from: usize) -> Option<(usize, usize)> {
        let end = escapes::end_of(self.text.expose_secret(), self.any_case, text, at)?;
        let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
        let before = at > from && self.edges.0 && is_digit(&text[at - 1]);
        let behind = self.edges.1 && text.get(end).is_some_and(is_digit);
        // The backslash of an escape of which the secret's first character is the rest must not stay alone.
        let backslashes = text[from..at].iter().rev().take_while(|byte| **byte == b'\\').count();
        let start = at - usize::from(before || backslashes % 2 == 1);
        Some((start, end + usize::from(behind)))
    }
}

/// A secret, and those of its lines that are too long to be ordinary words.
fn with_lines(secret: &str) -> impl Iterator<Item = &str> {
    let lines = secret.split(['\r', '\n']).map(str::trim);
    std::iter::once(secret).chain(lines.filter(|line| line.chars().count() >= LONG_LINE))
}

/// A secret as it is, without its scheme, decoded when it was written percent-encoded, and what `Basic` hides.
fn values_of(secret: &str) -> Vec<String> {
    let mut values = vec![secret.to_owned()];
    if let Some((scheme, credential)) = secret.split_once(' ')
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && credential.len() >= 2 * SHORTEST
    {
        values.push(credential.to_owned());
        let pair = STANDARD.decode(credential).ok().and_then(|pair| String::from_utf8(pair).ok());
        if let Some(pair) = pair.filter(|_| scheme.eq_ignore_ascii_case("basic")) {
            values.extend(pair.split_once(':').map(|(_, password)| password.to_owned()));
            values.push(pair);
        }
    }
    let escaped = secret.replace('&', "%26").replace('+', "%2B");
    let decoded = url::form_urlencoded::parse(format!("v={escaped}").as_bytes())
        .next()
        .map(|(_, value)| value.into_owned());
    values.extend(decoded.filter(|decoded| decoded != secret));
    values
}

fn needles_of(secret: String) -> Vec<Needle> {
    let hexadecimal: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut needles = vec![Needle { text: hexadecimal.into(), any_case: true, edges: (false, false) }];
    if secret.len() < UNMISTAKABLE {
        needles.push(Needle::exactly(STANDARD_NO_PAD.encode(&secret)));
        needles.push(Needle::exactly(URL_SAFE_NO_PAD.encode(&secret)));
    } else {
        needles.extend((0..3).flat_map(|bytes_before| within_base64(secret.as_bytes(), bytes_before)));
    }
    needles.push(Needle::exactly(secret));
    needles
}

/// The digits that are the secret's alone when it begins `bytes_before` bytes into a group of three.
fn within_base64(secret: &[u8], bytes_before: usize) -> Vec<Needle> {
    let shifted = [vec![0; bytes_before], secret.to_vec()].concat();
    let digits = STANDARD_NO_PAD.encode(&shifted);
    let bits = shifted.len() * 8;
    let alone = &digits[(bytes_before * 8).div_ceil(6)..bits / 6];
    let edges = (bytes_before > 0, bits % 6 != 0);
    let for_urls = alone.replace('+', "-").replace('/', "_");
    let mut spellings = vec![alone.to_owned()];
    spellings.extend((for_urls != alone).then_some(for_urls));
    spellings.into_iter().map(|text| Needle { edges, ..Needle::exactly(text) }).collect()
}

#[cfg(test)]
mod tests;
