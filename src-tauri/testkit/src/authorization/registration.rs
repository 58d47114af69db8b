//! Clients that introduce themselves (RFC 7591) and take their leave (RFC 7592).

use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use serde_json::{Value, json};

use super::Quirk;
use super::log::Request;
use super::routes::{error, json as answered};
use super::world::World;

pub(super) fn answer(world: &World, request: &Request) -> Response {
    let quirk = world.quirk();
    let asked = request.json.clone().unwrap_or_default();
    let uris: Vec<String> = asked["redirect_uris"]
        .as_array()
        .map_or_else(Vec::new, |uris| uris.iter().filter_map(Value::as_str).map(str::to_owned).collect());
    if uris.is_empty() || quirk == Quirk::RegisterRefused {
        let said = "redirect_uris: only https addresses are allowed";
        return error(StatusCode::BAD_REQUEST, "invalid_redirect_uri", said);
    }
    let method = match quirk {
        Quirk::PostOnly => "client_secret_post",
        Quirk::BasicOnly | Quirk::RegisterExpired => "client_secret_basic",
        _ => asked["token_endpoint_auth_method"].as_str().unwrap_or("client_secret_basic"),
    };
    let client = world.clients().register(uris.clone(), method != "none");
    let mut document = json!({
        "client_id": client.id,
        "client_id_issued_at": 1_700_000_000,
        "redirect_uris": uris,
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": method,
        "registration_client_uri": world.at(&format!("/register/{}", client.id)),
        "registration_access_token": client.registration_token,
    });
    if let Some(secret) = client.secret {
        document["client_secret"] = json!(secret);
        document["client_secret_expires_at"] = json!(u8::from(quirk == Quirk::RegisterExpired));
    }
    match quirk {
        Quirk::RegisterOtherRedirect => document["redirect_uris"] = json!(["https://other.example/callback"]),
        Quirk::RegisterHuge => document["padding"] = json!("x".repeat(1024 * 1024)),
        Quirk::RegisterNameless => {
            let _ = document.as_object_mut().map(|document| document.remove("client_id"));
        }
        _ => {}
    }
    answered(StatusCode::CREATED, &document)
}

/// The one thing anybody manages: its own removal.
pub(super) fn manage(world: &World, request: &Request, id: &str) -> Response {
    let token = request.authorization.as_deref().and_then(|value| value.strip_prefix("Bearer "));
    let client = world.clients().get(id, false);
    let is_own =
        client.is_some_and(|client| token.is_some() && client.registration_token.as_deref() == token);
    if !is_own {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if request.method != "DELETE" {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    world.clients().remove(id);
    StatusCode::NO_CONTENT.into_response()
}
