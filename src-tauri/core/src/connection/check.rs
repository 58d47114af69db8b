//! Decides whether a request can be saved, and what it would be saved as. Never fails: it reports.

mod auth;
mod name;
mod oauth;

use std::collections::BTreeMap;

use auth::check_auth;
use name::check_name;
pub(crate) use name::free_name;
pub(crate) use oauth::check_metadata_url;

use super::server_url::ParsedUrl;
use super::{
    Auth, Checked, Connection, ConnectionId, ConnectionRequest, Field, FieldIssue, Issue, ServerUrl,
    Severity, Target,
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
    pub auth: Auth,
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

    /// What a host may see of it.
    pub fn checked(&self) -> Checked {
        let url = match &self.target {
            Some(Target::Url { url }) => Some(url.shown().to_owned()),
            Some(Target::Sample) | None => None,
        };
        Checked { url, name: self.name.clone(), slug: self.slug.clone(), issues: self.issues.clone() }
    }
}

/// Reads a request. Issues come in form order.
pub(crate) fn check(request: &ConnectionRequest, known: Known<'_>) -> Draft {
    let mut issues = Issues(Vec::new());
    let mut secrets = BTreeMap::new();
    let is_sample = known.current.is_some_and(|current| current.target == Target::Sample);

    let target =
        if is_sample { Some(Target::Sample) } else { check_url(request, known, &mut secrets, &mut issues) };
    let host = match &target {
        Some(Target::Url { url }) => Some(url.host()),
        Some(Target::Sample) | None => None,
    };
    let (name, slug) = check_name(&request.name, host.as_deref(), known, &mut issues);
    let auth =
        if is_sample { Auth::None } else { check_auth(&request.auth, known, &mut secrets, &mut issues) };
    for (field, seconds) in [
        (Field::ConnectTimeout, request.connect_timeout_s),
        (Field::RequestTimeout, request.request_timeout_s),
    ] {
        if !SECONDS.contains(&seconds) {
            issues.error(field, Issue::NumberRange { min: *SECONDS.start(), max: *SECONDS.end() });
        }
    }
    if let Some(Target::Url { url }) = &target {
        let sends_secret = secrets.values().any(|change| !matches!(change, SecretChange::Forget));
        let is_oauth = matches!(auth, Auth::OAuth { .. });
        if (sends_secret || is_oauth) && url.is_open_to_eavesdropping() {
            // An access token opens more than this server, and nobody typed it in the knowledge of where it goes.
            let allowed = request.allow_plain_http && !(is_oauth && url.is_public());
            note_plain_http(url, allowed, &mut issues);
        }
        if secrets.iter().any(|(slot, change)| matches!(change, SecretChange::Keep) && known.has_saved(slot))
            && let Some(host) = known.origin_left_for(url)
        {
            issues.add_on_url(Severity::Warning, Issue::UrlSecretMoves { host });
        }
    }
    Draft { name, slug, target, auth, secrets, issues: issues.0 }
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
    request: &ConnectionRequest,
    known: Known<'_>,
    secrets: &mut BTreeMap<Slot, SecretChange>,
    issues: &mut Issues,
) -> Option<Target> {
    let parsed = ParsedUrl::parse(&request.url);
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
            Target::Sample => false,
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
