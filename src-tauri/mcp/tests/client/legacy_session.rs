//! Sessions of legacy servers: opened, used, lost, picked up, closed.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use hitchpost_mcp::{
    CancellationToken, Client, ClientConfig, Error, Freshness, RawJson, ServerNotification, TimeoutPhase,
};
use serde_json::json;

use crate::script::{call, connect_legacy, event, events, json_response, legacy, open_events, serve, status};

#[tokio::test]
async fn every_request_carries_the_session_and_the_revision() {
    let script = serve(|seen| async move { legacy(&seen) }).await;
    let client = connect_legacy(&script).await;
    client.list_tools(Freshness::Fresh).await.unwrap();
    client.call_tool(call(&json!({}))).await.unwrap();
    client.close().await;
    script.until("DELETE").await;
    for seen in script.seen() {
        let first = seen.what() == "initialize";
        let expected = if first { (None, None) } else { (Some("s1"), Some("2025-11-25")) };
        assert_eq!(
            (seen.header("mcp-session-id"), seen.header("mcp-protocol-version")),
            expected,
            "{}",
            seen.what()
        );
        assert_eq!((seen.header("mcp-method"), seen.header("mcp-name")), (None, None), "{}", seen.what());
        assert!(seen.body["params"]["_meta"].is_null(), "{}", seen.what());
    }
}

#[tokio::test]
async fn a_lost_session_is_opened_anew_once_and_the_call_repeated() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let script = serve(move |seen| {
        let first = seen.what() == "tools/call" && counted.fetch_add(1, Ordering::SeqCst) == 0;
        async move { if first { seen.error(404, -32001, "Session not found") } else { legacy(&seen) } }
    })
    .await;
    let client = connect_legacy(&script).await;
    let result = client.call_tool(call(&json!({}))).await.unwrap();
    assert_eq!(result.content.len(), 1);
    let handshakes = script.story().iter().filter(|what| *what == "initialize").count();
    assert_eq!((handshakes, calls.load(Ordering::SeqCst)), (2, 2));
}

#[tokio::test]
async fn calls_that_lose_the_session_together_share_one_new_handshake() {
    let lost = Arc::new(AtomicUsize::new(0));
    let script = serve(move |seen| {
        let lost = Arc::clone(&lost);
        async move {
            // Only the first session is forgotten; five calls are under way in it.
            if seen.what() == "tools/call" && lost.fetch_add(1, Ordering::SeqCst) < 5 {
                status(404)
            } else {
                legacy(&seen)
            }
        }
    })
    .await;
    let client = connect_legacy(&script).await;
    let calls = (0..5).map(|_| client.call_tool(call(&json!({}))));
    for result in futures_util::future::join_all(calls).await {
        result.unwrap();
    }
    assert_eq!(script.story().iter().filter(|what| *what == "initialize").count(), 2);
}

#[tokio::test]
async fn a_session_that_stays_lost_is_an_error() {
    let script =
        serve(|seen| async move { if seen.what() == "tools/call" { status(404) } else { legacy(&seen) } })
            .await;
    let client = connect_legacy(&script).await;
    let error = client.call_tool(call(&json!({}))).await.unwrap_err();
    assert!(matches!(error, Error::Status { status: 404, .. }), "{error:?}");
    assert_eq!(script.story().iter().filter(|what| *what == "tools/call").count(), 2);
}

#[tokio::test]
async fn closing_deletes_the_session_once() {
    let script = serve(|seen| async move { legacy(&seen) }).await;
    let client = connect_legacy(&script).await;
    assert_eq!(client.closed(), None);
    client.close().await;
    client.clone().close().await;
    assert_eq!(script.story().iter().filter(|what| *what == "DELETE").count(), 1);
    assert!(matches!(client.closed(), Some(Error::Closed { .. })));
    assert!(matches!(client.call_tool(call(&json!({}))).await, Err(Error::Closed { .. })));
}

