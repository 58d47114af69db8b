//! 2026-07-28: every request on its own.

use hitchpost_mcp::server::{Eras, Limits};
use serde_json::{Value, json};

use crate::probe_tools::{Probe, Running, serve, serve_probe};
use crate::speaker::{MODERN, Speaker, send};

fn start() -> (Running, Speaker) {
    let running = serve_probe(&Probe::new());
    let speaker = Speaker::new(running.url.clone());
    (running, speaker)
}

fn meta() -> Value {
    json!({
        "io.modelcontextprotocol/protocolVersion": MODERN,
        "io.modelcontextprotocol/clientCapabilities": {},
    })
}

fn message(method: &str, params: &Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params })
}

#[tokio::test]
async fn discovery_says_who_it_is_and_how_long_that_holds() {
    let (_running, speaker) = start();
    let heard = speaker.modern("server/discover", json!({})).await;
    assert_eq!(heard.status, 200);
    let expected = json!({
        "jsonrpc": "2.0",
        "id": "r-1",
        "result": {
            "resultType": "complete",
            "supportedVersions": [MODERN],
            "capabilities": { "tools": {} },
            "instructions": "Say \"please\".",
            "ttlMs": 300_000,
            "cacheScope": "private",
            "_meta": { "io.modelcontextprotocol/serverInfo": { "name": "probe", "version": "1.2.3" } },
        },
    });
    assert_eq!(heard.json(), expected);
    assert!(heard.header("mcp-session-id").is_none());
}

