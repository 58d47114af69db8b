//! The authorization endpoint: consent without a person.

use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::LOCATION;
use url::Url;

use super::grants::Consent;
use super::log::{Request, pairs};
use super::world::World;
use super::{AuthorizationOptions, Quirk};

/// A redirect with a code or an error, or a page that says why there is none.
pub(super) fn answer(world: &World, request: &Request) -> Response {
    match decide(world, &request.query) {
        Ok(callback) => (StatusCode::FOUND, [(LOCATION, callback)]).into_response(),
        Err(reason) => (StatusCode::BAD_REQUEST, reason).into_response(),
    }
}

/// The same for a browser inside this process.
pub(super) fn callback(world: &World, url: &Url) -> Option<String> {
    if !url.as_str().starts_with(&world.at("/authorize?")) {
        return None;
    }
    decide(world, &pairs(url.query()?.as_bytes())).ok()
}

fn decide(world: &World, query: &[(String, String)]) -> Result<String, &'static str> {
    let param = |name: &str| {
        query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    let options = world.options();
    let client = world.clients().get(param("client_id"), options.metadata_documents);
    let client = client.ok_or("invalid_client: unknown client_id")?;
    let redirect_uri = param("redirect_uri");
    if !client.may_return_to(redirect_uri) {
        return Err("invalid_request: redirect_uri is not registered for this client");
    }
    let mut callback = Url::parse(redirect_uri).map_err(|_| "invalid_request: redirect_uri is no address")?;
    let refusal = refusal(world, &options, query, client.secret.is_some());
    let code = match refusal {
        Some(_) => String::new(),
        None => world.grants().code(Consent {
            client: client.id,
            redirect_uri: redirect_uri.to_owned(),
            challenge: Some(param("code_challenge").to_owned()).filter(|challenge| !challenge.is_empty()),
            scopes: param("scope").split_whitespace().map(str::to_owned).collect(),
            resource: Some(param("resource").to_owned()).filter(|resource| !resource.is_empty()),
        }),
    };
    let mut pairs = callback.query_pairs_mut();
    match refusal {
        Some((error, description)) => {
            pairs.append_pair("error", error).append_pair("error_description", description);
        }
        None => drop(pairs.append_pair("code", &code)),
    }
    if !param("state").is_empty() {
        pairs.append_pair("state", param("state"));
    }
    match options.quirk {
        Quirk::MissingIss | Quirk::LegacyBare => {}
        Quirk::MixUp => drop(pairs.append_pair("iss", "https://other.example")),
        _ => drop(pairs.append_pair("iss", &world.issuer())),
    }
    drop(pairs);
    Ok(callback.into())
}

/// An error that travels back to the client, and its description.
fn refusal(
    world: &World,
    options: &AuthorizationOptions,
    query: &[(String, String)],
    has_secret: bool,
) -> Option<(&'static str, &'static str)> {
    let param = |name: &str| query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let resource = param("resource").map(|resource| resource.trim_end_matches('/'));
    // Only a client that proves itself otherwise may leave PKCE out.
    let is_protected = match param("code_challenge") {
        Some(_) => param("code_challenge_method") == Some("S256"),
        None => has_secret,
    };
    if param("response_type") != Some("code") {
        Some(("unsupported_response_type", "only code"))
    } else if !is_protected {
        Some(("invalid_request", "code_challenge with S256 is required"))
    } else if options.quirk == Quirk::ResourceRefused && resource.is_some() {
        Some(("invalid_request", "AADSTS901002: The 'resource' request parameter is not supported."))
    } else if resource.is_some_and(|resource| !world.is_resource(resource)) {
        Some(("invalid_target", "there is no such resource here"))
    } else if !options.consent {
        Some(("access_denied", "The <b>person</b> said no"))
    } else {
        None
    }
}
