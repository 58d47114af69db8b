//! What was found out about a server's era and transport, to be kept between runs.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

/// The two protocol eras.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Era {
    /// 2025-11-25 and earlier.
    Legacy,
    /// 2026-07-28 and later.
    Modern,
}

/// How messages travel to a server and back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// One POST per message, answered where it was sent.
    #[default]
    StreamableHttp,
    /// One stream for everything the server says, POSTs elsewhere for what we say (2024-11-05).
    HttpSse,
    /// A program's standard input and output, a line per message.
    Stdio,
}

/// Which era and revision a server spoke, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The era.
    pub era: Era,
    /// The revision.
    pub version: String,
    /// The transport; verdicts of earlier versions know only one.
    #[serde(default)]
    pub transport: Transport,
    /// When it was found out.
    pub decided_at: SystemTime,
}

impl Verdict {
    /// A day: an upgraded server goes on answering `initialize`, so a legacy verdict must end by itself.
    const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

    /// Whether it may still be relied on. A verdict from the future is not.
    pub fn is_fresh(&self, now: SystemTime) -> bool {
        now.duration_since(self.decided_at).is_ok_and(|age| age < Verdict::LIFETIME)
    }
}
