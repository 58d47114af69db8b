//! Everything before 2026-07-28: `initialize` opens a session, `Mcp-Session-Id` names it.
//! <https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http>

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::answer::{Answer, plain};
use super::call::{self, Manner};
use super::codes::{INVALID_PARAMS, INVALID_REQUEST, refusal, unfit_arguments, unknown_method};
use super::entry::{PROTOCOL_VERSION, Params, bad_request, takes_streams};
use super::outcome::json_text;
use super::{LEGACY_VERSIONS, Page, Shared, streams};
use crate::wire::{JsonRpcError, Message, RawJson};

const SESSION_ID: HeaderName = HeaderName::from_static("mcp-session-id");

/// Answers one message of this era.
pub(super) async fn answer(shared: &Arc<Shared>, headers: &HeaderMap, message: Message) -> Response {
    if !version_is_known(headers) {
        return bad_request(INVALID_REQUEST, "unsupported MCP-Protocol-Version");
    }
    match message {
        Message::Request { id, method, params } if method == "initialize" => {
            initialize(shared, &id, params.as_ref())
        }
        Message::Request { id, method, params } => match session(shared, headers) {
            Ok(session) => request(shared, headers, session, id, &method, params.as_ref()).await,
            Err(refused) => *refused,
        },
        Message::Notification { method, params } => match session(shared, headers) {
            Ok(session) => {
                if method == "notifications/cancelled" {
                    cancel(shared, &session, params.as_ref());
                }
                plain(StatusCode::ACCEPTED, Body::empty())
            }
            Err(refused) => *refused,
        },
        Message::Response { id, outcome } => match session(shared, headers) {
            Ok(session) => {
                if let Some(id) = id.and_then(|id| id.read::<String>().ok()) {
                    shared.sessions.answer(&session, &id, outcome);
                }
                plain(StatusCode::ACCEPTED, Body::empty())
            }
            Err(refused) => *refused,
        },
    }
}

/// `GET`: the session's own stream.
pub(super) fn stream(shared: &Arc<Shared>, headers: &HeaderMap) -> Response {
    if !takes_streams(headers) {
        return plain(StatusCode::NOT_ACCEPTABLE, "answers are text/event-stream");
    }
    let session = match session(shared, headers) {
        Ok(session) => session,
        Err(refused) => return *refused,
    };
    match shared.sessions.stream(&session) {
        Some(end) => streams::own(shared, &session, end),
        // It ended just now.
        None => plain(StatusCode::NOT_FOUND, Body::empty()),
    }
}

/// `DELETE`: the client is done with its session.
pub(super) fn delete(shared: &Shared, headers: &HeaderMap) -> Response {
    match session(shared, headers) {
        Ok(session) => {
            shared.sessions.close(&session);
            plain(StatusCode::NO_CONTENT, Body::empty())
        }
        Err(refused) => *refused,
    }
}

async fn request(
    shared: &Arc<Shared>,
    headers: &HeaderMap,
    session: String,
    id: RawJson,
    method: &str,
    params: Option<&RawJson>,
) -> Response {
    let result = match Params::read(params) {
        Ok(params) => match shared.offer.target(method) {
            Some(target) => match params.call(id.clone(), method, takes_streams(headers)) {
                Ok(call) => {
                    return call::answer(Arc::clone(shared), target, call, Manner::Legacy { session }).await;
                }
                Err(error) => Err(error),
            },
            None => quick(shared, &session, method, params).await,
        },
        Err(error) => Err(error),
    };
    match result {
        Ok(result) => Answer::result(&id, result).response(StatusCode::OK),
        Err(error) => Answer::error(Some(&id), &error).response(StatusCode::OK),
    }
}

