//! What the person prefers.

use serde::{Deserialize, Serialize};

/// All settings, each with its default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Light, dark, or as the system says.
    pub theme: Theme,
    /// Space between rows.
    pub density: Density,
    /// Where this app's client ID metadata document is published: https, with a path.
    pub client_metadata_url: Option<String>,
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
