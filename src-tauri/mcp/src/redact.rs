//! Secrets stay out of taps and error texts: by the header or parameter they travel in, and by their value.

use std::borrow::Cow;

use http::{HeaderMap, HeaderName, HeaderValue, header};
use secrecy::ExposeSecret;
use url::Url;

use crate::client::Command;
use crate::error::{Error, SpawnFault};
use crate::redactor::Redactor;
use crate::secret_name::is_secret_name;
use crate::wire::RawJson;

const DOTS: &str = "••";

/// As much of what a server sent as an error quotes.
const QUOTED: usize = 2 << 10;
const CHALLENGE: usize = 8 << 10;
const TITLE: usize = 400;

/// The secrets of one connection, to be struck out of whatever a server sends back.
#[derive(Clone, Default)]
pub(crate) struct Secrets(Redactor);

impl Secrets {
    /// Values of sensitive headers and of query parameters with a secret's name.
    pub(crate) fn of(headers: &HeaderMap, url: &Url) -> Secrets {
        let mut values: Vec<String> =
            headers.values().filter(|value| value.is_sensitive()).map(latin1).collect();
        let pairs = url.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
        values.extend(
            pairs.filter(|(name, _)| is_secret_name(&plain(name))).map(|(_, value)| value.to_owned()),
        );
        values.extend(url.password().map(str::to_owned));
        Secrets(Redactor::new(values.iter().map(String::as_str)))
    }

    /// What a program's environment and arguments hold.
    pub(crate) fn of_command(command: &Command) -> Secrets {
        Secrets(Redactor::by_line(command.secrets.iter().map(ExposeSecret::expose_secret)))
    }

    /// A value that is sent from now on.
    pub(crate) fn learn(&self, value: &HeaderValue) {
        match value.to_str() {
            Ok(text) => self.0.learn(text),
            Err(_) => self.0.learn(&latin1(value)),
        }
    }

    /// The text without our secrets.
    pub(crate) fn strike_out(&self, mut text: String) -> String {
        self.strike(&mut text);
        text
    }

    fn strike(&self, text: &mut String) {
        if let Cow::Owned(cleaned) = self.0.clean(text.as_str()) {
            *text = cleaned;
        }
    }

    /// Strikes first and cuts afterwards: half a secret would not be recognised.
    fn quote(&self, text: &mut String, length: usize) {
        self.strike(text);
        if text.len() > length {
            text.truncate(text.floor_char_boundary(length));
            text.push('…');
        }
    }

    /// The error without our secrets in what it quotes, and no more of that than anybody reads.
    pub(crate) fn strike_from(&self, mut error: Error) -> Error {
        match &mut error {
            Error::Network { reason, .. }
            | Error::Tls { reason, .. }
            | Error::Proxy { reason }
            | Error::InvalidArguments { reason }
            | Error::Closed { reason } => self.quote(reason, QUOTED),
            Error::Status { content_type, www_authenticate, body_excerpt, .. } => {
                content_type.iter_mut().for_each(|sent| self.quote(sent, QUOTED));
                www_authenticate.iter_mut().for_each(|challenge| self.quote(challenge, CHALLENGE));
                self.quote(body_excerpt, QUOTED);
            }
            Error::NotAuthorized { www_authenticate, .. } => {
                www_authenticate.iter_mut().for_each(|challenge| self.quote(challenge, CHALLENGE));
            }
            Error::NotMcp { content_type, title, .. } => {
                content_type.iter_mut().for_each(|sent| self.quote(sent, QUOTED));
                title.iter_mut().for_each(|title| self.quote(title, TITLE));
            }
            Error::Redirected { location: address } | Error::ForeignEndpoint { endpoint: address } => {
                self.quote(address, QUOTED);
            }
            Error::Version { offered } => offered.iter_mut().for_each(|version| self.quote(version, QUOTED)),
            Error::Malformed { reason, excerpt } => {
                self.quote(reason, QUOTED);
                excerpt.iter_mut().for_each(|excerpt| self.quote(excerpt, QUOTED));
            }
            Error::Rpc { message, data, .. } => {
                self.strike(message);
                if let Some(raw) = data
                    && let Cow::Owned(cleaned) = self.0.clean(raw.as_str())
                {
                    // A secret that was a number leaves no JSON behind: then the text is told as a string.
                    *data = RawJson::parse(cleaned.clone()).or_else(|_| RawJson::of(&cleaned)).ok();
                }
            }
            // The last lines are what tells why.
            Error::Exited { stderr, .. } => {
                self.strike(stderr);
                let begin = stderr.ceil_char_boundary(stderr.len().saturating_sub(QUOTED));
                stderr.drain(..begin);
            }
            Error::Spawn { program, fault } => {
                self.quote(program, QUOTED);
                if let SpawnFault::Other(reason) = fault {
                    self.quote(reason, QUOTED);
                }
            }
            Error::InputRequired { what, .. } => self.quote(what, QUOTED),
            Error::Dns { .. }
            | Error::Refused { .. }
            | Error::Timeout { .. }
            | Error::AddressForbidden { .. }
            | Error::TooLarge { .. }
            | Error::Cancelled => {}
        }
        error
    }
}

