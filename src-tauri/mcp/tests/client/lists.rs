//! Tool lists: whole, in pages, malformed in places, without end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hitchpost_mcp::{Client, ClientConfig, Error, Freshness, Limits, ListCut, ToolList};
use hitchpost_testkit::fixture::{Fixture, Mode};
use serde_json::{Value, json};

use crate::script::{connect_legacy, legacy, modern, serve, status};

async fn list(fixture: &Fixture, path: &str) -> Arc<ToolList> {
    let client = Client::connect(ClientConfig::new(fixture.at(path))).await.unwrap();
    client.list_tools(Freshness::Fresh).await.unwrap()
}

fn tool(name: &str) -> Value {
    json!({ "name": name, "inputSchema": { "type": "object" } })
}

#[tokio::test]
async fn three_malformed_tools_cost_three_tools() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let list = list(&fixture, "/mixed").await;
    assert_eq!(list.rejected.len(), 3, "{:?}", list.rejected);
    assert!(!list.items.is_empty() && list.cut.is_none());
    assert!(
        list.rejected.iter().all(|rejected| !rejected.reason.is_empty() && !rejected.raw.as_str().is_empty())
    );
}

#[tokio::test]
async fn odd_names_are_kept_or_refused_one_by_one() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let list = list(&fixture, "/names").await;
    let reasons: Vec<&str> = list.rejected.iter().map(|rejected| rejected.reason.as_str()).collect();
    assert!(reasons.contains(&"a tool of this name is in the list already"), "{reasons:?}");
    assert!(list.items.iter().all(|tool| !tool.name.is_empty() && !tool.name.contains(char::is_control)));
}

#[tokio::test]
async fn a_server_without_tools_has_an_empty_list() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let list = list(&fixture, "/notools").await;
    assert!(list.items.is_empty() && list.rejected.is_empty() && list.cut.is_none());
}

#[tokio::test]
async fn a_server_that_declares_tools_and_does_not_know_the_method_has_failed() {
    let script = serve(|seen| async move {
        match seen.what() {
            "tools/list" => seen.error(200, -32601, "what?"),
            _ => legacy(&seen),
        }
    })
    .await;
    let outcome = connect_legacy(&script).await.list_tools(Freshness::Fresh).await;
    assert!(matches!(outcome, Err(Error::Rpc { code: -32601, .. })), "{outcome:?}");
}

#[tokio::test]
async fn the_second_of_a_name_is_refused_with_its_place() {
    let script = serve(|seen| async move {
        match seen.what() {
            "tools/list" => seen.ok(json!({ "tools": [tool("a"), tool("b"), tool("a")] })),
            _ => legacy(&seen),
        }
    })
    .await;
    let list = connect_legacy(&script).await.list_tools(Freshness::Fresh).await.unwrap();
    assert_eq!(list.items.iter().map(|tool| tool.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!((list.rejected[0].index, list.rejected[0].name.as_deref()), (2, Some("a")));
}

#[tokio::test]
async fn definitions_are_kept_byte_for_byte() {
    let definition =
        r#"{"x":1.0,"name":"t","inputSchema":{"z":1,"type":"object","a":30000000000000000000000000000}}"#;
    let script = serve(move |seen| async move {
        match seen.what() {
            "tools/list" => {
                let id = &seen.body["id"];
                let text = format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{{"tools":[{definition}]}}}}"#);
                crate::script::text_response(200, "application/json", text)
            }
            _ => legacy(&seen),
        }
    })
    .await;
    let list = connect_legacy(&script).await.list_tools(Freshness::Fresh).await.unwrap();
    assert_eq!(list.items[0].raw.as_str(), definition);
    assert!(definition.contains(list.items[0].input_schema.as_str()));
}

#[tokio::test]
async fn pages_are_put_together_in_order() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let whole = list(&fixture, "/good").await;
    let paged = list(&fixture, "/pages").await;
    let names = |list: &ToolList| list.items.iter().map(|tool| tool.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&whole), names(&paged));
    assert_eq!(paged.cut, None);
}

#[tokio::test]
async fn an_empty_cursor_is_a_cursor() {
    let script = serve(|seen| async move {
        match seen.what() {
            "tools/list" if seen.body["params"]["cursor"] == "" => {
                seen.ok(json!({ "tools": [tool("b")], "nextCursor": null }))
            }
            "tools/list" => seen.ok(json!({ "tools": [tool("a")], "nextCursor": "" })),
            _ => legacy(&seen),
        }
    })
    .await;
    let list = connect_legacy(&script).await.list_tools(Freshness::Fresh).await.unwrap();
    assert_eq!((list.items.len(), list.cut.clone()), (2, None));
}

#[tokio::test]
async fn a_cursor_seen_before_ends_the_list() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    for path in ["/loop", "/loop?as=cycle"] {
        assert_eq!(list(&fixture, path).await.cut, Some(ListCut::RepeatedCursor), "{path}");
    }
}

