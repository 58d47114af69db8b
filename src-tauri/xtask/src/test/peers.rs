//! Servers nobody here wrote: each is started, added, listed and called through the command line, as a person would.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use serde_json::Value;

use crate::command::{cargo, output_of, run as run_command};
use crate::{install, keychain};

use super::node;
use super::running::{Running, free_port};
use super::tally::Tally;

/// A server and what it must answer.
struct Peer {
    name: &'static str,
    /// The command that serves on a port.
    command: fn(&Path, u16) -> Command,
    tool: &'static str,
    arguments: &'static str,
    answer: &'static str,
    /// The address to add.
    path: &'static str,
    /// The address that calls must be sent to.
    posts_to: &'static str,
    /// The revision that must be found without being told.
    revision: &'static str,
}

const PEERS: &[Peer] = &[
    EVERYTHING,
    Peer {
        name: "server-everything over HTTP+SSE",
        command: everything_sse,
        path: "/sse",
        posts_to: "/message?",
        ..EVERYTHING
    },
    Peer { name: "Python SDK 2", command: python2, revision: "2026-07-28", ..GREETER },
    Peer { name: "Python SDK 1", command: python1, revision: "2025-11-25", ..GREETER },
    Peer { name: "Python SDK 2 over HTTP+SSE", command: python2_sse, ..OLD_GREETER },
    Peer { name: "Python SDK 1 over HTTP+SSE", command: python1_sse, ..OLD_GREETER },
    Peer { name: "TypeScript SDK 2", command: typescript, revision: "2026-07-28", ..GREETER },
];

const EVERYTHING: Peer = Peer {
    name: "server-everything",
    command: everything,
    tool: "echo",
    arguments: r#"{"message":"hello post"}"#,
    answer: "hello post",
    path: "/mcp",
    posts_to: "/mcp",
    revision: "2025-11-25",
};

const GREETER: Peer = Peer { tool: "greet", arguments: r#"{"name":"post"}"#, revision: "", ..EVERYTHING };

const OLD_GREETER: Peer = Peer { path: "/sse", posts_to: "/messages/?", revision: "2025-11-25", ..GREETER };

fn everything(root: &Path, port: u16) -> Command {
    everything_over(root, port, "streamableHttp")
}

fn everything_sse(root: &Path, port: u16) -> Command {
    everything_over(root, port, "sse")
}

fn everything_over(root: &Path, port: u16, transport: &str) -> Command {
    let mut command = node(root);
    command.arg("tests/node_modules/@modelcontextprotocol/server-everything/dist/index.js").arg(transport);
    command.env("PORT", port.to_string());
    command
}

fn typescript(root: &Path, port: u16) -> Command {
    let mut command = node(root);
    command.arg("tests/peers/typescript-server.mjs").arg(port.to_string());
    command
}

fn python1(root: &Path, port: u16) -> Command {
    python(root, port, "mcp1", "streamable-http")
}

fn python1_sse(root: &Path, port: u16) -> Command {
    python(root, port, "mcp1", "sse")
}

fn python2(root: &Path, port: u16) -> Command {
    python(root, port, "mcp2", "streamable-http")
}

fn python2_sse(root: &Path, port: u16) -> Command {
    python(root, port, "mcp2", "sse")
}

fn python(root: &Path, port: u16, generation: &str, transport: &str) -> Command {
    let mut command = Command::new(environment(root, generation).join("bin/python"));
    command.arg(root.join("tests/peers/python_server.py")).arg(port.to_string()).arg(transport);
    command
}

/// Where a generation of the Python SDK is installed.
pub fn environment(root: &Path, generation: &str) -> PathBuf {
    root.join("target/peers").join(generation)
}

/// Installs both generations of the Python SDK.
pub fn install_python(root: &Path) -> anyhow::Result<()> {
    for generation in ["mcp1", "mcp2"] {
        let requirements = root.join(format!("tests/peers/requirements-{generation}.txt"));
        install::python(&environment(root, generation), &requirements)?;
    }
    Ok(())
}

/// Lists and calls over every peer.
pub fn run(root: &Path) -> anyhow::Result<Tally> {
    install_python(root)?;
    run_command(cargo(root).args(["build", "--locked", "--workspace", "--bins"]))?;
    let check = |peer: &Peer| {
        let started = Instant::now();
        let outcome = visit(root, peer);
        let seconds = started.elapsed().as_secs_f64();
        match &outcome {
            Ok(()) => eprintln!("✓ {} ({seconds:.1} s)", peer.name),
            Err(error) => eprintln!("✗ {}: {error:#}", peer.name),
        }
        Tally::check(outcome.is_ok())
    };
    Ok(PEERS.iter().map(check).sum())
}

fn visit(root: &Path, peer: &Peer) -> anyhow::Result<()> {
    let port = free_port()?;
    let folder = root.join("target/peers");
    let _server = Running::start(&mut (peer.command)(root, port), &folder, peer.name, port)?;

    let home = root.join("target/peers/home");
    keychain::isolate(&mut Command::new("hitchpost"), &home)?;
    let hitchpost = |arguments: &[&str]| -> anyhow::Result<Value> {
        let mut command = Command::new(root.join("target/debug/hitchpost"));
        keychain::move_into(&mut command, &home)?;
        let printed = output_of(command.args(["--json"]).args(arguments))?;
        serde_json::from_str(&printed).with_context(|| format!("reading {printed:?}"))
    };
    let address = format!("http://127.0.0.1:{port}");
    hitchpost(&["add", &format!("{address}{}", peer.path), "--name", "Peer"])?;
    let tools = hitchpost(&["tools", "peer"])?;
    let names: Vec<&str> =
        tools["tools"].as_array().into_iter().flatten().filter_map(|tool| tool["name"].as_str()).collect();
    ensure!(names.contains(&peer.tool), "{} is not among its tools: {names:?}", peer.tool);

    let report = hitchpost(&["call", "peer", peer.tool, "--args", peer.arguments])?;
    let outcome = &report["outcome"];
    ensure!(outcome["type"] == "completed" && outcome["isError"] == false, "the call ended with {outcome}");
    ensure!(outcome["content"].to_string().contains(peer.answer), "it answered {}", outcome["content"]);
    let request = last_request(&report).context("nothing was sent")?;
    let line = request["head"].as_str().unwrap_or_default();
    let expected = format!("POST {address}{}", peer.posts_to);
    ensure!(line.starts_with(&expected), "the call was sent as {line:?}, not to {expected}");
    let spoken = revision_of(request);
    ensure!(spoken == Some(peer.revision), "it was spoken to in {spoken:?}, not {}", peer.revision);
    hitchpost(&["remove", "peer"])?;
    Ok(())
}

fn last_request(report: &Value) -> Option<&Value> {
    report["wire"].as_array()?.iter().rfind(|frame| frame["kind"] == "http_request")
}

/// The revision that a request names in its header.
fn revision_of(request: &Value) -> Option<&str> {
    let headers = request["headers"].as_array()?;
    let named = |header: &&Value| {
        header[0].as_str().is_some_and(|name| name.eq_ignore_ascii_case("mcp-protocol-version"))
    };
    headers.iter().find(named)?[1].as_str()
}
