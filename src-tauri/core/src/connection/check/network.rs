//! The way to a server: proxy and the names of files. What is in the files is looked at later: that takes the disk.

use std::collections::BTreeMap;

use url::Url;

use super::{Issues, Known, SecretChange, lost_or_empty};
use crate::connection::{
    Field, Issue, NetworkRequest, NetworkSettings, ProxyRequest, ProxySettings, SecretInput, Severity,
};
use crate::credential::Slot;
use crate::secret::SecretText;

/// Schemes of proxies.
const SCHEMES: [&str; 4] = ["http", "https", "socks5", "socks5h"];

/// The network options to save; a password for the proxy is added to `secrets`.
pub(super) fn check_network(
    request: &NetworkRequest,
    known: Known<'_>,
    secrets: &mut BTreeMap<Slot, SecretChange>,
    issues: &mut Issues,
) -> NetworkSettings {
    let proxy = match &request.proxy {
        ProxyRequest::System => ProxySettings::System,
        ProxyRequest::None => ProxySettings::None,
        ProxyRequest::Url { url, user, password } => {
            check_proxy(url, user.trim(), password, known, secrets, issues)
        }
    };
    let path = |typed: &String| typed.trim().to_owned();
    let settings = NetworkSettings {
        proxy,
        authority_path: path(&request.authority_path),
        certificate_path: path(&request.certificate_path),
        key_path: path(&request.key_path),
        accept_invalid_certificate: request.accept_invalid_certificate,
    };
    match (settings.certificate_path.is_empty(), settings.key_path.is_empty()) {
        (false, true) => issues.error(Field::KeyPath, Issue::CertificateWithoutKey),
        (true, false) => issues.error(Field::CertificatePath, Issue::CertificateWithoutKey),
        _ => {}
    }
    settings
}

fn check_proxy(
    typed: &str,
    user: &str,
    password: &SecretInput,
    known: Known<'_>,
    secrets: &mut BTreeMap<Slot, SecretChange>,
    issues: &mut Issues,
) -> ProxySettings {
    let typed = typed.trim();
    let complete = if typed.contains("://") { typed.to_owned() } else { format!("http://{typed}") };
    let parsed = Url::parse(&complete).ok().filter(is_proxy);
    let Some(url) = parsed else {
        issues.error(Field::ProxyUrl, Issue::ProxyInvalid);
        return ProxySettings::None;
    };
    let has_password = match password {
        SecretInput::Set { value } if value.expose().is_empty() => false,
        // Without anybody whose password it is.
        _ if user.is_empty() => false,
        SecretInput::Forget => false,
        SecretInput::Set { value } => {
            let set = SecretChange::Set(SecretText::new(value.expose()));
            secrets.insert(Slot::ProxyPassword, set);
            true
        }
        SecretInput::Keep if known.has_saved(&Slot::ProxyPassword) => {
            secrets.insert(Slot::ProxyPassword, SecretChange::Keep);
            let moved = known.current.is_some_and(|current| {
                matches!(&current.network.proxy, ProxySettings::Url { url: before, .. } if before != url.as_str())
            });
            if moved {
                let host = url.host_str().unwrap_or_default().to_owned();
                issues.add(Field::ProxyUrl, Severity::Warning, Issue::UrlSecretMoves { host });
            }
            true
        }
        SecretInput::Keep => {
            let was_there = known.current.is_some_and(|current| current.network.needs_password());
            if was_there {
                issues.add(Field::ProxyPassword, lost_or_empty(true), Issue::EnvValueEmpty);
                secrets.insert(Slot::ProxyPassword, SecretChange::Keep);
            }
            was_there
        }
    };
    ProxySettings::Url { url: url.into(), user: user.to_owned(), has_password }
}

/// A user and a password have fields of their own: an address is saved in the open.
fn is_proxy(url: &Url) -> bool {
    SCHEMES.contains(&url.scheme())
        && url.host_str().is_some_and(|host| !host.is_empty())
        && url.username().is_empty()
        && url.password().is_none()
        && matches!(url.path(), "" | "/")
        && url.query().is_none()
        && url.fragment().is_none()
}
