//! Trying a server without saving anything: what it is, and how far one gets.

use std::time::{Duration, Instant};

use hitchpost_mcp::sample::SampleServer;
use hitchpost_mcp::{Client, Freshness};

use super::goodbye::Unclaimed;
use super::sessions::start_sample;
use super::{App, OperationId, Result};
use crate::call::count;
use crate::connection::{
    Auth, AuthNeed, Connection, ConnectionId, ConnectionRequest, Draft, EraChoice, FieldIssue, OAuthSettings,
    ProbeReport, ProbeStep, SecretChange, ServerUrl, StepKind, StepOutcome, Target, free_name, parse_url,
    suggested_name,
};
use crate::credential::Secrets;
use crate::failure::Failure;
use crate::session::{Dialled, Endpoint, Timing, challenges_of, dial, server_view};
use crate::store;

const STEPS: [StepKind; 6] = [
    StepKind::Address,
    StepKind::Network,
    StepKind::Tls,
    StepKind::Handshake,
    StepKind::Authorization,
    StepKind::Capabilities,
];

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
        let trial = Trial {
            shown: Some(url),
            endpoint: Endpoint::open(open),
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
        let needs_person = matches!(&draft.auth, Auth::OAuth { .. });
        let (trial, _sample) = match self.trial(current, draft, request, began).await {
            Ok(trial) => trial,
            Err(failure) => return Ok(not_tried(&request.url, failure)),
        };
        let is_signed_in = trial.endpoint.authorizer.is_some() || !trial.endpoint.headers.is_empty();
        let mut report = trial.run(self).await;
        if needs_person && !is_signed_in && matches!(report.failure, Some(Failure::Unauthorized { .. })) {
            // It goes on from there once the person has signed in.
            report.failure = None;
        }
        self.with_free_name(report).await
    }

    async fn trial(
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
        let (shown, sample) = match &target {
            Target::Sample => (None, Some(start_sample()?)),
            Target::Url { url } => (Some(url.clone()), None),
        };
        let endpoint = Endpoint::new(&target, &draft.auth, &secrets, sample.as_ref().map(SampleServer::url))?;
        let current = current.unwrap_or_else(|| Connection::sample(store::now()));
        let tried = Connection { target, auth: draft.auth, ..current };
        let endpoint = self.with_account(endpoint, &tried, &secrets).await?;
        let timing = Timing {
            era: request.era,
            verdict: None,
            connect_timeout_s: request.connect_timeout_s,
            request_timeout_s: request.request_timeout_s,
        };
        let (oauth, before) = match &tried.auth {
            Auth::OAuth { settings } => ((**settings).clone(), self.earlier(&tried, settings).await?.issuer),
            _ => (OAuthSettings::default(), None),
        };
        Ok((Trial { shown, endpoint, oauth, before, timing, checked: began.elapsed() }, sample))
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

/// One attempt with nothing saved.
struct Trial {
    /// As it is shown; absent for the sample.
    shown: Option<ServerUrl>,
    endpoint: Endpoint,
    /// What the person has said about signing in.
    oauth: OAuthSettings,
    /// Who issued the account in use.
    before: Option<String>,
    timing: Timing,
    /// How long the first step took.
    checked: Duration,
}

impl Trial {
    async fn run(self, app: &App) -> ProbeReport {
        let Self { shown, endpoint, oauth, before, timing, checked } = self;
        let is_https = endpoint.url.scheme() == "https";
        let host = endpoint.url.host_str().unwrap_or_default().to_owned();
        let server =
            shown.as_ref().and_then(|url| url.without_secrets().ok()).unwrap_or_else(|| endpoint.url.clone());
        let Dialled { client, challenges, network, total } = dial(&endpoint, timing, |_| {}).await;
        let mut times =
            vec![Some(checked), network, None, network.map(|network| total.saturating_sub(network))];
        let mut report = ProbeReport {
            url: shown.map_or_else(|| endpoint.url.to_string(), |url| url.shown().to_owned()),
            steps: Vec::new(),
            elapsed_ms: 0,
            auth: AuthNeed::Unknown,
            server: None,
            suggested_name: None,
            tools: None,
            failure: None,
        };
        let listing = Instant::now();
        match client {
            Ok(client) => {
                // Its goodbye need not be waited for, and is said even when this trial is cancelled.
                let _ended = Unclaimed::new(client.clone(), &app.inner.tasks);
                let challenges = describe(&mut report, &client, &endpoint).await;
                times.extend([None, Some(listing.elapsed())]);
                app.look_further(&mut report, &server, &challenges, &oauth, before.as_deref()).await;
            }
            Err(failure) => {
                report.auth = auth_need(&failure);
                report.failure = Some(failure);
                app.look_further(&mut report, &server, &challenges, &oauth, before.as_deref()).await;
            }
        }
        // A name helps as soon as it is clear that somebody lives there.
        let lives_there = report.server.is_some()
            || matches!(report.auth, AuthNeed::Token | AuthNeed::OAuth { .. } | AuthNeed::Forbidden);
        if report.suggested_name.is_none() && lives_there {
            report.suggested_name = Some(suggested_name(&host));
        }
        report.steps = steps(report.failure.as_ref(), report.server.is_some(), is_https, &times);
        report.elapsed_ms = ms(checked + total + listing.elapsed());
        report
    }
}

/// Who answered, and whether its tools can be listed. Answers with what a refusal demands.
async fn describe(report: &mut ProbeReport, client: &Client, endpoint: &Endpoint) -> Vec<String> {
    let server = server_view(client, &endpoint.redactor);
    let names = [server.title.as_deref(), Some(server.name.as_str())];
    let name = names.into_iter().flatten().map(str::trim).find(|name| !name.is_empty());
    report.suggested_name = name.map(str::to_owned);
    report.server = Some(server);
    match client.list_tools(Freshness::Fresh).await {
        Ok(list) => {
            report.auth = AuthNeed::None;
            report.tools = Some(count(list.tools.len()));
            Vec::new()
        }
        Err(error) => {
            let challenges = challenges_of(&error);
            let failure = endpoint.context().failure(error);
            report.auth = match auth_need(&failure) {
                AuthNeed::Unknown => AuthNeed::None,
                need => need,
            };
            report.failure = Some(failure);
            challenges
        }
    }
}

/// At first sight: whether a server that wants a token says how to get one has still to be found out.
fn auth_need(failure: &Failure) -> AuthNeed {
    match failure {
        Failure::Unauthorized { .. } => AuthNeed::Token,
        Failure::Forbidden { .. } => AuthNeed::Forbidden,
        _ => AuthNeed::Unknown,
    }
}

/// The step a failure belongs to.
fn step_of(failure: &Failure, is_past_handshake: bool) -> StepKind {
    match failure {
        Failure::Invalid { .. } | Failure::AddressForbidden { .. } => StepKind::Address,
        Failure::Unauthorized { .. }
        | Failure::Forbidden { .. }
        | Failure::SecretMissing { .. }
        | Failure::SignIn { .. }
        | Failure::Keychain { .. } => StepKind::Authorization,
        _ if is_past_handshake => StepKind::Capabilities,
        Failure::Dns { .. } | Failure::Refused { .. } | Failure::Network { .. } | Failure::Proxy { .. } => {
            StepKind::Network
        }
        Failure::Timeout { phase: crate::failure::TimeoutPhase::Connect, .. } => StepKind::Network,
        Failure::Tls { .. } => StepKind::Tls,
        _ => StepKind::Handshake,
    }
}

fn steps(
    failure: Option<&Failure>,
    shook_hands: bool,
    is_https: bool,
    times: &[Option<Duration>],
) -> Vec<ProbeStep> {
    let failed = failure.map(|failure| step_of(failure, shook_hands));
    let failed_at =
        failed.and_then(|failed| STEPS.iter().position(|step| *step == failed)).unwrap_or(STEPS.len());
    STEPS
        .iter()
        .enumerate()
        .map(|(index, &kind)| {
            let outcome = match kind {
                _ if index == failed_at => StepOutcome::Failed,
                _ if index > failed_at => StepOutcome::NotReached,
                StepKind::Tls if !is_https => StepOutcome::Skipped,
                // The server asked for a credential before it said anything about itself.
                StepKind::Handshake if !shook_hands => StepOutcome::Skipped,
                _ => StepOutcome::Passed,
            };
            let reached = matches!(outcome, StepOutcome::Passed | StepOutcome::Failed);
            let time = times.get(index).copied().flatten().filter(|_| reached);
            ProbeStep { kind, outcome, ms: time.map(ms) }
        })
        .collect()
}

/// The report on something that is not an address, or not valid.
fn bad_address(issues: Vec<FieldIssue>) -> ProbeReport {
    not_tried("", Failure::Invalid { issues })
}

fn not_tried(url: &str, failure: Failure) -> ProbeReport {
    let url = parse_url(url).map(|url| url.shown().to_owned()).unwrap_or_default();
    ProbeReport {
        steps: steps(Some(&failure), false, url.starts_with("https:"), &[]),
        url,
        elapsed_ms: 0,
        auth: AuthNeed::Unknown,
        server: None,
        suggested_name: None,
        tools: None,
        failure: Some(failure),
    }
}

fn ms(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}
