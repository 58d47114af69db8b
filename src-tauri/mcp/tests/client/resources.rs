//! Resources and templates: listed item by item, read, kept for their time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hitchpost_mcp::{
    Client, ContentBlock, EraChoice, Error, Freshness, ListCut, LogLevel, ReadResource, ServerNotification,
};
use serde_json::{Value, json};

use crate::script::{Script, Seen, call, connect_legacy, event, legacy, modern, open_events, serve, status};

/// A client of each era for the same answers.
async fn both<F>(answer: impl Fn(Seen) -> F + Clone + Send + Sync + 'static) -> [(Script, Client); 2]
where
    F: Future<Output = Option<axum::response::Response>> + Send + 'static,
{
    let old = answer.clone();
    let old = serve(move |seen| {
        let answer = old(seen.clone());
        async move { answer.await.unwrap_or_else(|| legacy(&seen)) }
    })
    .await;
    let new = serve(move |seen| {
        let answer = answer(seen.clone());
        async move { answer.await.unwrap_or_else(|| modern(&seen)) }
    })
    .await;
    let (first, second) = (connect_legacy(&old).await, Client::connect(new.config()).await.unwrap());
    [(old, first), (new, second)]
}

fn resource(uri: &str) -> Value {
    json!({ "uri": uri, "name": uri, "mimeType": "text/plain" })
}

#[tokio::test]
async fn resources_are_listed_page_by_page_and_a_bad_one_costs_itself_only() {
    let clients = both(|seen| async move {
        match (seen.what(), seen.body["params"]["cursor"].as_str()) {
            ("resources/list", None) => Some(seen.ok(json!({
                "resources": [resource("u:1"), 5, { "name": "n" }, resource("u:1")], "nextCursor": "",
            }))),
            ("resources/list", Some(_)) => Some(seen.ok(json!({ "resources": [resource("u:2")] }))),
            ("resources/templates/list", _) => Some(seen.ok(json!({
                "resourceTemplates": [{ "uriTemplate": "u:{id}" }, {}],
            }))),
            _ => None,
        }
    })
    .await;
    for (_script, client) in clients {
        let list = client.list_resources(Freshness::Fresh).await.unwrap();
        let uris: Vec<&str> = list.items.iter().map(|resource| resource.uri.as_str()).collect();
        assert_eq!((uris, list.cut.as_ref()), (vec!["u:1", "u:2"], None));
        let places: Vec<usize> = list.rejected.iter().map(|rejected| rejected.index).collect();
        assert_eq!(places, [1, 2, 3]);
        assert!(list.rejected[2].reason.contains("in the list already"), "{:?}", list.rejected[2]);
        let templates = client.list_resource_templates(Freshness::Fresh).await.unwrap();
        assert_eq!((templates.items[0].name.as_str(), templates.rejected.len()), ("u:{id}", 1));
    }
}

#[tokio::test]
async fn a_server_that_repeats_a_cursor_of_resources_is_left() {
    let clients = both(|seen| async move {
        let page = json!({ "resources": [], "nextCursor": "again" });
        (seen.what() == "resources/list").then(|| seen.ok(page))
    })
    .await;
    for (_script, client) in clients {
        let list = client.list_resources(Freshness::Fresh).await.unwrap();
        assert_eq!(list.cut, Some(ListCut::RepeatedCursor));
    }
}

#[tokio::test]
async fn a_server_without_resources_or_prompts_has_empty_lists() {
    let clients = both(|seen| async move {
        let unknown = seen.what().starts_with("resources/") || seen.what().starts_with("prompts/");
        unknown.then(|| seen.error(200, -32601, "Method not found"))
    })
    .await;
    for (_script, client) in clients {
        assert!(client.list_resources(Freshness::Fresh).await.unwrap().items.is_empty());
        assert!(client.list_resource_templates(Freshness::Fresh).await.unwrap().items.is_empty());
        assert!(client.list_prompts(Freshness::Fresh).await.unwrap().items.is_empty());
        let error = client.read_resource(ReadResource::new("u:1")).await.unwrap_err();
        assert!(matches!(error, Error::Rpc { code: -32601, .. }) && !error.is_unknown_resource());
    }
}

#[tokio::test]
async fn a_resource_is_read_piece_by_piece() {
    let clients = both(|seen| async move {
        let contents = json!({ "contents": [
            { "uri": "u:1", "text": "t" }, { "uri": "u:1", "blob": "AA==" }, { "uri": "u:1" }, "x",
        ] });
        (seen.what() == "resources/read").then(|| seen.ok(contents))
    })
    .await;
    for (script, client) in clients {
        let read = client.read_resource(ReadResource::new("u:1 ü")).await.unwrap();
        let usable: Vec<bool> =
            read.contents.iter().map(|piece| matches!(piece, ContentBlock::Resource { .. })).collect();
        assert_eq!(usable, [true, true, false, false]);
        let asked = script.until("resources/read").await;
        assert_eq!(asked.body["params"]["uri"], "u:1 ü");
        let named = (client.server().protocol == "2026-07-28").then_some("=?base64?dToxIMO8?=");
        assert_eq!(asked.header("mcp-name"), named);
    }
}

#[tokio::test]
async fn an_unknown_resource_is_told_from_other_errors() {
    for (code, unknown) in [(-32002, true), (-32602, false), (-32603, false)] {
        let clients = both(move |seen| async move {
            (seen.what() == "resources/read").then(|| seen.error(200, code, "no"))
        })
        .await;
        for (_script, client) in clients {
            let error = client.read_resource(ReadResource::new("u:1")).await.unwrap_err();
            assert_eq!(error.is_unknown_resource(), unknown, "{error:?}");
        }
    }
}

#[tokio::test]
async fn contents_are_kept_for_as_long_as_a_modern_server_says() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let script = serve(move |seen| {
        let count = Arc::clone(&count);
        async move {
            if seen.what() != "resources/read" {
                return modern(&seen);
            }
            count.fetch_add(1, Ordering::SeqCst);
            let ttl = if seen.body["params"]["uri"] == "u:long" { 60_000 } else { 0 };
            seen.ok(
                json!({ "resultType": "complete", "contents": [], "ttlMs": ttl, "cacheScope": "private" }),
            )
        }
    })
    .await;
    let client = Client::connect(script.config()).await.unwrap();
    for (uri, requests) in [("u:long", 1), ("u:short", 3)] {
        let read = ReadResource { freshness: Freshness::Cached, ..ReadResource::new(uri) };
        client.read_resource(read.clone()).await.unwrap();
        client.read_resource(read).await.unwrap();
        assert_eq!(asked.load(Ordering::SeqCst), requests, "{uri}");
    }
    client.read_resource(ReadResource::new("u:long")).await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 4, "who wants it fresh gets it fresh");
}

