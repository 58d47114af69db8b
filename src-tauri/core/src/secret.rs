//! Secrets on their way in. Nothing here can be serialised, printed or compared.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

/// A secret as it crosses from the window or the command line: it can come in and never go out.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(transparent)]
pub struct SecretText(#[cfg_attr(feature = "specta", specta(type = String))] SecretString);

impl SecretText {
    /// Wraps a secret that was just read.
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// Hands the text to the one place that needs it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}
