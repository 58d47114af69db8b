//! Through which proxy an address is reached, and whose fault a fault is.

use hyper_util::client::proxy::matcher::Matcher;
use secrecy::ExposeSecret as _;
use url::Url;

use crate::fault::{Fault, root_cause};
use crate::network::{NetworkFault, Proxy};
use crate::reach::is_loopback;

/// The way to one address.
#[derive(Clone, Debug)]
pub struct Route {
    /// The proxy's address, without anything that is secret.
    proxy: Option<String>,
    /// Nobody but a proxy can have shown a certificate.
    is_plain: bool,
}

impl Route {
    /// The way to `url`.
    pub fn to(url: &Url, proxy: &Proxy) -> Route {
        Route { proxy: proxy_for(url, proxy).map(|proxy| shown(&proxy)), is_plain: url.scheme() == "http" }
    }

    /// Host and port of the proxy, if there is one.
    pub fn proxy(&self) -> Option<&str> {
        self.proxy.as_deref()
    }

    /// Reads the causes of `error`, and whose fault they are.
    pub fn fault(&self, error: &reqwest::Error) -> Fault {
        let fault = Fault::of(error);
        let Some(proxy) = &self.proxy else { return fault };
        match fault {
            Fault::Forbidden(_) => fault,
            Fault::Tls(_, reason) if self.is_plain => Fault::Proxy(format!("{proxy}: {reason}")),
            Fault::Tls(..) => fault,
            _ if wants_password(error) => self.wants_password(),
            Fault::ConnectTimeout => Fault::Proxy(format!("{proxy}: no connection in time")),
            _ if error.is_connect() => Fault::Proxy(format!("{proxy}: {}", root_cause(error))),
            fault => fault,
        }
    }

    /// The fault behind a 407.
    pub fn wants_password(&self) -> Fault {
        let proxy = self.proxy.as_deref().unwrap_or("the proxy");
        Fault::Proxy(format!("{proxy} asks for a user and a password (407), or refuses those it got"))
    }
}

/// What hyper-util says when a tunnel wants a password, or a SOCKS proxy another one. The types are not for us to see,
/// so tests hold on to the words.
fn wants_password(error: &reqwest::Error) -> bool {
    let cause = root_cause(error);
    ["proxy authorization required", "credentials not accepted", "user/pass authentication"]
        .iter()
        .any(|words| cause.contains(words))
}

/// The proxy that `url` is reached through, with what it asks for.
pub(crate) fn proxy_for(url: &Url, proxy: &Proxy) -> Option<Url> {
    if is_loopback(url) {
        return None;
    }
    match proxy {
        Proxy::None => None,
        Proxy::System => {
            let intercepted = Matcher::from_system().intercept(&url.as_str().parse().ok()?)?;
            Url::parse(&intercepted.uri().to_string()).ok()
        }
        Proxy::Url { url: address, user, password } => {
            let mut address = address.clone();
            if let Some(user) = user {
                // Fails for an address without a host, which `check_proxy` refuses.
                let _ = address.set_username(user);
            }
            if let Some(password) = password {
                let _ = address.set_password(Some(password.expose_secret()));
            }
            Some(address)
        }
    }
}

/// Whether a proxy's address can be used at all.
pub(crate) fn check_proxy(proxy: &Proxy) -> Result<(), NetworkFault> {
    let Proxy::Url { url, .. } = proxy else { return Ok(()) };
    if !matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h") {
        return Err(NetworkFault::Proxy("its address begins with none of http, https and socks5".into()));
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(NetworkFault::Proxy("its address names no host".into()));
    }
    Ok(())
}

fn shown(proxy: &Url) -> String {
    let host = proxy.host_str().unwrap_or_default();
    match proxy.port_or_known_default() {
        Some(port) => format!("{host}:{port}"),
        None if proxy.scheme().starts_with("socks") => format!("{host}:1080"),
        None => host.to_owned(),
    }
}
