//! One attempt to get to a server with nothing saved, step by step.

use std::time::{Duration, Instant};

use hitchpost_mcp::{Client, Freshness};
use hitchpost_net::{Inspection, inspect};
use tokio_util::task::AbortOnDropHandle;
use url::Url;

use super::App;
use super::facts::{Counts, Facts};
use super::goodbye::Unclaimed;
use crate::call::count;
use crate::connection::{
    AuthNeed, FieldIssue, OAuthSettings, ProbeReport, ProbeStep, StepKind, StepOutcome, suggested_name,
};
use crate::failure::{Failure, SpawnFault};
use crate::session::{Dialled, Endpoint, Party, Place, Timing, challenges_of, dial, server_view};

const STEPS: [StepKind; 6] = [
    StepKind::Address,
    StepKind::Network,
    StepKind::Tls,
    StepKind::Handshake,
    StepKind::Authorization,
    StepKind::Capabilities,
];

/// As long as a look at the way may take beyond the attempt itself.
const GRACE: Duration = Duration::from_secs(1);

/// One attempt with nothing saved.
pub(super) struct Trial {
    /// The address or the command, as it is shown.
    pub shown: String,
    /// Its address without secrets, of those on the network.
    pub server: Option<Url>,
    pub endpoint: Endpoint,
    pub party: Party,
    /// Which account it goes with, in words.
    pub known_as: Option<String>,
    /// What the person has said about signing in.
    pub oauth: OAuthSettings,
    /// Who issued the account in use.
    pub before: Option<String>,
    pub timing: Timing,
    /// How long the first step took.
    pub checked: Duration,
}

impl Trial {
    pub async fn run(self, app: &App) -> ProbeReport {
        let Self { shown, server, endpoint, party, known_as, oauth, before, timing, checked } = self;
        let mut facts = Facts::default();
        facts.of_account(known_as, &endpoint);
        let looking = look(&endpoint, timing.connect_timeout_s);
        let Dialled { client, challenges, network, total } = dial(&endpoint, timing, party, |_| {}).await;
        let way = match looking {
            Some(looking) => tokio::time::timeout(GRACE, looking).await.ok().and_then(Result::ok),
            None => None,
        };
        let mut times = Times::new(checked, network, total, way.as_ref());
        facts.of_way(&endpoint, way.as_ref());
        let mut report = nothing_yet(shown);
        let listing = Instant::now();
        let mut demanded = challenges;
        match client {
            Ok(client) => {
                // Its goodbye need not be waited for, and is said even when this trial is cancelled.
                let _ended = Unclaimed::new(client.clone(), &app.inner.tasks);
                demanded = describe(&mut report, &mut facts, &client, &endpoint).await;
                times.capabilities = Some(listing.elapsed());
            }
            Err(failure) => {
                report.auth = auth_need(&failure);
                report.failure = Some(failure);
            }
        }
        if let Some(server) = &server {
            app.look_further(&mut report, server, &demanded, (&oauth, endpoint.network()), before.as_deref())
                .await;
        }
        // A name helps as soon as it is clear that somebody lives there.
        let lives_there = report.server.is_some()
            || matches!(report.auth, AuthNeed::Token | AuthNeed::OAuth { .. } | AuthNeed::Forbidden);
        if report.suggested_name.is_none() && lives_there {
            report.suggested_name = endpoint.url().and_then(Url::host_str).map(suggested_name);
        }
        let is_https = endpoint.url().is_some_and(|url| url.scheme() == "https");
        let walked = Walked { is_https, stayed_here: false, times, facts };
        report.steps = walked.steps(report.failure.as_ref(), report.server.is_some());
        report.elapsed_ms = ms(checked + total + listing.elapsed());
        report
    }
}

/// Looks at the way itself, on a connection of its own, where there is one.
fn look(endpoint: &Endpoint, patience_s: u32) -> Option<AbortOnDropHandle<Inspection>> {
    let Place::Url { url, network, .. } = &endpoint.place else { return None };
    let (url, network) = (url.clone(), network.clone());
    let patience = Duration::from_secs(patience_s.into());
    let looking = async move { inspect(&url, &network, patience).await };
    Some(AbortOnDropHandle::new(tokio::spawn(looking)))
}

/// How long the steps took.
#[derive(Default)]
struct Times {
    checked: Option<Duration>,
    network: Option<Duration>,
    tls: Option<Duration>,
    handshake: Option<Duration>,
    capabilities: Option<Duration>,
}

impl Times {
    /// `answered` is when the server first said something.
    fn new(checked: Duration, answered: Option<Duration>, total: Duration, way: Option<&Inspection>) -> Self {
        let connect = way.and_then(|way| way.connect);
        let tls = way.and_then(|way| way.tls.as_ref()).map(|tls| tls.took);
        let reached = connect.map(|connect| connect + tls.unwrap_or_default()).or(answered);
        Self {
            checked: Some(checked),
            network: connect.or(answered),
            tls,
            handshake: answered.and(reached).map(|reached| total.saturating_sub(reached)),
            capabilities: None,
        }
    }

