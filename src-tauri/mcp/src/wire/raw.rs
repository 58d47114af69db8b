//! Validated JSON text that shares the frame it came in.

use std::fmt;

use bytes::Bytes;
use bytestring::ByteString;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// One JSON value as text: key order and number text kept. Cheap to clone: it is a slice of the received frame.
#[derive(Clone, PartialEq, Eq)]
pub struct RawJson(ByteString);

/// JSON deeper than this is refused, as serde_json itself does when it builds values.
pub(crate) const MAX_DEPTH: usize = 128;

/// Why bytes are not JSON we accept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason} at byte {offset}")]
pub struct JsonFault {
    /// What is wrong.
    pub reason: String,
    /// Where, counted from the beginning of the text.
    pub offset: usize,
}

impl RawJson {
    /// Checks that `text` is one JSON value of at most 128 levels.
    pub fn parse(text: impl Into<Bytes>) -> Result<RawJson, JsonFault> {
        let text = check(text.into())?;
        let value: &RawValue = serde_json::from_str(&text).map_err(|error| fault_of(&text, &error))?;
        Ok(RawJson::slice(&text, value))
    }

    /// The JSON of a value of ours.
    pub fn of(value: &impl Serialize) -> Result<RawJson, JsonFault> {
        match serde_json::to_vec(value) {
            Ok(text) => RawJson::parse(text),
            Err(error) => Err(JsonFault { reason: error.to_string(), offset: 0 }),
        }
    }

    /// `{}`.
    pub fn empty_object() -> RawJson {
        RawJson(ByteString::from_static("{}"))
    }

    /// A part of `frame` that serde_json has just walked over.
    pub(crate) fn slice(frame: &ByteString, value: &RawValue) -> RawJson {
        RawJson(frame.slice_ref(value.get()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text as shared bytes.
    pub fn as_bytes(&self) -> &Bytes {
        self.0.as_bytes()
    }

    /// The text, to slice parts from.
    pub(crate) fn text(&self) -> &ByteString {
        &self.0
    }

    /// Whether it is a JSON object.
    pub fn is_object(&self) -> bool {
        self.0.starts_with('{')
    }

    /// Reads it as `T`.
    pub fn read<'a, T: Deserialize<'a>>(&'a self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.as_str())
    }
}

/// UTF-8 and depth, before serde_json sees the text: its raw values skip nested ones without counting levels.
pub(crate) fn check(bytes: Bytes) -> Result<ByteString, JsonFault> {
    let text = ByteString::try_from(bytes)
        .map_err(|error| JsonFault { reason: "invalid UTF-8".into(), offset: error.valid_up_to() })?;
    match too_deep(text.as_bytes()) {
        Some(offset) => Err(JsonFault { reason: format!("nested deeper than {MAX_DEPTH} levels"), offset }),
        None => Ok(text),
    }
}

/// Where the text goes deeper than [`MAX_DEPTH`]. Strings, most of any text, are jumped over.
fn too_deep(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = string_end(bytes, at),
            b'{' | b'[' => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Some(at);
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The index of the quote that closes the string opened at `open`, or the end of the text.
fn string_end(bytes: &[u8], open: usize) -> usize {
    let mut at = open + 1;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += found;
        if bytes[at] == b'"' {
            return at;
        }
        at += 2;
    }
    bytes.len()
}

/// serde_json counts lines and columns; a frame is usually one line and people look for bytes.
pub(crate) fn fault_of(text: &str, error: &serde_json::Error) -> JsonFault {
    let line_start: usize =
        text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let reason = error.to_string();
    let reason = reason.rsplit_once(" at line ").map_or(reason.as_str(), |(reason, _)| reason);
    JsonFault { reason: reason.to_owned(), offset: line_start + error.column().saturating_sub(1) }
}

impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue = self.read().map_err(serde::ser::Error::custom)?;
        raw.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RawJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<RawJson, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let text: Box<str> = raw.into();
        RawJson::parse(text.into_string()).map_err(serde::de::Error::custom)
    }
}
