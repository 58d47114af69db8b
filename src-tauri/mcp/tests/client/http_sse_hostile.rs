//! Hostile and broken servers of the HTTP+SSE transport.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hitchpost_mcp::{Client, ClientConfig, Error, Freshness, Limits, Tap, TapKind, Transport};
use serde_json::json;

use crate::old_server::{connect, done, known, old};
use crate::script::{Script, call, status};

fn hasty(script: &Script) -> ClientConfig {
    let limits = Limits { probe: Duration::from_millis(200), ..Limits::default() };
    ClientConfig { limits, ..script.config() }
}

/// The outcome of connecting to a server whose stream begins with `text`, and what reached it.
async fn greeted_with(text: &'static str) -> (Result<Client, Error>, Vec<String>) {
    let (script, _) = old(move |server, seen| (seen.what() == "GET").then(|| server.open(text))).await;
    let outcome = Client::connect(hasty(&script)).await;
    (outcome, script.story())
}

#[tokio::test]
async fn an_endpoint_of_another_origin_is_refused() {
    for (endpoint, shown) in [
        ("http://evil.example/messages?token=abc", "http://evil.example/messages?token=••"),
        ("//evil.example/messages", "http://evil.example/messages"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("http://127.0.0.1:1/messages", "http://127.0.0.1:1/messages"),
    ] {
        let text = format!("event: endpoint\ndata: {endpoint}\n\n").leak();
        let (outcome, story) = greeted_with(text).await;
        assert_eq!(outcome.err().unwrap(), Error::ForeignEndpoint { endpoint: shown.into() });
        assert_eq!(story, ["server/discover", "initialize", "GET"], "nothing was sent after it");
    }
}

#[tokio::test]
async fn a_stream_that_never_says_where_to_post_is_named_for_it() {
    let message = "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}\n\n";
    for text in ["", ": hello\n\n", message, "event: endpoint\n", "event: endpoint\ndata: http://[\n\n"] {
        let (outcome, _) = greeted_with(text).await;
        let error = outcome.err().unwrap();
        assert!(matches!(&error, Error::Malformed { reason, .. } if reason.contains("post")), "{error:?}");
    }
}

#[tokio::test]
async fn a_stream_that_ends_before_it_says_where_to_post_is_named_for_it() {
    let (script, _) = old(|server, seen| {
        (seen.what() == "GET").then(|| {
            let response = server.open(": nothing to say\n\n");
            server.hang_up();
            response
        })
    })
    .await;
    let error = Client::connect(hasty(&script)).await.err().unwrap();
    assert!(matches!(&error, Error::Malformed { reason, .. } if reason.contains("ended")), "{error:?}");
}

#[tokio::test]
async fn only_the_first_endpoint_counts() {
    let (script, server) = old(|server, seen| {
        (seen.what() == "GET").then(|| {
            let first = "event: endpoint\ndata: /messages?session_id=1\n\n";
            server.open(&format!("{first}event: endpoint\ndata: http://evil.example/messages\n\n"))
        })
    })
    .await;
    let notes = Arc::new(Mutex::new(String::new()));
    let listener = Arc::clone(&notes);
    let tap = Tap::new(move |event| {
        if let TapKind::Lifecycle(text) = event.kind {
            listener.lock().unwrap().push_str(&text);
        }
    });
    let client = Client::connect(ClientConfig { tap, ..script.config() }).await.unwrap();
    server.write("event: endpoint\ndata: /elsewhere\n\n");
    client.call_tool(call(&json!({}))).await.unwrap();
    assert_eq!(script.until("tools/call").await.target, "/messages?session_id=1");
    assert!(notes.lock().unwrap().contains("another `endpoint` event was ignored"));
}

#[tokio::test]
async fn it_makes_no_difference_how_the_stream_is_cut() {
    let text =
        "\u{feff}:\r\nid: 1\revent: endpoint\r\nretry: 0\nunknown: x\ndata: /messages?session_id=1\r\n\r\n";
    let (script, _) = old(move |server, seen| {
        if seen.what() == "GET" {
            let response = server.open("");
            text.chars().for_each(|piece| server.write(piece));
            return Some(response);
        }
        if seen.what() == "tools/call" {
            let answer = json!({ "jsonrpc": "2.0", "id": seen.body["id"], "result": done() });
            format!("event:message\rdata:{answer}\r\r").chars().for_each(|piece| server.write(piece));
            return Some(status(202));
        }
        None
    })
    .await;
    let client = Client::connect(script.config()).await.unwrap();
    client.call_tool(call(&json!({}))).await.unwrap();
    assert_eq!(script.until("tools/call").await.target, "/messages?session_id=1");
}

#[tokio::test]
async fn an_event_beyond_the_limit_costs_the_session_its_stream_and_no_more() {
    for flood in ["data: ", ": "] {
        let calls = Arc::new(AtomicUsize::new(0));
        let (script, _) = old(move |server, seen| {
            if seen.what() == "tools/call" && calls.fetch_add(1, Ordering::SeqCst) == 0 {
                server.write(format!("{flood}{}", "x".repeat(100_000)));
                return Some(status(202));
            }
            None
        })
        .await;
        let limits = Limits { frame: 64 << 10, ..Limits::default() };
        let client = Client::connect(ClientConfig { limits, ..known(&script) }).await.unwrap();
        let error = client.call_tool(call(&json!({}))).await.unwrap_err();
        assert_eq!(error, Error::TooLarge { limit: 64 << 10 });
        client.call_tool(call(&json!({}))).await.unwrap();
    }
}

#[tokio::test]
async fn comments_for_ever_end_with_the_calls_time() {
    let (script, server) = old(|_, seen| (seen.what() == "tools/call").then(|| status(202))).await;
    let client = connect(&script).await;
    let comments = tokio::spawn(async move {
        let stream = server.newest();
        while stream.send(": still here\n".into()).is_ok() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    let mut asked = call(&json!({}));
    asked.extras.timeout = Some(Duration::from_millis(200));
    let error = client.call_tool(asked).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
    client.list_tools(Freshness::Fresh).await.unwrap();
    client.close().await;
    comments.await.unwrap();
}

#[tokio::test]
async fn a_broken_event_ends_the_only_call_and_not_the_session() {
    let (script, _) = old(|server, seen| {
        (seen.what() == "tools/call").then(|| {
            server.write("data: hello\n\ndata: {\"jsonrpc\":\n\n");
            status(202)
        })
    })
    .await;
    let client = connect(&script).await;
    let error = client.call_tool(call(&json!({}))).await.unwrap_err();
    assert!(matches!(error, Error::Malformed { .. }), "{error:?}");
    client.list_tools(Freshness::Fresh).await.unwrap();
    assert_eq!(script.story().iter().filter(|what| *what == "initialize").count(), 1);
}

#[tokio::test]
async fn a_foreign_answer_answers_nobody() {
    let (script, _) = old(|server, seen| {
        if seen.what() == "tools/call" {
            server.say(&json!({ "jsonrpc": "2.0", "id": 999, "result": { "content": [], "no": 1 } }));
            server.say(&json!({ "jsonrpc": "2.0", "id": null, "result": { "content": [], "no": 2 } }));
        }
        None
    })
    .await;
    let client = connect(&script).await;
    assert_eq!(client.verdict().transport, Transport::HttpSse);
    assert_eq!(client.call_tool(call(&json!({}))).await.unwrap().content.len(), 1);
}