    fn of(&self, step: StepKind) -> Option<Duration> {
        match step {
            StepKind::Address => self.checked,
            StepKind::Network => self.network,
            StepKind::Tls => self.tls,
            StepKind::Handshake => self.handshake,
            StepKind::Authorization => None,
            StepKind::Capabilities => self.capabilities,
        }
    }
}

/// Who answered, and whether its tools can be listed. Answers with what a refusal demands.
async fn describe(
    report: &mut ProbeReport,
    facts: &mut Facts,
    client: &Client,
    endpoint: &Endpoint,
) -> Vec<String> {
    let server = server_view(client, &endpoint.redactor);
    facts.of_server(&server);
    let names = [server.title.as_deref(), Some(server.name.as_str())];
    let name = names.into_iter().flatten().map(str::trim).find(|name| !name.is_empty());
    report.suggested_name = name.map(str::to_owned);
    report.server = Some(server);
    match client.list_tools(Freshness::Fresh).await {
        Ok(list) => {
            report.auth = AuthNeed::None;
            let tools = count(list.items.len());
            report.tools = Some(tools);
            let rejected = count(list.rejected.len());
            let declares = |capability| client.server().declares(capability);
            let prompts = match declares("prompts") {
                true => client.list_prompts(Freshness::Fresh).await.map_or(0, |list| count(list.items.len())),
                false => 0,
            };
            let resources = match declares("resources") {
                true => {
                    client.list_resources(Freshness::Fresh).await.map_or(0, |list| count(list.items.len()))
                }
                false => 0,
            };
            facts.of_lists(Counts { tools, rejected, prompts, resources });
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
        Failure::Invalid { .. }
        | Failure::AddressForbidden { .. }
        | Failure::Spawn { fault: SpawnFault::NotFound, .. } => StepKind::Address,
        Failure::Unauthorized { .. }
        | Failure::Forbidden { .. }
        | Failure::SecretMissing { .. }
        | Failure::SignIn { .. }
        | Failure::Keychain { .. } => StepKind::Authorization,
        _ if is_past_handshake => StepKind::Capabilities,
        Failure::Dns { .. }
        | Failure::Refused { .. }
        | Failure::Network { .. }
        | Failure::Proxy { .. }
        | Failure::FileUnusable { .. }
        | Failure::Spawn { .. }
        | Failure::NeedsApproval { .. } => StepKind::Network,
        Failure::Timeout { phase: crate::failure::TimeoutPhase::Connect, .. } => StepKind::Network,
        Failure::Tls { .. } => StepKind::Tls,
        _ => StepKind::Handshake,
    }
}

/// The way as far as it was walked.
#[derive(Default)]
struct Walked {
    is_https: bool,
    /// It failed before anybody went there.
    stayed_here: bool,
    times: Times,
    facts: Facts,
}

impl Walked {
    fn steps(mut self, failure: Option<&Failure>, shook_hands: bool) -> Vec<ProbeStep> {
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
                    StepKind::Network | StepKind::Tls if self.stayed_here => StepOutcome::Skipped,
                    StepKind::Tls if !self.is_https => StepOutcome::Skipped,
                    // The server asked for a credential before it said anything about itself.
                    StepKind::Handshake if !shook_hands => StepOutcome::Skipped,
                    _ => StepOutcome::Passed,
                };
                let reached = matches!(outcome, StepOutcome::Passed | StepOutcome::Failed);
                let time = self.times.of(kind).filter(|_| reached);
                let facts = if reached { self.facts.take(kind) } else { Vec::new() };
                ProbeStep { kind, outcome, ms: time.map(ms), facts }
            })
            .collect()
    }
}

/// The report on something that is not an address, or not valid.
pub(super) fn bad_address(issues: Vec<FieldIssue>) -> ProbeReport {
    not_tried(String::new(), Failure::Invalid { issues })
}

/// The report on what failed before anything was reached.
pub(super) fn not_tried(shown: String, failure: Failure) -> ProbeReport {
    let walked = Walked { stayed_here: true, ..Walked::default() };
    let steps = walked.steps(Some(&failure), false);
    ProbeReport { steps, failure: Some(failure), ..nothing_yet(shown) }
}

fn nothing_yet(url: String) -> ProbeReport {
    ProbeReport {
        url,
        steps: Vec::new(),
        elapsed_ms: 0,
        auth: AuthNeed::Unknown,
        server: None,
        suggested_name: None,
        tools: None,
        failure: None,
    }
}

fn ms(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}
