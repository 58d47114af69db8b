//! The HTTP side: one path, its methods, what a request must look like, and which era gets it.

use std::borrow::Cow;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::any;
use bytes::Bytes;
use http::header::{ACCEPT, ALLOW, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::answer::{Answer, plain};
use super::call::CallRequest;
use super::caller::Level;
use super::codes::{INVALID_PARAMS, INVALID_REQUEST, PARSE_ERROR, refusal};
use super::door::{Door, TurnedAway};
use super::{Eras, LEGACY_VERSIONS, McpServer, Shared, legacy, modern};
use crate::wire::message::present;
use crate::wire::{Frame, JsonRpcError, Message, RawJson};

/// The header that names the revision, in both eras.
pub(super) const PROTOCOL_VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");

impl McpServer {
    /// Serves this server on `path`, for callers that `door` admits.
    pub fn router(&self, path: &str, door: Door) -> Router {
        Router::new().route(path, any(receive)).with_state((self.clone(), door))
    }
}

async fn receive(State((server, door)): State<(McpServer, Door)>, request: Request) -> Response {
    server.answer(door, request).await
}

impl McpServer {
    /// Answers one request, if `door` admits its caller. For hosts that do their own routing;
    /// others use [`McpServer::router`].
    pub async fn answer(&self, door: Door, request: Request) -> Response {
        match door.admit(request.headers()) {
            Ok(()) => {}
            Err(TurnedAway::Host) => return forbidden("this server answers only to its own loopback name"),
            Err(TurnedAway::Origin) => return forbidden("web pages may not use this server"),
        }
        let shared = &self.shared;
        let sessions = shared.eras != Eras::ModernOnly;
        // A server where nothing changes has nothing to say on a stream of its own.
        let streams = sessions && shared.offer.changes.is_some();
        match *request.method() {
            Method::POST => self.post(request).await,
            Method::GET if streams => legacy::stream(shared, request.headers()),
            Method::DELETE if sessions => legacy::delete(shared, request.headers()),
            _ => {
                let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, Body::empty());
                let allowed = match (streams, sessions) {
                    (true, _) => "GET, POST, DELETE",
                    (false, true) => "POST, DELETE",
                    (false, false) => "POST",
                };
                response.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
                response
            }
        }
    }

    async fn post(&self, request: Request) -> Response {
        let (head, body) = request.into_parts();
        if !is_json(&head.headers) {
            return plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the body must be application/json");
        }
        if !takes(&head.headers, "application/json") {
            return plain(StatusCode::NOT_ACCEPTABLE, "answers are application/json or text/event-stream");
        }
        let body = match read_body(&self.shared, body).await {
            Ok(body) => body,
            Err(status) => return plain(status, Body::empty()),
        };
        let message = match Frame::parse(&body) {
            Ok(Frame::One(message)) => message,
            Ok(Frame::Batch(_)) => return bad_request(INVALID_REQUEST, "batches are not accepted"),
            Err(fault) => return bad_request(PARSE_ERROR, &fault.to_string()),
        };
        self.dispatch(&head.headers, message).await
    }

    async fn dispatch(&self, headers: &HeaderMap, message: Message) -> Response {
        let modern = match self.shared.eras {
            Eras::Both => is_modern(headers, &message),
            Eras::ModernOnly => true,
            Eras::LegacyOnly => false,
        };
        if !modern {
            return legacy::answer(&self.shared, headers, message).await;
        }
        match message {
            Message::Request { id, method, params } => {
                let request = modern::Request { headers, id: &id, method: &method, params: params.as_ref() };
                modern::answer(&self.shared, request).await
            }
            // This era has neither over HTTP; accepting them in silence is what 202 says.
            Message::Notification { .. } | Message::Response { .. } => {
                plain(StatusCode::ACCEPTED, Body::empty())
            }
        }
    }
}

fn forbidden(reason: &str) -> Response {
    Answer::error(None, &refusal(INVALID_REQUEST, reason)).response(StatusCode::FORBIDDEN)
}

/// A client shows its era by the revision it names, in the header or in the body.
fn is_modern(headers: &HeaderMap, message: &Message) -> bool {
    let named = headers.get(PROTOCOL_VERSION).map(HeaderValue::as_bytes);
    if named.is_some_and(|named| !LEGACY_VERSIONS.iter().any(|known| known.as_bytes() == named)) {
        return true;
    }
    let (Message::Request { method, params, .. } | Message::Notification { method, params }) = message else {
        return false;
    };
    let names_version = |meta: &RawJson| meta.as_str().contains("io.modelcontextprotocol/protocolVersion");
    let meta = Params::read(params.as_ref()).ok().and_then(|params| params.meta);
    method == "server/discover" || meta.as_ref().is_some_and(names_version)
}

