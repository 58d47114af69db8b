//! Following what changes at a modern server (`subscriptions/listen`).

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::response::Response;
use hitchpost_mcp::{Client, ClientConfig, Error, Freshness, ServerNotification};
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use crate::script::{Script, Seen, event, modern, open_events, serve};

/// The streams a server has opened, the last at the end.
type Streams = Arc<Mutex<Vec<(UnboundedSender<String>, Value)>>>;

fn discovered(seen: &Seen) -> Response {
    let capabilities = json!({
        "tools": { "listChanged": true }, "resources": { "subscribe": true, "listChanged": true },
    });
    seen.ok(json!({ "resultType": "complete", "supportedVersions": ["2026-07-28"], "capabilities": capabilities }))
}

fn said(method: &str, id: &Value, mut params: Value) -> String {
    params["_meta"] = json!({ "io.modelcontextprotocol/subscriptionId": id });
    event(&json!({ "jsonrpc": "2.0", "method": format!("notifications/{method}"), "params": params }))
}

/// Opens a stream for every listener and agrees to everything but `u:refused`.
async fn agreeing() -> (Script, Streams) {
    let streams = Streams::default();
    let opened = Arc::clone(&streams);
    let script = serve(move |seen| {
        let opened = Arc::clone(&opened);
        async move {
            match seen.what() {
                "server/discover" => discovered(&seen),
                "subscriptions/listen" => {
                    let (sender, response) = open_events();
                    let mut agreed = seen.body["params"]["notifications"].clone();
                    if let Some(uris) = agreed["resourceSubscriptions"].as_array_mut() {
                        uris.retain(|uri| uri != "u:refused");
                    }
                    let id = seen.body["id"].clone();
                    let agreed = json!({ "notifications": agreed });
                    sender
                        .send(format!(":alive\n\n{}", said("subscriptions/acknowledged", &id, agreed)))
                        .unwrap();
                    opened.lock().unwrap().push((sender, id));
                    response
                }
                "tools/list" => {
                    let list = json!({ "resultType": "complete", "tools": [], "ttlMs": 60_000 });
                    seen.ok(list)
                }
                _ => modern(&seen),
            }
        }
    })
    .await;
    (script, streams)
}

async fn listening(script: &Script) -> Client {
    Client::connect(ClientConfig { listen: true, ..script.config() }).await.unwrap()
}

fn last(streams: &Streams) -> (UnboundedSender<String>, Value) {
    streams.lock().unwrap().last().unwrap().clone()
}

#[tokio::test]
async fn a_client_hears_what_changes_and_asks_again() {
    let (script, streams) = agreeing().await;
    let client = listening(&script).await;
    let mut news = client.notifications();
    let asked = script.until("subscriptions/listen").await;
    let filter = json!({ "toolsListChanged": true, "resourcesListChanged": true });
    assert_eq!(asked.body["params"]["notifications"], filter);
    assert_eq!(asked.header("mcp-method"), Some("subscriptions/listen"));
    client.list_tools(Freshness::Cached).await.unwrap();
    client.list_tools(Freshness::Cached).await.unwrap();
    let (stream, id) = last(&streams);
    stream.send(said("tools/list_changed", &json!(999), json!({}))).unwrap();
    stream.send(said("resources/list_changed", &id, json!({}))).unwrap();
    assert_eq!(
        news.recv().await.unwrap(),
        ServerNotification::ResourcesChanged,
        "another's news are not ours"
    );
    stream.send(said("tools/list_changed", &id, json!({}))).unwrap();
    assert_eq!(news.recv().await.unwrap(), ServerNotification::ToolsChanged);
    client.list_tools(Freshness::Cached).await.unwrap();
    assert_eq!(script.story().iter().filter(|what| *what == "tools/list").count(), 2);
}

