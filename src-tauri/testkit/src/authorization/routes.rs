//! From a path to an answer.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request as HttpRequest, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use http::header::CONTENT_TYPE;
use http::{Method, StatusCode};
use serde_json::Value;

use super::log::Request;
use super::world::World;
use super::{authorize, control, metadata, registration, resource, token};

pub(super) fn routes(world: Arc<World>) -> Router {
    Router::new().fallback(any(answer)).with_state(world)
}

async fn answer(State(world): State<Arc<World>>, request: HttpRequest) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, 1024 * 1024).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let request = Request::of(&head, &body);
    let path = head.uri.path().to_owned();
    if let Some(answer) = control::answer(&world, &request) {
        return answer;
    }
    world.log().note(request.clone());
    let is = |method: Method| head.method == method;
    if let Some(id) = path.strip_prefix("/register/") {
        return registration::manage(&world, &request, id);
    }
    match path.as_str() {
        "/mcp" => {
            let refusal = resource::refusal(&world, &request);
            match refusal {
                Some(refusal) => refusal,
                None => {
                    let request = HttpRequest::from_parts(head, Body::from(body));
                    world.mcp.answer(world.door(), request).await
                }
            }
        }
        _ if path.contains("/.well-known/") && is(Method::GET) => metadata::answer(&world, &path),
        "/authorize" if is(Method::GET) => authorize::answer(&world, &request),
        "/authorize" if is(Method::OPTIONS) => StatusCode::NO_CONTENT.into_response(),
        "/token" if is(Method::POST) => token::answer(&world, &request).await,
        "/register" if is(Method::POST) && world.options().registration => {
            registration::answer(&world, &request)
        }
        "/revoke" if is(Method::POST) => token::revoke(&world, &request),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

pub(super) fn json(status: StatusCode, document: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], document.to_string()).into_response()
}

/// RFC 6749 §5.2.
pub(super) fn error(status: StatusCode, error: &str, description: &str) -> Response {
    json(status, &serde_json::json!({ "error": error, "error_description": description }))
}

pub(super) const PAGE: &str = "<!doctype html><title>Sign in</title><h1>Sign in</h1>";

/// Whether a page is in the way of a document.
pub(super) fn page(status: StatusCode) -> Response {
    (status, axum::response::Html(PAGE)).into_response()
}
