//! What the items of all lists have in common.

use serde_json::value::RawValue;

use crate::wire::tool::{kind_of, text};

/// Longer names are a mistake or an attack; the specification recommends at most 128 for tools.
const MAX_NAME: usize = 1024;
/// Addresses may be longer.
const MAX_URI: usize = 16 << 10;

/// Why a definition cannot be used, and its name when that much can be read.
#[derive(Debug, PartialEq)]
pub(crate) struct Unusable {
    pub name: Option<String>,
    pub reason: String,
}

/// A fault of something that has no readable name.
pub(crate) fn unnamed(reason: String) -> Unusable {
    Unusable { name: None, reason }
}

/// The name of an item, without which it cannot be used.
pub(crate) fn name_in(value: Option<&RawValue>) -> Result<String, Unusable> {
    key_in("name", value, MAX_NAME)
}

/// The address of an item.
pub(crate) fn uri_in(field: &str, value: Option<&RawValue>) -> Result<String, Unusable> {
    key_in(field, value, MAX_URI)
}

fn key_in(field: &str, value: Option<&RawValue>, longest: usize) -> Result<String, Unusable> {
    let key = match value {
        None => return Err(unnamed(format!("`{field}` is missing"))),
        Some(value) => text(value).ok_or_else(|| unnamed(format!("`{field}` is {}", kind_of(value))))?,
    };
    let unusable = |reason: String| Err(Unusable { name: Some(shortened(&key)), reason });
    if key.is_empty() {
        return unusable(format!("`{field}` is empty"));
    }
    if key.len() > longest {
        return unusable(format!("`{field}` is {} bytes long", key.len()));
    }
    if key.chars().any(char::is_control) {
        return unusable(format!("`{field}` contains control characters"));
    }
    Ok(key)
}

/// A text that is there and says something.
pub(crate) fn words(value: Option<&RawValue>) -> Option<String> {
    value.and_then(text).filter(|text| !text.is_empty())
}

pub(crate) fn shortened(text: &str) -> String {
    match text.char_indices().nth(64) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