async fn read_body(shared: &Shared, body: Body) -> Result<Bytes, StatusCode> {
    let whole = to_bytes(body, shared.limits.body);
    match tokio::time::timeout(shared.limits.body_time, whole).await {
        Ok(Ok(body)) => Ok(body),
        // Either too long or cut off; whoever cut it off does not read the answer.
        Ok(Err(_)) => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

pub(super) fn bad_request(code: i64, reason: &str) -> Response {
    Answer::error(None, &refusal(code, reason)).response(StatusCode::BAD_REQUEST)
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// Whether the client takes event streams as answers.
pub(super) fn takes_streams(headers: &HeaderMap) -> bool {
    takes(headers, "text/event-stream")
}

/// Whether `Accept` allows `media_type`; without the header everything goes. Quality values are
/// not weighed: no client of this protocol uses them.
fn takes(headers: &HeaderMap, media_type: &str) -> bool {
    let mut accepted = headers.get_all(ACCEPT).into_iter().peekable();
    let whole_type = media_type.split('/').next().map(|kind| format!("{kind}/*"));
    accepted.peek().is_none()
        || accepted.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).any(|range| {
            let range = range.split(';').next().unwrap_or_default().trim();
            range == "*/*"
                || range.eq_ignore_ascii_case(media_type)
                || whole_type.as_deref().is_some_and(|whole| range.eq_ignore_ascii_case(whole))
        })
}

/// The parameters that more than one method has; everything else is ignored.
#[derive(Default)]
pub(super) struct Params {
    pub(super) name: Option<String>,
    pub(super) uri: Option<String>,
    pub(super) cursor: Option<String>,
    pub(super) arguments: Option<RawJson>,
    pub(super) meta: Option<RawJson>,
    /// What was answered to questions of ours, also when it is null.
    pub(super) responses: Option<RawJson>,
    pub(super) state: Option<String>,
    pub(super) level: Option<Level>,
    /// All of them, for whoever knows better.
    pub(super) whole: Option<RawJson>,
}

impl Params {
    pub(super) fn read(params: Option<&RawJson>) -> Result<Self, JsonRpcError> {
        #[derive(Deserialize)]
        struct View<'a> {
            #[serde(borrow)]
            name: Option<Cow<'a, str>>,
            #[serde(borrow)]
            uri: Option<Cow<'a, str>>,
            cursor: Option<String>,
            #[serde(borrow)]
            arguments: Option<&'a RawValue>,
            #[serde(borrow, rename = "_meta")]
            meta: Option<&'a RawValue>,
            #[serde(borrow, default, rename = "inputResponses", deserialize_with = "present")]
            responses: Option<&'a RawValue>,
            #[serde(rename = "requestState")]
            state: Option<String>,
            level: Option<Level>,
        }
        let Some(params) = params else { return Ok(Self::default()) };
        let view: View<'_> = params.read().map_err(|error| refusal(INVALID_PARAMS, error.to_string()))?;
        let part = |raw: &RawValue| RawJson::slice(params.text(), raw);
        Ok(Self {
            name: view.name.map(Cow::into_owned),
            uri: view.uri.map(Cow::into_owned),
            cursor: view.cursor,
            arguments: view.arguments.map(part),
            meta: view.meta.map(part),
            responses: view.responses.map(part),
            state: view.state,
            level: view.level,
            whole: Some(params.clone()),
        })
    }

    /// These parameters as those of a call.
    pub(super) fn call(self, id: RawJson, method: &str, streams: bool) -> Result<CallRequest, JsonRpcError> {
        let (name, what) = match method {
            "resources/read" => (self.uri, "uri"),
            _ => (self.name, "name"),
        };
        let name = name.ok_or_else(|| refusal(INVALID_PARAMS, format!("the {what} is missing")))?;
        let arguments = self.arguments.unwrap_or_else(RawJson::empty_object);
        if !arguments.is_object() {
            return Err(refusal(INVALID_PARAMS, "the arguments are not an object"));
        }
        let progress_token = self.meta.as_ref().and_then(progress_token);
        let (method, meta) = (method.to_owned(), self.meta);
        Ok(CallRequest { id, method, name, arguments, meta, progress_token, streams })
    }
}

fn progress_token(meta: &RawJson) -> Option<RawJson> {
    #[derive(Deserialize)]
    struct View<'a> {
        #[serde(borrow, rename = "progressToken")]
        token: Option<&'a RawValue>,
    }
    let view: View<'_> = meta.read().ok()?;
    view.token.map(|token| RawJson::slice(meta.text(), token))
}
