//! The way to a server, ready for use: the files it names are read anew every time.

use std::io::Read as _;

use hitchpost_net::{Identity, Network, NetworkFault, Proxy};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::app::Result;
use crate::connection::{Connection, Field, Issue, NetworkSettings, ProxySettings};
use crate::credential::{Slot, Vault};
use crate::failure::Failure;
use crate::paths::at_home;

/// More than any file of certificates.
const ENOUGH: u64 = 4 << 20;

/// What of the network options cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum FileFault {
    AuthorityUnreadable(String),
    CertificateUnreadable(String),
    KeyUnreadable(String),
    Unusable(NetworkFault),
}

impl Vault {
    /// The way a connection's requests go, those on the way to a sign-in too.
    pub async fn network(&self, connection: &Connection) -> Result<Network> {
        let settings = &connection.network;
        let password = match settings.needs_password() {
            true => self.get(connection.id, &Slot::ProxyPassword).await?,
            false => None,
        };
        let password = password.as_ref().map(ExposeSecret::expose_secret);
        load_network(settings, password).await.map_err(|fault| fault.failure(settings))
    }
}

/// Reads what the options name, and tries whether it can be used.
pub(crate) async fn load_network(
    settings: &NetworkSettings,
    password: Option<&str>,
) -> Result<Network, FileFault> {
    let settings = settings.clone();
    let password = password.map(SecretString::from);
    let load = move || load(&settings, password);
    tokio::task::spawn_blocking(load)
        .await
        .unwrap_or_else(|error| Err(FileFault::AuthorityUnreadable(error.to_string())))
}

fn load(settings: &NetworkSettings, password: Option<SecretString>) -> Result<Network, FileFault> {
    let network = Network {
        proxy: proxy(&settings.proxy, password)?,
        extra_authority: read(&settings.authority_path).map_err(FileFault::AuthorityUnreadable)?,
        identity: identity(settings)?,
        accept_invalid_certificate: settings.accept_invalid_certificate,
    };
    network.check().map_err(FileFault::Unusable)?;
    Ok(network)
}

fn proxy(settings: &ProxySettings, password: Option<SecretString>) -> Result<Proxy, FileFault> {
    Ok(match settings {
        ProxySettings::System => Proxy::System,
        ProxySettings::None => Proxy::None,
        ProxySettings::Url { url, user, .. } => Proxy::Url {
            url: Url::parse(url)
                .map_err(|error| FileFault::Unusable(NetworkFault::Proxy(error.to_string())))?,
            user: (!user.is_empty()).then(|| user.clone()),
            password,
        },
    })
}

fn identity(settings: &NetworkSettings) -> Result<Option<Identity>, FileFault> {
    let certificate = read(&settings.certificate_path).map_err(FileFault::CertificateUnreadable)?;
    let key = read(&settings.key_path).map_err(FileFault::KeyUnreadable)?;
    let (Some(certificate), Some(key)) = (certificate, key) else { return Ok(None) };
    let key = String::from_utf8(key)
        .map_err(|_| FileFault::Unusable(NetworkFault::Key("it is not PEM".to_owned())))?;
    Ok(Some(Identity { certificate, key: key.into() }))
}

/// A file's bytes; nothing where no file is named.
fn read(path: &str) -> Result<Option<Vec<u8>>, String> {
    if path.is_empty() {
        return Ok(None);
    }
    let words = |error: std::io::Error| error.to_string();
    let file = std::fs::File::open(at_home(path)).map_err(words)?;
    if !file.metadata().map_err(words)?.is_file() {
        // A pipe would keep us waiting.
        return Err("it is not a file".to_owned());
    }
    let mut bytes = Vec::new();
    file.take(ENOUGH).read_to_end(&mut bytes).map_err(words)?;
    Ok(Some(bytes))
}

impl FileFault {
    /// As it is told where the options are entered.
    pub fn issue(self, settings: &NetworkSettings) -> (Field, Issue) {
        let unreadable = |path: &String, reason| Issue::FileUnreadable { path: path.clone(), reason };
        let no_certificate = |path: &String, reason| Issue::NotACertificate { path: path.clone(), reason };
        let NetworkSettings { authority_path, certificate_path, key_path, .. } = settings;
        match self {
            Self::AuthorityUnreadable(reason) => (Field::AuthorityPath, unreadable(authority_path, reason)),
            Self::CertificateUnreadable(reason) => {
                (Field::CertificatePath, unreadable(certificate_path, reason))
            }
            Self::KeyUnreadable(reason) => (Field::KeyPath, unreadable(key_path, reason)),
            Self::Unusable(NetworkFault::Authority(reason)) => {
                (Field::AuthorityPath, no_certificate(authority_path, reason))
            }
            Self::Unusable(NetworkFault::Certificate(reason)) => {
                (Field::CertificatePath, no_certificate(certificate_path, reason))
            }
            Self::Unusable(NetworkFault::Key(reason)) => {
                (Field::KeyPath, Issue::KeyUnusable { path: key_path.clone(), reason })
            }
            Self::Unusable(NetworkFault::KeyMismatch) => (Field::KeyPath, Issue::KeyMismatch),
            Self::Unusable(NetworkFault::Proxy(_)) => (Field::ProxyUrl, Issue::ProxyInvalid),
        }
    }

    /// As it is told where a connection was to be made.
    pub fn failure(self, settings: &NetworkSettings) -> Failure {
        let file = |path: &String, reason: String| Failure::FileUnusable { path: path.clone(), reason };
        match self {
            Self::AuthorityUnreadable(reason) | Self::Unusable(NetworkFault::Authority(reason)) => {
                file(&settings.authority_path, reason)
            }
            Self::CertificateUnreadable(reason) | Self::Unusable(NetworkFault::Certificate(reason)) => {
                file(&settings.certificate_path, reason)
            }
            Self::KeyUnreadable(reason) | Self::Unusable(NetworkFault::Key(reason)) => {
                file(&settings.key_path, reason)
            }
            Self::Unusable(fault @ NetworkFault::KeyMismatch) => file(&settings.key_path, fault.to_string()),
            Self::Unusable(NetworkFault::Proxy(reason)) => Failure::Proxy { reason },
        }
    }
}
