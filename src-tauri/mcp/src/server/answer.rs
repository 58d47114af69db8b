//! One JSON-RPC message on its way out: as a JSON body or as an event of a stream. Large parts
//! are sent as they are, never copied together.

use std::convert::Infallible;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};

use super::caller::ProgressUpdate;
use super::outcome::json_text;
use crate::wire::{JsonRpcError, RawJson};

/// Below this a copy is cheaper than another write.
const COPY_BELOW: usize = 64 * 1024;

/// A message in parts.
#[derive(Debug)]
pub(super) struct Answer {
    parts: Vec<Bytes>,
}

impl Answer {
    /// The result of request `id`.
    pub(super) fn result(id: &RawJson, result: impl IntoIterator<Item = Bytes>) -> Self {
        let mut parts = vec![Bytes::from(format!(r#"{{"jsonrpc":"2.0","id":{id},"result":"#))];
        parts.extend(result);
        parts.push(Bytes::from_static(b"}"));
        Self { parts }
    }

    /// An error answer; without an id when the request could not be read.
    pub(super) fn error(id: Option<&RawJson>, error: &JsonRpcError) -> Self {
        let id = id.map_or("null", RawJson::as_str);
        let message = json_text(&error.message);
        let data = error.data.as_ref().map(|data| format!(r#","data":{data}"#)).unwrap_or_default();
        let error = format!(r#"{{"code":{},"message":{message}{data}}}"#, error.code);
        Self { parts: vec![format!(r#"{{"jsonrpc":"2.0","id":{id},"error":{error}}}"#).into()] }
    }

    /// A request of ours.
    pub(super) fn request(id: &str, method: &str, params: &RawJson) -> Self {
        let id = json_text(id);
        let text = format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"{method}","params":{params}}}"#);
        Self { parts: vec![text.into()] }
    }

    /// A notification of ours; `params` is a JSON object.
    pub(super) fn notification(method: &str, params: &str) -> Self {
        Self { parts: vec![format!(r#"{{"jsonrpc":"2.0","method":"{method}","params":{params}}}"#).into()] }
    }

    /// `notifications/progress` for the request that gave `token`.
    pub(super) fn progress(token: &RawJson, update: &ProgressUpdate) -> Self {
        let ProgressUpdate { progress, total, message } = update;
        let mut params = format!(r#"{{"progressToken":{token},"progress":{}"#, number(*progress));
        if let Some(total) = total {
            params += &format!(r#","total":{}"#, number(*total));
        }
        if let Some(message) = message {
            params += &format!(r#","message":{}"#, json_text(message));
        }
        params.push('}');
        Self::notification("notifications/progress", &params)
    }

    /// As the JSON body of a response.
    pub(super) fn response(self, status: StatusCode) -> Response {
        let length: usize = self.parts.iter().map(Bytes::len).sum();
        let body = if length < COPY_BELOW {
            Body::from(self.parts.concat())
        } else {
            let parts = self.parts.into_iter().map(Ok::<_, Infallible>);
            Body::from_stream(futures_util::stream::iter(parts))
        };
        let mut response = plain(status, body);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
        response
    }

    /// As one server-sent event.
    pub(super) fn event(self) -> Bytes {
        let length: usize = self.parts.iter().map(Bytes::len).sum();
        let mut event = Vec::with_capacity(length + 8);
        event.extend_from_slice(b"data: ");
        for part in &self.parts {
            // A line break in JSON is whitespace: each line becomes a `data:` line of its own.
            for (number, line) in part.split(|byte| matches!(byte, b'\n' | b'\r')).enumerate() {
                if number > 0 {
                    event.extend_from_slice(b"\ndata: ");
                }
                event.extend_from_slice(line);
            }
        }
        event.extend_from_slice(b"\n\n");
        event.into()
    }
}

/// JSON text of a number; 3 rather than 3.0, and 0 for what JSON has no word for.
fn number(number: f64) -> String {
    if number.is_finite() { number.to_string() } else { "0".to_owned() }
}

/// A response whose body is a stream of events.
pub(super) fn event_stream(body: Body) -> Response {
    let mut response = plain(StatusCode::OK, body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache, no-transform"));
    // Reverse proxies would hold events back otherwise.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

/// A response that is only a status, with words for people.
pub(super) fn plain(status: StatusCode, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_in_a_result_do_not_break_the_event() {
        let id = RawJson::parse("7").unwrap();
        let event = Answer::result(&id, [Bytes::from_static(b"{\n\"a\":\r\n1}")]).event();
        let lines: Vec<&str> = std::str::from_utf8(&event).unwrap().lines().collect();
        let data: Vec<&str> = lines.iter().filter_map(|line| line.strip_prefix("data: ")).collect();
        assert_eq!(lines.len(), data.len() + 1);
        let message: serde_json::Value = serde_json::from_str(&data.join("\n")).unwrap();
        assert_eq!(message["result"]["a"], 1);
    }
}
