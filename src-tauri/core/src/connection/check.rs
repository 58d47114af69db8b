//! Decides whether a request can be saved, and what it would be saved as. Never fails: it reports.

mod asks;
mod auth;
mod command;
mod name;
mod network;
mod oauth;

use std::collections::BTreeMap;

use asks::check_asks;
use auth::check_auth;
use command::check_command;
use name::check_name;
pub(crate) use name::free_name;
use network::check_network;
pub(crate) use oauth::check_metadata_url;

use super::server_url::ParsedUrl;
use super::{
    Asks, Auth, AuthRequest, Checked, Connection, ConnectionId, ConnectionRequest, Field, FieldIssue, Issue,
    NetworkSettings, ServerUrl, Severity, Target, TargetRequest, TransportChoice,
};
use crate::credential::{SavedSecret, Slot};
use crate::secret::SecretText;

const SECONDS: std::ops::RangeInclusive<u32> = 1..=600;

/// What a request is judged against.
#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    /// Every saved connection, including `current`.
    pub connections: &'a [Connection],
    /// The connection being configured.
    pub current: Option<&'a Connection>,
    /// Its saved secrets.
    pub saved: &'a [SavedSecret],
    /// Whether it uses an account.
    pub is_signed_in: bool,
}

/// A request, understood.
pub(crate) struct Draft {
    pub name: String,
    pub slug: String,
    /// Absent when the address is no good.
    pub target: Option<Target>,
    pub transport: TransportChoice,
    pub network: NetworkSettings,
    pub auth: Auth,
    pub asks: Asks,
    /// One entry for every secret the connection is to have.
    pub secrets: BTreeMap<Slot, SecretChange>,
    pub issues: Vec<FieldIssue>,
}

/// What becomes of one secret.
#[derive(Clone, Debug)]
pub(crate) enum SecretChange {
    Keep,
    Set(SecretText),
    Forget,
}

impl Draft {
    /// The issues that stop saving.
    pub fn errors(&self) -> Vec<FieldIssue> {
        self.issues.iter().filter(|issue| issue.severity == Severity::Error).cloned().collect()
    }

    /// Where it would lead, as it is shown.
    pub fn shown(&self) -> String {
        self.target.as_ref().map(super::shown).unwrap_or_default()
    }

    /// A remark that took a look at the disk.
    pub fn add(&mut self, field: Field, severity: Severity, issue: Issue) {
        self.issues.push(FieldIssue { field, severity, issue });
    }

    /// What a host may see of it.
    pub fn checked(&self) -> Checked {
        let url = match &self.target {
            Some(Target::Url { url }) => Some(url.shown().to_owned()),
            Some(Target::Sample | Target::Command { .. }) | None => None,
        };
        Checked { url, name: self.name.clone(), slug: self.slug.clone(), issues: self.issues.clone() }
    }
}

/// Reads a request. Issues come in form order.
pub(crate) fn check(request: &ConnectionRequest, known: Known<'_>) -> Draft {
    let mut issues = Issues(Vec::new());
    let mut secrets = BTreeMap::new();
    let place = check_place(request, known, &mut secrets, &mut issues);
    let Place { target, transport, network } = place;
    let (name, slug) = check_name(&request.name, suggestion(&target).as_deref(), known, &mut issues);
    let auth = match &target {
        Some(Target::Sample) => Auth::None,
        _ if matches!(request.target, TargetRequest::Command { .. }) => {
            if !matches!(request.auth, AuthRequest::None) {
                issues.error(Field::Program, Issue::CommandHasNoAuth);
            }
            Auth::None
        }
        _ => check_auth(&request.auth, known, &mut secrets, &mut issues),
    };
    let asks = check_asks(&request.asks, &mut issues);
    for (field, seconds) in [
        (Field::ConnectTimeout, request.connect_timeout_s),
        (Field::RequestTimeout, request.request_timeout_s),
    ] {
        if !SECONDS.contains(&seconds) {
            issues.error(field, Issue::NumberRange { min: *SECONDS.start(), max: *SECONDS.end() });
        }
    }
    if let Some(Target::Url { url }) = &target {
        // The proxy's password goes to the proxy.
        let sends_secret = secrets
            .iter()
            .any(|(slot, change)| *slot != Slot::ProxyPassword && !matches!(change, SecretChange::Forget));
        let is_oauth = matches!(auth, Auth::OAuth { .. });
        if (sends_secret || is_oauth) && url.is_open_to_eavesdropping() {
            // An access token opens more than this server, and nobody typed it in the knowledge of where it goes.
            let allowed = request.allow_plain_http && !(is_oauth && url.is_public());
            note_plain_http(url, allowed, &mut issues);
        }
        let is_kept = |(slot, change): (&Slot, &SecretChange)| {
            *slot != Slot::ProxyPassword && matches!(change, SecretChange::Keep) && known.has_saved(slot)
        };
        if secrets.iter().any(is_kept)
            && let Some(host) = known.origin_left_for(url)
        {
            issues.add_on_url(Severity::Warning, Issue::UrlSecretMoves { host });
        }
        if network.accept_invalid_certificate {
            issues.add_on_url(Severity::Warning, Issue::InvalidCertificateAccepted { host: url.host() });
        }
    }
    Draft { name, slug, target, transport, network, auth, asks, secrets, issues: issues.0 }
}

