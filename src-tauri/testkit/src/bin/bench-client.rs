//! Our protocol crate in the benchmarks' loop, with its tap on as it is in the application.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, ensure};
use clap::{Parser, Subcommand};
use hitchpost_mcp::{Client, ClientConfig, RawJson, Tap, TapKind, ToolCall, Url};
use hitchpost_testkit::load::closed_loop;

/// Calls through `hitchpost-mcp`.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    job: Job,
}

#[derive(Subcommand)]
enum Job {
    /// Calls `echo` over and over, prints the figures as JSON.
    Loop { url: Url, calls: usize, concurrency: usize },
}

// One thread: the server needs the other core, and so it is for every client measured.
#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let Job::Loop { url, calls, concurrency } = Arguments::parse().job;
    let heard = Arc::new(AtomicUsize::new(0));
    let mut config = ClientConfig::new(url);
    config.tap = counting_tap(&heard);
    let client = Client::connect(config).await.context("connecting")?;
    let arguments = RawJson::parse(r#"{"text":"hi"}"#)?;

    let callers = (0..concurrency).map(|_| {
        async || {
            let result = client.call_tool(ToolCall::new("echo", arguments.clone())).await?;
            ensure!(!result.is_error, "the tool failed: {}", result.raw);
            Ok(())
        }
    });
    let figures = closed_loop(callers.collect(), calls).await?;
    ensure!(heard.load(Ordering::Relaxed) > calls, "the tap heard nothing");
    client.close().await;
    writeln!(std::io::stdout(), "{}", serde_json::to_string(&figures)?).context("printing the figures")
}

/// Counts the bytes of the bodies, so that events are made and read.
fn counting_tap(heard: &Arc<AtomicUsize>) -> Tap {
    let heard = Arc::clone(heard);
    Tap::new(move |event| {
        let bytes = match event.kind {
            TapKind::Body(body) => body.len(),
            TapKind::SseEvent { data, .. } => data.len(),
            TapKind::Message(line) | TapKind::Stderr(line) | TapKind::Noise(line) => line.len(),
            TapKind::Request { .. } | TapKind::ResponseHead { .. } | TapKind::Lifecycle(_) => 0,
        };
        heard.fetch_add(bytes, Ordering::Relaxed);
    })
}
