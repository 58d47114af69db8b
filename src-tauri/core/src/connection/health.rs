//! How a connection is, in a few words.

use serde::Serialize;

use crate::failure::Failure;

/// How a connection is right now.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct HealthReport {
    /// The server answered just now.
    pub reachable: bool,
    /// `active`, `pending_oauth`, `needs_sign_in`, `expired`, `needs_approval`, `error`, `disabled` or `not_connected`.
    pub status: String,
    /// Usable tools, where they are known.
    pub tool_count: Option<u32>,
    /// How long the answer took.
    pub latency_ms: Option<u32>,
    /// The revision spoken, such as `2026-07-28`.
    pub protocol: Option<String>,
    /// Why it is not reachable, or not usable.
    pub reason: Option<Failure>,
}
