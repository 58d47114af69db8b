//! What the conformance suite runs as the client under test: `conformance-client <server URL>`.
//!
//! The suite names the scenario in `MCP_CONFORMANCE_SCENARIO` and may pass calls to make or a client identity in
//! `MCP_CONFORMANCE_CONTEXT`. Everything else follows from what the server offers: sign in where it demands that,
//! list its tools, call each.

mod answers;
mod calls;
mod context;
mod sign_in;
mod user_agent;

use std::sync::Arc;

use anyhow::{Context as _, bail};
use futures_util::future::join_all;
use hitchpost_mcp::{Client, ClientConfig, Freshness, Url};

use crate::answers::AcceptsDefaults;
use crate::context::SuiteContext;
use crate::sign_in::SignsIn;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let url = std::env::args().next_back().context("usage: conformance-client <server URL>")?;
    let url = Url::parse(&url)?;
    let scenario = std::env::var("MCP_CONFORMANCE_SCENARIO").unwrap_or_default();
    let context = SuiteContext::from_environment()?;
    let authorizer = Arc::new(SignsIn::new(&url, &scenario, &context)?);
    let mut config = ClientConfig::new(url);
    config.handler = Some(Arc::new(AcceptsDefaults));
    config.authorizer = Some(authorizer.clone());
    let outcome = run(config, &scenario, &context).await;
    outcome.map_err(|error| match authorizer.failure() {
        Some(failure) => error.context(failure),
        None => error,
    })
}

async fn run(config: ClientConfig, scenario: &str, context: &SuiteContext) -> anyhow::Result<()> {
    let client = Client::connect(config).await?;
    let outcome = use_tools(&client, scenario, context).await;
    client.close().await;
    outcome
}

async fn use_tools(client: &Client, scenario: &str, context: &SuiteContext) -> anyhow::Result<()> {
    let list = client.list_tools(Freshness::Fresh).await?;
    let calls = calls::calls(scenario, context, &list.items)?;
    for result in join_all(calls.into_iter().map(|call| client.call_tool(call))).await {
        let result = result?;
        if result.is_error {
            bail!("a tool reported an error: {}", result.raw);
        }
    }
    Ok(())
}