#[tokio::test]
async fn a_resource_is_followed_in_a_new_session_as_in_the_old() {
    let lose = Arc::new(AtomicUsize::new(0));
    let lost = Arc::clone(&lose);
    let script = serve(move |seen| {
        let first = seen.what() == "tools/call" && lost.fetch_add(1, Ordering::SeqCst) == 0;
        async move {
            match seen.what() {
                "resources/subscribe" | "resources/unsubscribe" | "logging/setLevel" => seen.ok(json!({})),
                "tools/call" if first => status(404),
                _ => legacy(&seen),
            }
        }
    })
    .await;
    let client = connect_legacy(&script).await;
    client.subscribe("u:1").await.unwrap();
    client.subscribe("u:2").await.unwrap();
    client.unsubscribe("u:2").await.unwrap();
    client.set_log_level(LogLevel::Warning).await.unwrap();
    let mut news = client.notifications();
    client.call_tool(call(&json!({}))).await.unwrap();
    let story = script.story();
    let again = story.iter().rposition(|what| what == "notifications/initialized").unwrap();
    let told = story[again..].iter().filter(|what| *what == "resources/subscribe").count();
    assert_eq!(told, 1, "{story:?}");
    assert_eq!(script.until("resources/subscribe").await.body["params"]["uri"], "u:1");
    assert_eq!(script.until("logging/setLevel").await.body["params"]["level"], "warning");
    assert_eq!(news.recv().await.unwrap(), ServerNotification::ToolsChanged);
}

#[tokio::test]
async fn a_refused_subscription_is_an_error() {
    let script = serve(|seen| async move {
        match seen.what() {
            "resources/subscribe" => seen.error(200, -32601, "Method not found"),
            _ => legacy(&seen),
        }
    })
    .await;
    let error = connect_legacy(&script).await.subscribe("u:1").await.unwrap_err();
    assert!(matches!(error, Error::Rpc { code: -32601, .. }), "{error:?}");
}

#[tokio::test]
async fn a_flood_of_changes_is_told_as_few() {
    let (stream, response) = open_events();
    let response = Arc::new(std::sync::Mutex::new(Some(response)));
    let script = serve(move |seen| {
        let response = Arc::clone(&response);
        async move {
            match seen.what() {
                "GET" => response.lock().unwrap().take().unwrap_or_else(|| status(405)),
                _ => legacy(&seen),
            }
        }
    })
    .await;
    let client = connect_legacy(&script).await;
    script.until("GET").await;
    let mut news = client.notifications();
    for _ in 0..5_000 {
        for method in ["tools/list_changed", "resources/list_changed", "prompts/list_changed"] {
            let message = json!({ "jsonrpc": "2.0", "method": format!("notifications/{method}") });
            stream.send(event(&message)).unwrap();
        }
    }
    let last =
        json!({ "jsonrpc": "2.0", "method": "notifications/resources/updated", "params": { "uri": "u:9" } });
    stream.send(event(&last)).unwrap();
    let mut told = 0;
    while news.recv().await.unwrap() != (ServerNotification::ResourceUpdated { uri: "u:9".into() }) {
        told += 1;
    }
    assert!((3..200).contains(&told), "{told}");
}

#[tokio::test]
async fn a_ping_takes_a_round_trip() {
    for (script, client) in
        both(|seen| async move { (seen.what() == "ping").then(|| seen.ok(json!({}))) }).await
    {
        client.ping().await.unwrap();
        let method = if client.server().protocol == "2026-07-28" { "server/discover" } else { "ping" };
        assert!(script.story().contains(&method.to_owned()));
    }
}

#[tokio::test]
async fn a_modern_server_hears_the_level_with_every_request() {
    let script = serve(|seen| async move { modern(&seen) }).await;
    let client = Client::connect(hitchpost_mcp::ClientConfig { era: EraChoice::Modern, ..script.config() });
    let client = client.await.unwrap();
    client.set_log_level(LogLevel::Critical).await.unwrap();
    client.list_tools(Freshness::Fresh).await.unwrap();
    let meta = &script.until("tools/list").await.body["params"]["_meta"];
    assert_eq!(meta["io.modelcontextprotocol/logLevel"], "critical");
}
