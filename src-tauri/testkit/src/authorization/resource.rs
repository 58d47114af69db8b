//! The gate in front of the MCP server.

use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::WWW_AUTHENTICATE;

use super::Quirk;
use super::log::Request;
use super::world::World;

/// `None` lets the request through.
pub(super) fn refusal(world: &World, request: &Request) -> Option<Response> {
    let token = request.authorization.as_deref().and_then(|value| value.strip_prefix("Bearer "));
    let scopes = token.and_then(|token| world.scopes_of(token));
    let Some(scopes) = scopes else { return Some(unauthorized(world, token.is_some())) };
    let needed = world.options().call_scope?;
    let calls = request.json.as_ref().is_some_and(|message| message["method"] == "tools/call");
    (calls && !scopes.contains(&needed)).then(|| {
        let said = format!(r#"error="insufficient_scope", scope="{needed}""#);
        (StatusCode::FORBIDDEN, [(WWW_AUTHENTICATE, challenge(world, &said))]).into_response()
    })
}

fn unauthorized(world: &World, had_token: bool) -> Response {
    if world.quirk() == Quirk::NoChallenge || world.quirk() == Quirk::LegacyBare {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let said = if had_token { r#"error="invalid_token", scope="mcp:read""# } else { r#"scope="mcp:read""# };
    let headers = [(WWW_AUTHENTICATE, challenge(world, said))];
    (StatusCode::UNAUTHORIZED, headers, "sign in first").into_response()
}

fn challenge(world: &World, said: &str) -> String {
    let metadata = match world.quirk() {
        Quirk::MetadataLinkLocal => "http://169.254.169.254/latest/meta-data".to_owned(),
        Quirk::MetadataPrivate => "https://10.0.0.1/metadata".to_owned(),
        quirk if quirk.is_legacy() => return format!(r#"Bearer realm="fixture", {said}"#),
        _ => world.at("/.well-known/oauth-protected-resource/mcp"),
    };
    format!(r#"Bearer realm="fixture", {said}, resource_metadata="{metadata}""#)
}
