//! Tool calls: what goes out, what comes back, and what to make of answers nobody should send.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use hitchpost_mcp::{
    CancellationToken, Client, ClientConfig, ContentBlock, EraChoice, Error, RawJson, ToolCall,
};
use hitchpost_testkit::fixture::{Fixture, Mode};
use serde_json::json;

use crate::script::{
    call, connect_legacy, event, events, json_response, legacy, modern, open_events, serve, status,
};

async fn client(fixture: &Fixture, path: &str) -> Client {
    Client::connect(ClientConfig::new(fixture.at(path))).await.unwrap()
}

fn arguments(text: &str) -> RawJson {
    RawJson::parse(text.to_owned()).unwrap()
}

#[tokio::test]
async fn arguments_go_out_byte_for_byte_in_both_eras() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    for era in [EraChoice::Modern, EraChoice::Legacy] {
        let config = ClientConfig { era, ..ClientConfig::new(fixture.at("/good")) };
        let client = Client::connect(config).await.unwrap();
        let result = client.call_tool(ToolCall::new("echo", arguments(r#"{"text":"héllo"}"#))).await.unwrap();
        assert!(
            matches!(&result.content[..], [ContentBlock::Text { text, .. }] if text == "héllo"),
            "{}",
            result.raw
        );
        client.close().await;
    }
    let sent = arguments(r#"{"z": 1.0, "a": 123456789012345678901234567890}"#);
    let script = serve(|seen| async move { modern(&seen) }).await;
    let client = Client::connect(script.config()).await.unwrap();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let mut asked = ToolCall::new("t", sent.clone());
    let listener = Arc::clone(&heard);
    asked.extras.tap = Some(hitchpost_mcp::Tap::new(move |event| {
        if let hitchpost_mcp::TapKind::Body(body) = event.kind {
            listener.lock().unwrap().push(String::from_utf8(body.to_vec()).unwrap());
        }
    }));
    client.call_tool(asked).await.unwrap();
    assert!(heard.lock().unwrap()[0].contains(sent.as_str()));
}

#[tokio::test]
async fn a_modern_request_stands_for_itself() {
    let script = serve(|seen| async move { modern(&seen) }).await;
    let client = Client::connect(script.config()).await.unwrap();
    client.call_tool(ToolCall::new("täst", RawJson::empty_object())).await.unwrap();
    let seen = script.until("tools/call").await;
    let meta = &seen.body["params"]["_meta"];
    assert_eq!(meta["io.modelcontextprotocol/protocolVersion"], "2026-07-28");
    let capabilities = json!({ "extensions": { "io.modelcontextprotocol/tasks": {} } });
    assert_eq!(meta["io.modelcontextprotocol/clientCapabilities"], capabilities);
    assert_eq!(meta["io.modelcontextprotocol/clientInfo"]["name"], "hitchpost");
    assert_eq!(seen.header("mcp-protocol-version"), Some("2026-07-28"));
    assert_eq!(seen.header("mcp-method"), Some("tools/call"));
    assert_eq!(seen.header("mcp-name"), Some("=?base64?dMOkc3Q=?="));
    assert_eq!(seen.header("mcp-session-id"), None);
}

#[tokio::test]
async fn a_tool_that_reports_an_error_has_answered() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let result = client(&fixture, "/good")
        .await
        .call_tool(ToolCall::new("fail_always", RawJson::empty_object()))
        .await;
    assert!(result.unwrap().is_error);
}

#[tokio::test]
async fn a_json_rpc_error_keeps_all_its_parts() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let client = client(&fixture, "/rpcerror").await;
    let error = client.call_tool(ToolCall::new("echo", RawJson::empty_object())).await.unwrap_err();
    let Error::Rpc { method, data: Some(_), .. } = error else { panic!("{error:?}") };
    assert_eq!(method, "tools/call");
}

#[tokio::test]
async fn arguments_that_are_no_object_are_not_sent() {
    let script = serve(|seen| async move { legacy(&seen) }).await;
    let client = connect_legacy(&script).await;
    for text in ["[]", "5", "null", "\"{}\""] {
        let error = client.call_tool(ToolCall::new("t", arguments(text))).await.unwrap_err();
        assert!(matches!(error, Error::InvalidArguments { .. }), "{text}: {error:?}");
    }
    assert!(!script.story().contains(&"tools/call".to_owned()));
}

#[tokio::test]
async fn odd_results_are_shown_as_far_as_they_go() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    for (odd, blocks) in [("empty", 0), ("null-content", 0), ("content-object", 1), ("structured-only", 0)] {
        let client = client(&fixture, &format!("/odd?as={odd}")).await;
        let result = client.call_tool(ToolCall::new("odd", RawJson::empty_object())).await;
        let result = result.unwrap_or_else(|error| panic!("{odd}: {error}"));
        assert_eq!(result.content.len(), blocks, "{odd}: {}", result.raw);
    }
    for odd in ["unknown-result-type", "task"] {
        let client = client(&fixture, &format!("/odd?as={odd}")).await;
        let error = client.call_tool(ToolCall::new("odd", RawJson::empty_object())).await.unwrap_err();
        assert!(matches!(error, Error::Malformed { excerpt: Some(_), .. }), "{odd}: {error:?}");
    }
}

