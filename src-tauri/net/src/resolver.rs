//! A resolver without the answers a policy forbids.

use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::{fmt, io};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Host;

use crate::policy::Policy;
use crate::reach::{Reach, bare, ip_reach, reach};

/// The marker an address refusal carries through reqwest's error chain.
#[derive(Debug, thiserror::Error)]
#[error("an address this connection may not use")]
pub struct Forbidden {
    /// The class of the address.
    pub reach: Reach,
}

/// What a name turns into, in a while.
pub type Looking = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Turns names into addresses.
pub trait Lookup: Send + Sync {
    /// The addresses of `name`, best first.
    fn lookup(&self, name: &str) -> Looking;
}

/// The operating system's resolver.
#[derive(Clone, Copy, Debug)]
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn lookup(&self, name: &str) -> Looking {
        let name = name.to_owned();
        Box::pin(
            async move { Ok(tokio::net::lookup_host((name, 0)).await?.map(|found| found.ip()).collect()) },
        )
    }
}

/// A resolver that leaves out what its policy forbids.
#[derive(Clone)]
pub struct PolicyResolver {
    policy: Arc<Policy>,
    lookup: Arc<dyn Lookup>,
    proxy: Option<String>,
}

impl PolicyResolver {
    /// The system's answers, filtered.
    pub fn new(policy: Policy) -> PolicyResolver {
        Self::with(policy, Arc::new(SystemLookup))
    }

    /// The answers of `lookup`, filtered.
    pub fn with(policy: Policy, lookup: Arc<dyn Lookup>) -> PolicyResolver {
        PolicyResolver { policy: Arc::new(policy), lookup, proxy: None }
    }

    /// Judges the answers for a proxy as if they were typed.
    pub(crate) fn and_proxy(mut self, host: &str) -> PolicyResolver {
        self.proxy = Some(bare(host));
        self
    }

    /// What `name` may be reached at.
    pub(crate) async fn addresses(
        &self,
        name: &str,
    ) -> Result<Vec<IpAddr>, Box<dyn std::error::Error + Send + Sync>> {
        let found = self.lookup.lookup(name).await?;
        let typed = Policy::typed();
        let policy = if self.proxy.as_ref() == Some(&bare(name)) { &typed } else { &*self.policy };
        let is_synthetic = |ip: &IpAddr| ip_reach(*ip) == Reach::Synthetic;
        let own = match policy.namer_host() {
            Some(own) if found.iter().any(is_synthetic) => {
                self.lookup.lookup(own).await.is_ok_and(|own| own.iter().any(is_synthetic))
            }
            _ => false,
        };
        // What is spoken to as this computer, in plain http and past every proxy, has to be this computer.
        let is_local = reach(&Host::Domain(name)) == Reach::Loopback;
        let allows = |ip: &IpAddr| {
            let reach = ip_reach(*ip);
            (!is_local || reach == Reach::Loopback) && policy.allows(name, reach, own)
        };
        let allowed: Vec<IpAddr> = found.iter().copied().filter(allows).collect();
        match found.first() {
            Some(refused) if allowed.is_empty() => Err(Forbidden { reach: ip_reach(*refused) }.into()),
            _ => Ok(allowed),
        }
    }
}

impl fmt::Debug for PolicyResolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PolicyResolver").field("policy", &self.policy).finish_non_exhaustive()
    }
}

impl Resolve for PolicyResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let this = self.clone();
        Box::pin(async move {
            let found = this.addresses(name.as_str()).await?;
            let found: Addrs = Box::new(found.into_iter().map(|ip| SocketAddr::new(ip, 0)));
            Ok(found)
        })
    }
}
