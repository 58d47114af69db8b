//! What the person prefers.

use serde::{Deserialize, Serialize};

/// All settings, each with its default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Light, dark, or as the system says.
    pub theme: Theme,
    /// Space between rows.
    pub density: Density,
    /// Where this app's client ID metadata document is published: https, with a path.
    pub client_metadata_url: Option<String>,
    /// Whether what travels is also written to files in the data directory, without secrets.
    pub wire_file: bool,
    /// Megabytes of what travels that are kept in memory.
    pub wire_ring_mb: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            density: Density::default(),
            client_metadata_url: None,
            wire_file: false,
            wire_ring_mb: 32,
        }
    }
}

/// Colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// Follow the system, live.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Space between rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Density {
    /// 44 px rows.
    #[default]
    Comfortable,
    /// 32 px rows.
    Compact,
}
