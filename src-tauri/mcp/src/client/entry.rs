//! Where a handshake is made, and where it is made again.

use std::sync::Arc;

use crate::client::Transport;
use crate::client::channel::Channel;
use crate::client::link::Link;
use crate::client::way::Way;
use crate::error::Error;

/// Where hands are shaken.
pub(crate) enum Entry {
    /// With answers where we say something.
    Way(Way),
    /// With answers on a channel of the HTTP+SSE transport.
    Channel(Arc<Channel>),
}

impl Entry {
    pub(crate) fn transport(&self) -> Transport {
        match self {
            Entry::Way(Way::Posts(_)) => Transport::StreamableHttp,
            Entry::Channel(_) => Transport::HttpSse,
            Entry::Way(Way::Lines(_)) => Transport::Stdio,
        }
    }

    pub(crate) fn way(&self) -> Way {
        match self {
            Entry::Way(way) => way.clone(),
            Entry::Channel(channel) => channel.way(),
        }
    }

    pub(crate) fn channel(&self) -> Option<&Arc<Channel>> {
        match self {
            Entry::Way(_) => None,
            Entry::Channel(channel) => Some(channel),
        }
    }

    /// The way in after a session was lost. A program is not started again behind anybody's back.
    pub(crate) async fn again(&self, link: &Arc<Link>) -> Result<Entry, Error> {
        match self {
            Entry::Way(Way::Posts(posts)) => Ok(Entry::Way(Way::Posts(Arc::clone(posts)))),
            Entry::Way(Way::Lines(program)) => Err(program.loss()),
            Entry::Channel(lost) => {
                link.note(|| "the session's stream is lost; opening another".into());
                Ok(Entry::Channel(lost.again(link).await?))
            }
        }
    }
}
