//! Which tools to call, and with what.

use anyhow::Context as _;
use hitchpost_mcp::{RawJson, Tool, ToolCall};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::context::SuiteContext;

/// What follows from the scenario, the suite's context or else the list itself.
pub fn calls(scenario: &str, context: &SuiteContext, tools: &[Tool]) -> anyhow::Result<Vec<ToolCall>> {
    match (scenario, &context.tool_calls) {
        // Its server can only be asked for a list.
        ("json-schema-ref-no-deref", _) => Ok(Vec::new()),
        ("json-schema-2020-12-preservation", _) => Ok(vec![echo_of_first_schema(tools)?]),
        (_, Some(calls)) => {
            calls.iter().map(|call| Ok(ToolCall::new(&call.name, RawJson::of(&call.arguments)?))).collect()
        }
        (_, None) => tools.iter().map(plain_call).collect(),
    }
}

/// The schema goes back as the text it came in.
fn echo_of_first_schema(tools: &[Tool]) -> anyhow::Result<ToolCall> {
    let focal = tools.iter().find(|tool| tool.name != "json_schema_echo").context("no tool to echo")?;
    let arguments = RawJson::parse(format!(r#"{{"schema":{}}}"#, focal.input_schema))?;
    Ok(ToolCall::new("json_schema_echo", arguments))
}

/// A call with something plausible for every required argument.
fn plain_call(tool: &Tool) -> anyhow::Result<ToolCall> {
    #[derive(Deserialize)]
    struct Schema {
        #[serde(default)]
        properties: Map<String, Value>,
        #[serde(default)]
        required: Vec<String>,
    }
    let schema: Schema = tool.input_schema.read()?;
    let arguments: Map<String, Value> =
        schema.required.into_iter().map(|name| (name.clone(), sample(&schema.properties[&name]))).collect();
    Ok(ToolCall::new(&tool.name, RawJson::of(&arguments)?))
}

/// Something of the type a schema asks for.
pub fn sample(schema: &Value) -> Value {
    match schema["type"].as_str() {
        Some("number" | "integer") => json!(1),
        Some("boolean") => json!(true),
        Some("array") => json!([]),
        Some("object") => json!({}),
        _ => json!("sample"),
    }
}
