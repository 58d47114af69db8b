//! Who named an address decides where it may lead.

use url::Url;

use crate::reach::{Reach, bare, is_loopback, reach};

/// Where connections may go.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The server that names addresses; a person does when there is none.
    namer: Option<Namer>,
}

#[derive(Clone, Debug)]
struct Namer {
    server: Url,
    accepted_private: bool,
    /// Hosts a person typed beside the server.
    typed: Vec<String>,
}

/// Why an address may not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Neither http nor https.
    Scheme,
    /// Plain http, to another computer or from one.
    Insecure,
    /// An address out of bounds.
    Address(Reach),
}

impl Policy {
    /// For what a person typed: everything that is ever used.
    pub fn typed() -> Policy {
        Policy { namer: None }
    }

    /// For what `server`, whose own address a person typed, names. `accepted_private` says that the person knows
    /// the server to be on a private network.
    pub fn named_by(server: &Url, accepted_private: bool) -> Policy {
        Policy { namer: Some(Namer { server: server.clone(), accepted_private, typed: Vec::new() }) }
    }

    /// Also lets through what a person typed beside the server's address.
    #[must_use]
    pub fn and_typed<'a>(mut self, urls: impl IntoIterator<Item = &'a Url>) -> Policy {
        if let Some(namer) = &mut self.namer {
            namer.typed.extend(urls.into_iter().filter_map(Url::host_str).map(bare));
        }
        self
    }

    /// Judges what is written in `url`. What its name turns into is judged by [`crate::PolicyResolver`].
    pub fn check(&self, url: &Url) -> Result<(), Refusal> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refusal::Scheme);
        }
        let Some(host) = url.host() else { return Err(Refusal::Address(Reach::Never)) };
        let reach = reach(&host);
        if !self.allows(&host.to_string(), reach, false) {
            return Err(Refusal::Address(reach));
        }
        match &self.namer {
            Some(namer) if url.scheme() == "http" && !namer.may_speak_plainly(url) => Err(Refusal::Insecure),
            _ => Ok(()),
        }
    }

    /// Whether `host` may be, or turn into, an address of class `reach`. `own` says that the server's own name turns
    /// into synthetic addresses too.
    pub(crate) fn allows(&self, host: &str, reach: Reach, own: bool) -> bool {
        match &self.namer {
            None => reach != Reach::Never,
            Some(_) if reach == Reach::Synthetic && own => true,
            Some(namer) => namer.allows(host, reach),
        }
    }

    /// The name whose answers decide about synthetic ones.
    pub(crate) fn namer_host(&self) -> Option<&str> {
        self.namer.as_ref()?.server.host_str()
    }
}

impl Namer {
    fn allows(&self, host: &str, reach: Reach) -> bool {
        let host = bare(host);
        match reach {
            Reach::Never => false,
            Reach::Public => true,
            _ if self.typed.contains(&host) => true,
            Reach::Loopback => is_loopback(&self.server),
            Reach::Private => self.accepted_private || self.is_private() || self.is_named(&host),
            Reach::Synthetic => false,
        }
    }

    fn is_private(&self) -> bool {
        self.server.host().is_some_and(|host| reach(&host) == Reach::Private)
    }

    fn is_named(&self, host: &str) -> bool {
        self.server.host_str().is_some_and(|own| bare(own) == host)
    }

    /// The origin the person typed, and this computer when the server is on it.
    fn may_speak_plainly(&self, url: &Url) -> bool {
        url.origin() == self.server.origin() || (is_loopback(url) && is_loopback(&self.server))
    }
}

#[cfg(test)]
mod tests;
