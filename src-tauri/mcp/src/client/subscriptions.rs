//! Following what changes: `resources/subscribe` with legacy servers, `subscriptions/listen` with modern ones.

use std::pin::pin;
use std::time::{Duration, Instant};

use crate::client::Client;
use crate::client::detect::Peer;
use crate::client::filter::{Declared, Filter};
use crate::client::listener;
use crate::error::{Error, TimeoutPhase};
use crate::transport::Elapsed;
use crate::wire::request::quoted;

impl Client {
    /// Follows a resource: from now on the server tells when it has other contents. A session that is opened anew
    /// follows it as well.
    pub async fn subscribe(&self, uri: &str) -> Result<(), Error> {
        let followed = &self.inner.link.followed;
        match &self.inner.peer {
            Peer::Modern(_) => {
                let since = followed.add(uri);
                self.listen();
                self.until_closed(pin!(self.until_followed(uri, since))).await
            }
            Peer::Legacy(_) => {
                self.ask(self.inner.link.ask("resources/subscribe", vec![("uri", &quoted(uri))])).await?;
                followed.add(uri);
                Ok(())
            }
            // Nobody is there between requests.
            Peer::PerCall(_) => Err(Filter::refusal(uri)),
        }
    }

    /// Follows it no longer.
    pub async fn unsubscribe(&self, uri: &str) -> Result<(), Error> {
        self.inner.link.followed.remove(uri);
        if let Peer::Legacy(_) = &self.inner.peer {
            self.ask(self.inner.link.ask("resources/unsubscribe", vec![("uri", &quoted(uri))])).await?;
        }
        Ok(())
    }

    /// How long the server takes for next to nothing.
    pub async fn ping(&self) -> Result<Duration, Error> {
        let began = Instant::now();
        let method = if self.is_modern() { "server/discover" } else { "ping" };
        self.ask(self.inner.link.ask(method, Vec::new())).await?;
        Ok(began.elapsed())
    }

    /// Starts to listen for changes, unless that runs already.
    pub(crate) fn listen(&self) {
        let link = &self.inner.link;
        if let Peer::Modern(modern) = &self.inner.peer
            && link.followed.start()
        {
            listener::start(link, modern, Declared::of(&self.inner.server.capabilities));
        }
    }

    /// Waits until the server has said what it makes of the filter with `uri` in it.
    async fn until_followed(&self, uri: &str, since: u64) -> Result<(), Error> {
        let link = &self.inner.link;
        let time = link.request_timeout;
        let refusal = match tokio::time::timeout(time, link.followed.answer(since)).await {
            Ok(Ok(filter)) if filter.follows(uri) => return Ok(()),
            Ok(Ok(_)) => Filter::refusal(uri),
            Ok(Err(error)) => error,
            Err(_) => link.timed_out(TimeoutPhase::Answer, &Elapsed(time)),
        };
        link.followed.remove(uri);
        Err(refusal)
    }
}
