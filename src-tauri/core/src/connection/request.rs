//! A connection as a person enters it. Secrets travel in, never out.

use std::fmt;

use serde::Deserialize;

use super::{EraChoice, OAuthRequest, parse_url};
use crate::secret::SecretText;

/// What a person enters to add or configure a connection. Secrets travel in, never out.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConnectionRequest {
    /// The address as typed. `••••` in a query value keeps the saved one.
    pub url: String,
    /// Blank takes the server's title, or the host.
    pub name: String,
    /// How to prove who we are.
    pub auth: AuthRequest,
    /// Era pinned by the person, or automatic.
    #[serde(default)]
    pub era: EraChoice,
    /// Seconds, 1–600.
    pub connect_timeout_s: u32,
    /// Seconds, 1–600.
    pub request_timeout_s: u32,
    /// Consent to send a secret over unencrypted http.
    #[serde(default)]
    pub allow_plain_http: bool,
}

/// Shows the address without its keys: it is entered as text, and may be logged as part of the request.
impl fmt::Debug for ConnectionRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectionRequest")
            .field("url", &parse_url(&self.url).map(|url| url.shown().to_owned()).unwrap_or_default())
            .field("name", &self.name)
            .field("auth", &self.auth)
            .field("era", &self.era)
            .field("connect_timeout_s", &self.connect_timeout_s)
            .field("request_timeout_s", &self.request_timeout_s)
            .field("allow_plain_http", &self.allow_plain_http)
            .finish()
    }
}

/// Authentication as entered.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum AuthRequest {
    /// Send nothing.
    None,
    /// One token on one header.
    Token {
        /// The header's name.
        header: String,
        /// May be empty.
        prefix: String,
        /// The token.
        token: SecretInput,
    },
    /// Any number of headers.
    Headers {
        /// In order.
        rows: Vec<HeaderRequest>,
    },
    /// OAuth 2.0: a person signs in, or the app for itself.
    #[serde(rename = "oauth")]
    OAuth {
        /// How; blank fields are found out.
        settings: Box<OAuthRequest>,
    },
}

/// One custom header as entered.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HeaderRequest {
    /// The header's name.
    pub name: String,
    /// Its value.
    pub value: HeaderValueRequest,
}

/// A header's value as entered.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum HeaderValueRequest {
    /// Kept in the database, unless the header's name says that it carries a secret: then in the keychain.
    Plain {
        /// The value itself.
        value: String,
    },
    /// Kept in the keychain.
    Secret {
        /// The secret.
        value: SecretInput,
    },
}

/// What to do with a secret field: “blank keeps, a value replaces, Forget removes”.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum SecretInput {
    /// Leave the saved secret as it is. An error where nothing of that name was ever saved.
    Keep,
    /// Save this one.
    Set {
        /// The secret.
        value: SecretText,
    },
    /// Remove the saved secret.
    Forget,
}
