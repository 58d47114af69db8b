//! Which era a server speaks: asked once, remembered by the caller.
//!
//! `server/discover` first. Recognised modern errors prove a modern server and are never a reason to fall back; 401,
//! 403, 429, 5xx and network trouble are no evidence at all; everything else is a legacy server's way of not
//! understanding, and gets `initialize`.

use std::sync::Arc;

use crate::client::introduction::Discovered;
use crate::client::legacy::{self, Legacy};
use crate::client::link::{Ask, Link};
use crate::client::modern::{self, HEADER_MISMATCH, MISSING_CAPABILITY, Modern, UNSUPPORTED_VERSION};
use crate::client::{ClientConfig, Era, EraChoice, Server, stream};
use crate::error::Error;
use crate::transport::Deadline;

/// The other side, in its era.
pub(crate) enum Peer {
    Modern(Modern),
    Legacy(Legacy),
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
            if verdict.is_some_and(|verdict| verdict.era == Era::Legacy) {
                match legacy(link).await {
                    Err(error) if may_have_changed_era(&error) => {
                        link.note(|| "the server no longer answers as it did; finding out anew".into());
                    }
                    outcome => return outcome,
                }
            }
            detect(link).await
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
        | Error::LegacySse { .. }
        | Error::NotAuthorized { .. }
        | Error::Redirected { .. }
        | Error::Version { .. }
        | Error::TooLarge { .. }
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
    match Legacy::open(link, link.request_timeout).await {
        Ok((peer, server)) => Ok((Peer::Legacy(peer), server)),
        Err(error @ Error::Status { status: 400 | 404 | 405, .. }) => {
            if greets_as_http_sse(link).await {
                return Err(Error::LegacySse { url: link.http.shown_url.to_string() });
            }
            Err(error)
        }
        Err(error) => Err(error),
    }
}

/// HTTP+SSE (2024-11-05) answers a GET with a stream whose first event is `endpoint`.
async fn greets_as_http_sse(link: &Arc<Link>) -> bool {
    let (taps, deadline) = (link.taps(), Deadline::fixed(link.http.limits.probe));
    let Ok(mut events) = stream::open(link, &link.http.headers, None, &taps, &deadline).await else {
        return false;
    };
    let first = link.http.next_event(&mut events, &taps, &deadline).await;
    matches!(first, Ok(Some(event)) if event.event.as_deref() == Some("endpoint"))
}