/// Where it leads, and the way there.
struct Place {
    target: Option<Target>,
    transport: TransportChoice,
    network: NetworkSettings,
}

fn check_place(
    request: &ConnectionRequest,
    known: Known<'_>,
    secrets: &mut BTreeMap<Slot, SecretChange>,
    issues: &mut Issues,
) -> Place {
    let on_this_computer =
        |target| Place { target, transport: TransportChoice::Auto, network: NetworkSettings::default() };
    if known.current.is_some_and(|current| current.target == Target::Sample) {
        return on_this_computer(Some(Target::Sample));
    }
    match &request.target {
        TargetRequest::Sample => {
            issues.error(Field::Url, Issue::UrlEmpty);
            on_this_computer(None)
        }
        TargetRequest::Url { url, transport, network } => Place {
            target: check_url(url, known, secrets, issues),
            transport: *transport,
            network: check_network(network, known, secrets, issues),
        },
        TargetRequest::Command { command } => {
            on_this_computer(check_command(command, known, secrets, issues))
        }
    }
}

/// What a connection is called after that has no name of its own.
fn suggestion(target: &Option<Target>) -> Option<String> {
    match target {
        Some(Target::Url { url }) => Some(url.host()),
        Some(Target::Command { command }) => Some(command.subject()),
        Some(Target::Sample) | None => None,
    }
}

struct Issues(Vec<FieldIssue>);

impl Issues {
    fn add(&mut self, field: Field, severity: Severity, issue: Issue) {
        self.0.push(FieldIssue { field, severity, issue });
    }

    fn error(&mut self, field: Field, issue: Issue) {
        self.add(field, Severity::Error, issue);
    }

    /// A remark that needs the whole request; it stands with the others on the address, which come first.
    fn add_on_url(&mut self, severity: Severity, issue: Issue) {
        let place = self.0.iter().take_while(|issue| issue.field == Field::Url).count();
        self.0.insert(place, FieldIssue { field: Field::Url, severity, issue });
    }
}

fn check_url(
    typed: &str,
    known: Known<'_>,
    secrets: &mut BTreeMap<Slot, SecretChange>,
    issues: &mut Issues,
) -> Option<Target> {
    let parsed = ParsedUrl::parse(typed);
    for (severity, issue) in parsed.issues {
        issues.add(Field::Url, severity, issue);
    }
    check_keys(parsed.values, known, secrets, issues);
    let url = parsed.url?;
    let same =
        known.others().find(|other| matches!(&other.target, Target::Url { url: theirs } if *theirs == url));
    if let Some(other) = same {
        let issue = Issue::UrlDuplicate { connection_id: other.id, name: other.name.clone() };
        issues.add(Field::Url, Severity::Warning, issue);
    }
    Some(Target::Url { url })
}

/// Values of key-like parameters: there are new ones, saved ones, and masks without anything behind them.
fn check_keys(
    values: Vec<(String, Option<SecretText>)>,
    known: Known<'_>,
    secrets: &mut BTreeMap<Slot, SecretChange>,
    issues: &mut Issues,
) {
    let (mut hidden, mut missing) = (Vec::new(), Vec::new());
    for (name, value) in values {
        let slot = Slot::Query(name.clone());
        let is_there = value.is_some() || known.has_saved(&slot);
        if is_there { &mut hidden } else { &mut missing }.push(name);
        secrets.insert(slot, value.map_or(SecretChange::Keep, SecretChange::Set));
    }
    if !hidden.is_empty() {
        issues.add(Field::Url, Severity::Notice, Issue::UrlKeyInQuery { names: hidden });
    }
    if !missing.is_empty() {
        let were_saved = known.current.is_some_and(|current| match &current.target {
            Target::Url { url } => missing.iter().all(|name| url.hidden().contains(name)),
            Target::Sample | Target::Command { .. } => false,
        });
        issues.add(Field::Url, lost_or_empty(were_saved), Issue::UrlKeyMissing { names: missing });
    }
}

/// How much a missing secret matters: other settings of a connection that lost one can still be changed.
fn lost_or_empty(was_saved: bool) -> Severity {
    if was_saved { Severity::Warning } else { Severity::Error }
}

impl<'a> Known<'a> {
    fn others(self) -> impl Iterator<Item = &'a Connection> {
        let current: Option<ConnectionId> = self.current.map(|current| current.id);
        self.connections.iter().filter(move |other| Some(other.id) != current)
    }

    fn has_saved(self, slot: &Slot) -> bool {
        self.saved.iter().any(|secret| secret.slot == *slot)
    }

    /// The host to which `url` moves the connection being configured, if it does.
    fn origin_left_for(self, url: &ServerUrl) -> Option<String> {
        let Target::Url { url: old } = &self.current?.target else { return None };
        let (old, new) = (old.without_secrets().ok()?, url.without_secrets().ok()?);
        (old.origin() != new.origin()).then(|| match new.port() {
            Some(port) => format!("{}:{port}", new.host_str().unwrap_or_default()),
            None => new.host_str().unwrap_or_default().to_owned(),
        })
    }
}

/// A secret over unencrypted http to another computer needs the person's consent.
fn note_plain_http(url: &ServerUrl, allowed: bool, issues: &mut Issues) {
    let severity = if allowed { Severity::Warning } else { Severity::Error };
    let issue = Issue::UrlPlainHttpSecret { host: url.host() };
    issues.add_on_url(severity, issue);
}

#[cfg(test)]
mod tests;
