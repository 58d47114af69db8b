//! The headers that repeat parts of a 2026-07-28 body, so that intermediaries need not read it:
//! what they say must be what the body says (−32020).

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::call::CallRequest;
use super::codes::{HEADER_MISMATCH, INTERNAL_ERROR, refusal};
use super::entry::PROTOCOL_VERSION;
use crate::wire::header::{header_params, param_headers};
use crate::wire::{JsonRpcError, RawJson};

const METHOD: HeaderName = HeaderName::from_static("mcp-method");
const NAME: HeaderName = HeaderName::from_static("mcp-name");

/// What a request is about, for `Mcp-Name`.
#[derive(Clone, Copy)]
pub(super) enum Subject<'a> {
    /// The method has none; the header is not looked at.
    None,
    /// The header must say the same, or be absent with it.
    Required(Option<&'a str>),
}

/// `MCP-Protocol-Version` against the version in `_meta`.
pub(super) fn check_version(headers: &HeaderMap, version: &str) -> Result<(), JsonRpcError> {
    agree(headers, &PROTOCOL_VERSION, Some(version))
}

/// `Mcp-Method` and `Mcp-Name`.
pub(super) fn check_method(
    headers: &HeaderMap,
    method: &str,
    subject: Subject<'_>,
) -> Result<(), JsonRpcError> {
    agree(headers, &METHOD, Some(method))?;
    match subject {
        Subject::None => Ok(()),
        Subject::Required(name) => agree(headers, &NAME, name),
    }
}

/// `Mcp-Param-*` against the arguments that the tool's schema marks with `x-mcp-header`.
pub(super) fn check_arguments(
    headers: &HeaderMap,
    schema: Option<RawJson>,
    call: &CallRequest,
) -> Result<(), JsonRpcError> {
    let Some(schema) = schema else { return Ok(()) };
    let params = header_params(&schema).map_err(|reason| refusal(INTERNAL_ERROR, reason))?;
    let expected = param_headers(&params, &call.arguments);
    for param in &params {
        let value = expected.iter().find(|(name, _)| *name == param.header).map(|(_, value)| value);
        let value = value.map(|value| decode(&param.header, value)).transpose()?;
        agree(headers, &param.header, value.as_deref())?;
    }
    Ok(())
}

fn agree(headers: &HeaderMap, name: &HeaderName, body: Option<&str>) -> Result<(), JsonRpcError> {
    let mut values = headers.get_all(name).into_iter();
    let header = values.next().map(|value| decode(name, value)).transpose()?;
    if values.next().is_none() && header.as_deref() == body {
        return Ok(());
    }
    Err(refusal(HEADER_MISMATCH, format!("the header {name} and the body do not say the same")))
}

/// A header's text, out of the `=?base64?…?=` form if it has it.
pub(crate) fn decode<'a>(name: &HeaderName, value: &'a HeaderValue) -> Result<Cow<'a, str>, JsonRpcError> {
    let unreadable = || refusal(HEADER_MISMATCH, format!("the header {name} cannot be read"));
    let text = value.to_str().map_err(|_| unreadable())?;
    let Some(encoded) = text.strip_prefix("=?base64?").and_then(|rest| rest.strip_suffix("?=")) else {
        return Ok(Cow::Borrowed(text));
    };
    let bytes = STANDARD.decode(encoded).map_err(|_| unreadable())?;
    String::from_utf8(bytes).map(Cow::Owned).map_err(|_| unreadable())
}
