//! Revision 2026-07-28: every request stands alone and says in `_meta` and headers what it is.
//! <https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http>

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::answer::Answer;
use super::call::{self, CallRequest, Manner};
use super::caller::Level;
use super::changes::Filter;
use super::codes::{INVALID_PARAMS, UNSUPPORTED_VERSION, modern_status, refusal, unknown_method};
use super::entry::{Params, takes_streams};
use super::mirror::{self, Subject};
use super::offer::Target;
use super::outcome::json_text;
use super::state::name_of;
use super::{MODERN_VERSION, Page, Shared, streams};
use crate::wire::{JsonRpcError, RawJson};

/// How long a client may keep what `server/discover` said; it never changes while we run.
const DISCOVER_TTL: Duration = Duration::from_secs(300);

/// A request of this era.
pub(super) struct Request<'a> {
    pub(super) headers: &'a HeaderMap,
    pub(super) id: &'a RawJson,
    pub(super) method: &'a str,
    pub(super) params: Option<&'a RawJson>,
}

/// Checks the request and answers it.
pub(super) async fn answer(shared: &Arc<Shared>, request: Request<'_>) -> Response {
    let refuse =
        |error: &JsonRpcError| Answer::error(Some(request.id), error).response(modern_status(error.code));
    let params = match check(&request) {
        Ok(params) => params,
        Err(error) => return refuse(&error),
    };
    if let Some(target) = shared.offer.target(request.method) {
        return match call_of(shared, &request, &target, params) {
            Ok((call, manner)) => call::answer(Arc::clone(shared), target, call, manner).await,
            Err(error) => refuse(&error),
        };
    }
    let listens = request.method == "subscriptions/listen" && shared.offer.changes.is_some();
    if listens && takes_streams(request.headers) {
        return match Filter::read(request.params) {
            Ok(filter) => streams::listen(shared, request.id, filter),
            Err(reason) => refuse(&refusal(INVALID_PARAMS, reason)),
        };
    }
    let offer = &shared.offer;
    let result = match (offer.list(request.method, params.cursor), &offer.completion) {
        (Some((name, page)), _) => page.await.map(|page| list(shared, name, &page)),
        (None, _) if request.method == "server/discover" => Ok(discover(shared)),
        (None, Some(completion)) if request.method == "completion/complete" => {
            let asked = params.whole.unwrap_or_else(RawJson::empty_object);
            completion.complete(asked).await.map(|completion| completed(shared, &completion))
        }
        _ => Err(unknown_method(request.method)),
    };
    match result {
        Ok(result) => Answer::result(request.id, result).response(StatusCode::OK),
        Err(error) => refuse(&error),
    }
}

/// The call a request makes, with the answers its caller has brought along.
fn call_of(
    shared: &Shared,
    request: &Request<'_>,
    target: &Target,
    mut params: Params,
) -> Result<(CallRequest, Manner), JsonRpcError> {
    let (responses, state) = (params.responses.take(), params.state.take());
    let client: Client = params.meta.as_ref().and_then(|meta| meta.read().ok()).unwrap_or_default();
    let call = params.call(request.id.clone(), request.method, takes_streams(request.headers))?;
    mirror::check_arguments(request.headers, target.input_schema(&call.name), &call)?;
    let mut answers = match state {
        Some(sealed) => shared.seal.open(&name_of(&call.method, &call.name, &call.arguments), &sealed)?,
        None => BTreeMap::new(),
    };
    if let Some(responses) = responses {
        let responses: BTreeMap<String, RawJson> =
            responses.read().map_err(|_| refusal(INVALID_PARAMS, "inputResponses is not an object"))?;
        answers.extend(responses);
    }
    Ok((call, Manner::Modern { capabilities: client.capabilities, level: client.level, answers }))
}

/// What a request's `_meta` says of its sender.
#[derive(Default, Deserialize)]
struct Client {
    #[serde(default, rename = "io.modelcontextprotocol/clientCapabilities")]
    capabilities: Value,
    /// None: no log messages.
    #[serde(default, rename = "io.modelcontextprotocol/logLevel")]
    level: Option<Level>,
}