/// What needs no task of its own.
async fn quick(
    shared: &Shared,
    session: &str,
    method: &str,
    params: Params,
) -> Result<Vec<Bytes>, JsonRpcError> {
    let done = || Ok(vec![Bytes::from_static(b"{}")]);
    let offer = &shared.offer;
    match method {
        "ping" => done(),
        "logging/setLevel" if offer.logs => {
            shared.sessions.set_level(session, params.level.ok_or_else(|| unfit_arguments("no such level"))?);
            done()
        }
        "resources/subscribe" | "resources/unsubscribe"
            if offer.resources.is_some() && offer.changes.is_some() =>
        {
            let uri = params.uri.ok_or_else(|| unfit_arguments("the uri is missing"))?;
            if shared.sessions.watch(session, uri, method == "resources/subscribe") {
                done()
            } else {
                Err(unfit_arguments("this session watches enough"))
            }
        }
        _ => match (offer.list(method, params.cursor), &offer.completion) {
            (Some((name, page)), _) => page.await.map(|page| list(name, &page)),
            (None, Some(completion)) if method == "completion/complete" => {
                let completion =
                    completion.complete(params.whole.unwrap_or_else(RawJson::empty_object)).await?;
                Ok(vec![format!(r#"{{"completion":{completion}}}"#).into()])
            }
            _ => Err(unknown_method(method)),
        },
    }
}

fn initialize(shared: &Shared, id: &RawJson, params: Option<&RawJson>) -> Response {
    let requested = match requested_version(params) {
        Ok(requested) => requested,
        Err(error) => return Answer::error(Some(id), &error).response(StatusCode::OK),
    };
    let [newest, ..] = LEGACY_VERSIONS;
    let version = LEGACY_VERSIONS.into_iter().find(|known| *known == requested).unwrap_or(newest);
    let capabilities = shared.offer.capabilities();
    let instructions = shared.identity.instructions.as_ref();
    let instructions = instructions.map(|text| format!(r#","instructions":{}"#, json_text(text)));
    let result = format!(
        r#"{{"protocolVersion":"{version}","capabilities":{capabilities},"serverInfo":{}{}}}"#,
        shared.identity_json,
        instructions.unwrap_or_default()
    );
    let mut response = Answer::result(id, [result.into()]).response(StatusCode::OK);
    let client = params.and_then(|params| params.read::<Introduction>().ok()).unwrap_or_default();
    if let Ok(session) = HeaderValue::try_from(shared.sessions.open(client.capabilities)) {
        response.headers_mut().insert(SESSION_ID, session);
    }
    response
}

/// What a client says of itself.
#[derive(Default, Deserialize)]
struct Introduction {
    #[serde(default)]
    capabilities: Value,
}

/// The revision an `initialize` asks for.
pub(super) fn requested_version(params: Option<&RawJson>) -> Result<String, JsonRpcError> {
    #[derive(Deserialize)]
    struct View {
        #[serde(rename = "protocolVersion")]
        version: String,
    }
    let invalid = |reason: String| refusal(INVALID_PARAMS, reason);
    let params = params.ok_or_else(|| invalid("the parameters are missing".into()))?;
    let view: View = params.read().map_err(|error| invalid(error.to_string()))?;
    Ok(view.version)
}

/// The session a message belongs to. Clients answer 404 with a new `initialize`.
fn session(shared: &Shared, headers: &HeaderMap) -> Result<String, Box<Response>> {
    let refuse = |status, reason: &str| {
        Box::new(Answer::error(None, &refusal(INVALID_REQUEST, reason)).response(status))
    };
    let Some(id) = headers.get(SESSION_ID).and_then(|value| value.to_str().ok()) else {
        return Err(refuse(StatusCode::BAD_REQUEST, "Mcp-Session-Id is missing; send initialize first"));
    };
    if !shared.sessions.touch(id) {
        return Err(refuse(StatusCode::NOT_FOUND, "there is no such session; send initialize"));
    }
    Ok(id.to_owned())
}

/// Absent means 2025-03-26, the revision before the header.
fn version_is_known(headers: &HeaderMap) -> bool {
    let version = headers.get(PROTOCOL_VERSION).map(HeaderValue::as_bytes);
    version.is_none_or(|version| LEGACY_VERSIONS.iter().any(|known| known.as_bytes() == version))
}

fn cancel(shared: &Shared, session: &str, params: Option<&RawJson>) {
    #[derive(Deserialize)]
    struct View<'a> {
        #[serde(borrow, rename = "requestId")]
        request: &'a RawValue,
    }
    if let Some(View { request }) = params.and_then(|params| params.read().ok()) {
        shared.sessions.cancel(session, request.get());
    }
}

fn list(name: &str, page: &Page) -> Vec<Bytes> {
    let cursor = page.next_cursor.as_ref().map(|cursor| format!(r#","nextCursor":{}"#, json_text(cursor)));
    let tail = format!("{}}}", cursor.unwrap_or_default());
    vec![format!(r#"{{"{name}":"#).into(), page.items.as_bytes().clone(), tail.into()]
}
