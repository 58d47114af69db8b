//! What the server publishes about itself.

use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::{CONTENT_TYPE, LOCATION};
use serde_json::{Value, json};

use super::routes::{json as answered, page};
use super::world::World;
use super::{Quirk, gzip};
use crate::fixture::drip;

pub(super) fn answer(world: &World, path: &str) -> Response {
    let quirk = world.quirk();
    let tenant = if quirk == Quirk::PathIssuer { "/tenant" } else { "" };
    let oauth = format!("/.well-known/oauth-authorization-server{tenant}");
    let openid = [
        format!("/.well-known/openid-configuration{tenant}"),
        format!("{tenant}/.well-known/openid-configuration"),
    ];
    if path.starts_with("/.well-known/oauth-protected-resource") {
        protected_resource(world, path)
    } else if path == oauth {
        match quirk {
            Quirk::OpenIdOnly | Quirk::PathIssuer | Quirk::LegacyBare => {
                StatusCode::NOT_FOUND.into_response()
            }
            Quirk::FirstFails => page(StatusCode::SERVICE_UNAVAILABLE),
            _ => authorization_server(world),
        }
    } else if openid.iter().any(|known| known == path) {
        match quirk {
            Quirk::OpenIdOnly | Quirk::FirstFails => authorization_server(world),
            // Below the issuer, not in front of it.
            Quirk::PathIssuer if path.starts_with(tenant) => authorization_server(world),
            Quirk::MetadataHtml => page(StatusCode::OK),
            _ => StatusCode::NOT_FOUND.into_response(),
        }
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}

fn protected_resource(world: &World, path: &str) -> Response {
    let quirk = world.quirk();
    let is_refused = matches!(quirk, Quirk::MetadataLinkLocal | Quirk::MetadataPrivate);
    if quirk.is_legacy() || is_refused || !path.ends_with("/mcp") {
        return StatusCode::NOT_FOUND.into_response();
    }
    if quirk == Quirk::MetadataRedirected {
        return (StatusCode::FOUND, [(LOCATION, "https://10.0.0.1/metadata")]).into_response();
    }
    let issuers = match quirk {
        Quirk::IssuerLinkLocal => vec!["https://169.254.169.254".to_owned()],
        Quirk::IssuerPrivate => vec!["https://10.0.0.1".to_owned()],
        Quirk::TwoIssuers => vec![world.at("/first"), world.issuer()],
        _ => vec![world.issuer()],
    };
    let resource = match quirk {
        Quirk::OtherResource => "https://other.example/mcp".to_owned(),
        _ => world.at("/mcp"),
    };
    let document = json!({
        "resource": resource,
        "authorization_servers": issuers,
        "scopes_supported": ["mcp:read", "mcp:write"],
        "bearer_methods_supported": ["header"],
        "resource_name": "Fixture",
    });
    answered(StatusCode::OK, &document)
}

fn authorization_server(world: &World) -> Response {
    let quirk = world.quirk();
    let mut document = document(world);
    match quirk {
        Quirk::MetadataHtml => return page(StatusCode::OK),
        Quirk::MetadataEndless => return ([(CONTENT_TYPE, "application/json")], drip()).into_response(),
        Quirk::MetadataGzip => return gzip::bomb(),
        Quirk::MetadataText => return text(&document),
        Quirk::MetadataHuge => document["padding"] = json!("x".repeat(1024 * 1024)),
        Quirk::WrongIssuer => document["issuer"] = json!("https://other.example"),
        Quirk::SlashIssuer => document["issuer"] = json!(format!("{}/", world.issuer())),
        Quirk::PlainPkce => document["code_challenge_methods_supported"] = json!(["plain"]),
        Quirk::TokenPlain => document["token_endpoint"] = json!("http://as.example/token"),
        _ => {}
    }
    if let Some(endpoint) = authorization_endpoint(world) {
        document["authorization_endpoint"] = json!(endpoint);
    }
    if quirk == Quirk::NoPkce
        && let Some(document) = document.as_object_mut()
    {
        document.remove("code_challenge_methods_supported");
    }
    answered(StatusCode::OK, &document)
}

/// As a careless file server sends it, byte order mark and all.
fn text(document: &Value) -> Response {
    ([(CONTENT_TYPE, "text/plain")], format!("\u{feff}{document}")).into_response()
}

/// As it should be.
fn document(world: &World) -> Value {
    let options = world.options();
    let methods = match options.quirk {
        Quirk::PostOnly => json!(["client_secret_post"]),
        Quirk::BasicOnly => json!(["client_secret_basic"]),
        _ => json!(["none", "client_secret_basic", "client_secret_post", "private_key_jwt"]),
    };
    let mut document = json!({
        "issuer": options.claimed_issuer.unwrap_or_else(|| world.issuer()),
        "authorization_endpoint": world.at("/authorize"),
        "token_endpoint": world.at("/token"),
        "revocation_endpoint": world.at("/revoke"),
        "scopes_supported": options.scopes,
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": methods,
        "token_endpoint_auth_signing_alg_values_supported": ["ES256", "RS256"],
        "authorization_response_iss_parameter_supported": true,
        "client_id_metadata_document_supported": options.metadata_documents,
    });
    if options.registration {
        document["registration_endpoint"] = json!(world.at("/register"));
    }
    document
}

/// The addresses no browser should be sent to.
fn authorization_endpoint(world: &World) -> Option<String> {
    Some(match world.quirk() {
        Quirk::AuthorizeJavascript => "javascript:alert(document.domain)//".into(),
        Quirk::AuthorizeData => "data:text/html,<script>alert(1)</script>".into(),
        Quirk::AuthorizeFile => "file:///etc/passwd".into(),
        Quirk::AuthorizeOwnScheme => "hitchpost://oauth/callback".into(),
        Quirk::AuthorizeShell => world.at("/authorize$(touch${IFS}pwned)`id`;calc.exe"),
        Quirk::AuthorizeFlag => "--proxy-server=evil.example".into(),
        Quirk::AuthorizeUserinfo => world.at("/authorize").replace("http://", "http://login.example@"),
        Quirk::AuthorizeHuge => world.at(&format!("/authorize?x={}", "x".repeat(100_000))),
        Quirk::AuthorizePlain => "http://as.example/authorize".into(),
        _ => return None,
    })
}
