//! What it can be asked to do.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::process::exit;

use anyhow::Context as _;
use serde_json::{Value, json};

use super::server::Server;

/// Names and what they do.
const TOOLS: [(&str, &str); 17] = [
    ("echo", "gives its arguments back"),
    ("env", "gives the environment"),
    ("args", "gives the arguments of the program"),
    ("directory", "gives the working directory"),
    ("pid", "gives the number of the process"),
    ("seen", "gives every message so far"),
    ("ask", "<method> <params>: asks the other side and gives its answer"),
    ("input", "asks as modern servers do, and gives what it was answered"),
    ("progress", "reports progress three times, then answers"),
    ("log", "logs, then answers"),
    ("batch", "answers in an array, with a notification and something that is no message"),
    ("noise", "writes words, then answers"),
    ("big", "<bytes>: answers with a text of that length"),
    ("never", "does not answer"),
    ("die", "<status>: says why and ends"),
    ("stuck", "reads nothing more"),
    ("mirrored", "has a header parameter that no HTTP server could have"),
];

/// The list.
pub fn list() -> Value {
    let tool = |(name, about): &(&str, &str)| {
        let mut schema = json!({ "type": "object" });
        if *name == "mirrored" {
            schema["properties"] = json!({ "at": { "type": "number", "x-mcp-header": "not a token" } });
        }
        json!({ "name": name, "description": about, "inputSchema": schema })
    };
    TOOLS.iter().map(tool).collect()
}

impl Server {
    pub(super) fn call(&mut self, id: &Value, params: &Value) -> anyhow::Result<()> {
        let arguments = &params["arguments"];
        let said = match params["name"].as_str().unwrap_or_default() {
            "echo" | "mirrored" => arguments.to_string(),
            "env" => json!(environment()).to_string(),
            "args" => json!(self.arguments.iter().map(shown).collect::<Vec<_>>()).to_string(),
            "directory" => std::env::current_dir()?.display().to_string(),
            "pid" => std::process::id().to_string(),
            "seen" => json!(self.seen).to_string(),
            "ask" => return self.ask(id, arguments),
            "input" => return self.want_input(id, params),
            "progress" => return self.report(id, params),
            "log" => {
                self.notify("notifications/message", &json!({ "level": "info", "data": "working" }))?;
                "logged".into()
            }
            "batch" => return self.answer_in_a_batch(id),
            "noise" => {
                self.speaker.write(b"processing your request\n")?;
                "quiet again".into()
            }
            "big" => "x".repeat(usize::try_from(arguments["bytes"].as_u64().context("bytes")?)?),
            "never" => return Ok(()),
            "die" => {
                eprintln!("fatal: canary-secret was wrong");
                exit(i32::try_from(arguments["status"].as_i64().unwrap_or(3))?);
            }
            "stuck" => loop {
                std::thread::park();
            },
            name => return self.refuse(id, -32602, &format!("no tool is called {name}"), &Value::Null),
        };
        self.reply(id, &text(&said))
    }

    /// Asks under an id that nobody would count up to.
    fn ask(&mut self, id: &Value, arguments: &Value) -> anyhow::Result<()> {
        let question = json!(format!("q\u{e9}/{}", self.asked.len()));
        self.asked.push((question.clone(), id.clone()));
        let (method, params) = (&arguments["method"], &arguments["params"]);
        Ok(self
            .speaker
            .say(&json!({ "jsonrpc": "2.0", "id": question, "method": method, "params": params }))?)
    }

    pub(super) fn take_answer(&mut self, question: &Value, answer: &Value) -> anyhow::Result<()> {
        let place = self.asked.iter().position(|(asked, _)| asked == question);
        let (_, id) = self.asked.remove(place.context("an answer to nothing")?);
        self.reply(&id, &text(&answer.to_string()))
    }

    fn want_input(&mut self, id: &Value, params: &Value) -> anyhow::Result<()> {
        if params["inputResponses"].is_object() {
            return self.reply(id, &text(&params["inputResponses"].to_string()));
        }
        let schema = json!({ "type": "object", "properties": { "ok": { "type": "boolean" } } });
        let question = json!({ "method": "elicitation/create", "params": { "message": "Go on?", "requestedSchema": schema } });
        let wanted = json!({ "resultType": "input_required", "inputRequests": { "go": question }, "requestState": "s" });
        self.reply(id, &wanted)
    }

    fn report(&mut self, id: &Value, params: &Value) -> anyhow::Result<()> {
        let token = &params["_meta"]["progressToken"];
        for progress in 1..=3 {
            self.notify(
                "notifications/progress",
                &json!({ "progressToken": token, "progress": progress, "total": 3 }),
            )?;
        }
        self.reply(id, &text("done"))
    }

    fn answer_in_a_batch(&mut self, id: &Value) -> anyhow::Result<()> {
        let changed = json!({ "jsonrpc": "2.0", "method": "notifications/tools/list_changed" });
        let answer = json!({ "jsonrpc": "2.0", "id": id, "result": text("batched") });
        Ok(self.speaker.say(&json!([changed, 5, answer]))?)
    }
}

fn text(text: &str) -> Value {
    json!({ "resultType": "complete", "content": [{ "type": "text", "text": text }] })
}

fn environment() -> BTreeMap<String, String> {
    std::env::vars_os().map(|(name, value)| (shown(&name), shown(&value))).collect()
}

fn shown(text: &OsString) -> String {
    text.to_string_lossy().into_owned()
}