#[tokio::test]
async fn closing_ends_running_calls() {
    let script = serve(|seen| async move {
        if seen.what() == "tools/call" { std::future::pending().await } else { legacy(&seen) }
    })
    .await;
    let client = connect_legacy(&script).await;
    let running = tokio::spawn({
        let client = client.clone();
        async move { client.call_tool(call(&json!({}))).await }
    });
    script.until("tools/call").await;
    client.close().await;
    assert!(matches!(running.await.unwrap(), Err(Error::Closed { .. })));
}

#[tokio::test]
async fn a_cancelled_call_tells_the_server() {
    let script = serve(|seen| async move {
        if seen.what() == "tools/call" { std::future::pending().await } else { legacy(&seen) }
    })
    .await;
    let client = connect_legacy(&script).await;
    let cancel = CancellationToken::new();
    let mut asked = call(&json!({}));
    asked.extras.cancel = cancel.clone();
    let (outcome, id) = tokio::join!(client.call_tool(asked), async {
        let seen = script.until("tools/call").await;
        cancel.cancel();
        seen.body["id"].clone()
    });
    assert_eq!(outcome.unwrap_err(), Error::Cancelled);
    assert_eq!(script.until("notifications/cancelled").await.body["params"]["requestId"], id);
}

#[tokio::test]
async fn a_call_that_takes_too_long_tells_the_server() {
    let script = serve(|seen| async move {
        if seen.what() == "tools/call" { std::future::pending().await } else { legacy(&seen) }
    })
    .await;
    let client = connect_legacy(&script).await;
    let mut asked = call(&json!({}));
    asked.extras.timeout = Some(Duration::from_millis(100));
    let error = client.call_tool(asked).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { phase: TimeoutPhase::Headers, .. }), "{error:?}");
    script.until("notifications/cancelled").await;
}

#[tokio::test]
async fn a_broken_stream_is_picked_up_after_its_last_event_when_the_server_says() {
    let script = serve(|seen| async move {
        match seen.what() {
            "tools/call" => events("id: e7\nretry: 120\ndata:\n\n"),
            "GET" if seen.header("last-event-id") == Some("e7") => {
                events(event(&json!({ "jsonrpc": "2.0", "id": 2, "result": { "content": [] } })))
            }
            _ => legacy(&seen),
        }
    })
    .await;
    let client = connect_legacy(&script).await;
    let start = Instant::now();
    client.call_tool(call(&json!({}))).await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(120), "the server's `retry` is waited for");
}

#[tokio::test]
async fn a_stream_without_event_ids_cannot_be_picked_up() {
    let script = serve(|seen| async move {
        if seen.what() == "tools/call" { events("data:\n\n") } else { legacy(&seen) }
    })
    .await;
    let client = connect_legacy(&script).await;
    let error = client.call_tool(call(&json!({}))).await.unwrap_err();
    assert!(matches!(error, Error::Network { .. }), "{error:?}");
}

#[tokio::test]
async fn a_response_may_come_on_the_sessions_own_stream() {
    let own = Arc::new(Mutex::new(None));
    let script = serve(move |seen| {
        let own = Arc::clone(&own);
        async move {
            match seen.what() {
                "GET" => {
                    let (sender, response) = open_events();
                    *own.lock().unwrap() = Some(sender);
                    response
                }
                "tools/call" => {
                    let answer =
                        json!({ "jsonrpc": "2.0", "id": seen.body["id"], "result": { "content": [] } });
                    own.lock().unwrap().as_ref().unwrap().send(event(&answer)).unwrap();
                    // The call's own stream stays open and silent.
                    let (sender, response) = open_events();
                    tokio::spawn(async move { sender.closed().await });
                    response
                }
                _ => legacy(&seen),
            }
        }
    })
    .await;
    let client = connect_legacy(&script).await;
    script.until("GET").await;
    client.call_tool(call(&json!({}))).await.unwrap();
}