/// What every request must carry, and that headers and body agree.
fn check(request: &Request<'_>) -> Result<Params, JsonRpcError> {
    let params = Params::read(request.params)?;
    if request.method == "initialize" && params.meta.is_none() {
        // A legacy client at a modern-only server: this message may be all that its user gets to see.
        return Err(unsupported(&super::legacy::requested_version(request.params)?));
    }
    let version = required_meta(params.meta.as_ref())?;
    mirror::check_version(request.headers, &version)?;
    if version != MODERN_VERSION {
        return Err(unsupported(&version));
    }
    let subject = match request.method {
        "tools/call" | "prompts/get" => Subject::Required(params.name.as_deref()),
        "resources/read" => Subject::Required(params.uri.as_deref()),
        _ => Subject::None,
    };
    mirror::check_method(request.headers, request.method, subject)?;
    Ok(params)
}

/// The protocol version the request claims; fails when a required member of `_meta` is missing.
fn required_meta(meta: Option<&RawJson>) -> Result<String, JsonRpcError> {
    #[derive(Deserialize)]
    struct Required<'a> {
        #[serde(rename = "io.modelcontextprotocol/protocolVersion")]
        version: String,
        #[serde(borrow, rename = "io.modelcontextprotocol/clientCapabilities")]
        capabilities: &'a RawValue,
    }
    let invalid = |reason: String| refusal(INVALID_PARAMS, format!("invalid _meta: {reason}"));
    let meta = meta.ok_or_else(|| invalid("it is missing".into()))?;
    let required: Required<'_> = meta.read().map_err(|error| invalid(error.to_string()))?;
    if !required.capabilities.get().starts_with('{') {
        return Err(invalid("the client capabilities are not an object".into()));
    }
    Ok(required.version)
}

/// −32022 with what would work instead.
fn unsupported(requested: &str) -> JsonRpcError {
    let data = format!(r#"{{"supported":["{MODERN_VERSION}"],"requested":{}}}"#, json_text(requested));
    let error = refusal(
        UNSUPPORTED_VERSION,
        format!("unsupported protocol version: {requested}; this server speaks {MODERN_VERSION}"),
    );
    JsonRpcError { data: RawJson::parse(data).ok(), ..error }
}

fn discover(shared: &Shared) -> Vec<Bytes> {
    let capabilities = shared.offer.capabilities();
    let instructions = shared.identity.instructions.as_ref();
    let instructions = instructions.map(|text| format!(r#","instructions":{}"#, json_text(text)));
    let members = format!(
        r#"{{"resultType":"complete","supportedVersions":["{MODERN_VERSION}"],"capabilities":{capabilities}{}"#,
        instructions.unwrap_or_default()
    );
    vec![members.into(), tail(shared, None, DISCOVER_TTL)]
}

fn list(shared: &Shared, name: &str, page: &Page) -> Vec<Bytes> {
    let head = format!(r#"{{"resultType":"complete","{name}":"#);
    let tail = tail(shared, page.next_cursor.as_deref(), page.ttl);
    vec![head.into(), page.items.as_bytes().clone(), tail]
}

fn completed(shared: &Shared, completion: &RawJson) -> Vec<Bytes> {
    let meta = format!(r#"{{"io.modelcontextprotocol/serverInfo":{}}}"#, shared.identity_json);
    vec![format!(r#"{{"resultType":"complete","completion":{completion},"_meta":{meta}}}"#).into()]
}

/// The end of a result that may be cached. The scope is private: an answer may depend on who asks.
fn tail(shared: &Shared, next_cursor: Option<&str>, ttl: Duration) -> Bytes {
    let cursor = next_cursor.map(|cursor| format!(r#","nextCursor":{}"#, json_text(cursor)));
    let meta = format!(r#"{{"io.modelcontextprotocol/serverInfo":{}}}"#, shared.identity_json);
    let (cursor, ttl) = (cursor.unwrap_or_default(), ttl.as_millis());
    format!(r#"{cursor},"ttlMs":{ttl},"cacheScope":"private","_meta":{meta}}}"#).into()
}
