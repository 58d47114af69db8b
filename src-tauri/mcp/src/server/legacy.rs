//! Everything before 2026-07-28: `initialize` opens a session, `Mcp-Session-Id` names it.
//! <https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http>

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::answer::{Answer, plain};
use super::call::{self, Manner};
use super::codes::{INVALID_PARAMS, INVALID_REQUEST, refusal, unknown_method};
use super::entry::{PROTOCOL_VERSION, Params, bad_request, takes_streams};
use super::outcome::json_text;
use super::tools::ToolPage;
use super::{LEGACY_VERSIONS, Shared};
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
        // We ask clients nothing, so an answer from one is stray; the specification wants 202.
        Message::Response { .. } => plain(StatusCode::ACCEPTED, Body::empty()),
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
    let result = match (method, &shared.tools) {
        ("ping", _) => Ok(vec![Bytes::from_static(b"{}")]),
        ("tools/list", Some(tools)) => match Params::read(params) {
            Ok(params) => tools.list(params.cursor).await.map(|page| list(&page)),
            Err(error) => Err(error),
        },
        ("tools/call", Some(tools)) => {
            let call =
                Params::read(params).and_then(|params| params.call(id.clone(), takes_streams(headers)));
            match call {
                Ok(call) => {
                    return call::answer(Arc::clone(shared), tools, call, Manner::Legacy { session }).await;
                }
                Err(error) => Err(error),
            }
        }
        _ => Err(unknown_method(method)),
    };
    match result {
        Ok(result) => Answer::result(&id, result).response(StatusCode::OK),
        Err(error) => Answer::error(Some(&id), &error).response(StatusCode::OK),
    }
}

fn initialize(shared: &Shared, id: &RawJson, params: Option<&RawJson>) -> Response {
    let requested = match requested_version(params) {
        Ok(requested) => requested,
        Err(error) => return Answer::error(Some(id), &error).response(StatusCode::OK),
    };
    let [newest, ..] = LEGACY_VERSIONS;
    let version = LEGACY_VERSIONS.into_iter().find(|known| *known == requested).unwrap_or(newest);
    let capabilities = if shared.tools.is_some() { r#"{"tools":{}}"# } else { "{}" };
    let instructions = shared.identity.instructions.as_ref();
    let instructions = instructions.map(|text| format!(r#","instructions":{}"#, json_text(text)));
    let result = format!(
        r#"{{"protocolVersion":"{version}","capabilities":{capabilities},"serverInfo":{}{}}}"#,
        shared.identity_json,
        instructions.unwrap_or_default()
    );
    let mut response = Answer::result(id, [result.into()]).response(StatusCode::OK);
    if let Ok(session) = HeaderValue::try_from(shared.sessions.open()) {
        response.headers_mut().insert(SESSION_ID, session);
    }
    response
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

fn list(page: &ToolPage) -> Vec<Bytes> {
    let cursor = page.next_cursor.as_ref().map(|cursor| format!(r#","nextCursor":{}"#, json_text(cursor)));
    let tail = format!("{}}}", cursor.unwrap_or_default());
    vec![Bytes::from_static(br#"{"tools":"#), page.tools.as_bytes().clone(), tail.into()]
}
