//! Lines as text: one JSON object each.

use std::io::Write;

use serde::Serialize;

use super::WireEntry;
use super::ring::Kept;

/// A line as files have it.
#[derive(Serialize)]
struct Exported<'a> {
    #[serde(flatten)]
    entry: WireEntry,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    headers: &'a [(String, String)],
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'a str>,
}

/// Writes a line.
pub(super) fn write(line: &Kept, to: &mut impl Write) -> std::io::Result<()> {
    let exported = Exported { entry: line.entry(), headers: &line.headers, body: line.body.as_deref() };
    serde_json::to_writer(&mut *to, &exported)?;
    to.write_all(b"\n")
}
