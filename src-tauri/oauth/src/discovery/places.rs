//! Where documents are, by their specifications.

use url::Url;

use crate::checks::endpoint;
use crate::error::{EndpointFault, Error};
use crate::http::Http;

const PROTECTED_RESOURCE: &str = "/.well-known/oauth-protected-resource";
const AUTHORIZATION_SERVER: &str = "/.well-known/oauth-authorization-server";
const OPENID: &str = "/.well-known/openid-configuration";

/// The place a challenge names. At the server's own origin it may be as plain as the server itself.
pub(super) fn named(http: &Http, text: &str) -> Result<Url, Error> {
    match (endpoint(http, "resource_metadata", text), Url::parse(text)) {
        (Err(Error::EndpointRefused { reason: EndpointFault::Insecure, .. }), Ok(url))
            if url.origin() == http.server().origin() =>
        {
            Ok(url)
        }
        (checked, _) => checked,
    }
}

/// RFC 9728 §3.1: with the server's path inserted, then at the root.
pub(super) fn of_resource(server: &Url) -> Vec<Url> {
    let mut places = vec![inserted(server, PROTECTED_RESOURCE), at(server, PROTECTED_RESOURCE)];
    places.dedup();
    places
}

/// RFC 8414 §3.1 and §5, then OpenID Connect Discovery.
pub(super) fn of_issuer(issuer: &Url) -> Vec<Url> {
    let path = issuer.path().trim_end_matches('/');
    let mut places = vec![
        inserted(issuer, AUTHORIZATION_SERVER),
        inserted(issuer, OPENID),
        at(issuer, &format!("{path}{OPENID}")),
    ];
    places.dedup();
    places
}

/// `well_known` between the host and the path of `url`.
fn inserted(url: &Url, well_known: &str) -> Url {
    at(url, &format!("{well_known}{}", url.path().trim_end_matches('/')))
}

/// `path` at the origin of `url`.
fn at(url: &Url, path: &str) -> Url {
    let mut place = url.clone();
    place.set_path(path);
    place.set_query(None);
    place.set_fragment(None);
    place
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::HttpOptions;

    fn paths(places: &[Url]) -> Vec<&str> {
        places.iter().map(|place| place.as_str().trim_start_matches("https://h.example")).collect()
    }

    #[test]
    fn each_document_has_the_places_of_its_specification() {
        let url = |text: &str| Url::parse(text).unwrap();
        let resource = "/.well-known/oauth-protected-resource";
        let oauth = "/.well-known/oauth-authorization-server";
        let openid = "/.well-known/openid-configuration";
        for root in ["https://h.example", "https://h.example/"] {
            assert_eq!(paths(&of_resource(&url(root))), [resource]);
            assert_eq!(paths(&of_issuer(&url(root))), [oauth, openid]);
        }
        for deep in ["https://h.example/a/b", "https://h.example/a/b/?key=secret"] {
            assert_eq!(paths(&of_resource(&url(deep))), [&format!("{resource}/a/b"), resource]);
            let below = format!("/a/b{openid}");
            assert_eq!(
                paths(&of_issuer(&url(deep))),
                [&format!("{oauth}/a/b"), &format!("{openid}/a/b"), &below]
            );
        }
    }

    #[test]
    fn only_the_servers_own_origin_may_be_named_in_plain_http() {
        let http = Http::new(HttpOptions::new(Url::parse("http://192.168.1.5/mcp").unwrap())).unwrap();
        assert!(named(&http, "http://192.168.1.5/.well-known/x").is_ok());
        assert!(named(&http, "http://192.168.1.6/.well-known/x").is_err());
        assert!(named(&http, "http://user@192.168.1.5/.well-known/x").is_err());
    }
}
