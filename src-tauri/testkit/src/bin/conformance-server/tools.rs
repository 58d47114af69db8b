//! The tools the suite calls.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use hitchpost_mcp::server::{
    Call, Change, Changes, Level, Outcome, Page, ProgressUpdate, Tools, unknown_cursor, unknown_tool,
};
use hitchpost_mcp::{JsonRpcError, RawJson};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::questions;

/// One red pixel.
pub const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

/// Results that are always the same.
const CANNED: &str = include_str!("results.json");
/// A schema with the words of JSON Schema 2020-12, as the suite wants it back.
const SCHEMA: &str = include_str!("schema.json");

/// A schema whose argument travels in a header, too.
const MIRRORED: &str = r#"{"type":"object","properties":{"region":{"type":"string","x-mcp-header":"Region"}},"required":["region"]}"#;

/// What happens while it runs tells these from the canned ones.
const LIVELY: [&str; 6] = [
    "test_tool_with_progress",
    "test_tool_with_logging",
    "test_logging_tool",
    "test_missing_capability",
    "test_trigger_tool_change",
    "test_trigger_prompt_change",
];

/// Tools with the names of the suite's scenarios.
pub struct Fixed {
    canned: BTreeMap<String, Outcome>,
    changes: Changes,
}

impl Fixed {
    /// Announces what its tools change.
    pub fn new(changes: Changes) -> Fixed {
        let canned: BTreeMap<String, &RawValue> =
            serde_json::from_str(CANNED).expect("the file maps names to results");
        let outcome = |result: &RawValue| {
            let result = RawJson::parse(result.get().to_owned()).expect("JSON in a JSON file");
            Outcome::from_result(&result).expect("a result is an object")
        };
        Fixed { canned: canned.into_iter().map(|(name, result)| (name, outcome(result))).collect(), changes }
    }

    fn definitions(&self) -> Value {
        let plain = self.canned.keys().map(String::as_str).chain(LIVELY).chain(questions::NAMES);
        let mut tools: Vec<Value> = plain
            .map(|name| json!({ "name": name, "description": "For tests.", "inputSchema": { "type": "object" } }))
            .collect();
        let schema: Value = serde_json::from_str(SCHEMA).expect("the file is a schema");
        let about = "Tool with JSON Schema 2020-12 features";
        tools
            .push(json!({ "name": "json_schema_2020_12_tool", "description": about, "inputSchema": schema }));
        let schema: Value = serde_json::from_str(MIRRORED).expect("the text is a schema");
        tools.push(
            json!({ "name": "test_custom_header", "description": "For tests.", "inputSchema": schema }),
        );
        Value::Array(tools)
    }
}

impl Tools for Fixed {
    fn list(&self, cursor: Option<String>) -> BoxFuture<'_, Result<Page, JsonRpcError>> {
        ready(page(&self.definitions(), cursor.as_deref())).boxed()
    }

    fn input_schema(&self, tool: &str) -> Option<RawJson> {
        (tool == "test_custom_header").then(|| RawJson::parse(MIRRORED).expect("the text is JSON"))
    }

    fn call(&self, call: Call) -> BoxFuture<'_, Result<Outcome, JsonRpcError>> {
        async move {
            if let Some(outcome) = self.canned.get(&call.name) {
                return Ok(outcome.clone());
            }
            match call.name.as_str() {
                "test_tool_with_progress" => Ok(with_progress(&call).await),
                "test_tool_with_logging" | "test_logging_tool" => Ok(with_logging(&call).await),
                "test_custom_header" => Ok(Outcome::text("The header said the same.")),
                "test_missing_capability" => questions::needs_sampling(&call),
                "test_trigger_tool_change" => Ok(self.change(Change::Tools)),
                "test_trigger_prompt_change" => Ok(self.change(Change::Prompts)),
                name if questions::NAMES.contains(&name) => questions::call(&call).await,
                unknown => Err(unknown_tool(unknown)),
            }
        }
        .boxed()
    }
}

impl Fixed {
    fn change(&self, change: Change) -> Outcome {
        self.changes.announce(change);
        Outcome::text("It changed.")
    }
}

async fn with_progress(call: &Call) -> Outcome {
    for done in [0.0, 50.0, 100.0] {
        call.progress.report(&ProgressUpdate { progress: done, total: Some(100.0), message: None });
        pause().await;
    }
    Outcome::text("Reported 0, 50 and 100.")
}

async fn with_logging(call: &Call) -> Outcome {
    for text in ["Tool execution started", "Tool processing data", "Tool execution completed"] {
        call.log.write(Level::Info, text);
        pause().await;
    }
    Outcome::text("Wrote three messages.")
}

/// The suite wants to see messages come one by one.
async fn pause() {
    tokio::time::sleep(Duration::from_millis(50)).await;
}

/// A list on one page.
pub fn page(items: &Value, cursor: Option<&str>) -> Result<Page, JsonRpcError> {
    match cursor {
        None => Ok(Page::whole(RawJson::of(items).map_err(internal)?)),
        Some(_) => Err(unknown_cursor()),
    }
}

/// The schema of an object.
pub fn object(properties: &Value, required: &[&str]) -> RawJson {
    let schema = json!({ "type": "object", "properties": properties, "required": required });
    RawJson::of(&schema).expect("a JSON value is JSON")
}

/// What goes wrong in here.
pub fn internal(fault: impl std::fmt::Display) -> JsonRpcError {
    JsonRpcError { code: -32603, message: fault.to_string(), data: None }
}