#[tokio::test]
async fn a_list_comes_in_pages_with_its_numbers_as_written() {
    let (_running, speaker) = start();
    let first = speaker.modern("tools/list", json!({})).await;
    assert!(first.text.contains(r#""x":12345678901234567890.10"#));
    let result = first.json()["result"].take();
    assert_eq!((&result["ttlMs"], &result["cacheScope"]), (&json!(5000), &json!("private")));
    let next = speaker.modern("tools/list", json!({ "cursor": result["nextCursor"] })).await.json();
    assert_eq!(next["result"]["tools"][0]["name"], "panic");
    assert_eq!(next["result"].get("nextCursor"), None);
    assert_eq!(speaker.modern("tools/list", json!({ "cursor": "other" })).await.refusal(), (400, -32602));
}

#[tokio::test]
async fn a_request_without_what_it_must_carry_is_refused() {
    let (_running, speaker) = start();
    let incomplete = [
        json!({}),
        json!({ "_meta": {} }),
        json!({ "_meta": { "io.modelcontextprotocol/protocolVersion": MODERN } }),
        json!({ "_meta": { "io.modelcontextprotocol/clientCapabilities": {} } }),
        json!({ "_meta": { "io.modelcontextprotocol/protocolVersion": MODERN, "io.modelcontextprotocol/clientCapabilities": [] } }),
        json!({ "_meta": "x" }),
    ];
    for params in incomplete {
        let request = speaker
            .post(&message("tools/list", &params))
            .header("mcp-protocol-version", MODERN)
            .header("mcp-method", "tools/list");
        assert_eq!(send(request).await.refusal(), (400, -32602), "{params}");
    }
}

#[tokio::test]
async fn headers_that_differ_from_the_body_are_refused() {
    let (_running, speaker) = start();
    let list = message("tools/list", &json!({ "_meta": meta() }));
    let call = message("tools/call", &json!({ "name": "meta", "_meta": meta() }));
    let cases: [(&Value, &[(&str, &str)]); 8] = [
        (&list, &[("mcp-method", "tools/list")]),
        (&list, &[("mcp-protocol-version", "2025-11-25"), ("mcp-method", "tools/list")]),
        (&list, &[("mcp-protocol-version", MODERN)]),
        (&list, &[("mcp-protocol-version", MODERN), ("mcp-method", "TOOLS/LIST")]),
        (&call, &[("mcp-protocol-version", MODERN), ("mcp-method", "tools/call")]),
        (&call, &[("mcp-protocol-version", MODERN), ("mcp-method", "tools/call"), ("mcp-name", "other")]),
        (
            &call,
            &[("mcp-protocol-version", MODERN), ("mcp-method", "tools/call"), ("mcp-name", "=?base64?!?=")],
        ),
        (
            &call,
            &[
                ("mcp-protocol-version", MODERN),
                ("mcp-method", "tools/call"),
                ("mcp-name", "meta"),
                ("mcp-name", "other"),
            ],
        ),
    ];
    for (message, headers) in cases {
        let request = headers
            .iter()
            .fold(speaker.post(message), |request, (name, value)| request.header(*name, *value));
        assert_eq!(send(request).await.refusal(), (400, -32020), "{headers:?}");
    }
}

#[tokio::test]
async fn a_name_in_base64_is_compared_decoded() {
    let (_running, speaker) = start();
    let call = message("tools/call", &json!({ "name": "mäta", "_meta": meta() }));
    let request = speaker
        .post(&call)
        .header("mcp-protocol-version", MODERN)
        .header("mcp-method", "tools/call")
        .header("mcp-name", "=?base64?bcOkdGE=?=");
    let heard = send(request).await;
    assert_eq!(heard.refusal(), (400, -32602));
    assert_eq!(heard.json()["error"]["message"], "unknown tool: mäta");
}

#[tokio::test]
async fn an_unknown_revision_is_answered_with_the_known_one() {
    let (_running, speaker) = start();
    let mut meta = meta();
    meta["io.modelcontextprotocol/protocolVersion"] = "2031-01-01".into();
    let request = speaker
        .post(&message("server/discover", &json!({ "_meta": meta })))
        .header("mcp-protocol-version", "2031-01-01")
        .header("mcp-method", "server/discover");
    let heard = send(request).await;
    assert_eq!(heard.refusal(), (400, -32022));
    let data = json!({ "supported": [MODERN], "requested": "2031-01-01" });
    assert_eq!(heard.json()["error"]["data"], data);
}

#[tokio::test]
async fn methods_of_the_other_era_and_of_none_are_unknown() {
    let (_running, speaker) = start();
    for method in ["initialize", "ping", "logging/setLevel", "resources/list", "made/up"] {
        let heard = speaker.modern(method, json!({})).await;
        assert_eq!(heard.refusal(), (404, -32601), "{method}");
        assert_eq!(heard.json()["id"], "r-1");
    }
}

#[tokio::test]
async fn calls_that_cannot_be_made_are_protocol_errors() {
    let (_running, speaker) = start();
    let nameless = speaker.modern("tools/call", json!({ "arguments": {} })).await;
    assert_eq!(nameless.refusal(), (400, -32602));
    let unknown = speaker.modern("tools/call", json!({ "name": "nothing" })).await;
    assert_eq!(unknown.refusal(), (400, -32602));
    let list = speaker.modern("tools/call", json!({ "name": "meta", "arguments": [1] })).await;
    assert_eq!(list.refusal(), (400, -32602));
}

#[tokio::test]
async fn a_tool_sees_the_meta_of_its_request() {
    let (_running, speaker) = start();
    let params = json!({ "name": "meta", "_meta": { "traceparent": "00-1-2-03", "vendor": { "b": 1 } } });
    let result = speaker.modern("tools/call", params).await.json()["result"].take();
    assert_eq!(result["structuredContent"]["traceparent"], "00-1-2-03");
    assert_eq!(result["resultType"], "complete");
    assert_eq!(result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "probe");
}

#[tokio::test]
async fn a_server_without_tools_has_no_tool_methods() {
    let running = serve(None, Eras::Both, Limits::default());
    let speaker = Speaker::new(running.url.clone());
    let discovered = speaker.modern("server/discover", json!({})).await.json();
    assert_eq!(discovered["result"]["capabilities"], json!({}));
    assert_eq!(speaker.modern("tools/list", json!({})).await.refusal(), (404, -32601));
    assert_eq!(speaker.modern("tools/call", json!({ "name": "x" })).await.refusal(), (404, -32601));
}

#[tokio::test]
async fn a_modern_only_server_has_no_sessions() {
    let running = serve(None, Eras::ModernOnly, Limits::default());
    let speaker = Speaker::new(running.url.clone());
    let heard = speaker.initialize("2025-11-25").await;
    assert_eq!(heard.refusal(), (400, -32022));
    assert_eq!(heard.json()["error"]["data"]["supported"], json!([MODERN]));
    let deleted = send(speaker.request(reqwest::Method::DELETE)).await;
    assert_eq!((deleted.status.as_u16(), deleted.header("allow")), (405, Some("POST")));
}
