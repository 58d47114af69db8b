//! From a saved connection to a session.

use std::sync::Arc;

use hitchpost_mcp::sample::SampleServer;
use hitchpost_mcp::{Freshness, ServerNotification, Verdict};
use tokio::sync::broadcast;

use super::goodbye::Unclaimed;
use super::{App, Result};
use crate::connection::{Connection, ConnectionId, StepKind, Target};
use crate::credential::{Secrets, Slot};
use crate::failure::Failure;
use crate::session::{Dialled, Endpoint, Live, Party, Ticket, Timing, dial, load_network};
use crate::store;

/// When a new session lists its tools.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Listing {
    AtConnect,
    /// For a single call, which does not need the list.
    WhenAsked,
}

/// A session that has just been opened.
pub(super) struct Fresh {
    pub live: Arc<Live>,
    pub unclaimed: Unclaimed,
    /// What its server says from now on.
    pub news: broadcast::Receiver<ServerNotification>,
}

impl App {
    pub(super) async fn attempt(&self, connection: &Connection, ticket: &Ticket, listing: Listing) {
        let opened = tokio::select! {
            biased;
            () = ticket.cancel.cancelled() => Err(Failure::Cancelled),
            opened = self.open_session(connection, ticket, listing) => opened,
        };
        match opened {
            Ok(fresh) => {
                tracing::info!(connection_id = %connection.id, "connected");
                if self.inner.sessions.finish(ticket, Ok(Arc::clone(&fresh.live))) {
                    self.settle(connection.id, fresh).await;
                }
            }
            Err(failure) => {
                tracing::info!(connection_id = %connection.id, %failure, "not connected");
                self.inner.sessions.finish(ticket, Err(failure));
            }
        }
    }

    /// Fails when the connection was removed or switched off since somebody decided to connect it. Whoever does that
    /// after this question finds the attempt, and ends it.
    async fn still_wanted(&self, id: ConnectionId) -> Result<()> {
        match self.row(id).await {
            Ok(connection) if !connection.enabled => Err(Failure::Cancelled),
            Err(Failure::NotFound { .. }) => Err(Failure::Cancelled),
            // Not reading the database is no reason to end a session that works.
            Ok(_) | Err(_) => Ok(()),
        }
    }

    async fn open_session(
        &self,
        connection: &Connection,
        ticket: &Ticket,
        listing: Listing,
    ) -> Result<Fresh> {
        let (endpoint, sample) = self.endpoint(connection).await?;
        let id = connection.id;
        let verdict = match connection.target {
            // Another port every time, and always the same answer.
            Target::Sample => None,
            Target::Url { .. } | Target::Command { .. } => self.verdict(id).await,
        };
        let timing = Timing {
            era: connection.era,
            verdict: verdict.clone(),
            connect_timeout_s: connection.connect_timeout_s,
            request_timeout_s: connection.request_timeout_s,
        };
        let (app, attempt) = (self.clone(), ticket.clone());
        let on_step = move |step| app.inner.sessions.step(&attempt, step);
        let party = self.party(connection, &endpoint);
        let Dialled { client, total, .. } = dial(&endpoint, timing, party, on_step).await;
        let client = match client {
            Ok(client) => client,
            Err(failure) => {
                if verdict.is_some() {
                    // It may have been the verdict that was wrong; the next attempt asks again.
                    self.note_verdict(move |db| store::verdicts::delete(db, id)).await;
                }
                return Err(failure);
            }
        };
        let unclaimed = Unclaimed::new(client.clone(), &self.inner.tasks);
        // From before the first list: what changes while it is made is news.
        let news = client.notifications();
        let (found, revision) = (client.verdict(), connection.revision);
        if verdict.as_ref() != Some(&found) {
            self.note_verdict(move |db| store::verdicts::put(db, id, revision, &found)).await;
        }
        let live = Arc::new(Live::new(client, endpoint, connection.revision, sample));
        live.took(total);
        if listing == Listing::AtConnect {
            self.inner.sessions.step(ticket, StepKind::Capabilities);
            let listed = live.list(Freshness::Fresh).await;
            // A server that shakes hands with everyone and asks for a credential afterwards.
            if let Err(
                failure @ (Failure::Unauthorized { .. } | Failure::Forbidden { .. } | Failure::SignIn { .. }),
            ) = listed
            {
                return Err(failure);
            }
        }
        self.still_wanted(id).await?;
        Ok(Fresh { live, unclaimed, news })
    }

    /// Who takes part in a session on our side: the log, and whoever answers what the server asks.
    fn party(&self, connection: &Connection, endpoint: &Endpoint) -> Party {
        Party {
            tap: self.inner.wire.tap(Some(connection.id), &endpoint.redactor),
            handler: self.inner.asks.handler(connection, &endpoint.redactor),
            // A single command ends before anything changes.
            listen: self.remembers(),
        }
    }

    /// What is known of a server's era. A connection works without, so a failure is logged.
    async fn verdict(&self, id: ConnectionId) -> Option<Verdict> {
        let known = self.inner.vault.store.run("read from", move |db| store::verdicts::get(db, id)).await;
        known.unwrap_or_else(|failure| {
            tracing::warn!(%failure, "what is known of a server was not read");
            None
        })
    }

    async fn note_verdict(
        &self,
        work: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<()> + Send + 'static,
    ) {
        if let Err(failure) = self.inner.vault.store.run("save to", |db| work(db)).await {
            tracing::warn!(%failure, "what was found out about a server was not kept");
        }
    }

    /// Where a connection leads, with its secrets; the sample server is started for it. A command that is not approved
    /// leads nowhere.
    pub(super) async fn endpoint(&self, connection: &Connection) -> Result<(Endpoint, Option<SampleServer>)> {
        let secrets = self.inner.vault.load(connection).await?;
        let (endpoint, sample) = self.endpoint_with(connection, &secrets).await?;
        let endpoint = match self.good_account(connection).await? {
            Some(account) => endpoint.signed_in(self.inner.broker.clone(), account),
            None => endpoint,
        };
        Ok((endpoint, sample))
    }

    /// The same with other secrets, and without an account.
    pub(super) async fn endpoint_with(
        &self,
        connection: &Connection,
        secrets: &Secrets,
    ) -> Result<(Endpoint, Option<SampleServer>)> {
        let sample = match &connection.target {
            Target::Command { command } => {
                let approved = connection.approved.as_ref();
                let endpoint = self.program(&connection.name, command, approved, secrets).await?;
                return Ok((endpoint, None));
            }
            Target::Sample => Some(start_sample()?),
            Target::Url { .. } => None,
        };
        let (settings, password) = (&connection.network, secrets.expose(&Slot::ProxyPassword));
        let network = load_network(settings, password).await.map_err(|fault| fault.failure(settings))?;
        let url = sample.as_ref().map(SampleServer::url);
        Ok((Endpoint::new(connection, network, secrets, url)?, sample))
    }
}

/// Starts the sample server of this process.
fn start_sample() -> Result<SampleServer> {
    SampleServer::start()
        .map_err(|error| Failure::Internal { reason: format!("the sample server did not start: {error}") })
}
