//! A call's life: progress, streams, cancellation, bugs in tools.

use std::time::Duration;

use hitchpost_mcp::sample::SampleServer;
use hitchpost_mcp::server::{Eras, Limits};
use serde_json::{Value, json};

use crate::probe_tools::{Probe, serve, serve_probe, within};
use crate::speaker::{Speaker, send};

fn call(name: &str) -> Value {
    json!({ "name": name, "_meta": { "progressToken": "p-1" } })
}

#[tokio::test]
async fn progress_arrives_as_events_before_the_result_in_both_eras() {
    let sample = SampleServer::start().unwrap();
    let arguments = json!({ "to": 3, "delay_ms": 0 });
    let params = json!({ "name": "slow_count", "arguments": arguments, "_meta": { "progressToken": 7 } });
    let modern = Speaker::new(sample.url()).modern("tools/call", params.clone()).await;
    let legacy = Speaker::with_session(sample.url()).await.legacy("tools/call", params).await;
    for heard in [modern, legacy] {
        let events = heard.events();
        assert_eq!(events.len(), 4, "{heard:?}");
        for (step, event) in events[..3].iter().enumerate() {
            let step = step + 1;
            let event: Value = serde_json::from_str(event).unwrap();
            let params = json!({
                "progressToken": 7,
                "progress": step,
                "total": 3,
                "message": format!("{step} of 3"),
            });
            assert_eq!(
                event,
                json!({ "jsonrpc": "2.0", "method": "notifications/progress", "params": params })
            );
        }
        assert_eq!(heard.json()["result"]["content"][0]["text"], "Counted to 3.");
    }
}

#[tokio::test]
async fn without_a_progress_token_the_answer_is_plain_json() {
    let sample = SampleServer::start().unwrap();
    let params = json!({ "name": "slow_count", "arguments": { "to": 3, "delay_ms": 0 } });
    let heard = Speaker::new(sample.url()).modern("tools/call", params).await;
    assert_eq!(heard.header("content-type"), Some("application/json"));
    assert_eq!(heard.header("content-length"), Some(heard.text.len().to_string().as_str()));
}

#[tokio::test]
async fn a_client_that_takes_no_streams_gets_json_only() {
    let probe = Probe::new();
    let running = serve_probe(&probe);
    probe.release();
    let request = Speaker::new(running.url.clone()).modern_request("tools/call", call("wait"));
    let mut request = request.build().unwrap();
    request.headers_mut().insert("accept", "application/json".parse().unwrap());
    let response = reqwest::Client::new().execute(request).await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/json");
}

#[tokio::test]
async fn a_long_call_is_given_its_headers_early() {
    let probe = Probe::new();
    let limits = Limits { open_stream_after: Duration::from_millis(1), ..Limits::default() };
    let running = serve(Some(probe.clone()), Eras::Both, limits);
    let request = Speaker::new(running.url.clone()).modern_request("tools/call", json!({ "name": "wait" }));
    let response = within(request.send()).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    probe.release();
    assert!(within(response.text()).await.unwrap().contains("waited"));
}

#[tokio::test]
async fn hanging_up_cancels_a_modern_call() {
    let probe = Probe::new();
    let running = serve_probe(&probe);
    let speaker = Speaker::new(running.url.clone());
    // Before there are headers …
    let request = tokio::spawn(speaker.modern_request("tools/call", json!({ "name": "wait" })).send());
    probe.started().await;
    request.abort();
    probe.has_ended(1).await;
    // … and in the middle of the stream.
    let response = within(speaker.modern_request("tools/call", call("wait")).send()).await.unwrap();
    probe.started().await;
    drop(response);
    probe.has_ended(2).await;
}

#[tokio::test]
async fn hanging_up_does_not_cancel_a_legacy_call() {
    let probe = Probe::new();
    let running = serve_probe(&probe);
    let speaker = Speaker::with_session(running.url.clone()).await;
    let response = within(speaker.legacy_request(4, "tools/call", &call("wait")).send()).await.unwrap();
    probe.started().await;
    drop(response);
    assert_eq!(speaker.legacy("ping", json!({})).await.status, 200);
    assert_eq!(probe.ended(), 0);
    probe.release();
    probe.has_ended(1).await;
}

#[tokio::test]
async fn a_cancelled_notification_ends_a_legacy_call_without_an_answer() {
    let probe = Probe::new();
    let running = serve_probe(&probe);
    let speaker = Speaker::with_session(running.url.clone()).await;
    let call = tokio::spawn(send(speaker.legacy_request(4, "tools/call", &call("wait"))));
    probe.started().await;
    for id in [5, 4] {
        let params = json!({ "requestId": id, "reason": "enough" });
        let cancelled = json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": params });
        assert_eq!(send(speaker.in_session(&cancelled)).await.status, 202);
    }
    probe.has_ended(1).await;
    let events = within(call).await.unwrap().events();
    assert!(events.iter().all(|event| event.contains("notifications/progress")), "{events:?}");
}

#[tokio::test]
async fn ending_the_session_ends_its_calls() {
    let probe = Probe::new();
    let running = serve_probe(&probe);
    let speaker = Speaker::with_session(running.url.clone()).await;
    let call = tokio::spawn(send(speaker.legacy_request(4, "tools/call", &call("wait"))));
    probe.started().await;
    let bye = speaker.request(reqwest::Method::DELETE).header("mcp-session-id", speaker.session());
    assert_eq!(send(bye).await.status, 204);
    probe.has_ended(1).await;
    within(call).await.unwrap();
}

#[tokio::test]
async fn stopping_the_server_ends_all_calls() {
    let probe = Probe::new();
    let running = serve_probe(&probe);
    let modern = Speaker::new(running.url.clone());
    let legacy = Speaker::with_session(running.url.clone()).await;
    let first = tokio::spawn(send(modern.modern_request("tools/call", call("wait"))));
    probe.started().await;
    let second = tokio::spawn(send(legacy.legacy_request(4, "tools/call", &call("wait"))));
    probe.started().await;
    running.server.stop();
    probe.has_ended(2).await;
    within(first).await.unwrap();
    within(second).await.unwrap();
}

#[tokio::test]
async fn a_panicking_tool_costs_one_call() {
    let running = serve_probe(&Probe::new());
    let speaker = Speaker::new(running.url.clone());
    let heard = speaker.modern("tools/call", json!({ "name": "panic" })).await;
    assert_eq!(heard.refusal(), (200, -32603));
    assert_eq!(speaker.modern("server/discover", json!({})).await.status, 200);
}

#[tokio::test]
async fn answers_reach_their_own_callers() {
    let sample = SampleServer::start().unwrap();
    let speaker = Speaker::new(sample.url());
    let calls = (0..64).map(|number| {
        let speaker = speaker.clone();
        tokio::spawn(async move {
            for round in 0..8 {
                let text = format!("{number}/{round}");
                let params = json!({ "name": "echo", "arguments": { "text": text } });
                let heard = speaker.modern("tools/call", params).await.json();
                assert_eq!(heard["result"]["content"][0]["text"], text);
            }
        })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap();
    }
}
