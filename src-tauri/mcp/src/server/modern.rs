//! Revision 2026-07-28: every request stands alone and says in `_meta` and headers what it is.
//! <https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http>

use std::sync::Arc;
use std::time::Duration;

use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::answer::Answer;
use super::call::{self, Manner};
use super::codes::{INVALID_PARAMS, UNSUPPORTED_VERSION, modern_status, refusal, unknown_method};
use super::entry::{Params, takes_streams};
use super::mirror::{self, Subject};
use super::outcome::json_text;
use super::tools::ToolPage;
use super::{MODERN_VERSION, Shared};
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
    let result = match (request.method, &shared.tools) {
        ("server/discover", _) => Ok(discover(shared)),
        ("tools/list", Some(tools)) => tools.list(params.cursor).await.map(|page| list(shared, &page)),
        ("tools/call", Some(tools)) => {
            let streams = takes_streams(request.headers);
            let call = params.call(request.id.clone(), streams).and_then(|call| {
                mirror::check_arguments(request.headers, tools.input_schema(&call.name), &call)?;
                Ok(call)
            });
            return match call {
                Ok(call) => call::answer(Arc::clone(shared), tools, call, Manner::Modern).await,
                Err(error) => refuse(&error),
            };
        }
        _ => Err(unknown_method(request.method)),
    };
    match result {
        Ok(result) => Answer::result(request.id, result).response(StatusCode::OK),
        Err(error) => refuse(&error),
    }
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
    let capabilities = if shared.tools.is_some() { r#"{"tools":{}}"# } else { "{}" };
    let instructions = shared.identity.instructions.as_ref();
    let instructions = instructions.map(|text| format!(r#","instructions":{}"#, json_text(text)));
    let members = format!(
        r#"{{"resultType":"complete","supportedVersions":["{MODERN_VERSION}"],"capabilities":{capabilities}{}"#,
        instructions.unwrap_or_default()
    );
    vec![members.into(), tail(shared, None, DISCOVER_TTL)]
}

fn list(shared: &Shared, page: &ToolPage) -> Vec<Bytes> {
    let head = Bytes::from_static(br#"{"resultType":"complete","tools":"#);
    let tail = tail(shared, page.next_cursor.as_deref(), page.ttl);
    vec![head, page.tools.as_bytes().clone(), tail]
}

/// The end of a result that may be cached. The scope is private: an answer may depend on who asks.
fn tail(shared: &Shared, next_cursor: Option<&str>, ttl: Duration) -> Bytes {
    let cursor = next_cursor.map(|cursor| format!(r#","nextCursor":{}"#, json_text(cursor)));
    let meta = format!(r#"{{"io.modelcontextprotocol/serverInfo":{}}}"#, shared.identity_json);
    let (cursor, ttl) = (cursor.unwrap_or_default(), ttl.as_millis());
    format!(r#"{cursor},"ttlMs":{ttl},"cacheScope":"private","_meta":{meta}}}"#).into()
}
