//! Looking after a connection: what is on the way, and how it is right now.

use std::time::{Duration, Instant};

use super::connections::require_enabled;
use super::trial::not_tried;
use super::{App, OperationId, Result};
use crate::connection::{Connection, ConnectionId, ConnectionView, HealthReport, ProbeReport, shown};
use crate::failure::Failure;
use crate::session::SessionStatus;

impl App {
    /// Walks the way to a saved connection's server anew, step by step. Its session, if it has one, is left alone.
    pub async fn diagnose(&self, operation: OperationId, id: ConnectionId) -> Result<ProbeReport> {
        let operation = self.inner.probes.begin(&operation);
        let connection = self.row(id).await?;
        require_enabled(&connection)?;
        tokio::select! {
            biased;
            () = operation.cancel.cancelled() => Err(Failure::Cancelled),
            report = self.walk(&connection) => Ok(report),
        }
    }

    async fn walk(&self, connection: &Connection) -> ProbeReport {
        let began = Instant::now();
        let trial = async {
            // An account that is no good is a finding; a server that wants none may answer all the same.
            let secrets = self.inner.vault.load(connection).await?;
            self.trial(connection, Some(connection.id), &secrets, began).await
        };
        match trial.await {
            Ok((trial, _sample)) => trial.run(self).await,
            Err(failure) => not_tried(shown(&connection.target), failure),
        }
    }

    /// How a connection is right now: asks a live session, or connects.
    pub async fn health(&self, id: ConnectionId) -> Result<HealthReport> {
        let began = Instant::now();
        let mut view = self.connection(id).await?;
        if let Some(live) = self.inner.sessions.live(id) {
            return Ok(match live.ping().await {
                Ok(round_trip) => {
                    live.took(round_trip);
                    self.inner.sessions.announce(id);
                    health_of(&self.connection(id).await?, Some(round_trip))
                }
                Err(failure) => {
                    self.note_failure(id, &live, &failure);
                    let after = health_of(&self.connection(id).await?, None);
                    HealthReport { reachable: false, reason: Some(failure), ..after }
                }
            });
        }
        if matches!(view.status, SessionStatus::NotConnected | SessionStatus::Error { .. }) {
            view = self.connect(id).await?;
        }
        Ok(health_of(&view, Some(began.elapsed())))
    }

    /// The last that a program has written to its standard error; nothing for servers on the network.
    pub async fn stderr(&self, id: ConnectionId) -> Result<String> {
        self.row(id).await?;
        if let Some(live) = self.inner.sessions.live(id) {
            return Ok(live.stderr());
        }
        Ok(match self.inner.sessions.failure(id) {
            Some(Failure::Exited { stderr, .. }) => stderr,
            _ => String::new(),
        })
    }
}

fn health_of(view: &ConnectionView, round_trip: Option<Duration>) -> HealthReport {
    let mut health = HealthReport {
        reachable: false,
        status: String::new(),
        tool_count: None,
        latency_ms: None,
        protocol: None,
        reason: None,
    };
    let (status, reason) = match &view.status {
        SessionStatus::Connected { server, tools, list_failure, .. } => {
            health.reachable = true;
            health.tool_count = *tools;
            health.latency_ms = round_trip.map(|time| u32::try_from(time.as_millis()).unwrap_or(u32::MAX));
            health.protocol = Some(server.protocol.clone());
            ("active", list_failure.clone())
        }
        SessionStatus::Disabled => ("disabled", Some(Failure::Disabled { name: view.name.clone() })),
        SessionStatus::SigningIn { .. } => ("pending_oauth", None),
        SessionStatus::NotConnected | SessionStatus::Connecting { .. } => ("not_connected", None),
        SessionStatus::NeedsSignIn { failure } => ("needs_sign_in", Some(failure.clone())),
        SessionStatus::NeedsApproval { .. } => {
            ("needs_approval", Some(Failure::NeedsApproval { name: view.name.clone() }))
        }
        SessionStatus::Expired { failure, .. } => ("expired", Some(failure.clone())),
        SessionStatus::Error { failure, .. } => ("error", Some(failure.clone())),
    };
    HealthReport { status: status.to_owned(), reason, ..health }
}