#[tokio::test]
async fn every_kind_of_content_is_told_apart_and_the_bad_ones_cost_themselves_only() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let result = client(&fixture, "/parts")
        .await
        .call_tool(ToolCall::new("parts", RawJson::empty_object()))
        .await
        .unwrap();
    let count = |kind: fn(&ContentBlock) -> bool| result.content.iter().filter(|block| kind(block)).count();
    assert!(count(|block| matches!(block, ContentBlock::Text { .. })) > 0);
    assert!(count(|block| matches!(block, ContentBlock::Image { .. })) > 0);
    assert!(count(|block| matches!(block, ContentBlock::Audio { .. })) > 0);
    assert!(count(|block| matches!(block, ContentBlock::Resource { .. })) > 0);
    assert!(count(|block| matches!(block, ContentBlock::ResourceLink { .. })) > 0);
    assert!(count(|block| matches!(block, ContentBlock::Unknown { .. })) > 0);
}

#[tokio::test]
async fn the_id_of_an_error_answer_does_not_matter() {
    for id in [json!(null), json!("server-error"), json!(999)] {
        let script = serve(move |seen| {
            let id = id.clone();
            async move {
                if seen.what() != "tools/call" {
                    return legacy(&seen);
                }
                let error = json!({ "code": -32602, "message": "bad" });
                json_response(400, &json!({ "jsonrpc": "2.0", "id": id, "error": error }))
            }
        })
        .await;
        let error = connect_legacy(&script).await.call_tool(call(&json!({}))).await.unwrap_err();
        assert!(matches!(error, Error::Rpc { code: -32602, status: 400, .. }), "{error:?}");
    }
}

#[tokio::test]
async fn an_answer_to_something_else_is_no_answer() {
    for (id, ours) in [("999", false), ("\"x\"", false), ("null", false), ("2.0", true), ("\"2\"", true)] {
        let script = serve(move |seen| async move {
            if seen.what() != "tools/call" {
                return legacy(&seen);
            }
            let text = format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{{"content":[]}}}}"#);
            crate::script::text_response(200, "application/json", text)
        })
        .await;
        let outcome = connect_legacy(&script).await.call_tool(call(&json!({}))).await;
        match outcome {
            Ok(_) => assert!(ours, "{id}"),
            Err(error) => assert!(!ours && matches!(error, Error::Malformed { .. }), "{id}: {error:?}"),
        }
    }
}

#[tokio::test]
async fn foreign_answers_on_a_stream_are_passed_over() {
    let script = serve(|seen| async move {
        if seen.what() != "tools/call" {
            return legacy(&seen);
        }
        let answer = |id: &serde_json::Value, text: &str| {
            event(&json!({ "jsonrpc": "2.0", "id": id, "result": { "content": [{ "type": "text", "text": text }] } }))
        };
        events([": hello\n\ndata: ping\n\n", &answer(&json!(77), "wrong"), &answer(&seen.body["id"], "right")].concat())
    })
    .await;
    let result = connect_legacy(&script).await.call_tool(call(&json!({}))).await.unwrap();
    assert!(matches!(&result.content[..], [ContentBlock::Text { text, .. }] if text == "right"));
}

#[tokio::test]
async fn nothing_in_answer_to_a_call_is_an_error_and_no_wait() {
    for silent in [202, 204, 200] {
        let script = serve(move |seen| async move {
            if seen.what() == "tools/call" { status(silent) } else { legacy(&seen) }
        })
        .await;
        let error = connect_legacy(&script).await.call_tool(call(&json!({}))).await.unwrap_err();
        assert!(matches!(error, Error::Malformed { .. }), "{silent}: {error:?}");
    }
}