#[tokio::test]
async fn a_stream_that_breaks_is_opened_again_and_everything_counts_as_changed() {
    let (script, streams) = agreeing().await;
    let client = listening(&script).await;
    let mut news = client.notifications();
    script.until("subscriptions/listen").await;
    let (stream, id) = last(&streams);
    // An orderly end is a result.
    stream.send(event(&json!({ "jsonrpc": "2.0", "id": id, "result": {} }))).unwrap();
    let mut told = [news.recv().await.unwrap(), news.recv().await.unwrap()];
    told.sort_by_key(|news| *news == ServerNotification::ToolsChanged);
    assert_eq!(told, [ServerNotification::ResourcesChanged, ServerNotification::ToolsChanged]);
    // Or the other way to say so.
    let (stream, id) = last(&streams);
    let ended =
        json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": id } });
    stream.send(event(&ended)).unwrap();
    while news.recv().await.unwrap() != ServerNotification::ToolsChanged {}
    assert_eq!(streams.lock().unwrap().len(), 3);
    client.close().await;
}

#[tokio::test]
async fn a_resource_is_followed_from_the_next_stream_on() {
    let (script, streams) = agreeing().await;
    let client = listening(&script).await;
    let mut news = client.notifications();
    client.subscribe("u:1").await.unwrap();
    let asked = script.until("subscriptions/listen").await;
    assert_eq!(asked.body["params"]["notifications"]["resourceSubscriptions"], json!(["u:1"]));
    let (stream, id) = last(&streams);
    stream.send(said("resources/updated", &id, json!({ "uri": "u:1" }))).unwrap();
    assert_eq!(news.recv().await.unwrap(), ServerNotification::ResourceUpdated { uri: "u:1".into() });

    let error = client.subscribe("u:refused").await.unwrap_err();
    assert!(matches!(error, Error::Rpc { .. }), "{error:?}");
    client.unsubscribe("u:1").await.unwrap();
    client.subscribe("u:2").await.unwrap();
    let asked = script.until("subscriptions/listen").await;
    assert_eq!(asked.body["params"]["notifications"]["resourceSubscriptions"], json!(["u:2"]));
}

#[tokio::test]
async fn following_a_resource_listens_also_where_nobody_did() {
    let (script, _streams) = agreeing().await;
    let client = Client::connect(script.config()).await.unwrap();
    client.list_tools(Freshness::Fresh).await.unwrap();
    assert!(!script.story().contains(&"subscriptions/listen".to_owned()));
    client.subscribe("u:1").await.unwrap();
}

#[tokio::test]
async fn a_server_that_cannot_tell_is_not_asked_again() {
    let script = serve(|seen| async move {
        if seen.what() == "server/discover" { discovered(&seen) } else { modern(&seen) }
    })
    .await;
    let client = listening(&script).await;
    let mut news = client.notifications();
    assert!(matches!(news.recv().await.unwrap(), ServerNotification::SubscriptionLost { .. }));
    let error = client.subscribe("u:1").await.unwrap_err();
    assert!(matches!(error, Error::Rpc { code: -32601, .. }), "{error:?}");
    assert_eq!(script.story().iter().filter(|what| *what == "subscriptions/listen").count(), 2);
}

#[tokio::test]
async fn a_server_that_declares_no_changes_is_not_listened_to() {
    let script = serve(|seen| async move { modern(&seen) }).await;
    let client = listening(&script).await;
    client.list_tools(Freshness::Fresh).await.unwrap();
    assert!(!script.story().contains(&"subscriptions/listen".to_owned()));
}

#[tokio::test]
async fn a_server_that_never_agrees_is_asked_again_after_a_while() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let script = serve(move |seen| {
        let count = Arc::clone(&count);
        async move {
            match seen.what() {
                "server/discover" => discovered(&seen),
                "subscriptions/listen" => {
                    count.fetch_add(1, Ordering::SeqCst);
                    let (sender, response) = open_events();
                    tokio::spawn(async move {
                        let _sender = sender;
                        std::future::pending::<()>().await;
                    });
                    response
                }
                _ => modern(&seen),
            }
        }
    })
    .await;
    let mut config = ClientConfig { listen: true, ..script.config() };
    config.limits.response_headers = Duration::from_secs(1);
    config.request_timeout = Duration::from_secs(3);
    let client = Client::connect(config).await.unwrap();
    let error = client.subscribe("u:1").await.unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
    let listens = asked.load(Ordering::SeqCst);
    assert!((1..=4).contains(&listens), "{listens} times in three seconds");
    client.call_tool(crate::script::call(&json!({}))).await.unwrap();
}
