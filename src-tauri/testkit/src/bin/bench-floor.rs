//! The benchmarks' floor: the least an MCP client can do. One connection per caller, requests written as text,
//! answers borrowed from the received body; no eras, no limits, no tap.

use std::borrow::Cow;
use std::io::Write as _;

use anyhow::{Context as _, ensure};
use bytes::Bytes;
use clap::{Parser, Subcommand};
use hitchpost_testkit::load::closed_loop;
use http::{Request, StatusCode, Uri, header};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::net::TcpStream;

/// The least an MCP client can do. `BENCH_TOKEN` is sent as a bearer token.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    job: Job,
}

#[derive(Subcommand)]
enum Job {
    /// Connects, lists, calls one tool, prints its text.
    OneShot { url: Uri, tool: String, arguments: String },
    /// Connects, lists, prints the tools' names.
    List { url: Uri },
    /// Calls `echo` over and over, prints the figures as JSON.
    Loop { url: Uri, calls: usize, concurrency: usize },
}

// One thread: the server needs the other core, and so it is for every client measured.
#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    match Arguments::parse().job {
        Job::OneShot { url, tool, arguments } => one_shot(&url, &tool, &arguments).await,
        Job::List { url } => list(&url).await,
        Job::Loop { url, calls, concurrency } => {
            let mut callers = Vec::with_capacity(concurrency);
            for _ in 0..concurrency {
                let mut link = Link::open(&url).await?;
                let body = call_body("echo", r#"{"text":"hi"}"#);
                callers.push(async move || {
                    let answer = link.post("tools/call", Some("echo"), body.clone()).await?;
                    read::<CallResult<'_>>(&answer).map(drop)
                });
            }
            let figures = closed_loop(callers, calls).await?;
            writeln!(std::io::stdout(), "{}", serde_json::to_string(&figures)?)
                .context("printing the figures")
        }
    }
}

async fn one_shot(url: &Uri, tool: &str, arguments: &str) -> anyhow::Result<()> {
    let mut link = Link::open(url).await?;
    link.post("server/discover", None, body("server/discover", "")).await?;
    let tools = link.post("tools/list", None, body("tools/list", "")).await?;
    let known = read::<ListResult<'_>>(&tools)?.tools.iter().any(|listed| listed.name == tool);
    ensure!(known, "the server has no tool {tool}");
    let answer = link.post("tools/call", Some(tool), call_body(tool, arguments)).await?;
    let mut out = std::io::stdout().lock();
    for part in read::<CallResult<'_>>(&answer)?.content {
        out.write_all(part.text.as_bytes())?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

async fn list(url: &Uri) -> anyhow::Result<()> {
    let mut link = Link::open(url).await?;
    link.post("server/discover", None, body("server/discover", "")).await?;
    let answer = link.post("tools/list", None, body("tools/list", "")).await?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for tool in read::<ListResult<'_>>(&answer)?.tools {
        writeln!(out, "{}\t{}", tool.name, tool.input_schema.get().len())?;
    }
    out.flush().context("printing the names")
}

/// One TCP connection.
struct Link {
    sender: SendRequest<Full<Bytes>>,
    url: Uri,
    authorization: Option<String>,
}

impl Link {
    async fn open(url: &Uri) -> anyhow::Result<Link> {
        let (host, port) = (url.host().context("no host")?, url.port_u16().unwrap_or(80));
        let stream = TcpStream::connect((host, port)).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let authorization = std::env::var("BENCH_TOKEN").ok().map(|token| format!("Bearer {token}"));
        Ok(Link { sender, url: url.clone(), authorization })
    }

    async fn post(&mut self, method: &str, name: Option<&str>, body: Bytes) -> anyhow::Result<Bytes> {
        let path = self.url.path_and_query().map_or("/", |path| path.as_str());
        let host = self.url.authority().map_or("", |authority| authority.as_str());
        let mut request = Request::post(path)
            .header(header::HOST, host)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/json, text/event-stream")
            .header("mcp-protocol-version", VERSION)
            .header("mcp-method", method);
        if let Some(name) = name {
            request = request.header("mcp-name", name);
        }
        if let Some(value) = &self.authorization {
            request = request.header(header::AUTHORIZATION, value);
        }
        self.sender.ready().await?;
        let response = self.sender.send_request(request.body(Full::new(body))?).await?;
        let status = response.status();
        let answer = response.into_body().collect().await?.to_bytes();
        ensure!(status == StatusCode::OK, "{method}: {status} {}", String::from_utf8_lossy(&answer));
        Ok(answer)
    }
}

const VERSION: &str = "2026-07-28";

fn call_body(tool: &str, arguments: &str) -> Bytes {
    body("tools/call", &format!(r#""name":"{tool}","arguments":{arguments},"#))
}

fn body(method: &str, parameters: &str) -> Bytes {
    Bytes::from(format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{{{parameters}"_meta":{{"io.modelcontextprotocol/protocolVersion":"{VERSION}","io.modelcontextprotocol/clientCapabilities":{{}},"io.modelcontextprotocol/clientInfo":{{"name":"floor","version":"1"}}}}}}}}"#
    ))
}

fn read<'a, T: Deserialize<'a>>(answer: &'a [u8]) -> anyhow::Result<T> {
    #[derive(Deserialize)]
    struct Envelope<T> {
        result: T,
    }
    let envelope: Envelope<T> = serde_json::from_slice(answer).context("not a JSON-RPC result")?;
    Ok(envelope.result)
}

#[derive(Deserialize)]
struct ListResult<'a> {
    #[serde(borrow)]
    tools: Vec<ListedTool<'a>>,
}

#[derive(Deserialize)]
struct ListedTool<'a> {
    name: Cow<'a, str>,
    #[serde(borrow, rename = "inputSchema")]
    input_schema: &'a RawValue,
}

#[derive(Deserialize)]
struct CallResult<'a> {
    #[serde(borrow)]
    content: Vec<Text<'a>>,
}

#[derive(Deserialize)]
struct Text<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
}
