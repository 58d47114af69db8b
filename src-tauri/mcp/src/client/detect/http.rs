//! The era and the transport of a server at an address. 401, 403, 429, 5xx and network trouble are no evidence; whatever
//! else is refused is a legacy server's way of not understanding, perhaps one of the older transport.

use std::sync::Arc;
use std::time::SystemTime;

use crate::client::channel::Channel;
use crate::client::detect::{Answer, Peer, discover, is_legacy_evidence};
use crate::client::entry::Entry;
use crate::client::legacy::Legacy;
use crate::client::link::Link;
use crate::client::questions::METHOD_NOT_FOUND;
use crate::client::way::{Posts, Way};
use crate::client::{ClientConfig, Era, EraChoice, Server, Transport, TransportChoice, Verdict};
use crate::error::Error;
use crate::transport::Http;

pub(super) async fn connect(
    link: &Arc<Link>,
    http: &Arc<Http>,
    config: &ClientConfig,
) -> Result<(Peer, Server), Error> {
    let at = Address { http, way: Posts::new(link, http).into(), transport: config.transport };
    // There is no modern era on the older transport.
    if config.transport == TransportChoice::HttpSse {
        return Box::pin(http_sse(link, &at)).await;
    }
    match config.era {
        EraChoice::Legacy => legacy(link, &at).await,
        EraChoice::Modern => match discover(link, &at.way, config.request_timeout).await? {
            Answer::Modern(peer, server) => Ok((Peer::Modern(*peer), server)),
            Answer::Legacy(reason) => Err(reason),
        },
        EraChoice::Auto => {
            let now = SystemTime::now();
            let verdict = config.verdict.as_ref().filter(|verdict| verdict.is_fresh(now));
            let as_before = match verdict {
                Some(Verdict { era: Era::Legacy, transport: Transport::HttpSse, .. })
                    if config.transport == TransportChoice::Auto =>
                {
                    Box::pin(http_sse(link, &at)).await
                }
                Some(Verdict { era: Era::Legacy, transport: Transport::StreamableHttp, .. }) => {
                    legacy(link, &at).await
                }
                _ => return detect(link, &at).await,
            };
            match as_before {
                Err(error) if may_have_changed_era(&error) => {
                    link.note(|| "the server no longer answers as it did; finding out anew".into());
                    detect(link, &at).await
                }
                outcome => outcome,
            }
        }
    }
}

/// Where the server is, and what may be tried there.
struct Address<'a> {
    http: &'a Arc<Http>,
    way: Way,
    transport: TransportChoice,
}

async fn detect(link: &Arc<Link>, at: &Address<'_>) -> Result<(Peer, Server), Error> {
    match discover(link, &at.way, link.limits.probe.min(link.request_timeout)).await? {
        Answer::Modern(peer, server) => {
            link.note(|| format!("the server speaks {} (modern)", server.protocol));
            Ok((Peer::Modern(*peer), server))
        }
        Answer::Legacy(reason) => {
            link.note(|| format!("no modern answer to server/discover ({reason}); shaking hands"));
            legacy(link, at).await
        }
    }
}

/// Whether a server that was legacy when we last asked may have become something else.
fn may_have_changed_era(error: &Error) -> bool {
    is_legacy_evidence(error) || matches!(error, Error::Version { .. } | Error::Rpc { .. })
}

/// `initialize`; where that is refused, perhaps the older transport is what is spoken.
async fn legacy(link: &Arc<Link>, at: &Address<'_>) -> Result<(Peer, Server), Error> {
    let refusal = match Legacy::open(link, Entry::Way(at.way.clone())).await {
        Ok((peer, server)) => return Ok((Peer::Legacy(peer), server)),
        // Who knows JSON-RPC so well that it misses the method speaks it where it was asked.
        Err(error @ Error::Rpc { code: METHOD_NOT_FOUND, .. }) => return Err(error),
        Err(
            refusal @ (Error::Status { status: 400 | 404 | 405, .. }
            | Error::Rpc { status: 400 | 404 | 405, .. }),
        ) => refusal,
        Err(error) => return Err(error),
    };
    if at.transport == TransportChoice::StreamableHttp {
        return Err(refusal);
    }
    let opened = Box::pin(Channel::open(link, at.http)).await;
    let channel = opened.map_err(|error| if says_more(&error, &refusal) { error } else { refusal })?;
    link.note(|| "the server speaks the HTTP+SSE transport".into());
    let (peer, server) = Legacy::open(link, Entry::Channel(channel)).await?;
    Ok((Peer::Legacy(peer), server))
}

/// The older transport at once.
async fn http_sse(link: &Arc<Link>, at: &Address<'_>) -> Result<(Peer, Server), Error> {
    let (peer, server) = Legacy::open(link, Entry::Channel(Channel::open(link, at.http).await?)).await?;
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
