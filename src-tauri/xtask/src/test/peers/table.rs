//! The servers, and what each must be found to be.

use std::path::Path;

use super::servers::{self, Place, Start, Transport};

/// A server and what it must answer.
pub struct Peer {
    pub name: &'static str,
    /// The server at a place.
    pub start: fn(&Path, Place) -> Start,
    /// How it is reached; that must be found out without being told.
    pub transport: Transport,
    pub tool: &'static str,
    pub arguments: &'static str,
    pub answer: &'static str,
    /// The revision that must be found.
    pub revision: &'static str,
    /// What a person types at what the server asks during the call, line by line; nobody is there when absent.
    pub typed: Option<&'static str>,
}

impl Transport {
    /// As Hitchpost names it.
    pub fn of_hitchpost(self) -> &'static str {
        match self {
            Transport::Http => "streamable_http",
            Transport::HttpSse => "http_sse",
            Transport::Stdio => "stdio",
        }
    }

    /// As the official client is told.
    pub fn of_oracle(self) -> &'static str {
        match self {
            Transport::Http => "http",
            Transport::HttpSse => "sse",
            Transport::Stdio => "stdio",
        }
    }

    /// The path to add, on servers over HTTP.
    pub fn path(self) -> &'static str {
        match self {
            Transport::HttpSse => "/sse",
            Transport::Http | Transport::Stdio => "/mcp",
        }
    }
}

pub const LEGACY: &str = "2025-11-25";
pub const MODERN: &str = "2026-07-28";

pub const PEERS: &[Peer] = &[
    EVERYTHING,
    Peer { name: "server-everything over HTTP+SSE", transport: Transport::HttpSse, ..EVERYTHING },
    Peer { name: "server-everything over stdio", transport: Transport::Stdio, ..EVERYTHING },
    Peer {
        name: "server-everything, a tool that must be a task",
        tool: "simulate-research-query",
        arguments: r#"{"topic":"posts","ambiguous":false}"#,
        answer: "posts",
        ..EVERYTHING
    },
    Peer { name: "Python SDK 2", start: servers::python2, revision: MODERN, ..GREETER },
    Peer {
        name: "Python SDK 2 over HTTP+SSE",
        start: servers::python2,
        transport: Transport::HttpSse,
        ..GREETER
    },
    Peer {
        name: "Python SDK 2 over stdio",
        start: servers::python2,
        transport: Transport::Stdio,
        revision: MODERN,
        ..GREETER
    },
    Peer { name: "Python SDK 1", start: servers::python1, ..GREETER },
    Peer {
        name: "Python SDK 1 over HTTP+SSE",
        start: servers::python1,
        transport: Transport::HttpSse,
        ..GREETER
    },
    Peer { name: "Python SDK 1 over stdio", start: servers::python1, transport: Transport::Stdio, ..GREETER },
    Peer { name: "FastMCP", start: servers::fastmcp, revision: MODERN, ..GREETER },
    TYPESCRIPT,
    Peer { name: "TypeScript SDK 2 over stdio", transport: Transport::Stdio, ..TYPESCRIPT },
    Peer {
        name: "TypeScript SDK 2, a tool that asks back",
        tool: "deploy",
        arguments: r#"{"env":"prod"}"#,
        answer: "deployed prod",
        typed: Some("y\ny\n"),
        ..TYPESCRIPT
    },
    Peer {
        name: "TypeScript SDK 2 over stdio, a tool that asks back",
        transport: Transport::Stdio,
        tool: "deploy",
        arguments: r#"{"env":"prod"}"#,
        answer: "left prod alone",
        typed: Some("n\ny\n"),
        ..TYPESCRIPT
    },
    Peer { name: "Rust SDK", start: servers::rmcp, revision: MODERN, ..GREETER },
    Peer {
        name: "Rust SDK over stdio",
        start: servers::rmcp,
        transport: Transport::Stdio,
        revision: MODERN,
        ..GREETER
    },
    Peer {
        name: "an MCP Apps server",
        start: servers::apps,
        tool: "get-time",
        arguments: "{}",
        answer: "T",
        ..EVERYTHING
    },
];

const EVERYTHING: Peer = Peer {
    name: "server-everything",
    start: servers::everything,
    transport: Transport::Http,
    tool: "echo",
    arguments: r#"{"message":"hello post"}"#,
    answer: "hello post",
    revision: LEGACY,
    typed: None,
};

const GREETER: Peer = Peer { tool: "greet", arguments: r#"{"name":"post"}"#, ..EVERYTHING };

const TYPESCRIPT: Peer =
    Peer { name: "TypeScript SDK 2", start: servers::typescript, revision: MODERN, ..GREETER };
