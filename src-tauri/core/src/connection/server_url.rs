//! The address of a server: parsed once, shown without its keys.

use hitchpost_mcp::is_secret_name;
use serde::{Deserialize, Serialize};
use url::{Host, Url};

use super::{Field, FieldIssue, Issue, Reach, Severity, is_invisible, reach};
use crate::secret::SecretText;

/// Stands for a secret wherever one is shown.
const MASK: &str = "••••";

/// An http or https address that a connection may use. Values of key-like query parameters are replaced
/// by [`MASK`]; they live in the keychain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ServerUrl {
    shown: String,
    hidden: Vec<String>,
}

/// What a typed address amounts to.
#[derive(Debug)]
pub(crate) struct ParsedUrl {
    /// Absent when the text is not an address a connection may have.
    pub url: Option<ServerUrl>,
    /// Per hidden parameter: its new value as it stands in the query, or nothing to keep the saved one.
    pub values: Vec<(String, Option<SecretText>)>,
    /// Everything to say about it.
    pub issues: Vec<(Severity, Issue)>,
}

/// Why an address cannot be dialled.
#[derive(Debug)]
pub(crate) enum Unresolved {
    /// The value of this parameter.
    Missing(String),
    /// It was an address without its secrets, and is none with them.
    Unparsable(url::ParseError),
}

impl ServerUrl {
    /// The address as it may be shown and logged.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Names of the parameters whose values are secret. A repeated name has `#2`, `#3` … appended.
    pub fn hidden(&self) -> &[String] {
        &self.hidden
    }

    /// The address to dial, with every hidden value filled in by `value`.
    pub fn resolve<'v>(&self, value: impl Fn(&str) -> Option<&'v str>) -> Result<Url, Unresolved> {
        let mut text = String::with_capacity(self.shown.len());
        let mut pieces = self.shown.split(MASK);
        text.push_str(pieces.next().unwrap_or_default());
        for (name, piece) in self.hidden.iter().zip(pieces) {
            text.push_str(value(name).ok_or_else(|| Unresolved::Missing(name.clone()))?);
            text.push_str(piece);
        }
        Url::parse(&text).map_err(Unresolved::Unparsable)
    }

    /// The address without its hidden parameters, to try a server without giving anything away.
    pub fn without_secrets(&self) -> Result<Url, url::ParseError> {
        let Some((base, query)) = self.shown.split_once('?') else { return Url::parse(&self.shown) };
        let kept: Vec<&str> = query.split('&').filter(|pair| !pair.ends_with(MASK)).collect();
        if kept.is_empty() { Url::parse(base) } else { Url::parse(&format!("{base}?{}", kept.join("&"))) }
    }

    /// The host for rules and messages.
    pub fn host(&self) -> String {
        self.without_secrets().ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Whether it leads to the open network, as far as its name tells.
    pub fn is_public(&self) -> bool {
        self.without_secrets().is_ok_and(|url| url.host().is_some_and(|host| reach(&host) == Reach::Public))
    }

    /// Whether a secret sent there could be read by others on the way.
    pub fn is_open_to_eavesdropping(&self) -> bool {
        self.without_secrets().is_ok_and(|url| {
            url.scheme() == "http" && url.host().is_some_and(|host| reach(&host) != Reach::Loopback)
        })
    }
}

impl ParsedUrl {
    /// Reads what a person typed or pasted.
    pub fn parse(text: &str) -> Self {
        match parse(text) {
            Ok(parsed) => parsed,
            Err(issue) => Self { url: None, values: Vec::new(), issues: vec![(Severity::Error, issue)] },
        }
    }
}

/// The address in a text, or what is wrong with it.
pub(crate) fn parse_url(text: &str) -> Result<ServerUrl, Vec<FieldIssue>> {
    let parsed = ParsedUrl::parse(text);
    let issues =
        parsed.issues.into_iter().map(|(severity, issue)| FieldIssue { field: Field::Url, severity, issue });
    parsed.url.ok_or_else(|| issues.collect())
}

fn parse(text: &str) -> Result<ParsedUrl, Issue> {
    // Copied along from a chat or a web page; nobody could see what to correct.
    let text: String = text.chars().filter(|&c| !is_invisible(c)).collect();
    let text = unwrap_quotes(&text);
    if text.is_empty() {
        return Err(Issue::UrlEmpty);
    }
    if text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
        return Err(Issue::UrlUnparsable);
    }
    let mut url = match typed_scheme(text) {
        Some("http" | "https") => Url::parse(text).map_err(|_| Issue::UrlUnparsable)?,
        Some(scheme) => return Err(Issue::UrlScheme { scheme: scheme.to_owned() }),
        None => with_guessed_scheme(text.trim_start_matches('/'))?,
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Issue::UrlUserinfo);
    }
    let host = url.host_str().unwrap_or_default().to_owned();
    if !is_host_name(&host) || url.port() == Some(0) {
        return Err(Issue::UrlUnparsable);
    }
    if url.host().is_some_and(|host| reach(&host) == Reach::Never) {
        return Err(Issue::UrlAddressForbidden { host });
    }
    if is_project_page(&host, url.path()) {
        return Err(Issue::UrlProjectPage { host });
    }
    let mut issues = Vec::new();
    if let Some(fragment) = url.fragment() {
        issues.push((Severity::Notice, Issue::UrlFragmentRemoved { fragment: format!("#{fragment}") }));
        url.set_fragment(None);
    }
    let (shown, values) = hide_keys(&url);
    let hidden = values.iter().map(|(name, _)| name.clone()).collect();
    Ok(ParsedUrl { url: Some(ServerUrl { shown, hidden }), values, issues })
}

