//! Who may knock: the `Host` and `Origin` checks that keep web pages out of a loopback server
//! (DNS rebinding, cross-site requests).

use http::header::{HOST, ORIGIN};
use http::{HeaderMap, HeaderValue};
use url::Url;

/// Admits requests addressed to this computer's own loopback names at one port.
#[derive(Clone, Copy, Debug)]
pub struct Door {
    port: u16,
}

/// Why a request was turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TurnedAway {
    Host,
    Origin,
}

impl Door {
    /// The door of a server bound to `port`.
    pub fn new(port: u16) -> Self {
        Self { port }
    }

    /// `Host` must name this server; `Origin`, which only browsers send, must be this server too.
    pub(crate) fn admit(self, headers: &HeaderMap) -> Result<(), TurnedAway> {
        let only = |name| {
            let mut values = headers.get_all(name).into_iter();
            (values.next(), values.next().is_some())
        };
        match only(HOST) {
            (Some(host), false) if self.is_own_host(host) => {}
            _ => return Err(TurnedAway::Host),
        }
        match only(ORIGIN) {
            (None, _) => Ok(()),
            (Some(origin), false) if self.is_own_origin(origin) => Ok(()),
            _ => Err(TurnedAway::Origin),
        }
    }

    fn is_own_host(self, host: &HeaderValue) -> bool {
        let Ok(host) = host.to_str() else { return false };
        // Parsing as a URL gives the same host rules as a browser; anything beyond host and port is refused.
        !host.contains(['/', '?', '#', '@', '\\'])
            && Url::parse(&format!("http://{host}/")).is_ok_and(|url| self.is_own_url(&url))
    }

    fn is_own_origin(self, origin: &HeaderValue) -> bool {
        origin.to_str().ok().and_then(|text| Url::parse(text).ok()).is_some_and(|url| self.is_own_url(&url))
    }

    fn is_own_url(self, url: &Url) -> bool {
        let loopback = match url.host() {
            Some(url::Host::Domain(name)) => name == "localhost",
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        let web = matches!(url.scheme(), "http" | "https");
        loopback && web && url.port_or_known_default() == Some(self.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admit(host: &[&str], origin: &[&str]) -> Result<(), TurnedAway> {
        let mut headers = HeaderMap::new();
        for value in host {
            headers.append(HOST, value.parse().unwrap());
        }
        for value in origin {
            headers.append(ORIGIN, value.parse().unwrap());
        }
        Door::new(4100).admit(&headers)
    }

    #[test]
    fn loopback_names_with_the_bound_port_are_let_in() {
        for host in ["127.0.0.1:4100", "localhost:4100", "LOCALHOST:4100", "[::1]:4100", "127.0.0.2:4100"] {
            assert_eq!(admit(&[host], &[]), Ok(()), "{host}");
            assert_eq!(admit(&[host], &["http://localhost:4100"]), Ok(()), "{host}");
        }
    }

    #[test]
    fn other_hosts_are_turned_away() {
        let foreign = [
            "evil.test",
            "evil.test:4100",
            "localhost",
            "localhost:4101",
            "localhost.evil.test:4100",
            "localhost.:4100",
            "127.0.0.1:4100/x",
            "evil@127.0.0.1:4100",
            "192.168.1.5:4100",
            "0.0.0.0:4100",
            "[::ffff:7f00:1]:4100",
            "",
        ];
        for host in foreign {
            assert_eq!(admit(&[host], &[]), Err(TurnedAway::Host), "{host}");
        }
        assert_eq!(admit(&[], &[]), Err(TurnedAway::Host));
        assert_eq!(admit(&["localhost:4100", "localhost:4100"], &[]), Err(TurnedAway::Host));
    }

    #[test]
    fn other_origins_are_turned_away() {
        for origin in
            ["http://evil.test", "null", "http://localhost:3000", "tauri://localhost", "", "file://"]
        {
            assert_eq!(admit(&["localhost:4100"], &[origin]), Err(TurnedAway::Origin), "{origin}");
        }
        let twice = ["http://localhost:4100", "http://evil.test"];
        assert_eq!(admit(&["localhost:4100"], &twice), Err(TurnedAway::Origin));
    }
}
