//! How far a server may lead us, and how we get there: what a person typed or accepted, beside the server's own
//! address.

use hitchpost_net::Network;
use hitchpost_oauth::HttpOptions;
use url::Url;

use crate::connection::{ConnectionId, OAuthSettings};

/// What requests on the way to a token may reach that a server alone could not make them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bounds {
    /// Addresses that need not be public: the person typed them.
    pub typed: Vec<Url>,
    /// Any address on a private network: the person accepted that.
    pub allow_private: bool,
    /// Through which proxy, and whom to trust.
    pub network: Network,
    /// In whose name they are sent.
    pub connection: Option<ConnectionId>,
}

impl Bounds {
    /// Those of one connection.
    pub fn of(settings: &OAuthSettings, network: Network) -> Self {
        let issuer = settings.issuer.as_deref().and_then(|issuer| Url::parse(issuer).ok());
        let typed = [settings.authorization_url.clone(), settings.token_url.clone(), issuer];
        Self {
            typed: typed.into_iter().flatten().collect(),
            allow_private: settings.allow_private_addresses,
            network,
            connection: None,
        }
    }

    /// The same in the name of a connection.
    pub fn in_name_of(self, connection: ConnectionId) -> Self {
        Self { connection: Some(connection), ..self }
    }

    /// For requests on behalf of this server.
    pub fn options(self, server: Url) -> HttpOptions {
        let Self { typed, allow_private, network, connection: _ } = self;
        HttpOptions { typed, allow_private, network, ..HttpOptions::new(server) }
    }

    /// Those of another as well; the way there stays.
    pub fn widen(&mut self, other: Self) {
        self.typed.extend(other.typed);
        self.allow_private |= other.allow_private;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_and_accepted_for_one_connection_counts_for_what_it_shares() {
        let url = |text: &str| Url::parse(text).unwrap();
        let typed = OAuthSettings {
            token_url: Some(url("https://10.0.0.1/token")),
            issuer: Some("https://sso.corp".to_owned()),
            ..OAuthSettings::default()
        };
        let of = |settings: &OAuthSettings| Bounds::of(settings, Network::default());
        let mut bounds = of(&typed);
        assert_eq!(bounds.typed, [url("https://10.0.0.1/token"), url("https://sso.corp")]);
        assert!(!bounds.allow_private);
        bounds.widen(of(&OAuthSettings { allow_private_addresses: true, ..OAuthSettings::default() }));
        assert!(bounds.allow_private && bounds.typed.len() == 2);
    }
}
