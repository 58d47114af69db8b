//! How a connection gets out: through which proxy, and which certificates count.

use std::fmt;

use secrecy::SecretString;
use url::Url;

use crate::certificates::{authorities, certified_key};
use crate::route::check_proxy;

/// How a connection gets out. The default is what the system says: its proxy and its certificates.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// Through which proxy. This computer is never reached through one.
    pub proxy: Proxy,
    /// Authorities trusted besides the system's: PEM, any number of them, or DER, one.
    pub extra_authority: Option<Vec<u8>>,
    /// Who we say we are in the TLS handshake with the server's own host, and with an `https` proxy that asks: both
    /// handshakes have one configuration.
    pub identity: Option<Identity>,
    /// Takes whatever certificate the server's own host shows. No other host's.
    pub accept_invalid_certificate: bool,
}

/// Which proxy.
#[derive(Clone, Default)]
pub enum Proxy {
    /// The one the system or the environment names, if any.
    #[default]
    System,
    /// None, whatever the system says.
    None,
    /// This one.
    Url {
        /// `http`, `https`, `socks5` (names are resolved here) or `socks5h` (names are resolved there).
        url: Url,
        /// Who it is to let through.
        user: Option<String>,
        /// And how that is proved.
        password: Option<SecretString>,
    },
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Proxy::System => f.write_str("System"),
            Proxy::None => f.write_str("None"),
            // Its address may carry a password.
            Proxy::Url { url, .. } => write!(f, "Url({})", url.host_str().unwrap_or_default()),
        }
    }
}

/// A client certificate.
#[derive(Clone, Debug)]
pub struct Identity {
    /// PEM: the certificate, then those that lead to its authority.
    pub certificate: Vec<u8>,
    /// PEM: PKCS#8, PKCS#1 or SEC1, not encrypted.
    pub key: SecretString,
}

/// What of a [`Network`] cannot be used. The reasons quote nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetworkFault {
    /// The additional authority is none.
    #[error("the certificate authority can't be used: {0}")]
    Authority(String),
    /// The client certificate is none.
    #[error("the client certificate can't be used: {0}")]
    Certificate(String),
    /// The client certificate's key cannot be used.
    #[error("the client certificate's key can't be used: {0}")]
    Key(String),
    /// The key belongs to another certificate.
    #[error("the key does not fit the client certificate")]
    KeyMismatch,
    /// The proxy's address cannot be used.
    #[error("the proxy can't be used: {0}")]
    Proxy(String),
}

impl Network {
    /// Reads everything there is to read, and reaches nobody.
    pub fn check(&self) -> Result<(), NetworkFault> {
        check_proxy(&self.proxy)?;
        if let Some(authority) = &self.extra_authority {
            authorities(authority)?;
        }
        if let Some(identity) = &self.identity {
            certified_key(identity)?;
        }
        Ok(())
    }
}
