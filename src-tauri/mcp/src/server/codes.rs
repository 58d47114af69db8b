//! The errors a server of ours answers with, and the HTTP status each travels under.

use http::StatusCode;

use crate::wire::{JsonRpcError, RawJson};

pub(super) const PARSE_ERROR: i64 = -32700;
pub(super) const INVALID_REQUEST: i64 = -32600;
pub(super) const METHOD_NOT_FOUND: i64 = -32601;
pub(super) const INVALID_PARAMS: i64 = -32602;
pub(super) const INTERNAL_ERROR: i64 = -32603;
pub(super) const HEADER_MISMATCH: i64 = -32020;
pub(super) const MISSING_CAPABILITY: i64 = -32021;
pub(super) const UNSUPPORTED_VERSION: i64 = -32022;

/// An error without data.
pub(super) fn refusal(code: i64, message: impl Into<String>) -> JsonRpcError {
    JsonRpcError { code, message: message.into(), data: None }
}

/// No tool of that name (−32602).
pub fn unknown_tool(name: &str) -> JsonRpcError {
    refusal(INVALID_PARAMS, format!("unknown tool: {name}"))
}

/// No resource at that address (−32602, with the address).
pub fn unknown_resource(uri: &str) -> JsonRpcError {
    let data = RawJson::of(&serde_json::json!({ "uri": uri })).ok();
    JsonRpcError { data, ..refusal(INVALID_PARAMS, "there is no such resource") }
}

/// No prompt of that name (−32602).
pub fn unknown_prompt(name: &str) -> JsonRpcError {
    refusal(INVALID_PARAMS, format!("unknown prompt: {name}"))
}

/// The arguments do not fit (−32602).
pub fn unfit_arguments(reason: &str) -> JsonRpcError {
    refusal(INVALID_PARAMS, reason)
}

/// No page starts at that cursor (−32602).
pub fn unknown_cursor() -> JsonRpcError {
    refusal(INVALID_PARAMS, "unknown cursor")
}

/// The tool needs capabilities the client has not declared (−32021). `required` is a
/// `ClientCapabilities` object.
pub fn missing_capability(required: &RawJson) -> JsonRpcError {
    let message = "the client has not declared a capability this tool needs";
    JsonRpcError { data: Some(required_data(required)), ..refusal(MISSING_CAPABILITY, message) }
}

fn required_data(required: &RawJson) -> RawJson {
    let text = format!(r#"{{"requiredCapabilities":{required}}}"#);
    RawJson::parse(text).unwrap_or_else(|_| RawJson::empty_object())
}

pub(super) fn unknown_method(method: &str) -> JsonRpcError {
    refusal(METHOD_NOT_FOUND, format!("unknown method: {method}"))
}

/// The status of an error answer to a 2026-07-28 request. Legacy errors travel under 200.
pub(super) fn modern_status(code: i64) -> StatusCode {
    match code {
        METHOD_NOT_FOUND => StatusCode::NOT_FOUND,
        PARSE_ERROR | INVALID_REQUEST | INVALID_PARAMS => StatusCode::BAD_REQUEST,
        HEADER_MISMATCH | MISSING_CAPABILITY | UNSUPPORTED_VERSION => StatusCode::BAD_REQUEST,
        _ => StatusCode::OK,
    }
}
