//! Looks at the way to a server without saying anything to it: name, connection, certificate.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use url::{Host, Url};

use crate::client::Dialing;
use crate::fault::{Fault, find, tls_fault_of};
use crate::network::{Network, NetworkFault, Proxy};
use crate::policy::{Policy, Refusal};
use crate::resolver::{Forbidden, PolicyResolver};
use crate::route::{Route, proxy_for};
use crate::stop::{Reached, StopThere};
use crate::verifier::name_of;
use crate::witness::{Seen, Witness};

/// What there is to see on the way to a server.
#[derive(Clone, Debug, Default)]
pub struct Inspection {
    /// What its name turns into; empty where a proxy resolves it.
    pub addresses: Vec<IpAddr>,
    /// How long a connection took, to the server or to the proxy.
    pub connect: Option<Duration>,
    /// What came of the TLS handshake.
    pub tls: Option<TlsFacts>,
    /// Host and port of the proxy.
    pub through_proxy: Option<String>,
    /// What stands in the way.
    pub fault: Option<Fault>,
}

/// What came of a TLS handshake. The names are the certificate's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFacts {
    /// `TLS 1.3`.
    pub version: String,
    /// Who issued the certificate.
    pub issuer: String,
    /// Who it is for.
    pub subject: String,
    /// When it ends.
    pub not_after: SystemTime,
    /// Whether it leads to an authority this connection trusts, for this name and today.
    pub trusted: bool,
    /// How long it took, beyond the connection itself.
    pub took: Duration,
}

/// Resolves, dials and shakes hands the way a connection with `network` does. The server hears nothing but the
/// handshake; each step may take `timeout`.
pub async fn inspect(url: &Url, network: &Network, timeout: Duration) -> Inspection {
    let mut seen = Inspection::default();
    if let Err(fault) = walk(url, network, timeout, &mut seen).await {
        seen.fault = Some(fault);
    }
    seen
}

async fn walk(url: &Url, network: &Network, timeout: Duration, seen: &mut Inspection) -> Result<(), Fault> {
    match Policy::typed().check(url) {
        Err(Refusal::Address(reach)) => return Err(Fault::Forbidden(reach)),
        Err(_) => return Err(Fault::Other("only http and https are used".into())),
        Ok(()) => {}
    }
    let proxy = proxy_for(url, &network.proxy);
    seen.through_proxy = Route::to(url, &network.proxy).proxy().map(ToOwned::to_owned);
    if proxy.as_ref().is_none_or(|proxy| proxy.scheme() == "socks5") {
        seen.addresses = resolve(url, timeout).await?;
    }
    let first = plain(proxy.as_ref().unwrap_or(url));
    let direct = Network { proxy: Proxy::None, ..Network::default() };
    let begun = Instant::now();
    let reached = reach(&first, &direct, timeout, None).await;
    seen.connect = Some(begun.elapsed());
    if let Err(error) = reached {
        seen.connect = None;
        return Err(match (error, &seen.through_proxy) {
            (Fault::ConnectTimeout, Some(proxy)) => Fault::Proxy(format!("{proxy}: no connection in time")),
            (Fault::Refused, Some(proxy)) => Fault::Proxy(format!("{proxy}: nothing is listening there")),
            (Fault::Dns, Some(proxy)) => Fault::Proxy(format!("{proxy}: no such host")),
            (Fault::Other(reason), Some(proxy)) => Fault::Proxy(format!("{proxy}: {reason}")),
            (fault, _) => fault,
        });
    }
    if url.scheme() == "https" {
        shake_hands(url, network, timeout, seen).await?;
    }
    Ok(())
}

async fn resolve(url: &Url, timeout: Duration) -> Result<Vec<IpAddr>, Fault> {
    let name = match url.host() {
        Some(Host::Ipv4(ip)) => return Ok(vec![ip.into()]),
        Some(Host::Ipv6(ip)) => return Ok(vec![ip.into()]),
        Some(Host::Domain(name)) => name,
        None => return Err(Fault::Dns),
    };
    let resolver = PolicyResolver::new(Policy::typed());
    match tokio::time::timeout(timeout, resolver.addresses(name)).await {
        Ok(Ok(found)) => Ok(found),
        Ok(Err(error)) => match error.downcast_ref::<Forbidden>() {
            Some(forbidden) => Err(Fault::Forbidden(forbidden.reach)),
            None => Err(Fault::Dns),
        },
        Err(_) => Err(Fault::Dns),
    }
}

/// The same host and port without TLS.
fn plain(url: &Url) -> Url {
    let port = url.port_or_known_default().unwrap_or(1080);
    let text = format!("http://{}:{port}/", url.host_str().unwrap_or_default());
    // A host and a port taken from an address make one.
    Url::parse(&text).unwrap_or_else(|_| url.clone())
}

async fn shake_hands(
    url: &Url,
    network: &Network,
    timeout: Duration,
    seen: &mut Inspection,
) -> Result<(), Fault> {
    // What anybody would think of the certificate; that this connection takes it anyway is another matter.
    let strict = Network { accept_invalid_certificate: false, ..network.clone() };
    let is_guarded = network.identity.is_some() && !network.accept_invalid_certificate;
    let witness = Arc::new(Seen::guarded(is_guarded));
    let begun = Instant::now();
    let reached = reach(url, &strict, timeout, Some(Arc::clone(&witness))).await;
    let took = begun.elapsed().saturating_sub(seen.connect.unwrap_or_default());
    let error = witness.error();
    seen.tls = witness.facts(took, error.is_none());
    match error {
        // Whatever became of the handshake after that.
        Some(error) if !network.accept_invalid_certificate => Err(tls_fault_of(&error)),
        _ => reached,
    }
}

/// Connects, with TLS where the scheme says so, and hangs up.
async fn reach(
    url: &Url,
    network: &Network,
    timeout: Duration,
    witness: Option<Arc<Seen>>,
) -> Result<(), Fault> {
    let route = Route::to(url, &network.proxy);
    let (owned, network) = (url.clone(), network.clone());
    let made = tokio::task::spawn_blocking(move || {
        let dialing = Dialing {
            url: &owned,
            server: &owned,
            network: &network,
            resolver: PolicyResolver::new(Policy::typed()),
            connect_timeout: timeout,
        };
        let tls = dialing.tls(|system| match witness {
            Some(seen) => Arc::new(Witness { system, server: name_of(&owned), seen }),
            None => system,
        })?;
        dialing.client_with(tls)
    });
    let builder = made.await.map_err(|error| Fault::Other(error.to_string()))?;
    let builder = builder.map_err(|fault| match fault {
        NetworkFault::Proxy(reason) => Fault::Proxy(reason),
        fault => Fault::Other(fault.to_string()),
    })?;
    let client = builder.connector_layer(StopThere).build();
    let client = client.map_err(|error| Fault::Other(error.to_string()))?;
    match client.get(url.clone()).send().await {
        Err(error) if find::<Reached>(&error).is_some() => Ok(()),
        Err(error) => Err(route.fault(&error)),
        Ok(_) => Err(Fault::Other("the connection did not stop where it should".into())),
    }
}
