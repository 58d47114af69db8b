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
    match endpoint(http, "resource_metadata", text) {
        Err(Error::EndpointRefused { reason: EndpointFault::Insecure, .. })
            if Url::parse(text).is_ok_and(|url| url.origin() == http.server().origin()) =>
        {
            Url::parse(text).map_err(|_| Error::EndpointRefused {
                what: "resource_metadata".into(),
                url: text.into(),
                reason: EndpointFault::Unparsable,
            })
        }
        other => other,
    }
}

/// RFC 9728 §3.1: with the server's path inserted, then at the root.
pub(super) fn of_resource(server: &Url) -> Vec<Url> {
    inserted(server, PROTECTED_RESOURCE).into_iter().chain(at(server, PROTECTED_RESOURCE)).fold(
        Vec::new(),
        |mut places, place| {
            if !places.contains(&place) {
                places.push(place);
            }
            places
        },
    )
}

/// RFC 8414 §3.1 and §5, then OpenID Connect Discovery.
pub(super) fn of_issuer(issuer: &Url) -> Vec<Url> {
    let mut places: Vec<Url> =
        [AUTHORIZATION_SERVER, OPENID].iter().filter_map(|known| inserted(issuer, known)).collect();
    let path = issuer.path().trim_end_matches('/');
    if !path.is_empty() {
        places.extend(at(issuer, &format!("{path}{OPENID}")));
    }
    places
}

/// `well_known` between the host and the path of `url`.
fn inserted(url: &Url, well_known: &str) -> Option<Url> {
    at(url, &format!("{well_known}{}", url.path().trim_end_matches('/')))
}

/// `path` at the origin of `url`.
fn at(url: &Url, path: &str) -> Option<Url> {
    let mut place = url.clone();
    place.set_path(path);
    place.set_query(None);
    place.set_fragment(None);
    Some(place)
}
