//! Speaks plain HTTP to a server under test, one JSON-RPC message at a time.

use hitchpost_mcp::Url;
use reqwest::header::HeaderMap;
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::{Value, json};

pub const MODERN: &str = "2026-07-28";
pub const LEGACY: &str = "2025-11-25";

/// An HTTP client bound to one server's address.
#[derive(Clone)]
pub struct Speaker {
    http: Client,
    url: Url,
    session: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Heard {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Heard {
    /// The body as JSON, or the last event's data if it is a stream.
    pub fn json(&self) -> Value {
        let text = self.events().pop().unwrap_or_else(|| self.text.clone());
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {:?}", self.text))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The data of each event, if it is a stream.
    pub fn events(&self) -> Vec<String> {
        if self.header("content-type") != Some("text/event-stream") {
            return Vec::new();
        }
        let event = |block: &str| {
            let lines = block.lines().filter_map(|line| line.strip_prefix("data: "));
            lines.collect::<Vec<_>>().join("\n")
        };
        self.text.split("\n\n").map(event).filter(|data| !data.is_empty()).collect()
    }

    /// `(HTTP status, JSON-RPC error code)` of a refusal.
    pub fn refusal(&self) -> (u16, i64) {
        (self.status.as_u16(), self.json()["error"]["code"].as_i64().unwrap_or_default())
    }
}

impl Speaker {
    pub fn new(url: Url) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder().no_proxy().build().unwrap();
        Self { http, url, session: None }
    }

    /// Opens a legacy session and speaks in it.
    pub async fn with_session(url: Url) -> Self {
        Self::who_can(url, json!({})).await
    }

    /// The same for a client with these capabilities.
    pub async fn who_can(url: Url, capabilities: Value) -> Self {
        let mut speaker = Self::new(url);
        let opened = speaker.introduce(LEGACY, &capabilities).await;
        speaker.session = opened.header("mcp-session-id").map(str::to_owned);
        speaker
    }

    pub fn session(&self) -> &str {
        self.session.as_deref().unwrap()
    }

    pub async fn initialize(&self, version: &str) -> Heard {
        self.introduce(version, &json!({})).await
    }

    async fn introduce(&self, version: &str, capabilities: &Value) -> Heard {
        let client = json!({ "name": "test", "version": "1" });
        let params =
            json!({ "protocolVersion": version, "capabilities": capabilities, "clientInfo": client });
        let message = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params });
        send(self.post(&message)).await
    }

    /// A legacy request in the open session.
    pub async fn legacy(&self, method: &str, params: Value) -> Heard {
        send(self.legacy_request(7, method, &params)).await
    }

    pub fn legacy_request(&self, id: u32, method: &str, params: &Value) -> RequestBuilder {
        let message = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        self.in_session(&message)
    }

    /// Any message, with the headers of the open session.
    pub fn in_session(&self, message: &Value) -> RequestBuilder {
        self.post(message).header("mcp-session-id", self.session()).header("mcp-protocol-version", LEGACY)
    }

    /// A well-formed 2026-07-28 request.
    pub async fn modern(&self, method: &str, params: Value) -> Heard {
        send(self.modern_request(method, params)).await
    }

    pub fn modern_request(&self, method: &str, mut params: Value) -> RequestBuilder {
        params["_meta"]["io.modelcontextprotocol/protocolVersion"] = MODERN.into();
        let capabilities = &mut params["_meta"]["io.modelcontextprotocol/clientCapabilities"];
        if capabilities.is_null() {
            *capabilities = json!({});
        }
        let name = params["name"].as_str().or(params["uri"].as_str()).map(str::to_owned);
        let message = json!({ "jsonrpc": "2.0", "id": "r-1", "method": method, "params": params });
        let request = self.post(&message).header("mcp-protocol-version", MODERN).header("mcp-method", method);
        match name {
            Some(name) => request.header("mcp-name", name),
            None => request,
        }
    }

    /// A POST with the usual content headers.
    pub fn post(&self, message: &Value) -> RequestBuilder {
        self.post_text(message.to_string())
    }

    pub fn post_text(&self, body: String) -> RequestBuilder {
        self.http
            .post(self.url.clone())
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .body(body)
    }

    pub fn request(&self, method: reqwest::Method) -> RequestBuilder {
        self.http.request(method, self.url.clone())
    }
}

/// Sends and reads to the end.
pub async fn send(request: RequestBuilder) -> Heard {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    Heard { status, headers, text: response.text().await.unwrap() }
}

/// The messages of a stream, as they come.
pub struct Stream {
    response: reqwest::Response,
    read: String,
}

impl Stream {
    pub async fn open(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream", "{response:?}");
        Self { response, read: String::new() }
    }

    /// The next message; `None` at the end.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            while let Some((event, rest)) = self.read.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.read = rest;
                let data: Vec<&str> = event.lines().filter_map(|line| line.strip_prefix("data: ")).collect();
                if !data.is_empty() {
                    return Some(serde_json::from_str(&data.join("\n")).unwrap());
                }
            }
            let chunk = crate::probe_tools::within(self.response.chunk()).await.unwrap()?;
            self.read.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }
}