fn unwrap_quotes(text: &str) -> &str {
    let mut text = text.trim();
    for (open, close) in [('"', '"'), ('\'', '\''), ('`', '`'), ('<', '>'), ('“', '”')] {
        if let Some(inner) = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) {
            text = inner.trim();
        }
    }
    text
}

/// Whether a host can exist. `http` and `https` are what is left of an address with two schemes.
fn is_host_name(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    !host.starts_with('-')
        && host.split('.').all(|label| !label.is_empty())
        && !matches!(host, "http" | "https")
}

/// The scheme a person typed, told from `host:port` and `user:password@host`.
fn typed_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    // RFC 3986 allows dots, but no scheme in use has one: a host with a bad port does.
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-".contains(c))
        && !scheme.eq_ignore_ascii_case("localhost");
    let port: &str = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_port = !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    let has_login = !rest.starts_with('/') && port.contains('@');
    match scheme {
        _ if !is_scheme => None,
        "http" | "https" => Some(scheme),
        _ if scheme.eq_ignore_ascii_case("http") => Some("http"),
        _ if scheme.eq_ignore_ascii_case("https") => Some("https"),
        _ if is_port || has_login => None,
        _ => Some(scheme),
    }
}

/// `http` for this computer and private addresses, which rarely have certificates; `https` for the rest.
fn with_guessed_scheme(text: &str) -> Result<Url, Issue> {
    let url = Url::parse(&format!("https://{text}")).map_err(|_| Issue::UrlUnparsable)?;
    match url.host() {
        None => Err(Issue::UrlUnparsable),
        Some(host) => match (reach(&host), host) {
            (Reach::Loopback | Reach::Private, _) => {
                Url::parse(&format!("http://{text}")).map_err(|_| Issue::UrlUnparsable)
            }
            // A lone word is more likely half an address than a machine of that name.
            (_, Host::Domain(name)) if !name.contains('.') && url.port().is_none() && name != "metadata" => {
                Err(Issue::UrlUnparsable)
            }
            _ => Ok(url),
        },
    }
}

/// Pages about a server, where people copy the wrong address from.
fn is_project_page(host: &str, path: &str) -> bool {
    match host.strip_prefix("www.").unwrap_or(host) {
        "github.com" | "npmjs.com" | "pypi.org" | "crates.io" => true,
        "gitlab.com" => !path.starts_with("/api/"),
        _ => false,
    }
}

/// The address with key-like values masked, and those values.
fn hide_keys(url: &Url) -> (String, Vec<(String, Option<SecretText>)>) {
    let Some(query) = url.query() else { return (url.as_str().to_owned(), Vec::new()) };
    let mut base = url.clone();
    base.set_query(None);
    let mut values: Vec<(String, Option<SecretText>)> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    let pairs: Vec<String> = query
        .split('&')
        .map(|pair| {
            let Some((name, value)) = pair.split_once('=') else { return pair.to_owned() };
            let plain_name = percent_decode(name);
            let keep = percent_decode(value) == MASK;
            if !keep && (value.is_empty() || !is_secret_name(&plain_name)) {
                return pair.to_owned();
            }
            let same = names.iter().filter(|other| **other == plain_name).count();
            let label = if same == 0 { plain_name.clone() } else { format!("{plain_name}#{}", same + 1) };
            names.push(plain_name);
            values.push((label, (!keep).then(|| SecretText::new(value))));
            format!("{name}={MASK}")
        })
        .collect();
    (format!("{base}?{}", pairs.join("&")), values)
}

fn percent_decode(text: &str) -> String {
    url::form_urlencoded::parse(format!("v={}", text.replace('&', "%26")).as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

/// A name for a server that did not give one: its host without what all hosts have in common.
pub(crate) fn suggested_name(host: &str) -> String {
    if host.parse::<std::net::IpAddr>().is_ok() || host.starts_with('[') || !host.contains('.') {
        return host.to_owned();
    }
    let generic = |label: &&str| !matches!(*label, "www" | "mcp" | "api" | "server" | "app" | "sse");
    let mut labels: Vec<&str> = host.trim_end_matches('.').split('.').collect();
    labels.pop();
    // `example.co.uk`: the second level is as generic as the first.
    if labels.len() > 1 && matches!(labels.last(), Some(&("co" | "com" | "org" | "net" | "ac" | "gov"))) {
        labels.pop();
    }
    let label = labels.iter().rev().copied().find(generic).or(labels.last().copied()).unwrap_or(host);
    let mut characters = label.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => host.to_owned(),
    }
}

#[cfg(test)]
mod tests;
