//! A server whose every answer is written in the test, and what reached it.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use futures_util::StreamExt as _;
use hitchpost_mcp::{Client, ClientConfig, EraChoice, RawJson, ToolCall, Url};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method, StatusCode};
use serde_json::{Value, json};
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::UnboundedReceiverStream;

/// One request that came in.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: Method,
    /// Path and query.
    pub target: String,
    pub headers: HeaderMap,
    /// The message; null without a body.
    pub body: Value,
}

impl Seen {
    /// The JSON-RPC method; `GET` and `DELETE` for requests without a message.
    pub fn what(&self) -> &str {
        self.body["method"].as_str().unwrap_or(if self.body.is_null() {
            self.method.as_str()
        } else {
            "response"
        })
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// A result for this request.
    pub fn ok(&self, result: impl Into<Value>) -> Response {
        let result = result.into();
        json_response(200, &json!({ "jsonrpc": "2.0", "id": self.body["id"], "result": result }))
    }

    /// An error for this request.
    pub fn error(&self, status: u16, code: i64, message: &str) -> Response {
        let error = json!({ "code": code, "message": message });
        json_response(status, &json!({ "jsonrpc": "2.0", "id": self.body["id"], "error": error }))
    }
}

pub fn json_response(status: u16, body: &Value) -> Response {
    text_response(status, "application/json", body.to_string())
}

pub fn text_response(status: u16, content_type: &str, body: impl Into<Body>) -> Response {
    (StatusCode::from_u16(status).unwrap(), [(CONTENT_TYPE, content_type)], body.into()).into_response()
}

pub fn status(status: u16) -> Response {
    StatusCode::from_u16(status).unwrap().into_response()
}

/// A finished event stream.
pub fn events(text: impl Into<String>) -> Response {
    text_response(200, "text/event-stream", text.into())
}

pub fn event(message: &Value) -> String {
    format!("data: {message}\n\n")
}

/// An event stream that goes on for as long as the sender lives.
pub fn open_events() -> (mpsc::UnboundedSender<String>, Response) {
    let (sender, receiver) = mpsc::unbounded_channel::<String>();
    let chunks = UnboundedReceiverStream::new(receiver).map(|text| Ok::<_, Infallible>(Bytes::from(text)));
    (sender, text_response(200, "text/event-stream", Body::from_stream(chunks)))
}

/// The running server. It stops when it is dropped.
pub struct Script {
    pub url: Url,
    seen: Arc<Mutex<Vec<Seen>>>,
    count: watch::Receiver<usize>,
    server: tokio::task::JoinHandle<()>,
}

impl Drop for Script {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Serves whatever `answer` says.
pub async fn serve<F>(answer: impl Fn(Seen) -> F + Clone + Send + Sync + 'static) -> Script
where
    F: Future<Output = Response> + Send + 'static,
{
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (counted, count) = watch::channel(0);
    let log = Arc::clone(&seen);
    let app = Router::new().fallback(move |request: Request| {
        let (answer, log, counted) = (answer.clone(), Arc::clone(&log), counted.clone());
        async move {
            let (head, body) = request.into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap();
            let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
            let request =
                Seen { method: head.method, target: head.uri.to_string(), headers: head.headers, body };
            log.lock().unwrap().push(request.clone());
            counted.send_modify(|count| *count += 1);
            answer(request).await
        }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/mcp", listener.local_addr().unwrap())).unwrap();
    let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    Script { url, seen, count, server }
}

impl Script {
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// What came in, in order, by method.
    pub fn story(&self) -> Vec<String> {
        self.seen().iter().map(|seen| seen.what().to_owned()).collect()
    }

    /// Waits until something of this method has come in, and gives the last.
    pub async fn until(&self, what: &str) -> Seen {
        let mut count = self.count.clone();
        let found = async {
            loop {
                if let Some(seen) = self.seen().into_iter().rev().find(|seen| seen.what() == what) {
                    return seen;
                }
                count.changed().await.unwrap();
            }
        };
        match tokio::time::timeout(Duration::from_secs(10), found).await {
            Ok(seen) => seen,
            Err(_) => panic!("no {what} came; only {:?}", self.story()),
        }
    }

    pub fn config(&self) -> ClientConfig {
        ClientConfig::new(self.url.clone())
    }
}

/// What a plain legacy server with session `s1` and one tool answers; the session's own stream is refused.
pub fn legacy(seen: &Seen) -> Response {
    match seen.what() {
        "initialize" => {
            let mut response = seen.ok(json!({
                "protocolVersion": "2025-11-25",
                "capabilities": { "tools": {} },
                "serverInfo": { "name": "script", "version": "1" },
            }));
            response.headers_mut().insert("mcp-session-id", "s1".parse().unwrap());
            response
        }
        "GET" => status(405),
        "DELETE" => status(200),
        "tools/list" => seen.ok(json!({ "tools": [{ "name": "t", "inputSchema": { "type": "object" } }] })),
        "tools/call" => seen.ok(json!({ "content": [{ "type": "text", "text": "done" }] })),
        "server/discover" => seen.error(400, -32601, "Method not found"),
        _ => status(202),
    }
}

/// What a plain modern server answers.
pub fn modern(seen: &Seen) -> Response {
    match seen.what() {
        "server/discover" => seen.ok(json!({
            "resultType": "complete",
            "supportedVersions": ["2026-07-28"],
            "capabilities": { "tools": {} },
            "_meta": { "io.modelcontextprotocol/serverInfo": { "name": "script", "version": "1" } },
        })),
        "tools/list" | "tools/call" => legacy(seen),
        _ => seen.error(404, -32601, "Method not found"),
    }
}

pub async fn connect_legacy(script: &Script) -> Client {
    let config = ClientConfig { era: EraChoice::Legacy, ..script.config() };
    Client::connect(config).await.unwrap()
}

pub fn call(arguments: &Value) -> ToolCall {
    ToolCall::new("t", RawJson::of(arguments).unwrap())
}
