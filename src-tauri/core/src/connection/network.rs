//! The way to a server over the network: proxy, authorities, client certificate, and which transport to try.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Millis, SecretInput};

/// Which transports may be tried with an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum TransportChoice {
    /// Streamable HTTP, then the older one.
    #[default]
    Auto,
    /// Streamable HTTP only.
    StreamableHttp,
    /// The older HTTP+SSE only.
    HttpSse,
}

/// Network options as entered.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NetworkRequest {
    /// Through which proxy.
    pub proxy: ProxyRequest,
    /// A file with certificates of authorities to trust besides the system's, PEM or DER; blank for none.
    pub authority_path: String,
    /// A file with our own certificate, PEM; blank for none.
    pub certificate_path: String,
    /// A file with that certificate's private key, PEM.
    pub key_path: String,
    /// Go on whatever the server's certificate is worth.
    pub accept_invalid_certificate: bool,
}

impl Default for NetworkRequest {
    fn default() -> Self {
        Self {
            proxy: ProxyRequest::System,
            authority_path: String::new(),
            certificate_path: String::new(),
            key_path: String::new(),
            accept_invalid_certificate: false,
        }
    }
}

/// A proxy as entered.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum ProxyRequest {
    /// The system's.
    System,
    /// None, whatever the system says.
    None,
    /// This one.
    Url {
        /// http, https or socks5.
        url: String,
        /// Blank for nobody.
        user: String,
        /// That user's password.
        password: SecretInput,
    },
}

/// Without the address: somebody may have typed a password into it.
impl fmt::Debug for ProxyRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::System => "System",
            Self::None => "None",
            Self::Url { .. } => "Url",
        })
    }
}

/// Network options as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct NetworkView {
    /// Through which proxy.
    pub proxy: ProxyView,
    /// A file with certificates of authorities to trust besides the system's; blank for none.
    pub authority_path: String,
    /// A file with our own certificate; blank for none.
    pub certificate_path: String,
    /// A file with that certificate's private key.
    pub key_path: String,
    /// The server's certificate is not checked.
    pub accept_invalid_certificate: bool,
}

/// A proxy as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum ProxyView {
    /// The system's.
    System,
    /// None, whatever the system says.
    None,
    /// This one.
    Url {
        /// Without user and password.
        url: String,
        /// Blank for nobody.
        user: String,
        /// When that user's password was saved; absent when there is none.
        password_saved_at: Option<Millis>,
    },
}

/// Network options as they are saved. Blank paths are none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NetworkSettings {
    pub proxy: ProxySettings,
    pub authority_path: String,
    pub certificate_path: String,
    pub key_path: String,
    pub accept_invalid_certificate: bool,
}

/// A proxy as it is saved; its password is in the keychain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum ProxySettings {
    #[default]
    System,
    None,
    Url {
        url: String,
        user: String,
        /// Whether the user has a password.
        has_password: bool,
    },
}

impl NetworkSettings {
    /// What a host may see of it.
    pub fn view(&self, password_saved_at: Option<Millis>) -> NetworkView {
        NetworkView {
            proxy: match &self.proxy {
                ProxySettings::System => ProxyView::System,
                ProxySettings::None => ProxyView::None,
                ProxySettings::Url { url, user, .. } => {
                    ProxyView::Url { url: url.clone(), user: user.clone(), password_saved_at }
                }
            },
            authority_path: self.authority_path.clone(),
            certificate_path: self.certificate_path.clone(),
            key_path: self.key_path.clone(),
            accept_invalid_certificate: self.accept_invalid_certificate,
        }
    }

    /// Whether the proxy cannot be used without its password.
    pub fn needs_password(&self) -> bool {
        matches!(&self.proxy, ProxySettings::Url { has_password: true, .. })
    }
}
