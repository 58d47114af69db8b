//! Trying a server without saving anything: what it is, and how far one gets.

use std::time::Instant;

use hitchpost_mcp::sample::SampleServer;
use hitchpost_net::Network;

use super::trial::{Trial, bad_address, not_tried};
use super::{App, OperationId, Result};
use crate::connection::{
    Auth, Connection, ConnectionId, ConnectionRequest, Draft, EraChoice, OAuthSettings, ProbeReport,
    SecretChange, Target, TransportChoice, free_name, parse_url, shown,
};
use crate::credential::Secrets;
use crate::failure::Failure;
use crate::session::{Endpoint, Party, Timing};
use crate::store;

impl App {
    /// Finds out what answers at an address. Sends no secret: keys in the address are left out.
    pub async fn probe(&self, operation: OperationId, url: String) -> Result<ProbeReport> {
        let operation = self.inner.probes.begin(&operation);
        let began = Instant::now();
        let url = match parse_url(&url) {
            Ok(url) => url,
            Err(issues) => return Ok(bad_address(issues)),
        };
        let open = url.without_secrets().map_err(|error| Failure::Internal { reason: error.to_string() })?;
        let timing =
            Timing { era: EraChoice::Auto, verdict: None, connect_timeout_s: 15, request_timeout_s: 30 };
        let endpoint = Endpoint::open(open.clone(), TransportChoice::Auto, Network::default());
        let tap = self.inner.wire.tap(None, &endpoint.redactor);
        let trial = Trial {
            shown: url.shown().to_owned(),
            server: Some(open),
            endpoint,
            party: Party { tap, ..Party::default() },
            known_as: None,
            oauth: OAuthSettings::default(),
            before: None,
            timing,
            checked: began.elapsed(),
        };
        let mut report = tokio::select! {
            biased;
            () = operation.cancel.cancelled() => return Err(Failure::Cancelled),
            report = trial.run(self) => report,
        };
        // Wanting a sign-in is what a probe is to find out.
        if matches!(report.failure, Some(Failure::Unauthorized { .. } | Failure::Forbidden { .. })) {
            report.failure = None;
        }
        self.with_free_name(report).await
    }

    /// Connects with what was entered, and with saved secrets where a field was left blank.
    pub async fn test_connection(
        &self,
        operation: OperationId,
        id: Option<ConnectionId>,
        request: ConnectionRequest,
    ) -> Result<ProbeReport> {
        let operation = self.inner.probes.begin(&operation);
        tokio::select! {
            biased;
            () = operation.cancel.cancelled() => Err(Failure::Cancelled),
            report = self.test(id, &request) => report,
        }
    }

    /// Cancels a probe or a test, or the attempt to connect of the connection with this id.
    pub fn cancel(&self, operation: &str) {
        if !self.inner.probes.cancel(operation)
            && let Ok(id) = uuid::Uuid::parse_str(operation)
        {
            self.inner.sessions.cancel(ConnectionId(id));
        }
    }

    async fn test(&self, id: Option<ConnectionId>, request: &ConnectionRequest) -> Result<ProbeReport> {
        let began = Instant::now();
        let (draft, current) = self.draft(id, request).await?;
        let errors = draft.errors();
        if !errors.is_empty() {
            return Ok(bad_address(errors));
        }
        let shown = draft.shown();
        let needs_person = matches!(&draft.auth, Auth::OAuth { .. });
        let (trial, _sample) = match self.trial_of_draft(current, draft, request, began).await {
            Ok(trial) => trial,
            Err(failure) => return Ok(not_tried(shown, failure)),
        };
        let is_signed_in = trial.endpoint.authorizer.is_some() || !trial.endpoint.headers.is_empty();
        let mut report = trial.run(self).await;
        if needs_person && !is_signed_in && matches!(report.failure, Some(Failure::Unauthorized { .. })) {
            // It goes on from there once the person has signed in.
            report.failure = None;
        }
        self.with_free_name(report).await
    }

    async fn trial_of_draft(
        &self,
        current: Option<Connection>,
        draft: Draft,
        request: &ConnectionRequest,
        began: Instant,
    ) -> Result<(Trial, Option<SampleServer>)> {
        let mut secrets = Secrets::default();
        let mut kept = Vec::new();
        for (slot, change) in draft.secrets {
            match change {
                SecretChange::Set(secret) => secrets.insert(slot, secret.expose().to_owned().into()),
                SecretChange::Keep => kept.push(slot),
                SecretChange::Forget => {}
            }
        }
        if let Some(current) = &current {
            self.inner.vault.load_into(&mut secrets, current.id, kept).await?;
        }
        let target = draft.target.ok_or_else(|| Failure::Invalid { issues: Vec::new() })?;
        let saved = current.as_ref().map(|current| current.id);
        let current = current.unwrap_or_else(|| Connection::sample(store::now()));
        let tried = Connection {
            name: draft.name,
            target,
            auth: draft.auth,
            transport: draft.transport,
            network: draft.network,
            asks: draft.asks,
            era: request.era,
            connect_timeout_s: request.connect_timeout_s,
            request_timeout_s: request.request_timeout_s,
            ..current
        };
        self.trial(&tried, saved, &secrets, began).await
    }

    /// An attempt with a connection as it is or would be. It is neither saved nor in the way of a session.
    pub(super) async fn trial(
        &self,
        tried: &Connection,
        saved: Option<ConnectionId>,
        secrets: &Secrets,
        began: Instant,
    ) -> Result<(Trial, Option<SampleServer>)> {
        let (endpoint, sample) = self.endpoint_with(tried, secrets).await?;
        let endpoint = self.with_account(endpoint, tried, secrets).await?;
        let timing = Timing {
            era: tried.era,
            verdict: None,
            connect_timeout_s: tried.connect_timeout_s,
            request_timeout_s: tried.request_timeout_s,
        };
        let (oauth, before) = match &tried.auth {
            Auth::OAuth { settings } => ((**settings).clone(), self.earlier(tried, settings).await?.issuer),
            _ => (OAuthSettings::default(), None),
        };
        let server = match &tried.target {
            Target::Url { url } => url.without_secrets().ok(),
            Target::Sample | Target::Command { .. } => endpoint.url().cloned(),
        };
        let shown = match (shown(&tried.target), &server) {
            (shown, Some(server)) if shown.is_empty() => server.to_string(),
            (shown, _) => shown,
        };
        let known_as = self.known_as(tried, &endpoint).await;
        let checked = began.elapsed();
        // Nobody answers questions here.
        let party = Party { tap: self.inner.wire.tap(saved, &endpoint.redactor), ..Party::default() };
        Ok((Trial { shown, server, endpoint, party, known_as, oauth, before, timing, checked }, sample))
    }

    async fn with_free_name(&self, mut report: ProbeReport) -> Result<ProbeReport> {
        if let Some(name) = report.suggested_name.take() {
            let connections =
                self.inner.vault.store.run("read from", |db| store::connections::all(db)).await?;
            report.suggested_name = Some(free_name(&name, &connections.iter().collect::<Vec<_>>()));
        }
        Ok(report)
    }
}
