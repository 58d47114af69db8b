//! 2025-11-25 and older: `initialize`, then a session.

use std::time::Duration;

use hitchpost_mcp::server::{Eras, Limits};
use reqwest::Method;
use serde_json::json;

use crate::probe_tools::{Probe, serve, serve_probe};
use crate::speaker::{LEGACY, Speaker, send};

#[tokio::test]
async fn a_session_begins_with_initialize_and_ends_with_delete() {
    let running = serve_probe(&Probe::new());
    let speaker = Speaker::with_session(running.url.clone()).await;
    let initialized = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
    assert_eq!(send(speaker.in_session(&initialized)).await.status, 202);
    assert_eq!(speaker.legacy("ping", json!({})).await.json()["result"], json!({}));
    let list = speaker.legacy("tools/list", json!({})).await.json()["result"].take();
    assert_eq!((&list["tools"][0]["name"], list.get("resultType")), (&json!("wait"), None));

    let bye = speaker.request(Method::DELETE).header("mcp-session-id", speaker.session());
    assert_eq!(send(bye).await.status, 204);
    assert_eq!(speaker.legacy("ping", json!({})).await.status, 404);
    assert_eq!(running.server.session_count(), 0);
}

#[tokio::test]
async fn initialize_agrees_on_a_revision_both_know() {
    let running = serve_probe(&Probe::new());
    let speaker = Speaker::new(running.url.clone());
    let agreed = [("2024-11-05", "2024-11-05"), ("2025-06-18", "2025-06-18"), ("2099-01-01", LEGACY)];
    for (asked, answered) in agreed {
        let heard = speaker.initialize(asked).await;
        let result = heard.json()["result"].take();
        let expected = json!({
            "protocolVersion": answered,
            "capabilities": { "tools": {} },
            "serverInfo": { "name": "probe", "version": "1.2.3" },
            "instructions": "Say \"please\".",
        });
        assert_eq!(result, expected);
        assert!(heard.header("mcp-session-id").is_some_and(|id| id.len() == 36));
    }
}

#[tokio::test]
async fn requests_outside_a_session_are_turned_back() {
    let running = serve_probe(&Probe::new());
    let speaker = Speaker::new(running.url.clone());
    let ping = json!({ "jsonrpc": "2.0", "id": 1, "method": "ping" });
    assert_eq!(send(speaker.post(&ping)).await.refusal(), (400, -32600));
    let stale = speaker.post(&ping).header("mcp-session-id", "b5a1c2f0");
    assert_eq!(send(stale).await.refusal(), (404, -32600));
    let delete = speaker.request(Method::DELETE);
    assert_eq!(send(delete).await.refusal(), (400, -32600));
    let no_params = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize" });
    assert_eq!(send(speaker.post(&no_params)).await.refusal(), (200, -32602));
}

#[tokio::test]
async fn protocol_errors_travel_under_200() {
    let running = serve_probe(&Probe::new());
    let speaker = Speaker::with_session(running.url.clone()).await;
    assert_eq!(speaker.legacy("made/up", json!({})).await.refusal(), (200, -32601));
    assert_eq!(speaker.legacy("tools/call", json!({ "name": "nothing" })).await.refusal(), (200, -32602));
    assert_eq!(speaker.legacy("tools/list", json!({ "cursor": "other" })).await.refusal(), (200, -32602));
    assert_eq!(speaker.legacy("tools/list", json!({ "cursor": 5 })).await.refusal(), (200, -32602));
}

#[tokio::test]
async fn an_old_client_without_the_version_header_is_served() {
    let running = serve_probe(&Probe::new());
    let speaker = Speaker::with_session(running.url.clone()).await;
    let ping = json!({ "jsonrpc": "2.0", "id": 1, "method": "ping" });
    let request = speaker.post(&ping).header("mcp-session-id", speaker.session());
    assert_eq!(send(request).await.status, 200);
}

#[tokio::test]
async fn sessions_are_bounded_and_the_oldest_idle_one_gives_way() {
    let limits = Limits { sessions: 3, ..Limits::default() };
    let running = serve(Some(Probe::new()), Eras::Both, limits);
    let first = Speaker::with_session(running.url.clone()).await;
    for _ in 0..3 {
        Speaker::with_session(running.url.clone()).await;
    }
    assert_eq!(running.server.session_count(), 3);
    assert_eq!(first.legacy("ping", json!({})).await.status, 404);
}

#[tokio::test]
async fn an_idle_session_expires() {
    let limits = Limits { session_idle: Duration::ZERO, ..Limits::default() };
    let running = serve(Some(Probe::new()), Eras::Both, limits);
    let speaker = Speaker::with_session(running.url.clone()).await;
    assert_eq!(speaker.legacy("ping", json!({})).await.status, 404);
}

#[tokio::test]
async fn a_legacy_only_server_takes_modern_requests_for_sessionless_ones() {
    let running = serve(Some(Probe::new()), Eras::LegacyOnly, Limits::default());
    let speaker = Speaker::new(running.url.clone());
    assert_eq!(speaker.modern("server/discover", json!({})).await.refusal(), (400, -32600));
    let speaker = Speaker::with_session(running.url.clone()).await;
    assert_eq!(speaker.legacy("ping", json!({})).await.status, 200);
}