#[tokio::test]
async fn a_list_without_end_is_cut_at_the_limit() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    for limits in [
        Limits { list_pages: 7, ..Limits::default() },
        Limits { list_items: 40, ..Limits::default() },
        Limits { list_bytes: 20_000, ..Limits::default() },
    ] {
        let mut config = ClientConfig::new(fixture.at("/loop?as=growing"));
        config.limits = limits.clone();
        let list = Client::connect(config).await.unwrap().list_tools(Freshness::Fresh).await.unwrap();
        assert_eq!(list.cut, Some(ListCut::Limit), "{limits:?}");
        assert!(list.items.len() + list.rejected.len() <= limits.list_items);
    }
}

#[tokio::test]
async fn a_later_page_that_fails_keeps_the_earlier_ones() {
    for broken in [json!(5), json!({ "deep": true })] {
        let script = serve(move |seen| {
            let broken = broken.clone();
            async move {
                match seen.what() {
                    "tools/list" if seen.body["params"]["cursor"] == "2" => {
                        seen.ok(json!({ "tools": [], "nextCursor": broken }))
                    }
                    "tools/list" => seen.ok(json!({ "tools": [tool("a")], "nextCursor": "2" })),
                    _ => legacy(&seen),
                }
            }
        })
        .await;
        let list = connect_legacy(&script).await.list_tools(Freshness::Fresh).await.unwrap();
        assert_eq!(list.items.len(), 1);
        assert!(matches!(list.cut, Some(ListCut::PageFailed(Error::Malformed { .. }))), "{:?}", list.cut);
    }
}

#[tokio::test]
async fn a_first_page_that_fails_is_an_error() {
    for result in [json!({}), json!({ "tools": {} }), json!([]), json!(null)] {
        let script = serve(move |seen| {
            let result = result.clone();
            async move { if seen.what() == "tools/list" { seen.ok(result) } else { legacy(&seen) } }
        })
        .await;
        let error = connect_legacy(&script).await.list_tools(Freshness::Fresh).await.unwrap_err();
        assert!(matches!(error, Error::Malformed { .. }), "{error:?}");
    }
    let script =
        serve(|seen| async move { if seen.what() == "tools/list" { status(503) } else { legacy(&seen) } })
            .await;
    let error = connect_legacy(&script).await.list_tools(Freshness::Fresh).await.unwrap_err();
    assert!(matches!(error, Error::Status { status: 503, .. }), "{error:?}");
}

#[tokio::test]
async fn ten_thousand_tools_are_a_list_like_any_other() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let list = list(&fixture, "/many?tools=10000").await;
    assert_eq!((list.items.len(), list.rejected.len(), list.cut.clone()), (10_000, 0, None));
}

#[tokio::test]
async fn more_tools_than_the_limit_are_cut() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    for path in ["/many?tools=300", "/many?tools=300&per_page=50"] {
        let mut config = ClientConfig::new(fixture.at(path));
        config.limits.list_items = 120;
        let list = Client::connect(config).await.unwrap().list_tools(Freshness::Fresh).await.unwrap();
        assert_eq!((list.items.len(), list.cut.clone()), (120, Some(ListCut::Limit)), "{path}");
    }
}

#[tokio::test]
async fn a_list_is_asked_for_again_when_it_no_longer_holds() {
    for (ttl, requests) in
        [(json!(60_000), 1), (json!(0), 2), (json!(-5), 2), (json!("soon"), 2), (json!(null), 2)]
    {
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let script = serve(move |seen| {
            let (ttl, count) = (ttl.clone(), Arc::clone(&count));
            async move {
                if seen.what() != "tools/list" {
                    return modern(&seen);
                }
                count.fetch_add(1, Ordering::SeqCst);
                seen.ok(json!({ "resultType": "complete", "tools": [tool("a")], "ttlMs": ttl }))
            }
        })
        .await;
        let client = Client::connect(script.config()).await.unwrap();
        client.list_tools(Freshness::Cached).await.unwrap();
        let list = client.list_tools(Freshness::Cached).await.unwrap();
        assert_eq!(asked.load(Ordering::SeqCst), requests, "{:?}", list.ttl);
        client.list_tools(Freshness::Fresh).await.unwrap();
        assert_eq!(asked.load(Ordering::SeqCst), requests + 1);
    }
}

#[tokio::test]
async fn a_modern_list_is_complete_or_an_error() {
    for (kind, reason) in [
        (json!("complete"), None),
        (json!("input_required"), Some("unknown `resultType`")),
        (json!("task"), Some("unknown `resultType`")),
        (json!(5), Some("not a string")),
    ] {
        let script = serve(move |seen| {
            let list = json!({ "resultType": kind, "tools": [tool("a")] });
            async move { if seen.what() == "tools/list" { seen.ok(list) } else { modern(&seen) } }
        })
        .await;
        let listed = Client::connect(script.config()).await.unwrap().list_tools(Freshness::Fresh).await;
        match (listed, reason) {
            (Ok(list), None) => assert_eq!(list.items.len(), 1),
            (Err(Error::Malformed { reason, .. }), Some(part)) => assert!(reason.contains(part), "{reason}"),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn an_endless_page_ends_at_the_deadline() {
    let script = serve(|seen| async move {
        if seen.what() == "tools/list" { std::future::pending().await } else { legacy(&seen) }
    })
    .await;
    let mut config = script.config();
    config.limits.response_headers = Duration::from_millis(100);
    let error = Client::connect(config).await.unwrap().list_tools(Freshness::Fresh).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
}
