//! The official Rust SDK doing what the benchmarks ask of every client:
//! `rmcp-peer one-shot URL TOOL ARGUMENTS | list URL | loop URL CALLS CONCURRENCY`.
//! `BENCH_TOKEN` is sent as a bearer token; `BENCH_KEEP_ALIVE=1` gives it a pooled HTTP client instead of its own.

#[path = "../../../../src-tauri/testkit/src/load.rs"]
mod load;

use std::io::Write as _;

use anyhow::{Context as _, bail, ensure};
use rmcp::model::{CallToolRequestParams, ClientConfig, JsonObject, ProtocolVersion};
use rmcp::service::RunningService;
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use rmcp::{ClientLifecycleMode, ClientServiceExt as _, RoleClient};

type Link = RunningService<RoleClient, ClientConfig>;

// One thread: the server needs the other core, and so it is for every client measured.
#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["one-shot", url, tool, arguments] => one_shot(url, tool, arguments).await,
        ["list", url] => list(url).await,
        ["loop", url, calls, concurrency] => calls_in_a_loop(url, calls.parse()?, concurrency.parse()?).await,
        _ => bail!("rmcp-peer one-shot URL TOOL ARGUMENTS | list URL | loop URL CALLS CONCURRENCY"),
    }
}

async fn one_shot(url: &str, tool: &str, arguments: &str) -> anyhow::Result<()> {
    let link = connect(url, 16).await?;
    let tools = link.list_all_tools().await?;
    ensure!(tools.iter().any(|listed| listed.name == tool), "the server has no tool {tool}");
    let arguments: JsonObject = serde_json::from_str(arguments)?;
    let result =
        link.call_tool(CallToolRequestParams::new(tool.to_owned()).with_arguments(arguments)).await?;
    let mut out = std::io::stdout().lock();
    for text in result.content.iter().filter_map(|part| part.as_text()) {
        out.write_all(text.text.as_bytes())?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

async fn list(url: &str) -> anyhow::Result<()> {
    let link = connect(url, 16).await?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for tool in link.list_all_tools().await? {
        writeln!(out, "{}\t{}", tool.name, tool.input_schema.len())?;
    }
    out.flush().context("printing the names")
}

async fn calls_in_a_loop(url: &str, calls: usize, concurrency: usize) -> anyhow::Result<()> {
    let link = connect(url, concurrency).await?;
    let arguments: JsonObject = serde_json::from_str(r#"{"text":"hi"}"#)?;
    let call = CallToolRequestParams::new("echo").with_arguments(arguments);
    let callers = (0..concurrency).map(|_| {
        async || {
            let result = link.call_tool(call.clone()).await?;
            ensure!(result.is_error != Some(true), "the tool failed");
            Ok(())
        }
    });
    let figures = load::closed_loop(callers.collect(), calls).await?;
    writeln!(std::io::stdout(), "{}", serde_json::to_string(&figures)?).context("printing the figures")
}

async fn connect(url: &str, concurrency: usize) -> anyhow::Result<Link> {
    let mut config = StreamableHttpClientTransportConfig::with_uri(url).max_concurrent_requests(concurrency);
    if let Ok(token) = std::env::var("BENCH_TOKEN") {
        config = config.auth_header(token);
    }
    let transport = match std::env::var_os("BENCH_KEEP_ALIVE") {
        Some(_) => {
            let client = reqwest::Client::builder().tcp_nodelay(true).build()?;
            StreamableHttpClientTransport::with_client(client, config)
        }
        None => StreamableHttpClientTransport::from_config(config),
    };
    let lifecycle = ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] };
    Ok(ClientConfig::default().serve_with_lifecycle(transport, lifecycle).await?)
}
