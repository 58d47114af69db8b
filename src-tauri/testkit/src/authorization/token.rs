//! The token endpoint and its opposite.

use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::StatusCode;
use http::header::LOCATION;
use sha2::{Digest as _, Sha256};

use super::Quirk;
use super::clients::{Client, claimed_id};
use super::grants::{Consent, Issued, Terms};
use super::log::Request;
use super::routes::error;
use super::token_reply::reply;
use super::world::World;

pub(super) async fn answer(world: &World, request: &Request) -> Response {
    let options = world.options();
    tokio::time::sleep(options.token_delay).await;
    if let Some(status) = options.token_status.and_then(|status| StatusCode::from_u16(status).ok()) {
        return error(status, "temporarily_unavailable", "out of order");
    }
    if options.quirk == Quirk::TokenRedirect {
        return (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, world.at("/elsewhere"))]).into_response();
    }
    match issue(world, request) {
        Ok(issued) => reply(world, request, &issued),
        Err((status, code, description)) => {
            world.grants().counts.refusals += 1;
            error(status, code, description)
        }
    }
}

type Refused = (StatusCode, &'static str, &'static str);

fn issue(world: &World, request: &Request) -> Result<Issued, Refused> {
    let options = world.options();
    let client = authenticated(world, request)?;
    let terms = Terms {
        life: options.access_token_life,
        refresh_tokens: options.refresh_tokens,
        rotation: options.rotation && options.quirk != Quirk::RefreshKeeps,
    };
    if options.quirk == Quirk::ResourceRefused && request.param("resource").is_some() {
        return Err((
            StatusCode::BAD_REQUEST,
            "invalid_target",
            "AADSTS9010010: resource does not match scope",
        ));
    }
    let resource = resource(world, request)?;
    let scopes =
        || request.param("scope").unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    let refused = |description| (StatusCode::BAD_REQUEST, "invalid_grant", description);
    match request.param("grant_type") {
        Some("authorization_code") => {
            let code = request.param("code").unwrap_or_default();
            let fits = |consent: &Consent| {
                consent.client == client.id
                    && request.param("redirect_uri") == Some(consent.redirect_uri.as_str())
                    && is_verified(consent, request.param("code_verifier"))
            };
            let issued = world.grants().redeem(code, terms, fits);
            issued.ok_or(refused("the code is unknown, spent, or not this client's"))
        }
        Some("refresh_token") => {
            let token = request.param("refresh_token").unwrap_or_default();
            let issued = world.grants().refresh(token, &client.id, terms);
            issued.ok_or(refused("the refresh token is unknown, spent or revoked"))
        }
        Some("client_credentials") if client.secret.is_some() => {
            Ok(world.grants().for_client(scopes(), resource, terms))
        }
        _ => Err((StatusCode::BAD_REQUEST, "unsupported_grant_type", "not with this client")),
    }
}

/// RFC 8707: what the token will be for, which is what the grant is for.
fn resource(world: &World, request: &Request) -> Result<Option<String>, Refused> {
    let refused = |description| (StatusCode::BAD_REQUEST, "invalid_target", description);
    let named = request.param("resource").map(str::to_owned);
    if named.as_ref().is_some_and(|named| !world.is_resource(named)) {
        return Err(refused("there is no such resource here"));
    }
    let grant = request.param("code").or_else(|| request.param("refresh_token"));
    match grant.and_then(|grant| world.grants().resource_of(grant)) {
        Some(consented) if consented != named => Err(refused("the consent is for another resource")),
        _ => Ok(named),
    }
}

fn authenticated(world: &World, request: &Request) -> Result<Client, Refused> {
    let options = world.options();
    let client = claimed_id(request).and_then(|id| world.clients().get(&id, options.metadata_documents));
    let token_endpoint = world.at("/token");
    client.filter(|client| client.is_proven_by(request, options.quirk, &token_endpoint)).ok_or((
        StatusCode::UNAUTHORIZED,
        "invalid_client",
        "unknown client, or not proven",
    ))
}

fn is_verified(consent: &Consent, verifier: Option<&str>) -> bool {
    match (&consent.challenge, verifier) {
        (None, None) => true,
        (Some(challenge), Some(verifier)) => {
            *challenge == BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
        }
        _ => false,
    }
}

/// RFC 7009: success whether or not the token was known.
pub(super) fn revoke(world: &World, request: &Request) -> Response {
    if world.quirk() == Quirk::RevokeSecret && request.param("client_secret").is_none() {
        return error(StatusCode::BAD_REQUEST, "invalid_request", "client_secret: field required");
    }
    if let Err((status, code, description)) = authenticated(world, request) {
        return error(status, code, description);
    }
    if let Some(status) = world.options().revoke_status.and_then(|status| StatusCode::from_u16(status).ok()) {
        return error(status, "server_error", "out of order");
    }
    world.grants().revoke(request.param("token").unwrap_or_default());
    StatusCode::OK.into_response()
}
