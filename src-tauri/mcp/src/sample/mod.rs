//! The sample server: something to try a client on before one has a server of one's own.
//! It runs in this process, on a loopback port, in both eras.

mod ask_me;
mod calls;
mod library;
mod offer;
mod picture;
mod prompts;

use std::io;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use url::Url;

use crate::server::{
    Call, Door, Identity, Listening, McpServer, Outcome, Page, Tools, unknown_cursor, unknown_tool,
};
use crate::wire::{JsonRpcError, RawJson};

/// A running sample server. It stops when it is dropped.
pub struct SampleServer {
    server: McpServer,
    listening: Listening,
}

impl SampleServer {
    const PATH: &'static str = "/mcp";

    /// Starts one on a free port of 127.0.0.1. Must be called inside a Tokio runtime.
    pub fn start() -> io::Result<SampleServer> {
        let server = McpServer::new(identity(), offer::everything());
        let listening = Listening::start(|address| server.router(Self::PATH, Door::new(address.port())))?;
        Ok(SampleServer { server, listening })
    }

    /// Where clients reach it.
    pub fn url(&self) -> Url {
        let address = format!("http://{}{}", self.listening.address(), Self::PATH);
        Url::parse(&address).expect("an IP address, a port and a path make a URL")
    }

    /// Stops listening, cancels running calls and forgets the sessions.
    pub fn stop(&self) {
        self.listening.stop();
        self.server.stop();
    }
}

impl Drop for SampleServer {
    fn drop(&mut self) {
        self.stop();
    }
}

fn identity() -> Identity {
    Identity {
        name: "hitchpost-sample".into(),
        title: Some("Sample server".into()),
        version: env!("CARGO_PKG_VERSION").into(),
        instructions: Some("Things to try; they run on this computer and change nothing.".into()),
    }
}

/// The tools of the sample server that need nothing else; usable behind any other server too.
pub struct SampleTools {
    list: RawJson,
}

impl SampleTools {
    /// Their list.
    pub const LIST: &str = include_str!("tools.json");

    /// The six sample tools.
    pub fn new() -> Self {
        let list = RawJson::parse(Self::LIST).expect("the file is part of this crate and tested");
        Self { list }
    }
}

impl Default for SampleTools {
    fn default() -> Self {
        Self::new()
    }
}

impl Tools for SampleTools {
    fn list(&self, cursor: Option<String>) -> BoxFuture<'_, Result<Page, JsonRpcError>> {
        let page = match cursor {
            None => Ok(Page::whole(self.list.clone())),
            Some(_) => Err(unknown_cursor()),
        };
        ready(page).boxed()
    }

    fn call(&self, call: Call) -> BoxFuture<'_, Result<Outcome, JsonRpcError>> {
        async move {
            match call.name.as_str() {
                "echo" => Ok(calls::echo(&call)),
                "add" => Ok(calls::add(&call)),
                "slow_count" => Ok(calls::slow_count(&call).await),
                "make_image" => Ok(calls::make_image(&call).await),
                "every_field" => Ok(calls::every_field(&call)),
                "fail_always" => Ok(calls::fail_always(&call)),
                unknown => Err(unknown_tool(unknown)),
            }
        }
        .boxed()
    }
}
