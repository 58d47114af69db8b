//! The sample server's tools, called as a client would.

use base64::Engine as _;
use hitchpost_mcp::sample::SampleServer;
use serde_json::{Value, json};

use crate::speaker::Speaker;

async fn call(name: &str, arguments: Value) -> Value {
    let sample = SampleServer::start().unwrap();
    let speaker = Speaker::new(sample.url());
    speaker.modern("tools/call", json!({ "name": name, "arguments": arguments })).await.json()["result"]
        .take()
}

fn text(result: &Value) -> &str {
    result["content"][0]["text"].as_str().unwrap()
}

#[tokio::test]
async fn every_listed_tool_can_be_called() {
    let sample = SampleServer::start().unwrap();
    let speaker = Speaker::new(sample.url());
    let list = speaker.modern("tools/list", json!({})).await.json();
    let tools = list["result"]["tools"].as_array().unwrap().clone();
    let names: Vec<&str> = tools.iter().filter_map(|tool| tool["name"].as_str()).collect();
    assert_eq!(names, ["echo", "add", "slow_count", "make_image", "every_field", "fail_always", "ask_me"]);
    let arguments = json!({ "text": "x", "a": 1, "b": 2, "to": 1, "delay_ms": 0, "width": 16, "height": 16 });
    for tool in &tools {
        assert!(tool["title"].is_string() && tool["description"].is_string(), "{tool}");
        assert!(tool["annotations"]["readOnlyHint"].is_boolean(), "{tool}");
        let called = json!({ "name": tool["name"], "arguments": arguments });
        let result = speaker.modern("tools/call", called).await.json()["result"].take();
        // The caller has declared nothing that it could be asked.
        let fails = tool["name"] == "fail_always" || tool["name"] == "ask_me";
        assert_eq!(result["isError"] == true, fails, "{tool}: {result}");
    }
}

#[tokio::test]
async fn echo_returns_the_text_unchanged() {
    let odd = "línea 1\nline 2\t\u{202e}\u{0} 😀 \"quoted\"";
    assert_eq!(text(&call("echo", json!({ "text": odd })).await), odd);
}

#[tokio::test]
async fn arguments_that_do_not_fit_are_the_tools_error() {
    let result = call("echo", json!({ "text": 5 })).await;
    assert_eq!(result["isError"], true);
    assert_eq!(
        text(&result),
        "These arguments do not fit echo: invalid type: integer `5`, expected a string."
    );
    let result = call("make_image", json!({ "colour": "red" })).await;
    assert_eq!(text(&result), "\"red\" is not a colour; write it as #rrggbb, like #e07a3f.");
    let result = call("slow_count", json!({ "to": 61 })).await;
    assert_eq!(text(&result), "It counts to a number from 1 to 60, with pauses of at most 5000 ms.");
}

#[tokio::test]
async fn add_keeps_a_thirty_digit_number() {
    let sample = SampleServer::start().unwrap();
    let arguments = r#"{"a":100000000000000000000000000000,"b":7}"#;
    let body = format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"add","arguments":{arguments},"_meta":{{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{{}}}}}}}}"#
    );
    let request = Speaker::new(sample.url())
        .post_text(body)
        .header("mcp-protocol-version", "2026-07-28")
        .header("mcp-method", "tools/call")
        .header("mcp-name", "add");
    let heard = crate::speaker::send(request).await;
    assert!(
        heard.text.contains(r#""structuredContent":{"sum":100000000000000000000000000007}"#),
        "{heard:?}"
    );
}

#[tokio::test]
async fn make_image_draws_a_png_of_the_size_asked_for() {
    for pattern in ["post", "weave", "gradient"] {
        let arguments = json!({ "width": 120, "height": 90, "colour": "#3d7ea6", "pattern": pattern });
        let result = call("make_image", arguments).await;
        let image = &result["content"][1];
        assert_eq!(image["mimeType"], "image/png");
        let file = base64::engine::general_purpose::STANDARD.decode(image["data"].as_str().unwrap()).unwrap();
        let reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        assert_eq!((reader.info().width, reader.info().height), (120, 90));
    }
}

#[tokio::test]
async fn every_field_returns_what_it_received() {
    let sent =
        json!({ "name": "Ada", "nickname": null, "labels": ["a", "b"], "address": { "city": "Turin" } });
    let result = call("every_field", sent.clone()).await;
    assert_eq!(result["structuredContent"], sent);
    assert_eq!(text(&result), "Received 4 fields: address, labels, name, nickname.");
}

#[tokio::test]
async fn fail_always_fails_with_a_text() {
    let result = call("fail_always", json!({ "reason": "on purpose" })).await;
    assert_eq!(result["isError"], true);
    assert!(text(&result).starts_with("This tool failed on purpose. The call itself worked"));
}

#[tokio::test]
async fn a_stopped_server_no_longer_answers() {
    let sample = SampleServer::start().unwrap();
    let url = sample.url();
    drop(sample);
    let address = (url.host_str().unwrap().to_owned(), url.port().unwrap());
    // The port closes as soon as the serving task notices.
    let closed = async {
        while tokio::net::TcpStream::connect(address.clone()).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), closed).await.unwrap();
}
