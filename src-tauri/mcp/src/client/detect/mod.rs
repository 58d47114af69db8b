//! Which era a server speaks: asked once, remembered by the caller.
//!
//! `server/discover` first. Recognised modern errors prove a modern server and are never a reason to fall back;
//! everything that speaks for a server that does not understand gets `initialize`. What else is evidence depends on
//! the transport: an HTTP status may have nothing to do with the server, a program's silence has.

mod http;
mod program;

use std::sync::Arc;
use std::time::Duration;

use crate::client::ask::Ask;
use crate::client::introduction::Discovered;
use crate::client::legacy::{self, Legacy};
use crate::client::link::{Carrier, Link};
use crate::client::modern::{self, HEADER_MISMATCH, MISSING_CAPABILITY, Modern, UNSUPPORTED_VERSION};
use crate::client::per_call::PerCall;
use crate::client::program::Program;
use crate::client::way::Way;
use crate::client::{ClientConfig, Server, Transport};
use crate::error::Error;

/// The other side, in its era.
pub(crate) enum Peer {
    Modern(Modern),
    Legacy(Legacy),
    PerCall(PerCall),
}

impl Peer {
    pub(crate) fn transport(&self) -> Transport {
        match self {
            Peer::Modern(modern) => modern.transport(),
            Peer::Legacy(legacy) => legacy.transport(),
            Peer::PerCall(_) => Transport::Stdio,
        }
    }

    /// Whether requests stand for themselves.
    pub(crate) fn is_modern(&self) -> bool {
        match self {
            Peer::Modern(_) => true,
            Peer::Legacy(_) => false,
            Peer::PerCall(per_call) => per_call.is_modern(),
        }
    }

    /// Why its session is over, if it is.
    pub(crate) fn lost(&self) -> Option<Error> {
        self.session().and_then(|program| program.lost())
    }

    /// The same as soon as it is.
    pub(crate) async fn until_lost(&self) -> Error {
        match self.session() {
            Some(program) => {
                program.gone().cancelled().await;
                program.loss()
            }
            None => std::future::pending().await,
        }
    }

    /// The program that is the session.
    fn session(&self) -> Option<&Arc<Program>> {
        match self {
            Peer::Modern(modern) => modern.program(),
            Peer::Legacy(legacy) => legacy.program(),
            Peer::PerCall(_) => None,
        }
    }

    /// The program it is, if it is one. Where there is one for every request, the last.
    pub(crate) fn program(&self) -> Option<Arc<Program>> {
        match self {
            Peer::PerCall(per_call) => per_call.last(),
            _ => self.session().cloned(),
        }
    }
}

pub(crate) async fn connect(link: &Arc<Link>, config: &ClientConfig) -> Result<(Peer, Server), Error> {
    match &link.carrier {
        Carrier::Http(http) => Box::pin(http::connect(link, http, config)).await,
        Carrier::Programs(command) => Box::pin(program::connect(link, command, config)).await,
    }
}

/// The answer to `server/discover`, sorted. Errors that say nothing about the era are errors.
pub(super) enum Answer {
    Modern(Box<Modern>, Server),
    /// With the error that a client pinned to the modern era would report.
    Legacy(Error),
}

async fn discover(link: &Arc<Link>, way: &Way, timeout: Duration) -> Result<Answer, Error> {
    let version = modern::VERSIONS[0];
    let peer = Modern::new(link, way, version)?;
    let ask = link.ask("server/discover", Vec::new());
    let ask = match way {
        // The authorizer's time is not the server's.
        Way::Posts(posts) if posts.http.authorizer.is_some() => {
            Ask { headers_within: ask.headers_within.map(|within| within.min(timeout)), ..ask }
        }
        Way::Posts(_) | Way::Lines(_) => Ask { timeout, ..ask },
    };
    let answer = match peer.discover(version, &ask).await {
        Err(Error::Rpc { code: UNSUPPORTED_VERSION, data, .. }) => {
            let offered = modern::offered(data.as_ref());
            let Some(version) = modern::mutual(&offered) else { return without_mutual(offered) };
            let peer = Modern::new(link, way, version)?;
            let Discovered { server, .. } = peer.discover(version, &ask).await?;
            return Ok(Answer::Modern(Box::new(peer), server));
        }
        answer => answer,
    };
    match answer {
        Ok(Discovered { supported, mut server }) => match modern::mutual(&supported) {
            Some(version) => {
                server.protocol = version.to_owned();
                Ok(Answer::Modern(Box::new(Modern::new(link, way, version)?), server))
            }
            None => without_mutual(supported),
        },
        Err(error) if is_legacy_evidence(&error) => Ok(Answer::Legacy(error)),
        Err(error) => Err(error),
    }
}

/// A server that answers `server/discover` and has no modern revision for us may have a legacy one.
fn without_mutual(offered: Vec<String>) -> Result<Answer, Error> {
    let has_legacy = offered.iter().any(|version| legacy::VERSIONS.contains(&version.as_str()));
    let error = Error::Version { offered };
    if has_legacy { Ok(Answer::Legacy(error)) } else { Err(error) }
}

fn is_legacy_evidence(error: &Error) -> bool {
    match error {
        Error::Rpc { code, .. } => ![HEADER_MISMATCH, MISSING_CAPABILITY, UNSUPPORTED_VERSION].contains(code),
        Error::Status { status, .. } => (400..500).contains(status) && ![401, 403, 429].contains(status),
        Error::NotMcp { .. } | Error::Malformed { .. } => true,
        Error::Dns { .. }
        | Error::Refused { .. }
        | Error::Network { .. }
        | Error::Timeout { .. }
        | Error::Tls { .. }
        | Error::Proxy { .. }
        | Error::AddressForbidden { .. }
        | Error::ForeignEndpoint { .. }
        | Error::NotAuthorized { .. }
        | Error::Redirected { .. }
        | Error::Version { .. }
        | Error::TooLarge { .. }
        | Error::Spawn { .. }
        | Error::Exited { .. }
        | Error::InputRequired { .. }
        | Error::InvalidArguments { .. }
        | Error::Cancelled
        | Error::Closed { .. } => false,
    }
}
