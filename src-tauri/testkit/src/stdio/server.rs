//! What it answers.

use std::ffi::OsString;
use std::process::exit;

use serde_json::{Value, json};

use super::mode::Mode;
use super::speaker::Speaker;

/// One conversation.
pub struct Server {
    pub(super) mode: Mode,
    pub(super) arguments: Vec<OsString>,
    pub(super) speaker: Speaker,
    /// Every message so far.
    pub(super) seen: Vec<Value>,
    initialized: bool,
    /// Calls that wait for an answer of the other side, by the id of our question.
    pub(super) asked: Vec<(Value, Value)>,
}

impl Server {
    pub fn new(mode: Mode, arguments: Vec<OsString>, speaker: Speaker) -> Server {
        Server { mode, arguments, speaker, seen: Vec::new(), initialized: false, asked: Vec::new() }
    }

    /// Takes one line in.
    pub fn hear(&mut self, line: &[u8]) -> anyhow::Result<()> {
        let message: Value = serde_json::from_slice(line)?;
        self.speaker.note(&message.to_string());
        self.seen.push(message.clone());
        let (id, method) = (message.get("id").cloned(), message.get("method").and_then(Value::as_str));
        match (id, method) {
            (Some(id), Some(method)) => self.answer(&id, method, &message["params"]),
            (Some(id), None) => self.take_answer(&id, &message),
            (None, Some("notifications/cancelled")) => {
                eprintln!("cancelled {}", message["params"]["requestId"]);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn answer(&mut self, id: &Value, method: &str, params: &Value) -> anyhow::Result<()> {
        let modern = params["_meta"]["io.modelcontextprotocol/protocolVersion"].is_string();
        let speaks_modern = matches!(self.mode, Mode::Modern | Mode::Both | Mode::Slow);
        if self.mode == Mode::Strict && !self.initialized && method != "initialize" {
            eprintln!("expected initialize, got {method}");
            exit(1);
        }
        match method {
            "initialize" if matches!(self.mode, Mode::Modern | Mode::Slow) => {
                self.refuse(id, -32022, "legacy is over", &json!({ "supported": ["2026-07-28"] }))
            }
            "initialize" => {
                self.initialized = true;
                self.reply(id, &initialized(self.mode))
            }
            "server/discover" if self.mode == Mode::LegacyOnly => {
                self.reply(id, &discovered(&["2025-06-18"]))
            }
            "server/discover" if speaks_modern => self.reply(id, &discovered(&["2026-07-28"])),
            "ping" if !modern => self.reply(id, &json!({})),
            "tools/list" => {
                self.reply(id, &json!({ "resultType": "complete", "tools": super::tools::list() }))
            }
            "tools/call" => self.call(id, params),
            "subscriptions/listen" if speaks_modern && modern => self.listen(id, &params["notifications"]),
            _ if self.mode == Mode::Quiet => Ok(()),
            _ => self.refuse(id, -32601, &format!("{method} is unknown here"), &Value::Null),
        }
    }

    /// Acknowledges, and tells of a change at once. The answer never comes.
    fn listen(&mut self, id: &Value, wanted: &Value) -> anyhow::Result<()> {
        let tag = json!({ "io.modelcontextprotocol/subscriptionId": id });
        self.notify(
            "notifications/subscriptions/acknowledged",
            &json!({ "_meta": tag, "notifications": wanted }),
        )?;
        self.notify("notifications/tools/list_changed", &json!({ "_meta": tag }))
    }

    pub(super) fn reply(&self, id: &Value, result: &Value) -> anyhow::Result<()> {
        let message = json!({ "jsonrpc": "2.0", "id": id, "result": result });
        if self.mode != Mode::Mixed {
            return Ok(self.speaker.say(&message)?);
        }
        // Two writers without a lock, then one that is in no hurry.
        self.speaker.write(
            b"{\"jsonrpc\":\"2.0\",\"method\":{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\"noti\"}\n",
        )?;
        for piece in format!("{message}\n").as_bytes().chunks(7) {
            self.speaker.write(piece)?;
        }
        Ok(())
    }

    pub(super) fn refuse(&self, id: &Value, code: i64, message: &str, data: &Value) -> anyhow::Result<()> {
        let error = json!({ "code": code, "message": message, "data": data });
        Ok(self.speaker.say(&json!({ "jsonrpc": "2.0", "id": id, "error": error }))?)
    }

    pub(super) fn notify(&self, method: &str, params: &Value) -> anyhow::Result<()> {
        Ok(self.speaker.say(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))?)
    }
}

fn initialized(mode: Mode) -> Value {
    json!({
        "protocolVersion": "2025-11-25",
        "capabilities": { "tools": { "listChanged": true }, "logging": {} },
        "serverInfo": { "name": format!("stdio-fixture {mode}"), "version": "1" },
    })
}

fn discovered(versions: &[&str]) -> Value {
    json!({
        "resultType": "complete",
        "supportedVersions": versions,
        "capabilities": { "tools": { "listChanged": true } },
        "_meta": { "io.modelcontextprotocol/serverInfo": { "name": "stdio-fixture modern", "version": "1" } },
        "ttlMs": 0,
        "cacheScope": "private",
    })
}
