//! Where no connection may go, whoever asks for it: link-local, metadata, multicast and reserved addresses.
//!
//! The check sits in the resolver the connection uses, so the address that was checked is the one that is dialled.
//! Behind a proxy the proxy resolves, and only the name and literal addresses are checked here.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// The marker an address refusal carries through reqwest's error chain.
#[derive(Debug, thiserror::Error)]
#[error("an address no connection may use")]
pub(crate) struct Forbidden;

/// Whether the host of `url` itself is refused. Names are checked again by what they resolve to.
pub(crate) fn is_forbidden(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => forbidden_v4(ip),
        Some(Host::Ipv6(ip)) => forbidden_v6(ip),
        Some(Host::Domain(name)) => matches!(bare(name).as_str(), "metadata" | "metadata.google.internal"),
        None => true,
    }
}

/// Whether `url` names this computer.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback() || ip.to_ipv4_mapped().is_some_and(|ip| ip.is_loopback()),
        Some(Host::Domain(name)) => bare(name) == "localhost" || bare(name).ends_with(".localhost"),
        None => false,
    }
}

fn bare(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}

fn forbidden(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => forbidden_v4(ip),
        IpAddr::V6(ip) => forbidden_v6(ip),
    }
}

fn forbidden_v4(ip: Ipv4Addr) -> bool {
    // Metadata services outside link-local: Alibaba (inside CGNAT) and Azure (a public address).
    const METADATA: [Ipv4Addr; 2] = [Ipv4Addr::new(100, 100, 100, 200), Ipv4Addr::new(168, 63, 129, 16)];
    let [first, ..] = ip.octets();
    first == 0
        || first >= 240
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_documentation()
        || METADATA.contains(&ip)
}

fn forbidden_v6(ip: Ipv6Addr) -> bool {
    const EC2_METADATA: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);
    if ip.is_loopback() {
        return false;
    }
    let segments = ip.segments();
    match embedded_v4(segments) {
        Some(ip) => forbidden_v4(ip),
        None => {
            ip.is_unspecified()
                || ip.is_multicast()
                || ip.is_unicast_link_local()
                || ip == EC2_METADATA
                || matches!(segments, [0x2001, 0x0db8 | 0, ..])          // documentation, Teredo
                || matches!(segments, [0x64, 0xff9b, 1, ..]) // local-use NAT64
        }
    }
}

/// The IPv4 address inside a mapped, compatible, 6to4 or NAT64 one.
fn embedded_v4(segments: [u16; 8]) -> Option<Ipv4Addr> {
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match segments {
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] => Some(v4(high, low)),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(v4(high, low)),
        [0x2002, high, low, ..] => Some(v4(high, low)),
        _ => None,
    }
}

/// The system's resolver without the forbidden answers.
pub(crate) struct GuardedResolver;

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let allowed: Vec<SocketAddr> =
                found.iter().copied().filter(|found| !forbidden(found.ip())).collect();
            if allowed.is_empty() && !found.is_empty() {
                return Err(Forbidden.into());
            }
            let addresses: Addrs = Box::new(allowed.into_iter());
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(url: &str) -> bool {
        is_forbidden(&Url::parse(url).unwrap())
    }

    #[test]
    fn refuses_what_no_connection_may_reach() {
        for url in [
            "http://169.254.169.254/latest",
            "http://169.254.170.2/",
            "http://100.100.100.200/",
            "http://168.63.129.16/",
            "http://[fd00:ec2::254]/",
            "http://metadata.google.internal./",
            "http://METADATA/",
            "http://0.0.0.0:3000/",
            "http://0/",
            "http://224.0.0.1/",
            "http://255.255.255.255/",
            "http://192.0.2.1/",
            "http://[fe80::1]/",
            "http://[ff02::1]/",
            "http://[::]/",
            "http://[::ffff:169.254.169.254]/",
            "http://[64:ff9b::a9fe:a9fe]/",
            "http://[2002:a9fe:a9fe::]/",
            "http://[2001:0:1::1]/",
            "http://2852039166/",
            "http://0xa9.0xfe.0xa9.0xfe/",
        ] {
            assert!(refused(url), "{url}");
        }
    }

    #[test]
    fn allows_what_people_run_servers_on() {
        for url in [
            "http://127.0.0.1:3000/",
            "http://localhost:3000/",
            "http://[::1]:3000/",
            "http://192.168.1.5/",
            "http://10.0.0.1/",
            "http://100.64.0.7/",
            "http://198.18.0.1/",
            "http://[fd12::1]/",
            "http://[::ffff:127.0.0.1]/",
            "https://mcp.example.com/",
            "https://8.8.8.8/",
        ] {
            assert!(!refused(url), "{url}");
        }
    }

    #[test]
    fn knows_the_names_of_this_computer() {
        for (url, loopback) in [
            ("http://localhost./", true),
            ("http://api.localhost/", true),
            ("http://127.9.9.9/", true),
            ("http://[::1]/", true),
            ("http://notlocalhost/", false),
            ("http://10.0.0.1/", false),
        ] {
            assert_eq!(is_loopback(&Url::parse(url).unwrap()), loopback, "{url}");
        }
    }
}
