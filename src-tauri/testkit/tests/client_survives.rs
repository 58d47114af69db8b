//! The client against every way a server of the fixture goes wrong: it always comes back, with the
//! right kind of error or in spite of it.
#![allow(clippy::unwrap_used, clippy::panic)] // all of this crate is tests

use std::time::Duration;

use futures_util::future::join_all;
use hitchpost_mcp::{Client, ClientConfig, Error, Freshness, RawJson, ToolCall};
use hitchpost_testkit::fixture::{Fixture, Mode};
use url::Url;

/// How far a client gets: the step that failed and the kind of its error, or how many tools it
/// lists, how many it rejects, and that a call works.
#[derive(Debug, PartialEq)]
enum Reached {
    Connect(&'static str),
    List(&'static str),
    Call(&'static str),
    Result { tools: usize, rejected: usize },
}

use Reached::{Call, Connect, List, Result as Works};

const SIX: Reached = Works { tools: 6, rejected: 0 };

/// Longer than any of these takes, shorter than anybody's patience.
const PATIENCE: Duration = Duration::from_secs(60);

async fn reach(url: Url, expected: &Reached) -> Reached {
    let mut config = ClientConfig::new(url);
    if *expected == Call("timeout") {
        config.request_timeout = Duration::from_secs(1);
    }
    let client = match Client::connect(config).await {
        Ok(client) => client,
        Err(error) => return Connect(kind(&error)),
    };
    let list = match client.list_tools(Freshness::Fresh).await {
        Ok(list) => list,
        Err(error) => return List(kind(&error)),
    };
    let name = list.items.first().map_or("echo", |tool| &tool.name);
    let arguments = RawJson::parse(r#"{"text":"hi","region":"eu"}"#).unwrap();
    let called = client.call_tool(ToolCall::new(name, arguments)).await;
    client.close().await;
    match called {
        Ok(_) => Works { tools: list.items.len(), rejected: list.rejected.len() },
        Err(error) => Call(kind(&error)),
    }
}

fn kind(error: &Error) -> &'static str {
    match error {
        Error::Network { .. } => "network",
        Error::Timeout { .. } => "timeout",
        Error::Status { status: 401, .. } => "401",
        Error::Status { status: 403, .. } => "403",
        Error::Status { status: 404, .. } => "404",
        Error::Status { status: 429, .. } => "429",
        Error::Status { status: 500, .. } => "500",
        Error::NotMcp { .. } => "not MCP",
        Error::Redirected { .. } => "redirected",
        Error::Malformed { .. } => "malformed",
        Error::TooLarge { .. } => "too large",
        Error::Rpc { .. } => "rpc",
        Error::Spawn { .. } => "spawn",
        Error::Exited { .. } => "exited",
        Error::InputRequired { .. } => "input required",
        other => panic!("{other:?}"),
    }
}

/// Tries all paths at once on one fixture and compares everything that came of it.
async fn expect(expected: Vec<(String, Reached)>) {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let reached = expected.iter().map(|(path, expected)| reach(fixture.at(path), expected));
    let reached = tokio::time::timeout(PATIENCE, join_all(reached)).await.expect("every client comes back");
    for ((path, expected), reached) in expected.iter().zip(reached) {
        assert_eq!(reached, *expected, "{path}");
    }
}

fn at(path: &str, reached: Reached) -> (String, Reached) {
    (path.to_owned(), reached)
}

#[tokio::test]
async fn servers_that_are_no_servers_are_named_for_what_they_are() {
    expect(vec![
        at("/token", Connect("401")),
        at("/apikey", Connect("401")),
        at("/oauth", Connect("401")),
        at("/forbidden", Connect("403")),
        at("/missing", Connect("404")),
        at("/busy", Connect("429")),
        at("/broken", Connect("500")),
        at("/html", Connect("not MCP")),
        at("/garbage", Connect("malformed")),
        at("/accepted", Connect("malformed")),
        at("/cut", Connect("network")),
        at("/redirect", Connect("redirected")),
    ])
    .await;
}

#[tokio::test]
async fn the_era_is_found_whatever_discovery_answers() {
    let found = [
        "html",
        "accepted",
        "empty",
        "method-not-found",
        "null-id",
        "foreign-id",
        "legacy-list",
        "unsupported",
    ];
    let mut expected: Vec<_> =
        found.iter().map(|variant| at(&format!("/discover?as={variant}"), SIX)).collect();
    expected.push(at("/discover?as=unauthorized", Connect("401")));
    expected.push(at("/discover?as=broken", Connect("500")));
    expected.extend(["/good", "/modern-only", "/legacy-only", "/sse", "/pages"].map(|path| at(path, SIX)));
    expect(expected).await;
}

#[tokio::test]
async fn lists_are_used_as_far_as_they_are_usable() {
    expect(vec![
        at("/mixed", Works { tools: 5, rejected: 3 }),
        at("/headers", Works { tools: 1, rejected: 2 }),
        at("/empty", Works { tools: 0, rejected: 0 }),
        at("/names", Works { tools: 7, rejected: 5 }),
        at("/many?tools=2000&per_page=300", Works { tools: 2000, rejected: 0 }),
        // The same tool comes round again under each cursor until the client has seen enough.
        at("/loop", Works { tools: 1, rejected: 1 }),
        at("/loop?as=cycle", Works { tools: 1, rejected: 3 }),
        // It lists none, and so knows no call either.
        at("/notools", Call("rpc")),
    ])
    .await;
}

#[tokio::test]
async fn a_failing_call_leaves_the_list_alone() {
    expect(vec![
        at("/broken?at=tools/call", Call("500")),
        at("/busy?at=tools/call", Call("429")),
        at("/html?at=tools/call", Call("not MCP")),
        at("/garbage?at=tools/call", Call("malformed")),
        at("/cut?at=tools/call", Call("network")),
        at("/hang?at=tools/call", Call("timeout")),
        at("/drip?at=tools/call", Call("timeout")),
        at("/slow?ms=60000", Call("timeout")),
        at("/rpcerror", Call("rpc")),
        at("/odd?as=input-required", Call("input required")),
        at("/odd?as=unknown-result-type", Call("malformed")),
    ])
    .await;
}

#[tokio::test]
async fn odd_results_are_results() {
    let odd = ["", "empty", "null-content", "content-object", "structured-only"];
    let mut expected: Vec<_> = odd
        .iter()
        .map(|variant| at(&format!("/odd?as={variant}"), Works { tools: 1, rejected: 0 }))
        .collect();
    expected.push(at("/parts", Works { tools: 1, rejected: 0 }));
    expected.push(at("/big?mb=2", Works { tools: 1, rejected: 0 }));
    expect(expected).await;
}

#[tokio::test]
async fn spoiled_answers_cost_the_request_they_answer() {
    let malformed = [
        "no-content",
        "empty",
        "utf-16",
        "invalid-utf8",
        "nan",
        "duplicate-keys",
        "deep",
        "wrong-id",
        "null-id",
        "both",
        "neither",
        "many-headers",
        "long-challenge",
        "long-body",
    ];
    let mut expected = Vec::new();
    for variant in malformed {
        expected.push(at(&format!("/hostile?as={variant}&at=tools/list"), List("malformed")));
        expected.push(at(&format!("/hostile?as={variant}&at=tools/call"), Call("malformed")));
    }
    expected.push(at("/hostile?as=short-body&at=tools/call", Call("network")));
    expected.push(at("/hostile?as=endless-line&at=tools/call", Call("too large")));
    expected.push(at("/hostile?as=comments&at=tools/call", Call("timeout")));
    expect(expected).await;
}

#[tokio::test]
async fn unusual_answers_are_understood() {
    let understood = [
        "no-type",
        "text-id",
        "jsonrpc-1",
        "batch",
        "split",
        "no-blank",
        "server-request",
        "twice",
        "foreign-first",
        "stays-open",
    ];
    let mut expected = Vec::new();
    for variant in understood {
        expected.push(at(&format!("/hostile?as={variant}"), SIX));
    }
    expected.push(at("/hostile?as=flood&at=tools/call", SIX));
    expect(expected).await;
}
