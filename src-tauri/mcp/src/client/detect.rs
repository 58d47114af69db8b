//! Which era a server speaks: asked once, remembered by the caller.
//!
//! `server/discover` first. Recognised modern errors prove a modern server and are never a reason to fall back; 401,
//! 403, 429, 5xx and network trouble are no evidence at all; everything else is a legacy server's way of not
//! understanding, and gets `initialize`.

use std::sync::Arc;

use crate::client::channel::Channel;
use crate::client::introduction::Discovered;
use crate::client::legacy::{self, Legacy};
use crate::client::link::{Ask, Link};
use crate::client::modern::{self, HEADER_MISMATCH, MISSING_CAPABILITY, Modern, UNSUPPORTED_VERSION};
use crate::client::questions::METHOD_NOT_FOUND;
use crate::client::{ClientConfig, Era, EraChoice, Server, Transport, Verdict};
use crate::error::Error;

/// The other side, in its era.
pub(crate) enum Peer {
    Modern(Modern),
    Legacy(Legacy),
}

impl Peer {
    pub(crate) fn transport(&self) -> Transport {
        match self {
            Peer::Modern(_) => Transport::StreamableHttp,
            Peer::Legacy(legacy) => legacy.transport,
        }
    }
}

pub(crate) async fn connect(link: &Arc<Link>, config: &ClientConfig) -> Result<(Peer, Server), Error> {
    match config.era {
        EraChoice::Legacy => legacy(link).await,
        EraChoice::Modern => match discover(link, config.request_timeout).await? {
            Answer::Modern(peer, server) => Ok((Peer::Modern(*peer), server)),
            Answer::Legacy(reason) => Err(reason),
        },
        EraChoice::Auto => {
            let now = std::time::SystemTime::now();
            let verdict = config.verdict.as_ref().filter(|verdict| verdict.is_fresh(now));
            let as_before = match verdict {
                Some(Verdict { era: Era::Legacy, transport: Transport::HttpSse, .. }) => {
                    Box::pin(http_sse(link)).await
                }
                Some(Verdict { era: Era::Legacy, .. }) => legacy(link).await,
                Some(Verdict { era: Era::Modern, .. }) | None => return detect(link).await,
            };
            match as_before {
                Err(error) if may_have_changed_era(&error) => {
                    link.note(|| "the server no longer answers as it did; finding out anew".into());
                    detect(link).await
                }
                outcome => outcome,
            }
        }
    }
}

/// The answer to `server/discover`, sorted. Errors that say nothing about the era are errors.
enum Answer {
    Modern(Box<Modern>, Server),
    /// With the error that a client pinned to the modern era would report.
    Legacy(Error),
}

async fn detect(link: &Arc<Link>) -> Result<(Peer, Server), Error> {
    match discover(link, link.http.limits.probe.min(link.request_timeout)).await? {
        Answer::Modern(peer, server) => {
            link.note(|| format!("the server speaks {} (modern)", server.protocol));
            Ok((Peer::Modern(*peer), server))
        }
        Answer::Legacy(reason) => {
            link.note(|| format!("no modern answer to server/discover ({reason}); shaking hands"));
            legacy(link).await
        }
    }
}

async fn discover(link: &Arc<Link>, timeout: std::time::Duration) -> Result<Answer, Error> {
    let version = modern::VERSIONS[0];
    let peer = Modern::new(link, version)?;
    let ask = link.ask("server/discover", Vec::new());
    let ask = match link.http.authorizer {
        None => Ask { timeout, ..ask },
        // The authorizer's time is not the server's.
        Some(_) => Ask { headers_within: ask.headers_within.map(|within| within.min(timeout)), ..ask },
    };
    let answer = match peer.discover(version, &ask).await {
        Err(Error::Rpc { code: UNSUPPORTED_VERSION, data, .. }) => {
            let offered = modern::offered(data.as_ref());
            let Some(version) = modern::mutual(&offered) else { return without_mutual(offered) };
            let peer = Modern::new(link, version)?;
            let Discovered { server, .. } = peer.discover(version, &ask).await?;
            return Ok(Answer::Modern(Box::new(peer), server));
        }
        answer => answer,
    };
    match answer {
        Ok(Discovered { supported, mut server }) => match modern::mutual(&supported) {
            Some(version) => {
                server.protocol = version.to_owned();
                Ok(Answer::Modern(Box::new(Modern::new(link, version)?), server))
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

/// Whether a server that was legacy when we last asked may have become something else.
fn may_have_changed_era(error: &Error) -> bool {
    is_legacy_evidence(error) || matches!(error, Error::Version { .. } | Error::Rpc { .. })
}

/// `initialize`; where that is refused, perhaps the older transport is what is spoken.
async fn legacy(link: &Arc<Link>) -> Result<(Peer, Server), Error> {
    let refusal = match Legacy::open(link, None).await {
        Ok((peer, server)) => return Ok((Peer::Legacy(peer), server)),
        // Who knows JSON-RPC so well that it misses the method speaks it where it was asked.
        Err(error @ Error::Rpc { code: METHOD_NOT_FOUND, .. }) => return Err(error),
        Err(
            refusal @ (Error::Status { status: 400 | 404 | 405, .. }
            | Error::Rpc { status: 400 | 404 | 405, .. }),
        ) => refusal,
        Err(error) => return Err(error),
    };
    let opened = Box::pin(Channel::open(link)).await;
    let channel = opened.map_err(|error| if says_more(&error, &refusal) { error } else { refusal })?;
    link.note(|| "the server speaks the HTTP+SSE transport".into());
    let (peer, server) = Legacy::open(link, Some(channel)).await?;
    Ok((Peer::Legacy(peer), server))
}

/// The older transport at once.
async fn http_sse(link: &Arc<Link>) -> Result<(Peer, Server), Error> {
    let (peer, server) = Legacy::open(link, Some(Channel::open(link).await?)).await?;
    Ok((Peer::Legacy(peer), server))
}

/// Whether what became of the GET tells people more than the refused POST does: servers of the older transport may
/// guard nothing but the stream, and a stream without a usable `endpoint` is a fault of its own.
fn says_more(error: &Error, refusal: &Error) -> bool {
    match error {
        Error::Status { status: 401 | 403, .. }
        | Error::NotAuthorized { .. }
        | Error::ForeignEndpoint { .. } => true,
        Error::Malformed { .. } | Error::TooLarge { .. } => matches!(refusal, Error::Status { .. }),
        _ => false,
    }
}
