//! What is checked before anything a server names is used.

use hitchpost_net::{Policy, Refusal, is_loopback};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::error::{EndpointFault, Error};
use crate::http::Http;

/// Addresses longer than this are refused, as browsers do sooner or later.
const MAX_URL: usize = 8 * 1024;
/// As much of an address as an error quotes.
const MAX_SHOWN: usize = 200;

/// How much proof of possession a person insists on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pkce {
    /// S256, and the authorization server says that it knows it.
    #[default]
    Required,
    /// S256, even when the authorization server says nothing about it.
    AllowUnadvertised,
    /// None.
    Off,
}

impl From<Refusal> for EndpointFault {
    fn from(refusal: Refusal) -> EndpointFault {
        match refusal {
            Refusal::Scheme => EndpointFault::Scheme,
            Refusal::Insecure => EndpointFault::Insecure,
            Refusal::Address(reach) => EndpointFault::Address(reach),
        }
    }
}

/// An address that a server named, when it may be used: https (http only from this computer to itself), no user
/// name, nothing that is read in two ways. What comes back is the parsed form, the only one that is ever used.
pub(crate) fn endpoint(http: &Http, what: &str, text: &str) -> Result<Url, Error> {
    let refuse = |reason| Error::EndpointRefused { what: in_words(what), url: shown_text(text), reason };
    let url = web_address(text).map_err(refuse)?;
    http.policy().check(&url).map_err(|refusal| refuse(refusal.into()))?;
    // The policy lets the typed origin speak plainly; tokens never do.
    if url.scheme() == "http" && !(is_loopback(&url) && is_loopback(http.server())) {
        return Err(refuse(EndpointFault::Insecure));
    }
    Ok(url)
}

/// The same for an endpoint that a person types: all but what no connection may use.
pub fn typed_address(text: &str) -> Result<Url, EndpointFault> {
    let url = web_address(text)?;
    Policy::typed().check(&url)?;
    if url.scheme() == "http" && !is_loopback(&url) {
        return Err(EndpointFault::Insecure);
    }
    Ok(url)
}

/// What can be an endpoint at all, wherever it leads.
fn web_address(text: &str) -> Result<Url, EndpointFault> {
    let suspicious = |c: char| c.is_control() || c.is_whitespace() || c == '\\';
    let url = Url::parse(text.trim_start_matches(|c: char| c.is_control() || c == ' '));
    // The scheme is the better reason, and `\x01javascript:` has one.
    if let Ok(url) = &url
        && !matches!(url.scheme(), "http" | "https")
    {
        return Err(EndpointFault::Scheme);
    }
    if text.len() > MAX_URL || text.contains(suspicious) {
        return Err(EndpointFault::Unparsable);
    }
    let url = url.map_err(|_| EndpointFault::Unparsable)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(EndpointFault::Userinfo);
    }
    // Parsers let marks into a host that no name has.
    let is_name = |host: &str| host.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
    // Nothing listens at port 0, and a fragment is never sent.
    if url.domain().is_some_and(|host| !is_name(host)) || url.fragment().is_some() || url.port() == Some(0) {
        return Err(EndpointFault::Unparsable);
    }
    Ok(url)
}

/// A metadata field as a person reads it.
pub(crate) fn in_words(what: &str) -> String {
    what.replace('_', " ").replace(" uri", " address")
}

/// Whether `wish` can be met by an authorization server that names these code challenge methods.
pub(crate) fn pkce(wish: Pkce, issuer: &str, advertised: Option<&[String]>) -> Result<(), Error> {
    let met = match (wish, advertised) {
        (Pkce::Off, _) | (Pkce::AllowUnadvertised, None) => true,
        (Pkce::Required, None) => false,
        (_, Some(methods)) => methods.iter().any(|method| method == "S256"),
    };
    if met {
        return Ok(());
    }
    Err(Error::PkceUnsupported { issuer: issuer.to_owned(), advertised: advertised.map(<[String]>::to_vec) })
}

/// An address for an error or a log: neither user name, query nor fragment.
pub(crate) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    // Fails for addresses that cannot have one.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    cut(url.as_str())
}

/// The same of a text that may not be an address.
pub(crate) fn shown_text(text: &str) -> String {
    match Url::parse(text) {
        Ok(url) if !url.cannot_be_a_base() => shown(&url),
        _ => cut(&text.replace(char::is_control, "\u{fffd}")),
    }
}

