//! The one place where HTTP clients are made.

use std::sync::Arc;
use std::time::Duration;

use rustls::client::danger::ServerCertVerifier;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;
use url::Url;

use crate::certificates::{authorities, certified_key, provider};
use crate::head::MAX_HEAD;
use crate::network::{Network, NetworkFault, Proxy};
use crate::resolver::PolicyResolver;
use crate::route::{check_proxy, proxy_for};
use crate::verifier::{HostVerifier, name_of};

/// What it takes to reach an address.
#[derive(Debug)]
pub struct Dialing<'a> {
    /// Where to; the client is good for addresses with the same scheme, on the same side of the network card.
    pub url: &'a Url,
    /// Whose certificate need not be valid and who may know who we are, if `network` says so of anybody.
    pub server: &'a Url,
    /// How to get out.
    pub network: &'a Network,
    /// What names turn into.
    pub resolver: PolicyResolver,
    /// TCP and TLS together.
    pub connect_timeout: Duration,
}

impl Dialing<'_> {
    /// A client without redirects; cookies and compression are not even compiled in. It reads files.
    pub fn client(self) -> Result<reqwest::ClientBuilder, NetworkFault> {
        let tls = self.tls(|verifier| verifier)?;
        self.client_with(tls)
    }

    /// The same with a configuration of TLS made by [`Self::tls`].
    pub(crate) fn client_with(self, tls: ClientConfig) -> Result<reqwest::ClientBuilder, NetworkFault> {
        check_proxy(&self.network.proxy)?;
        let proxy = proxy_for(self.url, &self.network.proxy);
        let mut resolver = self.resolver;
        // A person, or who set up this computer, named the proxy; the policy for what servers name is not for it.
        if let Some(host) = proxy.as_ref().and_then(Url::host_str) {
            resolver = resolver.and_proxy(host);
        }
        let builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .dns_resolver(resolver)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(self.connect_timeout)
            .referer(false)
            .http2_max_header_list_size(MAX_HEAD as u32);
        let Some(proxy) = proxy else { return Ok(builder.no_proxy()) };
        if matches!(self.network.proxy, Proxy::System) {
            // reqwest looks for itself, and finds the password that may come with it.
            return Ok(builder);
        }
        let proxy =
            reqwest::Proxy::all(proxy).map_err(|_| NetworkFault::Proxy("its address is none".into()))?;
        Ok(builder.proxy(proxy))
    }

    /// How to shake hands; `watch` may put a verifier around the one that decides.
    pub(crate) fn tls(
        &self,
        watch: impl FnOnce(Arc<dyn ServerCertVerifier>) -> Arc<dyn ServerCertVerifier>,
    ) -> Result<ClientConfig, NetworkFault> {
        let provider = provider();
        let unusable = |_| NetworkFault::Authority("this computer's certificates can't be read".into());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider));
        let builder = builder.with_safe_default_protocol_versions().map_err(unusable)?;
        let builder = if self.is_plain() {
            // No certificate will be shown, so the system's need not be read.
            builder.with_root_certificates(RootCertStore::empty())
        } else {
            let extra = self.network.extra_authority.as_deref().map(authorities).transpose()?;
            let system = match extra {
                None => Verifier::new(Arc::clone(&provider)),
                Some(extra) => Verifier::new_with_extra_roots(extra, Arc::clone(&provider)),
            };
            let accepted = self.network.accept_invalid_certificate.then(|| name_of(self.server)).flatten();
            let system = Arc::new(system.map_err(unusable)?);
            let verifier = Arc::new(HostVerifier { system, accepted, provider });
            builder.dangerous().with_custom_certificate_verifier(watch(verifier))
        };
        let identity = self.network.identity.as_ref().filter(|_| self.url.host() == self.server.host());
        let mut tls = match identity {
            None => builder.with_no_client_auth(),
            Some(identity) => {
                let key = certified_key(identity)?;
                builder.with_client_cert_resolver(Arc::new(rustls::sign::SingleCertAndKey::from(key)))
            }
        };
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(tls)
    }

    fn is_plain(&self) -> bool {
        let proxy = proxy_for(self.url, &self.network.proxy);
        self.url.scheme() == "http" && proxy.is_none_or(|proxy| proxy.scheme() != "https")
    }
}
