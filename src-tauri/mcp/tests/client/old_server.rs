//! A server that speaks nothing but the HTTP+SSE transport, whose every turn a test may change.

use std::sync::{Arc, Mutex};

use axum::response::Response;
use hitchpost_mcp::{Client, ClientConfig, Era, Transport, Verdict};
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use crate::script::{Script, Seen, open_events, serve, status};

/// Where the first session's messages go.
pub const MESSAGES: &str = "/messages?session_id=1";

/// Its streams. What it says goes to the newest.
#[derive(Clone, Default)]
pub struct OldServer {
    streams: Arc<Mutex<Vec<UnboundedSender<String>>>>,
}

impl OldServer {
    /// Opens a stream that begins with `text`.
    pub fn open(&self, text: &str) -> Response {
        let (sender, response) = open_events();
        sender.send(text.to_owned()).unwrap();
        self.streams.lock().unwrap().push(sender);
        response
    }

    /// Opens a stream that names its number as the session.
    pub fn greet(&self) -> Response {
        let number = self.streams.lock().unwrap().len() + 1;
        self.open(&format!("event: endpoint\ndata: /messages?session_id={number}\n\n"))
    }

    pub fn newest(&self) -> UnboundedSender<String> {
        self.streams.lock().unwrap().last().unwrap().clone()
    }

    /// Text as it is, on the newest stream. A client that went away hears nothing.
    pub fn write(&self, text: impl Into<String>) {
        if let Some(stream) = self.streams.lock().unwrap().last() {
            let _ = stream.send(text.into());
        }
    }

    pub fn say(&self, message: &Value) {
        self.write(format!("event: message\ndata: {message}\n\n"));
    }

    /// Answers a request on the newest stream.
    pub fn reply(&self, seen: &Seen, result: impl Into<Value>) -> Response {
        self.say(&json!({ "jsonrpc": "2.0", "id": seen.body["id"], "result": result.into() }));
        status(202)
    }

    /// Ends every stream.
    pub fn hang_up(&self) {
        self.streams.lock().unwrap().clear();
    }

    /// What a plain server of this kind answers.
    pub fn answer(&self, seen: &Seen) -> Response {
        match seen.what() {
            "GET" => self.greet(),
            _ if !seen.target.starts_with("/messages?session_id=") => status(405),
            "initialize" => self.reply(
                seen,
                json!({
                    "protocolVersion": "2024-11-05",
                    "capabilities": { "tools": {} },
                    "serverInfo": { "name": "old", "version": "1" },
                }),
            ),
            "tools/list" => {
                self.reply(seen, json!({ "tools": [{ "name": "t", "inputSchema": { "type": "object" } }] }))
            }
            "tools/call" => self.reply(seen, done()),
            _ => status(202),
        }
    }
}

/// A tool's result.
pub fn done() -> Value {
    json!({ "content": [{ "type": "text", "text": "done" }] })
}

/// A plain server, but for what `other` answers.
pub async fn old(
    other: impl Fn(&OldServer, &Seen) -> Option<Response> + Clone + Send + Sync + 'static,
) -> (Script, OldServer) {
    let server = OldServer::default();
    let answering = server.clone();
    let script = serve(move |seen| {
        let answer = other(&answering, &seen).unwrap_or_else(|| answering.answer(&seen));
        async move { answer }
    })
    .await;
    (script, server)
}

/// As if the transport had been found out before.
pub fn known(script: &Script) -> ClientConfig {
    let verdict = Verdict {
        era: Era::Legacy,
        version: "2024-11-05".into(),
        transport: Transport::HttpSse,
        decided_at: std::time::SystemTime::now(),
    };
    ClientConfig { verdict: Some(verdict), ..script.config() }
}

pub async fn connect(script: &Script) -> Client {
    Client::connect(known(script)).await.unwrap()
}
