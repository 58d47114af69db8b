//! What clients are told of changes, and what they are not told.

use hitchpost_mcp::sample::SampleServer;
use reqwest::Method;
use serde_json::{Value, json};

use crate::speaker::{LEGACY, Speaker, Stream, send};

const CALLS: &str = "sample://calls";

async fn call(speaker: &Speaker) {
    speaker.modern("tools/call", json!({ "name": "add", "arguments": { "a": 1, "b": 2 } })).await;
}

fn own_stream(speaker: &Speaker) -> reqwest::RequestBuilder {
    let request = speaker.request(Method::GET).header("accept", "text/event-stream");
    request.header("mcp-session-id", speaker.session()).header("mcp-protocol-version", LEGACY)
}

#[tokio::test]
async fn a_listener_hears_what_it_asked_for_and_that_it_was_heard() {
    let sample = SampleServer::start().unwrap();
    let speaker = Speaker::new(sample.url());
    let wanted = json!({ "resourceSubscriptions": [CALLS], "toolsListChanged": true });
    let request = speaker.modern_request("subscriptions/listen", json!({ "notifications": wanted }));
    let mut stream = Stream::open(request).await;
    let acknowledged = stream.next().await.unwrap();
    assert_eq!(acknowledged["method"], "notifications/subscriptions/acknowledged");
    assert_eq!(acknowledged["params"]["notifications"], wanted);
    call(&speaker).await;
    let updated = stream.next().await.unwrap();
    assert_eq!(updated["method"], "notifications/resources/updated");
    assert_eq!(updated["params"]["uri"], CALLS);
    for message in [acknowledged, updated] {
        let id = &message["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"];
        assert_eq!(id, "r-1");
    }
    sample.stop();
    let end = stream.next().await.unwrap();
    assert_eq!((&end["id"], &end["result"]["resultType"]), (&json!("r-1"), &json!("complete")));
    assert_eq!(stream.next().await, None);
}

#[tokio::test]
async fn a_listener_that_asks_for_nothing_hears_nothing_of_calls() {
    let sample = SampleServer::start().unwrap();
    let speaker = Speaker::new(sample.url());
    let request = speaker.modern_request("subscriptions/listen", json!({ "notifications": {} }));
    let mut stream = Stream::open(request).await;
    assert_eq!(stream.next().await.unwrap()["params"]["notifications"], json!({}));
    call(&speaker).await;
    sample.stop();
    assert!(stream.next().await.unwrap()["result"].is_object());
}

#[tokio::test]
async fn a_session_hears_of_what_it_watches_until_it_no_longer_does() {
    let sample = SampleServer::start().unwrap();
    let speaker = Speaker::with_session(sample.url()).await;
    let mut stream = Stream::open(own_stream(&speaker)).await;
    let watch = json!({ "uri": CALLS });
    assert_eq!(speaker.legacy("resources/subscribe", watch.clone()).await.json()["result"], json!({}));
    call(&speaker).await;
    let updated = stream.next().await.unwrap();
    assert_eq!((&updated["method"], &updated["params"]), (&json!("notifications/resources/updated"), &watch));
    speaker.legacy("resources/unsubscribe", watch).await;
    call(&speaker).await;
    send(speaker.request(Method::DELETE).header("mcp-session-id", speaker.session())).await;
    assert_eq!(stream.next().await, None);
}

#[tokio::test]
async fn a_second_stream_of_a_session_takes_the_place_of_the_first() {
    let sample = SampleServer::start().unwrap();
    let speaker = Speaker::with_session(sample.url()).await;
    let mut first = Stream::open(own_stream(&speaker)).await;
    let _second = Stream::open(own_stream(&speaker)).await;
    assert_eq!(first.next().await, None);
    let stranger = speaker.request(Method::GET).header("accept", "text/event-stream");
    assert_eq!(send(stranger).await.status, 400);
}

#[tokio::test]
async fn log_messages_come_to_those_who_ask_for_them() {
    let sample = SampleServer::start().unwrap();
    let speaker = Speaker::with_session(sample.url()).await;
    let params = json!({ "name": "echo", "arguments": { "text": "x" } });
    let kinds = |heard: Vec<String>| {
        let kind = |event: &String| {
            let event: Value = serde_json::from_str(event).unwrap();
            event["method"].as_str().unwrap_or("result").to_owned()
        };
        heard.iter().map(kind).collect::<Vec<_>>()
    };
    assert!(speaker.legacy("tools/call", params.clone()).await.events().is_empty());
    assert_eq!(speaker.legacy("logging/setLevel", json!({ "level": "loud" })).await.refusal(), (200, -32602));
    speaker.legacy("logging/setLevel", json!({ "level": "debug" })).await;
    let heard = speaker.legacy("tools/call", params.clone()).await.events();
    assert_eq!(kinds(heard), ["notifications/message", "result"]);
    let mut modern = params;
    modern["_meta"]["io.modelcontextprotocol/logLevel"] = "debug".into();
    let heard = speaker.modern("tools/call", modern).await.events();
    assert_eq!(kinds(heard), ["notifications/message", "result"]);
}
