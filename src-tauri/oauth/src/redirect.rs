//! Redirect addresses: whether one is registered, and whether a server says at once that it is not.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};
use url::{Host, Url};

use crate::http::{Http, Outgoing};

/// How long [`is_redirect_refused`] may keep a person waiting.
const PATIENCE: Duration = Duration::from_secs(3);

/// Whether a redirect to `asked` is allowed by the registered address `known`: the same text, or a loopback
/// address registered without a port (RFC 8252 §7.3).
pub(crate) fn fits(known: &str, asked: &str) -> bool {
    if known == asked {
        return true;
    }
    let (Ok(known), Ok(mut asked)) = (Url::parse(known), Url::parse(asked)) else { return false };
    let loopback = match known.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        _ => false,
    };
    loopback
        && known.scheme() == "http"
        && known.port().is_none()
        && asked.set_port(None).is_ok()
        && known == asked
}

/// Whether the authorization server refuses the redirect address of `url` at once, before a browser shows it to a
/// person. Only its plain word counts.
pub async fn is_redirect_refused(http: &Http, url: &Url) -> bool {
    let (what, method, headers, body) =
        ("authorization_endpoint", Method::GET, HeaderMap::new(), Bytes::new());
    let within = PATIENCE.min(http.timeout());
    let Ok(reply) = http.send(Outgoing { what, method, url, headers, body, within }).await else {
        return false;
    };
    (400..500).contains(&reply.status) && blames_redirect(&String::from_utf8_lossy(&reply.body))
}

/// Whether an error page speaks of the redirect address, rather than just repeating the request.
fn blames_redirect(page: &str) -> bool {
    let page = page.to_ascii_lowercase();
    ["redirect_uri", "redirect uri", "redirect url"].iter().any(|words| {
        page.match_indices(words).any(|(at, _)| {
            let rest = &page[at + words.len()..];
            !["=", "%3d", "&#61;", "&#x3d;"].iter().any(|sign| rest.starts_with(sign))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_fits_its_own_text_or_a_loopback_registration_without_port() {
        for (known, asked, expected) in [
            ("http://127.0.0.1:4000/callback", "http://127.0.0.1:4000/callback", true),
            ("http://127.0.0.1/callback", "http://127.0.0.1:4000/callback", true),
            ("http://[::1]/callback", "http://[::1]:4000/callback", true),
            ("http://127.0.0.1:5000/callback", "http://127.0.0.1:4000/callback", false),
            ("http://127.0.0.1/other", "http://127.0.0.1:4000/callback", false),
            ("http://localhost/callback", "http://localhost:4000/callback", false),
            ("https://127.0.0.1/callback", "http://127.0.0.1:4000/callback", false),
            ("http://example.com/callback", "http://example.com:80/callback", false),
            ("hitchpost://oauth/callback", "hitchpost://oauth/callback", true),
        ] {
            assert_eq!(fits(known, asked), expected, "{known} for {asked}");
        }
    }

    #[test]
    fn a_page_that_only_repeats_the_request_blames_nothing() {
        for (page, expected) in [
            ("<p>redirect_uri did not match any of the client's registered redirect_uris", true),
            ("{\"error\":\"redirect_uri_mismatch\"}", true),
            ("AADSTS50011: The Redirect URI 'http://127.0.0.1/callback' does not match", true),
            ("invalid_scope: /authorize?client_id=a&redirect_uri=http://127.0.0.1/callback", false),
            ("client_id%3Da%26redirect_uri%3Dhttp", false),
            ("unknown client", false),
        ] {
            assert_eq!(blames_redirect(page), expected, "{page}");
        }
    }
}
