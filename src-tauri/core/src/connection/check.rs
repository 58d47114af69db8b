//! Decides whether a request can be saved, and what it would be saved as. Never fails: it reports.

use std::collections::BTreeMap;

use super::header::{self, Token, ValueFault};
use super::server_url::{ParsedUrl, is_key_like, suggested_name};
use super::slug::{is_reserved, slug};
use super::{
    Auth, AuthRequest, Checked, Connection, ConnectionId, ConnectionRequest, Field, FieldIssue,
    HeaderRequest, HeaderRow, HeaderValueRequest, Issue, SAMPLE, SecretInput, ServerUrl, Severity, Target,
};
use crate::credential::{SavedSecret, Slot};
use crate::secret::SecretText;

const NAME_MAX: usize = 64;
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
    if let Some(Target::Url { url }) = &target
        && sends_secret(&auth, &secrets)
        && url.is_open_to_eavesdropping()
    {
        note_plain_http(url, request.allow_plain_http, &mut issues);
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
    for (name, value) in parsed.values {
        secrets.insert(Slot::Query(name), value.map_or(SecretChange::Keep, SecretChange::Set));
    }
    let url = parsed.url?;
    let same =
        known.others().find(|other| matches!(&other.target, Target::Url { url: theirs } if *theirs == url));
    if let Some(other) = same {
        let issue = Issue::UrlDuplicate { connection_id: other.id, name: other.name.clone() };
        issues.add(Field::Url, Severity::Warning, issue);
    }
    Some(Target::Url { url })
}

impl<'a> Known<'a> {
    fn others(self) -> impl Iterator<Item = &'a Connection> {
        let current: Option<ConnectionId> = self.current.map(|current| current.id);
        self.connections.iter().filter(move |other| Some(other.id) != current)
    }

    fn has_saved(self, slot: &Slot) -> bool {
        self.saved.iter().any(|secret| secret.slot == *slot)
    }
}

/// The name and slug to save. A blank name never clashes: it becomes a free one.
fn check_name(typed: &str, host: Option<&str>, known: Known<'_>, issues: &mut Issues) -> (String, String) {
    let others: Vec<&Connection> = known.others().collect();
    let is_sample = known.current.is_some_and(|current| current.target == Target::Sample);
    let typed: String = typed.chars().filter(|c| !c.is_control()).collect();
    let typed = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if typed.is_empty() {
        let base = match host {
            _ if is_sample => SAMPLE.0.to_owned(),
            Some(host) => suggested_name(host),
            None => return (String::new(), String::new()),
        };
        let name = free_name(&base, &others);
        let slug = if is_sample { SAMPLE.1.to_owned() } else { slug(&name, host) };
        return (name, slug);
    }
    let length = typed.chars().count();
    if length > NAME_MAX {
        let issue = Issue::NameTooLong { length: u32::try_from(length).unwrap_or(u32::MAX) };
        issues.error(Field::Name, issue);
    }
    if is_sample {
        return (typed, SAMPLE.1.to_owned());
    }
    let has_latin = typed.chars().any(|c| c.is_ascii_alphanumeric());
    let mut slug = slug(&typed, host);
    if others.iter().any(|other| same_name(&other.name, &typed)) {
        let issue = Issue::NameTaken { name: typed.clone(), suggestion: free_name(&typed, &others) };
        issues.error(Field::Name, issue);
    } else if is_reserved(&slug) {
        issues.error(Field::Name, Issue::SlugReserved { slug: slug.clone() });
    } else if let Some(other) = others.iter().find(|other| other.slug == slug) {
        if has_latin {
            let issue =
                Issue::SlugTaken { slug: slug.clone(), name: typed.clone(), other: other.name.clone() };
            issues.error(Field::Name, issue);
        } else {
            // The slug came from the host, so the name cannot be blamed for it.
            slug = numbered(&slug, '-', |slug| others.iter().all(|other| other.slug != slug));
        }
    }
    (typed, slug)
}

/// `base`, or the first of `base 2`, `base 3` … that clashes with nothing.
pub(crate) fn free_name(base: &str, others: &[&Connection]) -> String {
    let base: String = base.chars().filter(|c| !c.is_control()).take(NAME_MAX - 4).collect();
    let free = |name: &str| {
        let slug = slug(name, None);
        !is_reserved(&slug) && others.iter().all(|other| !same_name(&other.name, name) && other.slug != slug)
    };
    if free(&base) { base } else { numbered(&base, ' ', free) }
}

fn numbered(base: &str, separator: char, free: impl Fn(&str) -> bool) -> String {
    (2..).map(|n: u32| format!("{base}{separator}{n}")).find(|name| free(name)).unwrap_or_default()
}