#[tokio::test]
async fn what_comes_unasked_reaches_its_listeners_and_drops_the_list() {
    let (tell, told) = tokio::sync::mpsc::unbounded_channel::<String>();
    let told = Arc::new(tokio::sync::Mutex::new(Some(told)));
    let script = serve(move |seen| {
        let told = Arc::clone(&told);
        async move {
            match seen.what() {
                "tools/list" => {
                    let tool = json!({ "name": "t", "inputSchema": { "type": "object" } });
                    seen.ok(json!({ "tools": [tool], "ttlMs": 60_000 }))
                }
                "GET" => match told.lock().await.take() {
                    Some(mut told) => {
                        let (sender, response) = open_events();
                        tokio::spawn(async move {
                            while let Some(text) = told.recv().await {
                                sender.send(text).unwrap();
                            }
                        });
                        response
                    }
                    None => status(405),
                },
                _ => legacy(&seen),
            }
        }
    })
    .await;
    let client = connect_legacy(&script).await;
    let mut notifications = client.notifications();
    let first = client.list_tools(Freshness::Cached).await.unwrap();
    assert!(
        Arc::ptr_eq(&first, &client.list_tools(Freshness::Cached).await.unwrap()),
        "the list holds for a minute"
    );

    tell.send(event(&json!({ "jsonrpc": "2.0", "method": "notifications/tools/list_changed" }))).unwrap();
    assert_eq!(notifications.recv().await.unwrap(), ServerNotification::ToolsChanged);
    assert!(!Arc::ptr_eq(&first, &client.list_tools(Freshness::Cached).await.unwrap()));

    let params = json!({ "level": "warning", "logger": "db", "data": { "b": 1, "a": 2 } });
    tell.send(event(&json!({ "jsonrpc": "2.0", "method": "notifications/message", "params": params })))
        .unwrap();
    let ServerNotification::Log { level, logger, .. } = notifications.recv().await.unwrap() else {
        panic!("a log message")
    };
    assert_eq!((level.as_str(), logger.as_deref()), ("warning", Some("db")));

    tell.send(
        "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\",\"params\":{\"b\":1.0,\"a\":2}}\n\n"
            .into(),
    )
    .unwrap();
    let ServerNotification::Other { method, params } = notifications.recv().await.unwrap() else {
        panic!("another")
    };
    assert_eq!((method.as_str(), params.unwrap().as_str()), ("notifications/x", r#"{"b":1.0,"a":2}"#));
}

#[tokio::test]
async fn a_batch_of_an_older_server_is_taken_apart() {
    let script = serve(|seen| async move {
        if seen.what() != "tools/call" {
            return legacy(&seen);
        }
        let note = json!({ "jsonrpc": "2.0", "method": "notifications/message", "params": { "level": "info", "data": "hi" } });
        let answer = json!({ "jsonrpc": "2.0", "id": seen.body["id"], "result": { "content": [] } });
        json_response(200, &json!([note, answer]))
    })
    .await;
    let client = connect_legacy(&script).await;
    let mut notifications = client.notifications();
    client.call_tool(call(&json!({}))).await.unwrap();
    let logged = ServerNotification::Log {
        level: "info".into(),
        logger: None,
        data: RawJson::parse("\"hi\"").unwrap(),
    };
    assert_eq!(notifications.recv().await.unwrap(), logged);
}

#[tokio::test]
async fn a_server_without_sessions_needs_none() {
    let script = serve(|seen| async move {
        match seen.what() {
            "initialize" => seen.ok(json!({ "protocolVersion": "2025-06-18", "capabilities": {} })),
            "notifications/initialized" => status(200),
            _ => legacy(&seen),
        }
    })
    .await;
    let client = Client::connect(ClientConfig { era: hitchpost_mcp::EraChoice::Legacy, ..script.config() })
        .await
        .unwrap();
    client.call_tool(call(&json!({}))).await.unwrap();
    client.close().await;
    assert!(!script.story().contains(&"DELETE".to_owned()));
}
