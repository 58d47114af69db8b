//! What programs ask, and what they say unasked.

use std::pin::Pin;
use std::sync::{Arc, Mutex};

use hitchpost_mcp::{
    Client, ClientConfig, JsonRpcError, RawJson, ServerNotification, ServerRequest, ServerRequestHandler,
};
use serde_json::{Value, json};

use crate::world::{World, said, within};

/// Answers with the method it was asked.
#[derive(Clone, Default)]
struct Answers(Arc<Mutex<Vec<String>>>);

impl ServerRequestHandler for Answers {
    fn capabilities(&self) -> RawJson {
        RawJson::parse(r#"{"elicitation":{"form":{}},"sampling":{},"roots":{}}"#).unwrap()
    }

    fn handle(
        &self,
        request: ServerRequest,
    ) -> Pin<Box<dyn Future<Output = Result<RawJson, JsonRpcError>> + Send + '_>> {
        self.0.lock().unwrap().push(request.method.clone());
        let answer = match request.method.as_str() {
            "roots/list" => json!({ "roots": [] }),
            "sampling/createMessage" => {
                json!({ "role": "assistant", "content": { "type": "text", "text": "hm" }, "model": "m" })
            }
            _ => json!({ "action": "accept", "content": { "ok": true } }),
        };
        Box::pin(async move { Ok(RawJson::parse(answer.to_string()).unwrap()) })
    }
}

fn elicitation() -> Value {
    json!({ "message": "Go on?", "requestedSchema": { "type": "object", "properties": { "ok": { "type": "boolean" } } } })
}

#[tokio::test]
async fn questions_are_answered_under_the_id_they_came_with() {
    let (world, answers) = (World::new("legacy"), Answers::default());
    let config = ClientConfig { handler: Some(Arc::new(answers.clone())), ..world.config() };
    let client = within(Client::connect(config)).await.unwrap();
    let sampling = json!({ "messages": [], "maxTokens": 5 });
    for (method, params, expected) in [
        ("elicitation/create", elicitation(), json!({ "action": "accept", "content": { "ok": true } })),
        ("roots/list", json!({}), json!({ "roots": [] })),
        (
            "sampling/createMessage",
            sampling,
            json!({ "role": "assistant", "content": { "type": "text", "text": "hm" }, "model": "m" }),
        ),
        ("ping", json!({}), json!({})),
    ] {
        let asked = said(&client, "ask", &json!({ "method": method, "params": params })).await.unwrap();
        let answer: Value = serde_json::from_str(&asked).unwrap();
        assert_eq!((&answer["result"], &answer["id"]), (&expected, &json!("q\u{e9}/0")), "{method}");
    }
    assert_eq!(*answers.0.lock().unwrap(), ["elicitation/create", "roots/list", "sampling/createMessage"]);
    within(client.close()).await;
}

#[tokio::test]
async fn without_anyone_to_ask_a_question_is_refused_and_a_ping_is_not() {
    let world = World::new("legacy");
    let client = world.connect_legacy().await;
    let asked = said(&client, "ask", &json!({ "method": "roots/list", "params": {} })).await.unwrap();
    assert!(asked.contains("-32601"), "{asked}");
    let asked = said(&client, "ask", &json!({ "method": "ping", "params": {} })).await.unwrap();
    assert!(asked.contains(r#""result":{}"#), "{asked}");
    within(client.close()).await;
}

#[tokio::test]
async fn a_modern_program_asks_with_its_answer() {
    let (world, answers) = (World::new("modern"), Answers::default());
    let config = ClientConfig { handler: Some(Arc::new(answers.clone())), ..world.config() };
    let client = within(Client::connect(config)).await.unwrap();
    let said = said(&client, "input", &json!({})).await.unwrap();
    let answered: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(answered["go"]["content"]["ok"], true);
    let second = world.noted().into_iter().rfind(|noted| noted.what == "tools/call").unwrap();
    assert_eq!(second.message["params"]["requestState"], "s");
    assert_eq!(*answers.0.lock().unwrap(), ["elicitation/create"]);
    within(client.close()).await;
}

#[tokio::test]
async fn what_a_modern_program_tells_its_listeners_is_heard() {
    let world = World::new("modern");
    let config = ClientConfig { listen: true, ..world.config() };
    let client = within(Client::connect(config)).await.unwrap();
    let mut heard = client.notifications();
    said(&client, "batch", &json!({})).await.unwrap();
    assert_eq!(within(heard.recv()).await.unwrap(), ServerNotification::ToolsChanged);
    world.until_heard("subscriptions/listen").await;
    assert_eq!(said(&client, "echo", &json!({})).await.unwrap(), "{}");
    within(client.close()).await;
    world.until_gone().await;
}
