//! What the conformance suite tests as a server: `conformance-server` prints the address it listens on and serves until
//! its standard input ends. Everything in it has the name the suite's scenarios demand.

mod library;
mod prompts;
mod questions;
mod tools;

use std::io::{Read as _, Write as _};
use std::sync::Arc;

use anyhow::Context as _;
use hitchpost_mcp::server::{Changes, Door, Identity, Listening, McpServer, Offer};

use crate::library::Library;
use crate::prompts::Said;
use crate::tools::Fixed;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let changes = Changes::new();
    let offer = Offer {
        tools: Some(Arc::new(Fixed::new(changes.clone()))),
        resources: Some(Arc::new(Library)),
        prompts: Some(Arc::new(Said)),
        completion: Some(Arc::new(Said)),
        logs: true,
        changes: Some(changes),
    };
    let identity = Identity {
        name: "hitchpost-conformance".into(),
        title: None,
        version: env!("CARGO_PKG_VERSION").into(),
        instructions: None,
    };
    let server = McpServer::new(identity, offer);
    let listening = Listening::start(|address| server.router("/mcp", Door::new(address.port())))
        .context("binding a port of 127.0.0.1")?;
    let mut out = std::io::stdout();
    writeln!(out, "http://{}/mcp", listening.address())?;
    out.flush()?;
    // Whoever started this holds its standard input open for as long as it is needed.
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    Ok(())
}
