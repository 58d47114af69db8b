//! The era of a program. `server/discover` is asked in a process of its own, for some servers end at anything that comes
//! before `initialize`. One that gives a modern answer is kept; any other makes room.

use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::time::timeout;

use crate::client::detect::{Answer, Peer, discover};
use crate::client::entry::Entry;
use crate::client::legacy::Legacy;
use crate::client::link::Link;
use crate::client::modern::{HEADER_MISMATCH, MISSING_CAPABILITY, UNSUPPORTED_VERSION};
use crate::client::per_call::PerCall;
use crate::client::program::Program;
use crate::client::way::Way;
use crate::client::{ClientConfig, Command, Era, EraChoice, Server, Transport, Verdict};
use crate::error::Error;

pub(super) async fn connect(
    link: &Arc<Link>,
    command: &Arc<Command>,
    config: &ClientConfig,
) -> Result<(Peer, Server), Error> {
    let (peer, server) = shake_hands(link, command, config).await?;
    if !command.per_call {
        return Ok((peer, server));
    }
    let per_call = PerCall::new(link, command, &server);
    if let Some(program) = peer.program() {
        per_call.keep(&program);
        program.discard().await;
    }
    Ok((Peer::PerCall(per_call), server))
}

async fn shake_hands(
    link: &Arc<Link>,
    command: &Arc<Command>,
    config: &ClientConfig,
) -> Result<(Peer, Server), Error> {
    let fresh =
        |verdict: &&Verdict| verdict.transport == Transport::Stdio && verdict.is_fresh(SystemTime::now());
    match (config.era, config.verdict.as_ref().filter(fresh).map(|verdict| verdict.era)) {
        (EraChoice::Legacy, _) => legacy(link, command).await,
        (EraChoice::Modern, _) => match ask(link, command, config.request_timeout).await? {
            Asked::Modern(peer, server) => Ok((peer, server)),
            Asked::Other(reason) => Err(reason),
        },
        (EraChoice::Auto, Some(Era::Legacy)) => match legacy(link, command).await {
            Err(error) if may_have_changed(&error) => {
                link.note(|| "the server no longer answers as it did; finding out anew".into());
                detect(link, command, link.limits.probe.min(link.request_timeout)).await
            }
            outcome => outcome,
        },
        // It may take its time, as long as a request may.
        (EraChoice::Auto, Some(Era::Modern)) => detect(link, command, link.request_timeout).await,
        (EraChoice::Auto, None) => detect(link, command, link.limits.probe.min(link.request_timeout)).await,
    }
}

/// Asks, and shakes hands when there is no modern answer.
async fn detect(link: &Arc<Link>, command: &Command, within: Duration) -> Result<(Peer, Server), Error> {
    let mut asking = Box::pin(ask(link, command, link.request_timeout));
    match timeout(within, &mut asking).await {
        Ok(asked) => match asked? {
            Asked::Modern(peer, server) => Ok(modern(link, peer, server)),
            Asked::Other(reason) => {
                let reason = link.clean(reason);
                link.note(|| format!("no modern answer to server/discover ({reason}); shaking hands"));
                legacy(link, command).await
            }
        },
        Err(_) => shake_hands_meanwhile(link, command, asking).await,
    }
}

/// Silence may mean that a program does not know `server/discover`, or that it is slow to start. So it is neither waited
/// for nor given up: whichever process answers first, it or another that is asked to shake hands, is the one.
async fn shake_hands_meanwhile(
    link: &Arc<Link>,
    command: &Command,
    mut asking: Pin<Box<impl Future<Output = Result<Asked, Error>>>>,
) -> Result<(Peer, Server), Error> {
    link.note(|| "no answer to server/discover so far; shaking hands with another process".into());
    let mut shaking = Box::pin(legacy(link, command));
    tokio::select! {
        shaken = &mut shaking => match shaken {
            Ok(shaken) => Ok(shaken),
            // Then the first one is the only hope.
            Err(error) => match asking.await? {
                Asked::Modern(peer, server) => Ok(modern(link, peer, server)),
                Asked::Other(_) => Err(error),
            },
        },
        asked = &mut asking => match asked? {
            Asked::Modern(peer, server) => Ok(modern(link, peer, server)),
            Asked::Other(_) => shaking.await,
        },
    }
}

fn modern(link: &Link, peer: Peer, server: Server) -> (Peer, Server) {
    link.note(|| format!("the server speaks {} (modern)", server.protocol));
    (peer, server)
}

/// What came of `server/discover`.
enum Asked {
    /// The process that answered.
    Modern(Peer, Server),
    /// Nothing a modern server would say. The process is gone.
    Other(Error),
}

async fn ask(link: &Arc<Link>, command: &Command, within: Duration) -> Result<Asked, Error> {
    let program = Program::start(link, command)?;
    // Stopped however this ends.
    let unwanted = program.gone().clone().drop_guard();
    let reason = match discover(link, &Way::Lines(Arc::clone(&program)), within).await {
        Ok(Answer::Modern(peer, server)) => {
            program.settle(Era::Modern);
            unwanted.disarm();
            return Ok(Asked::Modern(Peer::Modern(*peer), server));
        }
        Ok(Answer::Legacy(reason)) => reason,
        Err(error) if proves_modern(&error) => return Err(error),
        Err(error) => error,
    };
    // Two of them might want the same file or port.
    program.discard().await;
    Ok(Asked::Other(reason))
}

async fn legacy(link: &Arc<Link>, command: &Command) -> Result<(Peer, Server), Error> {
    let program = Program::start(link, command)?;
    let unwanted = program.gone().clone().drop_guard();
    let (peer, server) = Legacy::open(link, Entry::Way(Way::Lines(program))).await?;
    unwanted.disarm();
    Ok((Peer::Legacy(peer), server))
}

/// Errors only a modern server knows, and one that names no revision of ours at all.
fn proves_modern(error: &Error) -> bool {
    match error {
        Error::Rpc { code, .. } => [HEADER_MISMATCH, MISSING_CAPABILITY, UNSUPPORTED_VERSION].contains(code),
        Error::Version { .. } => true,
        _ => false,
    }
}

/// Whether a server that was legacy when we last asked may have become something else. Some end at what they do not
/// know.
fn may_have_changed(error: &Error) -> bool {
    matches!(
        error,
        Error::Rpc { .. } | Error::Version { .. } | Error::Malformed { .. } | Error::Exited { .. }
    )
}
