//! Secrets stay out of taps and error texts: by the header or parameter they travel in, and by their value.

use http::{HeaderMap, HeaderName, HeaderValue, header};
use url::Url;

use crate::error::Error;
use crate::secret_name::is_secret_name;
use crate::wire::RawJson;

const DOTS: &str = "••";

/// The secrets of one connection, to be struck out of whatever a server sends back.
#[derive(Clone, Default)]
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    /// Values of sensitive headers, with and without their scheme, and of query parameters that look like keys.
    pub(crate) fn of(headers: &HeaderMap, url: &Url) -> Secrets {
        let mut values: Vec<String> = Vec::new();
        for value in headers.values().filter(|value| value.is_sensitive()) {
            if let Ok(text) = std::str::from_utf8(value.as_bytes()) {
                values.extend([text, secret_part(text).1].map(str::to_owned));
            }
        }
        values.extend(
            url.query_pairs().filter(|(name, _)| is_secret_name(name)).map(|(_, value)| value.into_owned()),
        );
        values.extend(url.password().map(str::to_owned));
        // Shorter ones would strike out ordinary words.
        values.retain(|value| value.len() >= 6);
        values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        values.dedup();
        Secrets(values)
    }

    fn strike(&self, text: &mut String) {
        for secret in &self.0 {
            if text.contains(secret.as_str()) {
                *text = text.replace(secret.as_str(), DOTS);
            }
        }
    }

    /// The error without our secrets in what it quotes.
    pub(crate) fn strike_from(&self, mut error: Error) -> Error {
        if self.0.is_empty() {
            return error;
        }
        match &mut error {
            Error::Network { reason, .. } | Error::Tls { reason, .. } | Error::Proxy { reason } => {
                self.strike(reason);
            }
            Error::Status { www_authenticate, body_excerpt, .. } => {
                www_authenticate.iter_mut().for_each(|challenge| self.strike(challenge));
                self.strike(body_excerpt);
            }
            Error::NotMcp { title: Some(title), .. } => self.strike(title),
            Error::Redirected { location } => self.strike(location),
            Error::Version { offered } => offered.iter_mut().for_each(|version| self.strike(version)),
            Error::Malformed { reason, excerpt } => {
                self.strike(reason);
                excerpt.iter_mut().for_each(|excerpt| self.strike(excerpt));
            }
            Error::Rpc { message, data, .. } => {
                self.strike(message);
                if let Some(raw) = data {
                    let mut text = raw.as_str().to_owned();
                    self.strike(&mut text);
                    *data = RawJson::parse(text).ok();
                }
            }
            Error::InputRequired { what } => self.strike(what),
            Error::NotMcp { title: None, .. }
            | Error::Dns { .. }
            | Error::Refused { .. }
            | Error::Timeout { .. }
            | Error::AddressForbidden { .. }
            | Error::LegacySse { .. }
            | Error::TooLarge { .. }
            | Error::InvalidArguments { .. }
            | Error::Cancelled
            | Error::Closed { .. } => {}
        }
        error
    }
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
                Some((name, _)) if is_secret_name(name) => format!("{name}={DOTS}"),
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
}
