//! What the conformance suite runs as the client under test: `conformance-client <server URL>`.
//!
//! The suite names the scenario in `MCP_CONFORMANCE_SCENARIO` and may pass calls to make in
//! `MCP_CONFORMANCE_CONTEXT`. Everything else follows from what the server offers: list its tools, call each.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use futures_util::future::join_all;
use hitchpost_mcp::{
    Client, ClientConfig, Freshness, JsonRpcError, RawJson, ServerRequest, ServerRequestHandler, Tool,
    ToolCall, Url,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let url = std::env::args().next_back().context("usage: conformance-client <server URL>")?;
    let scenario = std::env::var("MCP_CONFORMANCE_SCENARIO").unwrap_or_default();
    let mut config = ClientConfig::new(Url::parse(&url)?);
    config.handler = Some(Arc::new(AcceptsDefaults));
    let client = Client::connect(config).await?;
    let outcome = run(&client, &scenario).await;
    client.close().await;
    outcome
}

async fn run(client: &Client, scenario: &str) -> anyhow::Result<()> {
    let list = client.list_tools(Freshness::Fresh).await?;
    let calls = match scenario {
        // Its server can only be asked for a list.
        "json-schema-ref-no-deref" => Vec::new(),
        "json-schema-2020-12-preservation" => vec![echo_of_first_schema(&list.tools)?],
        _ => match calls_asked_for()? {
            Some(calls) => calls,
            None => list.tools.iter().map(plain_call).collect::<anyhow::Result<_>>()?,
        },
    };
    for result in join_all(calls.into_iter().map(|call| client.call_tool(call))).await {
        let result = result?;
        if result.is_error {
            bail!("a tool reported an error: {}", result.raw);
        }
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SuiteContext {
    tool_calls: Option<Vec<CallAskedFor>>,
}

#[derive(Deserialize)]
struct CallAskedFor {
    name: String,
    #[serde(default)]
    arguments: Map<String, Value>,
}

fn calls_asked_for() -> anyhow::Result<Option<Vec<ToolCall>>> {
    let Ok(context) = std::env::var("MCP_CONFORMANCE_CONTEXT") else { return Ok(None) };
    let context: SuiteContext = serde_json::from_str(&context)?;
    let Some(calls) = context.tool_calls else { return Ok(None) };
    let calls = calls.into_iter().map(|call| Ok(ToolCall::new(call.name, RawJson::of(&call.arguments)?)));
    calls.collect::<anyhow::Result<_>>().map(Some)
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

fn sample(schema: &Value) -> Value {
    match schema["type"].as_str() {
        Some("number" | "integer") => json!(1),
        Some("boolean") => json!(true),
        Some("array") => json!([]),
        Some("object") => json!({}),
        _ => json!("sample"),
    }
}

/// Accepts every form as the server filled it in.
struct AcceptsDefaults;

impl ServerRequestHandler for AcceptsDefaults {
    fn capabilities(&self) -> RawJson {
        RawJson::parse(r#"{"elicitation":{"form":{}}}"#).unwrap_or_else(|_| RawJson::empty_object())
    }

    fn handle(
        &self,
        request: ServerRequest,
    ) -> Pin<Box<dyn Future<Output = Result<RawJson, JsonRpcError>> + Send + '_>> {
        Box::pin(async move {
            let refused = |message: String| JsonRpcError { code: -32602, message, data: None };
            if request.method != "elicitation/create" {
                return Err(JsonRpcError { code: -32601, message: "only elicitation".into(), data: None });
            }
            let params: Value = request.params.read().map_err(|error| refused(error.to_string()))?;
            let mut content = Map::new();
            for (name, field) in params["requestedSchema"]["properties"].as_object().into_iter().flatten() {
                content.insert(name.clone(), field.get("default").cloned().unwrap_or_else(|| sample(field)));
            }
            RawJson::of(&json!({ "action": "accept", "content": content }))
                .map_err(|fault| refused(fault.to_string()))
        })
    }
}
