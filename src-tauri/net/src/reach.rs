//! How far away an address is.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// How far away a host is. Names other than `localhost` count as public until they are resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reach {
    /// This computer.
    Loopback,
    /// RFC 1918, unique local, shared address space.
    Private,
    /// 198.18.0.0/15, which some proxies answer for every name.
    Synthetic,
    /// Anything else that may be used.
    Public,
    /// Link-local, unspecified, multicast, reserved, and cloud metadata services.
    Never,
}

const METADATA_NAMES: [&str; 2] = ["metadata", "metadata.google.internal"];

/// Metadata services outside the link-local range: Alibaba (inside shared space) and Azure (a public address).
const METADATA_V4: [Ipv4Addr; 2] = [Ipv4Addr::new(100, 100, 100, 200), Ipv4Addr::new(168, 63, 129, 16)];

/// AWS over IPv6, a unique local address.
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);

/// Classifies a parsed host by its literal name alone.
pub fn reach(host: &Host<&str>) -> Reach {
    match *host {
        Host::Domain(name) => {
            let name = bare(name);
            if name == "localhost" || name.ends_with(".localhost") {
                Reach::Loopback
            } else if METADATA_NAMES.contains(&name.as_str()) {
                Reach::Never
            } else {
                Reach::Public
            }
        }
        Host::Ipv4(ip) => v4_reach(ip),
        Host::Ipv6(ip) => ip_reach(IpAddr::V6(ip)),
    }
}

/// Whether `url` names this computer.
pub fn is_loopback(url: &Url) -> bool {
    url.host().is_some_and(|host| reach(&host) == Reach::Loopback)
}

/// A name without what does not tell it from others.
pub(crate) fn bare(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}

pub(crate) fn ip_reach(ip: IpAddr) -> Reach {
    match ip {
        IpAddr::V4(ip) => v4_reach(ip),
        IpAddr::V6(ip) => match embedded_v4(ip) {
            Some(inner) => v4_reach(inner),
            None => v6_reach(ip),
        },
    }
}

fn v4_reach(ip: Ipv4Addr) -> Reach {
    let [a, b, c, _] = ip.octets();
    if ip.is_loopback() {
        Reach::Loopback
    } else if METADATA_V4.contains(&ip)
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_documentation()
        || a == 0
        || a >= 240
        || (a, b, c) == (192, 0, 0)
    {
        Reach::Never
    } else if ip.is_private() || (a == 100 && (64..128).contains(&b)) {
        Reach::Private
    } else if a == 198 && (18..20).contains(&b) {
        Reach::Synthetic
    } else {
        Reach::Public
    }
}

fn v6_reach(ip: Ipv6Addr) -> Reach {
    let segments = ip.segments();
    let teredo = segments[0] == 0x2001 && segments[1] == 0;
    let local_nat64 = segments[..3] == [0x64, 0xff9b, 1];
    let documentation = segments[0] == 0x2001 && segments[1] == 0xdb8;
    if ip.is_loopback() {
        Reach::Loopback
    } else if ip == METADATA_V6
        || ip.is_unspecified()
        || ip.is_multicast()
        || ip.is_unicast_link_local()
        || teredo
        || local_nat64
        || documentation
    {
        Reach::Never
    } else if ip.is_unique_local() {
        Reach::Private
    } else {
        Reach::Public
    }
}

/// The IPv4 address inside a mapped, compatible, 6to4 or NAT64 address.
fn embedded_v4(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let from = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match ip.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] => Some(from(high, low)),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(from(high, low)),
        [0x2002, high, low, ..] => Some(from(high, low)),
        // `::` and `::1` are addresses of their own.
        [0, 0, 0, 0, 0, 0, high, low] if (high, low) != (0, 0) && (high, low) != (0, 1) => {
            Some(from(high, low))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_of_address_is_told_apart() {
        let table = [
            (
                Reach::Loopback,
                "http://127.0.0.1/ http://127.9.9.9/ http://[::1]/ http://localhost/ http://a.localhost./ http://0x7f.1/ http://2130706433/ http://[::ffff:127.0.0.1]/ http://0177.0.0.1/",
            ),
            (
                Reach::Private,
                "http://10.0.0.1/ http://192.168.1.5/ http://172.16.0.1/ http://100.64.0.1/ http://[fd00::1]/ http://[64:ff9b::a00:1]/ http://[::10.0.0.1]/",
            ),
            (Reach::Synthetic, "http://198.18.0.1/ http://198.19.255.255/ http://[::ffff:198.18.0.1]/"),
            (
                Reach::Public,
                "https://example.com/ http://8.8.8.8/ http://198.17.0.1/ http://198.20.0.1/ http://[2606:4700::1]/ http://172.32.0.1/ http://notlocalhost/",
            ),
            (
                Reach::Never,
                "http://169.254.169.254/ http://169.254.170.2/ http://100.100.100.200/ http://168.63.129.16/ http://metadata/ http://METADATA.google.internal./ http://0.0.0.0/ http://0/ http://224.0.0.1/ http://255.255.255.255/ http://[fe80::1]/ http://[ff02::1]/ http://[fd00:ec2::254]/ http://[::]/ http://[::ffff:169.254.169.254]/ http://[2001:0:1::1]/ http://[64:ff9b::a9fe:a9fe]/ http://[64:ff9b:1::1]/ http://192.0.2.1/ http://[2002:a9fe:a9fe::]/ http://2852039166/ http://0xa9.0xfe.0xa9.0xfe/",
            ),
        ];
        for (expected, urls) in table {
            for text in urls.split(' ') {
                let url = Url::parse(text).unwrap();
                assert_eq!(reach(&url.host().unwrap()), expected, "{text}");
                assert_eq!(is_loopback(&url), expected == Reach::Loopback, "{text}");
            }
        }
    }
}
