//! The fixture as a process: prints `listening http://127.0.0.1:PORT` and serves until its standard
//! input closes or it is told to stop.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Parser;
use hitchpost_testkit::authorization::{AuthorizationFixture, AuthorizationOptions, CONTROLS, Quirk};
use hitchpost_testkit::fixture::{Certificate, Fixture, Mode};

/// MCP servers that behave well, badly and hostilely: one path per mode.
#[derive(Parser)]
#[command(after_help = modes())]
struct Arguments {
    /// Port of 127.0.0.1 to listen on; 0 chooses a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// What /mcp does until /switch/<mode> is requested.
    #[arg(long, default_value = "good", value_parser = |name: &str| name.parse::<Mode>())]
    mode: Mode,
    /// Also listen with TLS, once per certificate, and write the authority's certificate to this file.
    #[arg(long, value_name = "FILE")]
    tls: Option<PathBuf>,
    /// Also listen as an authorization server with an MCP server behind it, and print that one's address.
    #[arg(long, value_name = "QUIRK", value_parser = |name: &str| name.parse::<Quirk>())]
    authorization: Option<Quirk>,
    /// Keep serving when standard input closes.
    #[arg(long)]
    detached: bool,
}

fn modes() -> String {
    let line = |(_, name, about): &(Mode, &str, &str)| format!("  /{name:<14} {about}\n");
    let lines: String = Mode::ALL.iter().map(line).collect();
    let line = |(_, name, about): &(Quirk, &str, &str)| format!("  {name:<24} {about}\n");
    let quirks: String = Quirk::ALL.iter().map(line).collect();
    let line = |(path, about): &(&str, &str)| format!("  {path:<32} {about}\n");
    let controls: String = CONTROLS.iter().map(line).collect();
    let sign_in =
        format!("Quirks of --authorization:\n{quirks}Its controls, beside /mcp and /log:\n{controls}\n");
    format!(
        "Paths:\n{lines}  /mcp            the mode chosen with --mode or /switch/<mode>\n  \
         /switch/<mode>  changes what /mcp does\n  /log            the requests seen (DELETE forgets them)\n\n\
         {sign_in}\
         With at=<JSON-RPC method> a path misbehaves for that method only.\n\n\
         Values of as=\n  /discover  {}\n  /odd       {}\n  /hostile   {}\n  /loop      {}",
        Mode::Discover.variants().join(", "),
        Mode::Odd.variants().join(", "),
        Mode::Hostile.variants().join(", "),
        Mode::Loop.variants().join(", "),
    )
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Arguments { port, mode, tls, authorization, detached } = Arguments::parse();
    let mut fixture = Fixture::start_on(port, mode).await.context("binding a port of 127.0.0.1")?;
    let mut lines = format!("listening http://{}\n", fixture.address());
    if let Some(file) = tls {
        fixture = fixture.with_tls().await.context("listening with TLS")?;
        std::fs::write(&file, fixture.authority_pem().unwrap_or_default())
            .with_context(|| format!("writing {}", file.display()))?;
        for certificate in Certificate::ALL {
            if let Some(url) = fixture.tls_url(certificate) {
                lines.push_str(&format!("tls {} {url}\n", certificate.name()));
            }
        }
    }
    // Serves for as long as it is held.
    let _authorization = match authorization {
        Some(quirk) => {
            let server = AuthorizationFixture::start(AuthorizationOptions::with(quirk)).await;
            let server = server.context("binding another port of 127.0.0.1")?;
            lines.push_str(&format!("authorization {}\n", server.mcp_url()));
            Some(server)
        }
        None => None,
    };
    let mut out = std::io::stdout();
    out.write_all(lines.as_bytes())?;
    out.flush()?;

    tokio::select! {
        stopped = told_to_stop() => stopped.context("waiting for a signal"),
        () = input_closed(), if !detached => Ok(()),
    }
}

#[cfg(unix)]
async fn told_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminated.recv() => Ok(()),
        interrupted = tokio::signal::ctrl_c() => interrupted,
    }
}

#[cfg(not(unix))]
async fn told_to_stop() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

/// Whoever started this process holds its standard input open for as long as it lives.
async fn input_closed() {
    let (closed, heard) = tokio::sync::oneshot::channel();
    // A thread, because a runtime waits for its own blocking tasks before it ends.
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        let _ = closed.send(());
    });
    let _ = heard.await;
}
