//! What the sample server offers besides tools, to clients of both eras.

use hitchpost_mcp::sample::SampleServer;
use serde_json::{Value, json};

use crate::speaker::Speaker;

/// The result of one request in each era.
async fn both(method: &str, params: Value) -> [Value; 2] {
    let sample = SampleServer::start().unwrap();
    let modern = Speaker::new(sample.url()).modern(method, params.clone()).await.json();
    let legacy = Speaker::with_session(sample.url()).await.legacy(method, params).await.json();
    [modern, legacy].map(|mut answer| answer["result"].take())
}

#[tokio::test]
async fn everything_there_is_is_declared() {
    let sample = SampleServer::start().unwrap();
    let speaker = Speaker::new(sample.url());
    let modern = speaker.modern("server/discover", json!({})).await.json()["result"]["capabilities"].take();
    let legacy = speaker.initialize("2025-11-25").await.json()["result"]["capabilities"].take();
    assert_eq!(modern, legacy);
    let changing = json!({ "listChanged": true });
    let expected = json!({
        "tools": changing, "prompts": changing, "completions": {}, "logging": {},
        "resources": { "subscribe": true, "listChanged": true },
    });
    assert_eq!(modern, expected);
}

#[tokio::test]
async fn every_listed_resource_can_be_read() {
    let sample = SampleServer::start().unwrap();
    let speaker = Speaker::new(sample.url());
    let list = speaker.modern("resources/list", json!({})).await.json()["result"].take();
    assert_eq!((&list["resultType"], &list["cacheScope"]), (&json!("complete"), &json!("private")));
    assert_eq!(list["resources"].as_array().unwrap().len(), 3);
    for resource in list["resources"].as_array().unwrap() {
        let [modern, legacy] = both("resources/read", json!({ "uri": resource["uri"] })).await;
        assert_eq!(modern["contents"][0]["mimeType"], resource["mimeType"]);
        assert_eq!(modern["contents"], legacy["contents"]);
        assert_eq!((&modern["ttlMs"], legacy.get("ttlMs")), (&json!(0), None));
    }
}

#[tokio::test]
async fn a_template_leads_to_resources_and_is_completed() {
    let [modern, _] = both("resources/templates/list", json!({})).await;
    let template = modern["resourceTemplates"][0]["uriTemplate"].as_str().unwrap().to_owned();
    let reference = json!({ "type": "ref/resource", "uri": template });
    let argument = json!({ "name": "language", "value": "e" });
    for result in both("completion/complete", json!({ "ref": reference, "argument": argument })).await {
        assert_eq!(result["completion"]["values"], json!(["en", "es"]));
    }
    for result in both("resources/read", json!({ "uri": template.replace("{language}", "fr") })).await {
        assert_eq!(result["contents"][0]["text"], "Bonjour.\n");
    }
}

#[tokio::test]
async fn what_is_not_there_is_refused_by_name() {
    let sample = SampleServer::start().unwrap();
    let speaker = Speaker::new(sample.url());
    let refused = speaker.modern("resources/read", json!({ "uri": "sample://greeting/xx" })).await;
    assert_eq!(refused.refusal(), (400, -32602));
    assert_eq!(refused.json()["error"]["data"]["uri"], "sample://greeting/xx");
    assert_eq!(speaker.modern("prompts/get", json!({ "name": "none" })).await.refusal(), (400, -32602));
    let nameless = json!({ "name": "introduce", "arguments": {} });
    assert_eq!(speaker.modern("prompts/get", nameless).await.refusal(), (400, -32602));
    for method in ["prompts/list", "resources/list", "resources/templates/list"] {
        assert_eq!(
            speaker.modern(method, json!({ "cursor": "2" })).await.refusal(),
            (400, -32602),
            "{method}"
        );
    }
}

#[tokio::test]
async fn prompts_are_filled_in() {
    let [list, _] = both("prompts/list", json!({})).await;
    assert_eq!(
        list["prompts"][0]["arguments"][0],
        json!({
            "name": "name", "title": "Name", "description": "Of whom.", "required": true
        })
    );
    let arguments = json!({ "name": "Ada", "language": "it" });
    for result in both("prompts/get", json!({ "name": "introduce", "arguments": arguments })).await {
        let text = result["messages"][0]["content"]["text"].as_str().unwrap();
        assert!(text.contains("Ada") && text.contains("\"it\""), "{text}");
    }
    for result in both("prompts/get", json!({ "name": "look_closely" })).await {
        assert_eq!(result["messages"][0]["content"]["mimeType"], "image/png");
    }
}