fn same_name(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

fn check_auth(
    request: &AuthRequest,
    known: Known<'_>,
    secrets: &mut BTreeMap<Slot, SecretChange>,
    issues: &mut Issues,
) -> Auth {
    match request {
        AuthRequest::None => Auth::None,
        AuthRequest::Token { header, prefix, token } => {
            let (header, prefix) = (header.trim().to_owned(), prefix.trim().to_owned());
            secrets.insert(Slot::Token, check_token(token, &prefix, known, issues));
            check_header_name(&header, Field::TokenHeader, issues);
            check_header_value(&prefix, Field::TokenPrefix, issues);
            Auth::Token { header, prefix }
        }
        AuthRequest::Headers { rows } => {
            let mut seen: Vec<String> = Vec::new();
            let rows = rows
                .iter()
                .enumerate()
                .filter(|(_, row)| !is_blank(row))
                .map(|(index, row)| {
                    check_row(
                        row,
                        u32::try_from(index).unwrap_or(u32::MAX),
                        &mut seen,
                        known,
                        secrets,
                        issues,
                    )
                })
                .collect();
            Auth::Headers { rows }
        }
    }
}

fn check_token(token: &SecretInput, prefix: &str, known: Known<'_>, issues: &mut Issues) -> SecretChange {
    let value = match token {
        SecretInput::Forget => return SecretChange::Forget,
        SecretInput::Keep if known.has_saved(&Slot::Token) => return SecretChange::Keep,
        SecretInput::Keep => {
            // Other settings of a connection that lost its token can still be changed.
            let severity = if known.current.is_some() { Severity::Warning } else { Severity::Error };
            issues.add(Field::Token, severity, Issue::TokenEmpty);
            return SecretChange::Keep;
        }
        SecretInput::Set { value } => value,
    };
    let tidy = Token::tidy(value.expose(), prefix);
    if tidy.text.is_empty() {
        issues.error(Field::Token, Issue::TokenEmpty);
    }
    if tidy.removed_prefix {
        issues.add(Field::Token, Severity::Notice, Issue::TokenPrefixRemoved { prefix: prefix.to_owned() });
    }
    if tidy.joined_lines {
        issues.add(Field::Token, Severity::Warning, Issue::TokenLineBreaksJoined);
    }
    if tidy.looks_structured {
        issues.add(Field::Token, Severity::Warning, Issue::TokenLooksStructured);
    }
    check_header_value(&tidy.text, Field::Token, issues);
    SecretChange::Set(SecretText::new(tidy.text))
}

fn is_blank(row: &HeaderRequest) -> bool {
    row.name.trim().is_empty()
        && match &row.value {
            HeaderValueRequest::Plain { value } => value.trim().is_empty(),
            HeaderValueRequest::Secret { value: SecretInput::Set { value } } => {
                value.expose().trim().is_empty()
            }
            HeaderValueRequest::Secret { value: SecretInput::Keep | SecretInput::Forget } => true,
        }
}

fn check_row(
    row: &HeaderRequest,
    index: u32,
    seen: &mut Vec<String>,
    known: Known<'_>,
    secrets: &mut BTreeMap<Slot, SecretChange>,
    issues: &mut Issues,
) -> HeaderRow {
    let name = row.name.trim().to_owned();
    let field = Field::HeaderName { row: index };
    check_header_name(&name, field, issues);
    let lower = name.to_ascii_lowercase();
    let is_new = !seen.contains(&lower);
    if is_new {
        seen.push(lower);
    } else if !name.is_empty() {
        issues.error(field, Issue::HeaderDuplicate { name: name.clone() });
    }
    let field = Field::HeaderValue { row: index };
    match &row.value {
        HeaderValueRequest::Plain { value } => {
            let value = value.trim_matches([' ', '\t']).to_owned();
            if value.is_empty() {
                issues.error(field, Issue::HeaderValueEmpty);
            }
            check_header_value(&value, field, issues);
            HeaderRow { name, plain: Some(value) }
        }
        HeaderValueRequest::Secret { value } => {
            let slot = Slot::header(&name);
            let change = check_secret_value(value, &slot, field, known, issues);
            if is_new {
                secrets.insert(slot, change);
            }
            HeaderRow { name, plain: None }
        }
    }
}

fn check_secret_value(
    value: &SecretInput,
    slot: &Slot,
    field: Field,
    known: Known<'_>,
    issues: &mut Issues,
) -> SecretChange {
    match value {
        SecretInput::Forget => SecretChange::Forget,
        SecretInput::Keep => {
            if !known.has_saved(slot) {
                let severity = if known.current.is_some() { Severity::Warning } else { Severity::Error };
                issues.add(field, severity, Issue::HeaderValueEmpty);
            }
            SecretChange::Keep
        }
        SecretInput::Set { value } => {
            let value = value.expose().trim_matches([' ', '\t']);
            if value.is_empty() {
                issues.error(field, Issue::HeaderValueEmpty);
            }
            check_header_value(value, field, issues);
            SecretChange::Set(SecretText::new(value))
        }
    }
}

fn check_header_name(name: &str, field: Field, issues: &mut Issues) {
    if name.is_empty() {
        issues.error(field, Issue::HeaderNameEmpty);
    } else if !header::is_name(name) {
        issues.error(field, Issue::HeaderNameInvalid { name: name.to_owned() });
    } else if header::is_owned(name) {
        issues.error(field, Issue::HeaderOwned { name: name.to_owned() });
    }
}

fn check_header_value(value: &str, field: Field, issues: &mut Issues) {
    match header::check_value(value) {
        Ok(()) => {}
        Err(ValueFault::LineBreak) => issues.error(field, Issue::HeaderValueLineBreak),
        Err(ValueFault::Character) => issues.error(field, Issue::HeaderValueInvalid),
    }
}

/// Whether anything is sent that others should not read, declared as secret or not.
fn sends_secret(auth: &Auth, secrets: &BTreeMap<Slot, SecretChange>) -> bool {
    let is_secret = |row: &HeaderRow| row.plain.is_some() && is_key_like(&row.name);
    secrets.values().any(|change| !matches!(change, SecretChange::Forget))
        || matches!(auth, Auth::Headers { rows } if rows.iter().any(is_secret))
}

/// A secret over unencrypted http to another computer needs the person's consent.
fn note_plain_http(url: &ServerUrl, allowed: bool, issues: &mut Issues) {
    let severity = if allowed { Severity::Warning } else { Severity::Error };
    let issue = Issue::UrlPlainHttpSecret { host: url.host() };
    // Stands with the other remarks on the address, which come first.
    let place = issues.0.iter().take_while(|issue| issue.field == Field::Url).count();
    issues.0.insert(place, FieldIssue { field: Field::Url, severity, issue });
}

#[cfg(test)]
mod tests;