fn cut(text: &str) -> String {
    let end = text.floor_char_boundary(MAX_SHOWN);
    if end < text.len() { format!("{}…", &text[..end]) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::HttpOptions;
    use hitchpost_net::Reach;
    use proptest::prelude::*;

    fn fault_of(server: &str, text: &str) -> Result<String, EndpointFault> {
        let http = Http::new(HttpOptions::new(Url::parse(server).unwrap())).unwrap();
        match endpoint(&http, "authorization_endpoint", text) {
            Ok(url) => Ok(url.into()),
            Err(Error::EndpointRefused { reason, .. }) => Err(reason),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn only_web_addresses_of_the_right_kind_are_opened() {
        use EndpointFault::{Address, Insecure, Scheme, Unparsable, Userinfo};
        let long = format!("https://as.example/{}", "a".repeat(100_000));
        let table = [
            ("javascript:alert(1)", Scheme),
            ("JaVaScRiPt:alert(1)", Scheme),
            ("\u{1}javascript:alert(1)", Scheme),
            (" javascript:alert(1)", Scheme),
            ("java\nscript:alert(1)", Scheme),
            ("data:text/html,<script>", Scheme),
            ("file:///etc/passwd", Scheme),
            ("vbscript:x", Scheme),
            ("smb://h/s", Scheme),
            ("ms-msdt:/id", Scheme),
            ("search-ms:query=x", Scheme),
            ("hitchpost://oauth", Scheme),
            ("C:\\x.exe", Scheme),
            ("--proxy-server=evil", Unparsable),
            ("-x", Unparsable),
            ("\\\\h\\s", Unparsable),
            ("/authorize", Unparsable),
            ("", Unparsable),
            ("https://as.example/a b", Unparsable),
            ("https://as.example/\u{0}", Unparsable),
            ("https://as.example/a\tb", Unparsable),
            ("https://evil\\@good.example/", Unparsable),
            ("https://as.example/#fragment", Unparsable),
            ("https://", Unparsable),
            ("https://as.example:0/", Unparsable),
            (&long, Unparsable),
            ("https://good.example@evil.example/", Userinfo),
            ("https://:secret@evil.example/", Userinfo),
            ("http://as.example/authorize", Insecure),
            ("https://127.0.0.1/", Address(Reach::Loopback)),
            ("https://[::ffff:127.0.0.1]/", Address(Reach::Loopback)),
            ("https://10.0.0.1/", Address(Reach::Private)),
            ("https://198.18.0.1/", Address(Reach::Synthetic)),
            ("https://169.254.169.254/", Address(Reach::Never)),
        ];
        for (text, reason) in table {
            assert_eq!(fault_of("https://mcp.example/mcp", text), Err(reason), "{text:.60}");
        }
    }

    #[test]
    fn what_is_opened_is_the_parsed_form() {
        let table = [
            ("https://as.example/authorize", "https://as.example/authorize"),
            ("HTTPS://AS.example:443/a`id`", "https://as.example/a%60id%60"),
            ("https://as.example/$(calc)?a=\"&calc|x", "https://as.example/$(calc)?a=%22&calc|x"),
            ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ];
        for (text, opened) in table {
            assert_eq!(fault_of("https://mcp.example/mcp", text).as_deref(), Ok(opened));
        }
    }

    proptest! {
        #[test]
        fn whatever_passes_is_one_plain_web_address(text in "(https?|[a-z]{1,4})?(:|://|:/)?[ -~\\x00-\\x1fü]{0,40}") {
            if let Ok(opened) = fault_of("https://mcp.example/mcp", &text) {
                prop_assert!(opened.starts_with("https://"));
                prop_assert!(opened.chars().all(|c| c.is_ascii_graphic() && c != '"'), "{}", opened);
                let again = Url::parse(&opened).unwrap();
                prop_assert!(!again.domain().unwrap_or_default().contains(['`', '$', '&', ';', '\'']));
                prop_assert_eq!((again.username(), again.password(), again.fragment()), ("", None, None));
                prop_assert_eq!(again.as_str(), &opened);
            }
        }
    }

    #[test]
    fn plain_http_stays_on_this_computer() {
        let plain = "http://localhost:9000/token";
        assert_eq!(fault_of("http://127.0.0.1:3000/mcp", plain).as_deref(), Ok(plain));
        let lan = "http://192.168.1.5/mcp";
        assert_eq!(fault_of(lan, "http://192.168.1.5/token"), Err(EndpointFault::Insecure));
        assert!(fault_of(lan, "https://192.168.1.5/token").is_ok());
    }

    #[test]
    fn a_person_may_type_what_a_server_may_not_name() {
        use EndpointFault::{Address, Insecure, Scheme, Unparsable, Userinfo};
        for text in ["https://10.0.0.1/token", "https://localhost/token", "http://127.0.0.1:9000/token"] {
            assert_eq!(typed_address(text).map(String::from).as_deref(), Ok(text));
        }
        for (text, reason) in [
            ("http://10.0.0.1/token", Insecure),
            ("http://as.example/token", Insecure),
            ("https://169.254.169.254/token", Address(Reach::Never)),
            ("https://user@as.example/token", Userinfo),
            ("https://as.example:0/token", Unparsable),
            ("https://as`id`.example/token", Unparsable),
            ("https://as.example&calc/token", Unparsable),
            ("https://as.example/token#x", Unparsable),
            ("as.example/token", Unparsable),
            ("hitchpost://token", Scheme),
        ] {
            assert_eq!(typed_address(text), Err(reason), "{text}");
        }
    }

    #[test]
    fn the_two_ways_to_lack_pkce_are_told_apart() {
        let plain = ["plain".to_owned()];
        let both = ["plain".to_owned(), "S256".to_owned()];
        let met = |wish, advertised: Option<&[String]>| pkce(wish, "https://as.example", advertised).is_ok();
        assert!(met(Pkce::Required, Some(&both)) && met(Pkce::AllowUnadvertised, Some(&both)));
        assert!(!met(Pkce::Required, None) && met(Pkce::AllowUnadvertised, None));
        assert!(!met(Pkce::Required, Some(&plain)) && !met(Pkce::AllowUnadvertised, Some(&plain)));
        assert!(met(Pkce::Off, Some(&plain)) && met(Pkce::Off, None));
    }

    #[test]
    fn what_is_shown_of_an_address_is_short_and_without_secrets() {
        let url = Url::parse("https://user:pass@as.example/a?code=secret#x").unwrap();
        assert_eq!(shown(&url), "https://as.example/a");
        assert_eq!(shown_text("no\u{7}url"), "no\u{fffd}url");
        assert!(shown_text(&"x".repeat(1000)).len() < 300);
    }
}
