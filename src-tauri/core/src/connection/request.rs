//! A connection as a person enters it. Secrets travel in, never out.

use std::fmt;

use serde::Deserialize;

use super::{
    AsksRequest, CommandRequest, EraChoice, NetworkRequest, OAuthRequest, TransportChoice, parse_url,
};
use crate::secret::SecretText;

/// What a person enters to add or configure a connection. Secrets travel in, never out.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConnectionRequest {
    /// Where it leads.
    pub target: TargetRequest,
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
    /// What the server may ask.
    pub asks: AsksRequest,
}

/// Where a connection is to lead.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum TargetRequest {
    /// To the sample server; of its own connection only.
    Sample,
    /// To a server on the network.
    Url {
        /// The address as typed. `••••` in a query value keeps the saved one.
        url: String,
        /// What may be tried.
        transport: TransportChoice,
        /// The way there.
        network: NetworkRequest,
    },
    /// To a program on this computer.
    Command {
        /// Which, and how it is started.
        command: CommandRequest,
    },
}

impl TargetRequest {
    /// An address as typed, with the system's network options.
    pub fn url(url: impl Into<String>) -> Self {
        Self::Url {
            url: url.into(),
            transport: TransportChoice::default(),
            network: NetworkRequest::default(),
        }
    }
}

/// Shows an address without its keys: it is entered as text, and may be logged as part of the request.
impl fmt::Debug for TargetRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sample => f.write_str("Sample"),
            Self::Url { url, transport, network } => f
                .debug_struct("Url")
                .field("url", &parse_url(url).map(|url| url.shown().to_owned()).unwrap_or_default())
                .field("transport", transport)
                .field("network", network)
                .finish(),
            Self::Command { command } => f.debug_tuple("Command").field(command).finish(),
        }
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

/// The value of a header or an environment variable as entered.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum HeaderValueRequest {
    /// Kept in the database, unless the name says that it is a secret: then in the keychain.
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

/// Without the value: it may be a secret that nobody has marked.
impl fmt::Debug for HeaderValueRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plain { .. } => "Plain",
            Self::Secret { .. } => "Secret",
        })
    }
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