#[tokio::test]
async fn hostile_bodies_end_the_call_and_not_the_client() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    for hostile in
        ["invalid-utf8", "nan", "duplicate-keys", "deep", "both", "neither", "empty", "no-content", "utf-16"]
    {
        let client = client(&fixture, &format!("/hostile?at=tools/call&as={hostile}")).await;
        let error = client.call_tool(ToolCall::new("echo", arguments(r#"{"text":"x"}"#))).await.unwrap_err();
        assert!(matches!(error, Error::Malformed { .. } | Error::NotMcp { .. }), "{hostile}: {error:?}");
        if ["invalid-utf8", "nan", "duplicate-keys", "deep"].contains(&hostile) {
            assert!(error.to_string().contains("at byte"), "{hostile}: {error}");
        }
        client.list_tools(hitchpost_mcp::Freshness::Fresh).await.unwrap();
    }
}

#[tokio::test]
async fn harmless_oddities_are_taken_as_they_are_meant() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    for odd in [
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
    ] {
        let client = client(&fixture, &format!("/hostile?at=tools/call&as={odd}")).await;
        let result = client.call_tool(ToolCall::new("echo", arguments(r#"{"text":"x"}"#))).await;
        let result = result.unwrap_or_else(|error| panic!("{odd}: {error}"));
        assert!(matches!(&result.content[..], [ContentBlock::Text { text, .. }] if text == "x"), "{odd}");
    }
}

#[tokio::test]
async fn cancelling_a_modern_call_hangs_up() {
    let (hung_up, heard) = tokio::sync::oneshot::channel::<()>();
    let hung_up = Arc::new(Mutex::new(Some(hung_up)));
    let script = serve(move |seen| {
        let hung_up = Arc::clone(&hung_up);
        async move {
            if seen.what() != "tools/call" {
                return modern(&seen);
            }
            let (sender, response) = open_events();
            let hung_up = hung_up.lock().unwrap().take().unwrap();
            tokio::spawn(async move {
                sender.closed().await;
                let _ = hung_up.send(());
            });
            response
        }
    })
    .await;
    let client = Client::connect(script.config()).await.unwrap();
    let cancel = CancellationToken::new();
    let mut asked = call(&json!({}));
    asked.extras.cancel = cancel.clone();
    let (outcome, _) = tokio::join!(client.call_tool(asked), async {
        script.until("tools/call").await;
        cancel.cancel();
    });
    assert_eq!(outcome.unwrap_err(), Error::Cancelled);
    tokio::time::timeout(Duration::from_secs(10), heard).await.unwrap().unwrap();
    assert!(
        !script.story().contains(&"notifications/cancelled".to_owned()),
        "modern servers see the stream end"
    );
}

#[tokio::test]
async fn progress_is_heard_and_keeps_a_call_alive() {
    let script = serve(|seen| async move {
        if seen.what() != "tools/call" {
            return modern(&seen);
        }
        let (sender, response) = open_events();
        tokio::spawn(async move {
            let token = seen.body["params"]["_meta"]["progressToken"].clone();
            for step in 1..=4 {
                tokio::time::sleep(Duration::from_millis(150)).await;
                let params =
                    json!({ "progressToken": token, "progress": step, "total": 4, "message": "on the way" });
                sender
                    .send(event(
                        &json!({ "jsonrpc": "2.0", "method": "notifications/progress", "params": params }),
                    ))
                    .unwrap();
            }
            let answer = json!({ "jsonrpc": "2.0", "id": seen.body["id"], "result": { "content": [] } });
            sender.send(event(&answer)).unwrap();
        });
        response
    })
    .await;
    let client = Client::connect(script.config()).await.unwrap();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let listener = Arc::clone(&heard);
    let mut asked = call(&json!({}));
    asked.extras.timeout = Some(Duration::from_millis(400));
    asked.extras.progress =
        Some(Arc::new(move |progress| listener.lock().unwrap().push(progress.progress.to_string())));
    client.call_tool(asked).await.unwrap();
    assert_eq!(*heard.lock().unwrap(), ["1", "2", "3", "4"]);
}

#[tokio::test]
async fn comments_do_not_keep_a_call_alive() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let client = client(&fixture, "/hostile?at=tools/call&as=comments").await;
    let mut asked = ToolCall::new("echo", arguments(r#"{"text":"x"}"#));
    asked.extras.timeout = Some(Duration::from_millis(300));
    let error = client.call_tool(asked).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
}

#[tokio::test]
async fn a_slow_call_holds_nobody_up() {
    let script = serve(|seen| async move {
        match seen.what() {
            "tools/call" if seen.body["params"]["arguments"]["slow"] == true => std::future::pending().await,
            _ => modern(&seen),
        }
    })
    .await;
    let client = Client::connect(script.config()).await.unwrap();
    let slow = tokio::spawn({
        let client = client.clone();
        async move { client.call_tool(call(&json!({ "slow": true }))).await }
    });
    script.until("tools/call").await;
    for _ in 0..20 {
        client.call_tool(call(&json!({}))).await.unwrap();
    }
    assert!(!slow.is_finished());
}

#[tokio::test]
async fn log_messages_of_a_call_reach_its_listener() {
    let script = serve(|seen| async move {
        if seen.what() != "tools/call" {
            return modern(&seen);
        }
        let log = json!({ "jsonrpc": "2.0", "method": "notifications/message", "params": { "level": "info", "data": "hi" } });
        let answer = json!({ "jsonrpc": "2.0", "id": seen.body["id"], "result": { "content": [] } });
        events([event(&log), event(&answer)].concat())
    })
    .await;
    let client = Client::connect(script.config()).await.unwrap();
    let heard = Arc::new(Mutex::new(0));
    let listener = Arc::clone(&heard);
    let mut asked = call(&json!({}));
    asked.extras.log = Some(Arc::new(move |_| *listener.lock().unwrap() += 1));
    client.call_tool(asked).await.unwrap();
    assert_eq!(*heard.lock().unwrap(), 1);
    assert_eq!(
        script.until("tools/call").await.body["params"]["_meta"]["io.modelcontextprotocol/logLevel"],
        "debug"
    );
}
