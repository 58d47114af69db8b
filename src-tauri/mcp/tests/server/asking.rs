//! Questions to clients: requests on a stream where there are sessions, rounds where there are none.

use hitchpost_mcp::sample::SampleServer;
use serde_json::{Value, json};

use crate::speaker::{Heard, Speaker, Stream, send};

fn everything() -> Value {
    json!({ "elicitation": { "form": {}, "url": {} }, "sampling": {}, "roots": {} })
}

/// `ask_me` in the modern era, with more parameters.
async fn ask(speaker: &Speaker, capabilities: Value, more: Value) -> Heard {
    let mut params = json!({ "name": "ask_me", "arguments": { "how": "form" } });
    params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = capabilities;
    for (name, value) in more.as_object().unwrap() {
        params[name] = value.clone();
    }
    speaker.modern("tools/call", params).await
}

fn answer() -> Value {
    json!({ "about_you": { "action": "accept", "content": { "name": "Ada" } } })
}

fn text(result: &Value) -> &str {
    result["content"][0]["text"].as_str().unwrap()
}

#[tokio::test]
async fn a_question_is_a_result_and_its_answer_comes_with_the_next_call() {
    let sample = SampleServer::start().unwrap();
    let speaker = Speaker::new(sample.url());
    let asked = ask(&speaker, everything(), json!({})).await.json()["result"].take();
    assert_eq!(asked["resultType"], "input_required");
    let question = &asked["inputRequests"]["about_you"];
    assert_eq!(question["method"], "elicitation/create");
    assert_eq!(question["params"]["requestedSchema"]["required"], json!(["name"]));
    let more = json!({ "inputResponses": answer(), "requestState": asked["requestState"] });
    let result = ask(&speaker, everything(), more).await.json()["result"].take();
    assert_eq!(
        (&result["resultType"], text(&result)),
        (&json!("complete"), "Hello Ada. You sent 1 answers.")
    );
}

#[tokio::test]
async fn answers_that_are_missing_are_asked_for_again_and_wrong_ones_refused() {
    let sample = SampleServer::start().unwrap();
    let speaker = Speaker::new(sample.url());
    let other = json!({ "inputResponses": { "something_else": { "action": "accept" } } });
    assert_eq!(ask(&speaker, everything(), other).await.json()["result"]["resultType"], "input_required");
    for wrong in [
        json!({ "about_you": 5 }),
        json!({ "about_you": { "action": "perhaps" } }),
        json!({ "about_you": { "action": "accept" } }),
        Value::Null,
        json!([]),
    ] {
        let refused = ask(&speaker, everything(), json!({ "inputResponses": wrong })).await;
        assert_eq!(refused.refusal(), (400, -32602), "{refused:?}");
    }
}

#[tokio::test]
async fn a_state_is_good_for_its_own_call_as_it_was_given() {
    let sample = SampleServer::start().unwrap();
    let speaker = Speaker::new(sample.url());
    let asked = ask(&speaker, everything(), json!({})).await.json()["result"].take();
    let state = asked["requestState"].as_str().unwrap();
    let forged = json!({ "inputResponses": answer(), "requestState": format!("{state}x") });
    assert_eq!(ask(&speaker, everything(), forged).await.refusal(), (400, -32602));
    let arguments = json!({ "arguments": { "how": "folders" }, "requestState": state });
    assert_eq!(ask(&speaker, everything(), arguments).await.refusal(), (400, -32602));
    let elsewhere = SampleServer::start().unwrap();
    let same = json!({ "inputResponses": answer(), "requestState": state });
    let elsewhere = ask(&Speaker::new(elsewhere.url()), everything(), same).await;
    assert_eq!(elsewhere.refusal(), (400, -32602));
}

#[tokio::test]
async fn nobody_is_asked_what_it_has_not_declared() {
    let sample = SampleServer::start().unwrap();
    let speaker = Speaker::new(sample.url());
    for (how, capabilities) in [
        ("form", json!({ "elicitation": { "url": {} } })),
        ("page", json!({ "elicitation": {} })),
        ("model", json!({ "elicitation": {}, "roots": {} })),
        ("folders", json!({ "sampling": {} })),
    ] {
        let result = ask(&speaker, capabilities, json!({ "arguments": { "how": how } })).await.json();
        assert_eq!(result["result"]["isError"], true, "{how}: {result}");
    }
}

#[tokio::test]
async fn in_a_session_a_question_is_a_request_on_the_calls_stream() {
    let sample = SampleServer::start().unwrap();
    let speaker = Speaker::who_can(sample.url(), everything()).await;
    for (how, method, reply, expected) in [
        ("form", "elicitation/create", json!({ "action": "decline" }), "You declined to answer"),
        ("page", "elicitation/create", json!({ "action": "accept" }), "You agreed to open the page"),
        (
            "model",
            "sampling/createMessage",
            json!({ "role": "assistant", "model": "m", "content": { "type": "text", "text": "Hi." } }),
            "The answer was: Hi.",
        ),
        ("folders", "roots/list", json!({ "roots": [{ "uri": "file:///tmp" }] }), "You offer file:///tmp."),
    ] {
        let params = json!({ "name": "ask_me", "arguments": { "how": how } });
        let mut stream = Stream::open(speaker.legacy_request(9, "tools/call", &params)).await;
        let question = stream.next().await.unwrap();
        assert_eq!(question["method"], method);
        let message = json!({ "jsonrpc": "2.0", "id": question["id"], "result": reply });
        assert_eq!(send(speaker.in_session(&message)).await.status, 202);
        let result = stream.next().await.unwrap();
        assert!(text(&result["result"]).starts_with(expected), "{how}: {result}");
    }
}

#[tokio::test]
async fn a_refusal_to_answer_ends_the_call() {
    let sample = SampleServer::start().unwrap();
    let speaker = Speaker::who_can(sample.url(), everything()).await;
    let params = json!({ "name": "ask_me", "arguments": { "how": "model" } });
    let mut stream = Stream::open(speaker.legacy_request(9, "tools/call", &params)).await;
    let question = stream.next().await.unwrap();
    let error = json!({ "code": -1, "message": "not now" });
    let message = json!({ "jsonrpc": "2.0", "id": question["id"], "error": error });
    send(speaker.in_session(&message)).await;
    let answer = stream.next().await.unwrap();
    assert_eq!((&answer["id"], &answer["error"]["message"]), (&json!(9), &json!("not now")));
}
