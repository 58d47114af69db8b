//! How tokens are handed over, well and badly.

use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::Quirk;
use super::grants::Issued;
use super::log::Request;
use super::routes::{error, json as answered, page};
use super::world::World;

pub(super) fn reply(world: &World, request: &Request, issued: &Issued) -> Response {
    let options = world.options();
    let mut document = Map::new();
    let mut set = |name: &str, value: Value| drop(document.insert(name.to_owned(), value));
    set("access_token", json!(issued.access));
    set("token_type", json!("Bearer"));
    set("expires_in", json!(options.access_token_life.as_secs()));
    if let Some(refresh) = &issued.refresh {
        set("refresh_token", json!(refresh));
    }
    if !issued.scopes.is_empty() {
        set("scope", json!(issued.scopes.join(" ")));
    }
    if issued.scopes.iter().any(|scope| scope == "openid") {
        set("id_token", json!(id_token(world, request)));
    }
    match options.quirk {
        Quirk::TokenHtml => return page(StatusCode::OK),
        Quirk::TokenErrorOk => return error(StatusCode::OK, "invalid_grant", "an error all the same"),
        Quirk::TokenForm => return form(&document),
        Quirk::TokenEmpty => drop(document.remove("access_token")),
        Quirk::TypeMac => drop(document.insert("token_type".into(), json!("mac"))),
        Quirk::TypeMissing => drop(document.remove("token_type")),
        Quirk::TypeOddCase => drop(document.insert("token_type".into(), json!("bEaReR"))),
        Quirk::ExpiresText => drop(document.insert("expires_in".into(), json!("3600"))),
        Quirk::ExpiresNegative => drop(document.insert("expires_in".into(), json!(-1))),
        Quirk::ExpiresHuge => drop(document.insert("expires_in".into(), json!(1e300))),
        Quirk::ScopeCommas => drop(document.insert("scope".into(), json!(issued.scopes.join(",")))),
        Quirk::ScopeShrunk => drop(document.insert("scope".into(), json!(issued.scopes.first()))),
        _ => {}
    }
    answered(StatusCode::OK, &Value::Object(document))
}

/// As GitHub does when nobody asks for JSON.
fn form(document: &Map<String, Value>) -> Response {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in document {
        form.append_pair(name, value.as_str().unwrap_or(&value.to_string()));
    }
    ([(CONTENT_TYPE, "application/x-www-form-urlencoded")], form.finish()).into_response()
}

/// Unsigned: it is only read for a name to show.
fn id_token(world: &World, request: &Request) -> String {
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let claims = json!({
        "iss": world.issuer(),
        "sub": "person-1",
        "aud": request.param("client_id").unwrap_or_default(),
        "email": "person@example.com",
    });
    format!("{}.{}.", part(&json!({ "alg": "none" })), part(&claims))
}
