//! What a server can be asked for while somebody types, and how much it is to log.

use serde::{Deserialize, Serialize};

use super::NamedText;

/// How a value could go on.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CompletionRequest {
    /// Of what.
    pub reference: CompletionReference,
    /// Which argument or variable.
    pub argument: String,
    /// What is typed so far.
    pub value: String,
    /// The others that are filled in.
    pub context: Vec<NamedText>,
}

/// What is being filled in.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum CompletionReference {
    /// A prompt.
    Prompt {
        /// As the server calls it.
        name: String,
    },
    /// A template of addresses.
    Resource {
        /// As listed.
        uri_template: String,
    },
}

/// Suggestions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CompletionView {
    /// Whole values, at most 100.
    pub values: Vec<String>,
    /// How many there are, when the server says so.
    pub total: Option<u32>,
    /// There are more than these.
    pub has_more: bool,
}

/// How much a server logs: this and what is worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the levels of RFC 5424")]
pub enum LogLevel {
    Debug,
    Info,
    Notice,
    Warning,
    Error,
    Critical,
    Alert,
    Emergency,
}

impl From<LogLevel> for hitchpost_mcp::LogLevel {
    fn from(level: LogLevel) -> Self {
        match level {
            LogLevel::Debug => Self::Debug,
            LogLevel::Info => Self::Info,
            LogLevel::Notice => Self::Notice,
            LogLevel::Warning => Self::Warning,
            LogLevel::Error => Self::Error,
            LogLevel::Critical => Self::Critical,
            LogLevel::Alert => Self::Alert,
            LogLevel::Emergency => Self::Emergency,
        }
    }
}