/// Header values are Latin-1 when they are not ASCII.
fn latin1(value: &HeaderValue) -> String {
    value.as_bytes().iter().copied().map(char::from).collect()
}

/// A query parameter's name without escapes.
fn plain(name: &str) -> String {
    url::form_urlencoded::parse(name.as_bytes()).next().map(|(name, _)| name.into_owned()).unwrap_or_default()
}

/// Headers that carry credentials whoever sets them.
pub(crate) fn is_credential(name: &HeaderName) -> bool {
    [header::AUTHORIZATION, header::PROXY_AUTHORIZATION, header::COOKIE, header::SET_COOKIE].contains(name)
}

/// `Bearer ••1f3a`: the scheme, and the last four characters of a secret longer than twelve.
pub(crate) fn mask(value: &HeaderValue) -> HeaderValue {
    let masked = match std::str::from_utf8(value.as_bytes()) {
        Ok(text) => {
            let (scheme, secret) = secret_part(text);
            format!("{scheme}{DOTS}{}", tail(secret))
        }
        Err(_) => DOTS.to_owned(),
    };
    HeaderValue::from_maybe_shared(masked.into_bytes()).unwrap_or(HeaderValue::from_static("masked"))
}

/// `Bearer abc` is a scheme and a secret; a lone word is all secret.
fn secret_part(text: &str) -> (&str, &str) {
    match text.split_once(' ') {
        Some((scheme, secret)) if !secret.trim().is_empty() && scheme.len() <= 16 => {
            (&text[..=scheme.len()], secret.trim_start())
        }
        _ => ("", text),
    }
}

fn tail(secret: &str) -> &str {
    let length = secret.chars().count();
    if length <= 12 {
        return "";
    }
    secret.char_indices().nth(length - 4).map_or("", |(start, _)| &secret[start..])
}

