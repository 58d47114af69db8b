//! A process for every request: started, shaken hands with, asked, and stopped.

use std::sync::{Arc, Mutex, PoisonError};

use crate::client::ask::Ask;
use crate::client::detect::Peer;
use crate::client::entry::Entry;
use crate::client::legacy::Legacy;
use crate::client::link::Link;
use crate::client::modern::Modern;
use crate::client::program::Program;
use crate::client::way::Way;
use crate::client::{Command, Era, Server};
use crate::error::Error;
use crate::wire::RawJson;

/// A server that lives for one request at a time. What it speaks was found out when the client connected.
pub(crate) struct PerCall {
    link: Arc<Link>,
    command: Arc<Command>,
    era: Era,
    version: String,
    /// The last one, for what it wrote to its standard error.
    last: Mutex<Option<Arc<Program>>>,
}

impl PerCall {
    pub(crate) fn new(link: &Arc<Link>, command: &Arc<Command>, server: &Server) -> PerCall {
        PerCall {
            link: Arc::clone(link),
            command: Arc::clone(command),
            era: server.era,
            version: server.protocol.clone(),
            last: Mutex::default(),
        }
    }

    pub(crate) fn is_modern(&self) -> bool {
        self.era == Era::Modern
    }

    pub(crate) async fn request(&self, ask: &Ask<'_>) -> Result<RawJson, Error> {
        let program = Program::start(&self.link, &self.command)?;
        // Stopped also when the request is given up.
        let _unwanted = program.gone().clone().drop_guard();
        self.keep(&program);
        let outcome = self.request_of(&program, ask).await;
        // The next one might want the same file or port.
        program.discard().await;
        outcome
    }

    async fn request_of(&self, program: &Arc<Program>, ask: &Ask<'_>) -> Result<RawJson, Error> {
        let way = Way::Lines(Arc::clone(program));
        program.settle(self.era);
        let peer = match self.era {
            Era::Modern => Peer::Modern(Modern::new(&self.link, &way, &self.version)?),
            Era::Legacy => Peer::Legacy(Legacy::open(&self.link, Entry::Way(way)).await?.0),
        };
        Box::pin(peer.request(ask)).await
    }

    pub(crate) fn keep(&self, program: &Arc<Program>) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(program));
    }

    pub(crate) fn last(&self) -> Option<Arc<Program>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
