//! Sessions over the HTTP+SSE transport: their tokens, their loss, their end.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::Duration;

use hitchpost_mcp::{Client, ClientConfig, Error};
use serde_json::json;

use crate::old_server::{MESSAGES, connect, known, old};
use crate::script::{call, status};
use crate::tokens::{Tokens, carries, refuse};

#[tokio::test]
async fn a_stream_that_ends_fails_its_calls_and_the_next_opens_another() {
    let lost = Arc::new(AtomicUsize::new(0));
    let (script, _) = old(move |server, seen| {
        if seen.what() == "tools/call" && lost.fetch_add(1, Ordering::SeqCst) == 0 {
            server.hang_up();
            return Some(status(202));
        }
        None
    })
    .await;
    let client = connect(&script).await;
    let error = client.call_tool(call(&json!({}))).await.unwrap_err();
    assert!(matches!(&error, Error::Network { reason, .. } if reason.contains("event stream")), "{error:?}");
    assert_eq!(client.closed(), None);
    let next = (0..3).map(|_| client.call_tool(call(&json!({}))));
    for result in futures_util::future::join_all(next).await {
        result.unwrap();
    }
    let handshakes = script.story().iter().filter(|what| *what == "initialize").count();
    assert_eq!(handshakes, 2, "calls share the one new handshake");
}

#[tokio::test]
async fn a_forgotten_session_is_opened_anew_and_the_call_repeated() {
    let (script, _) = old(|_, seen| {
        let forgotten = seen.what() == "tools/call" && seen.target == MESSAGES;
        forgotten.then(|| status(404))
    })
    .await;
    let client = connect(&script).await;
    client.call_tool(call(&json!({}))).await.unwrap();
    assert_eq!(script.until("tools/call").await.target, "/messages?session_id=2");
}

#[tokio::test]
async fn closing_ends_the_stream_and_running_calls() {
    let (script, server) = old(|_, seen| (seen.what() == "tools/call").then(|| status(202))).await;
    let client = connect(&script).await;
    let stream = server.newest();
    let running = tokio::spawn({
        let client = client.clone();
        async move { client.call_tool(call(&json!({}))).await }
    });
    script.until("tools/call").await;
    client.close().await;
    assert!(matches!(running.await.unwrap(), Err(Error::Closed { .. })));
    tokio::time::timeout(Duration::from_secs(10), stream.closed()).await.unwrap();
    assert!(!script.story().contains(&"DELETE".to_owned()));
}

#[tokio::test]
async fn a_failed_handshake_leaves_no_stream_behind() {
    let (script, server) = old(|server, seen| {
        (seen.what() == "initialize" && seen.target != "/mcp")
            .then(|| server.reply(seen, json!({ "protocolVersion": "1999-01-01", "capabilities": {} })))
    })
    .await;
    let error = Client::connect(script.config()).await.err().unwrap();
    assert_eq!(error, Error::Version { offered: vec!["1999-01-01".into()] });
    tokio::time::timeout(Duration::from_secs(10), server.newest().closed()).await.unwrap();
}

#[tokio::test]
async fn the_supplied_token_goes_with_the_stream_and_every_message() {
    let (script, _) = old(|_, _| None).await;
    let config = ClientConfig { authorizer: Some(Tokens::new()), ..known(&script) };
    let client = Client::connect(config).await.unwrap();
    client.call_tool(call(&json!({}))).await.unwrap();
    assert!(script.seen().iter().all(|seen| carries(seen, 0)));
}

#[tokio::test]
async fn a_stream_refused_with_its_old_token_is_opened_with_the_new() {
    let accepted = Arc::new(AtomicU32::new(0));
    let checked = Arc::clone(&accepted);
    let (script, server) = old(move |_, seen| {
        (!carries(seen, checked.load(Ordering::SeqCst)))
            .then(|| refuse(seen, 401, r#"error="invalid_token""#))
    })
    .await;
    let tokens = Tokens::new();
    let config = ClientConfig { authorizer: Some(tokens.clone()), ..known(&script) };
    let client = Client::connect(config).await.unwrap();
    accepted.store(1, Ordering::SeqCst);
    client.call_tool(call(&json!({}))).await.unwrap();
    accepted.store(2, Ordering::SeqCst);
    server.hang_up();
    // Whether the loss is noticed before the next call or during it, the one after that works.
    let _ = client.call_tool(call(&json!({}))).await;
    client.call_tool(call(&json!({}))).await.unwrap();
    let opened: Vec<bool> =
        script.seen().iter().filter(|seen| seen.what() == "GET").map(|seen| carries(seen, 2)).collect();
    assert_eq!((opened.last(), tokens.number()), (Some(&true), 2));
}