/// The address with keys in its query and a password masked.
pub(crate) fn shown_url(url: &Url) -> String {
    let mut shown = url.clone();
    if shown.password().is_some() {
        let _ = shown.set_password(Some(DOTS));
    }
    if url.query_pairs().any(|(name, _)| is_secret_name(&name)) {
        let query: Vec<String> = url
            .query()
            .unwrap_or_default()
            .split('&')
            .map(|pair| match pair.split_once('=') {
                Some((name, _)) if is_secret_name(&plain(name)) => format!("{name}={DOTS}"),
                _ => pair.to_owned(),
            })
            .collect();
        shown.set_query(None);
        return match shown.fragment() {
            Some(fragment) => {
                let fragment = fragment.to_owned();
                shown.set_fragment(None);
                format!("{shown}?{}#{fragment}", query.join("&"))
            }
            None => format!("{shown}?{}", query.join("&")),
        };
    }
    shown.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::InputEnd;

    #[test]
    fn shows_at_most_the_last_four_characters_of_a_long_secret() {
        for (value, masked) in [
            ("Bearer abcdefghijkl1f3a", "Bearer ••1f3a"),
            ("Bearer short", "Bearer ••"),
            ("abcdefghijklmnop", "••mnop"),
            ("twelve-chars", "••"),
            ("", "••"),
        ] {
            let masked_value = mask(&HeaderValue::from_static(value));
            assert_eq!(String::from_utf8_lossy(masked_value.as_bytes()), masked, "{value}");
        }
    }

    #[test]
    fn masks_keys_in_the_query() {
        for (url, shown) in [
            ("https://h/mcp?api_key=123&x=1", "https://h/mcp?api_key=••&x=1"),
            ("https://h/mcp?api%5Fkey=123", "https://h/mcp?api%5Fkey=••"),
            ("https://h/mcp?x=1", "https://h/mcp?x=1"),
            ("https://u:p@h/", "https://u:%E2%80%A2%E2%80%A2@h/"),
        ] {
            assert_eq!(shown_url(&Url::parse(url).unwrap()), shown);
        }
    }

    #[test]
    fn strikes_our_secrets_out_of_what_a_server_echoes() {
        let mut value = HeaderValue::from_static("Bearer s3cret-token");
        value.set_sensitive(true);
        let headers = HeaderMap::from_iter([(header::AUTHORIZATION, value)]);
        let secrets = Secrets::of(&headers, &Url::parse("https://h/?key=query-key").unwrap());
        let echoed = Error::Rpc {
            method: "initialize".into(),
            code: -32000,
            message: "bad s3cret-token".into(),
            data: Some(RawJson::parse(r#"{"got":"Bearer s3cret-token","query-key":1}"#).unwrap()),
            status: 400,
        };
        let shown = format!("{:?}", secrets.strike_from(echoed));
        assert!(!shown.contains("s3cret") && !shown.contains("query-key"), "{shown}");
    }
    #[test]
    fn what_a_server_sent_is_struck_before_it_is_cut() {
        let secrets =
            Secrets::of(&HeaderMap::new(), &Url::parse("https://h/?api%5Fkey=query%2Dkey").unwrap());
        // As it came, longer than what is quoted, and so full of secrets that the cut falls anywhere.
        let error = secrets.strike_from(Error::Malformed {
            reason: format!("no: {}", "query-key".repeat(500)),
            excerpt: Some("x".repeat(QUOTED - 3) + "query-key"),
        });
        let Error::Malformed { reason, excerpt } = &error else { panic!("{error:?}") };
        let dotted = |text: &str| text.trim_end_matches(['•', '…']).to_owned();
        assert_eq!((dotted(reason).as_str(), reason.len() <= QUOTED + 3), ("no: ", true));
        assert_eq!(dotted(excerpt.as_deref().unwrap()), "x".repeat(QUOTED - 3));
    }

    #[test]
    fn everything_an_error_quotes_is_struck() {
        let secrets = Secrets::of(&HeaderMap::new(), &Url::parse("https://h/?token=query-key").unwrap());
        let said = || "the query-key".to_owned();
        for error in [
            Error::NotMcp { url: String::new(), content_type: Some(said()), title: Some(said()) },
            Error::Version { offered: vec![said()] },
            Error::InputRequired { what: said(), why: InputEnd::NotOffered },
            Error::Exited { program: "p".into(), status: Some(1), signal: None, stderr: said() },
            Error::Spawn { program: said(), fault: SpawnFault::NotFound },
            Error::Redirected { location: said() },
            Error::Status {
                status: 500,
                content_type: Some(said()),
                www_authenticate: vec![said()],
                retry_after: None,
                body_excerpt: said(),
            },
            Error::NotAuthorized { status: Some(401), www_authenticate: vec![said()] },
        ] {
            let shown = format!("{:?}", secrets.strike_from(error));
            assert!(shown.contains("••••") && !shown.contains("query-key"), "{shown}");
        }
    }
}
