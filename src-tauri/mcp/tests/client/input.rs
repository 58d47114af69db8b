//! What servers ask for before they answer: input, other headers, another revision.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hitchpost_mcp::{
    Client, ClientConfig, EraChoice, Error, Freshness, InputEnd, JsonRpcError, RawJson, ServerRequest,
    ServerRequestHandler, ToolCall,
};
use hitchpost_testkit::fixture::{Fixture, Mode};
use serde_json::{Value, json};

use crate::script::{Script, call, event, json_response, legacy, modern, open_events, serve};

/// Accepts everything and remembers what it was asked; it takes its time.
#[derive(Clone, Default)]
pub struct Accepts {
    pub asked: Arc<Mutex<Vec<ServerRequest>>>,
    pub takes: Duration,
}

impl ServerRequestHandler for Accepts {
    fn capabilities(&self) -> RawJson {
        RawJson::parse(r#"{"elicitation":{"form":{}}}"#).unwrap()
    }

    fn handle(
        &self,
        request: ServerRequest,
    ) -> Pin<Box<dyn Future<Output = Result<RawJson, JsonRpcError>> + Send + '_>> {
        Box::pin(async move {
            self.asked.lock().unwrap().push(request);
            tokio::time::sleep(self.takes).await;
            Ok(RawJson::parse(r#"{"action":"accept","content":{"ok":true}}"#).unwrap())
        })
    }
}

fn with_handler(script: &Script, handler: &Accepts) -> ClientConfig {
    ClientConfig { handler: Some(Arc::new(handler.clone())), ..script.config() }
}

const STATE: &str = r#""a\u0062/=""#;

/// Asks `rounds` times, then answers.
async fn asks(rounds: usize, with_state: bool) -> Script {
    let asked = Arc::new(Mutex::new(0));
    serve(move |seen| {
        let asked = Arc::clone(&asked);
        async move {
            if seen.what() != "tools/call" {
                return modern(&seen);
            }
            let mut asked = asked.lock().unwrap();
            if *asked == rounds {
                return seen.ok(json!({ "resultType": "complete", "content": [] }));
            }
            *asked += 1;
            let question = r#"{"k\"1":{"method":"elicitation/create","params":{"message":"Sure?"}}}"#;
            let state = if with_state { format!(r#","requestState":{STATE}"#) } else { String::new() };
            let result = format!(r#"{{"resultType":"input_required","inputRequests":{question}{state}}}"#);
            let text = format!(r#"{{"jsonrpc":"2.0","id":{},"result":{result}}}"#, seen.body["id"]);
            crate::script::text_response(200, "application/json", text)
        }
    })
    .await
}

#[tokio::test]
async fn a_question_is_answered_under_its_key_with_the_state_as_it_came() {
    let (script, handler) = (asks(1, true).await, Accepts::default());
    let heard = Arc::new(Mutex::new(Vec::new()));
    let listener = Arc::clone(&heard);
    let client = Client::connect(with_handler(&script, &handler)).await.unwrap();
    let mut asked = call(&json!({ "n": 1 }));
    asked.extras.tap = Some(hitchpost_mcp::Tap::new(move |event| {
        if let (hitchpost_mcp::Direction::Sent, hitchpost_mcp::TapKind::Body(body)) =
            (event.direction, event.kind)
        {
            listener.lock().unwrap().push(String::from_utf8(body.to_vec()).unwrap());
        }
    }));
    client.call_tool(asked).await.unwrap();

    assert_eq!(handler.asked.lock().unwrap()[0].params.as_str(), r#"{"message":"Sure?"}"#);
    let calls: Vec<_> = script.seen().into_iter().filter(|seen| seen.what() == "tools/call").collect();
    assert_ne!(calls[0].body["id"], calls[1].body["id"], "a new id");
    assert_eq!(calls[0].body["params"]["arguments"], calls[1].body["params"]["arguments"]);
    let answers = json!({ "k\"1": { "action": "accept", "content": { "ok": true } } });
    assert_eq!(calls[1].body["params"]["inputResponses"], answers);
    assert!(heard.lock().unwrap()[1].contains(&format!(r#""requestState":{STATE}"#)), "byte for byte");
}

#[tokio::test]
async fn without_a_state_none_is_sent() {
    let script = asks(1, false).await;
    let client = Client::connect(with_handler(&script, &Accepts::default())).await.unwrap();
    client.call_tool(call(&json!({}))).await.unwrap();
    assert_eq!(script.until("tools/call").await.body["params"]["requestState"], Value::Null);
}

#[tokio::test]
async fn a_server_that_asks_for_ever_is_given_up_after_ten_answers() {
    let (script, handler) = (asks(usize::MAX, true).await, Accepts::default());
    let client = Client::connect(with_handler(&script, &handler)).await.unwrap();
    let error = client.call_tool(call(&json!({}))).await.unwrap_err();
    assert_eq!(
        error,
        Error::InputRequired { what: "elicitation/create".into(), why: InputEnd::TooManyRounds }
    );
    assert!(handler.asked.lock().unwrap().len() <= 11);
}

#[tokio::test]
async fn without_anyone_to_answer_a_question_is_an_error() {
    let script = asks(1, true).await;
    let client = Client::connect(script.config()).await.unwrap();
    let error = client.call_tool(call(&json!({}))).await.unwrap_err();
    assert_eq!(error, Error::InputRequired { what: "elicitation/create".into(), why: InputEnd::NotOffered });
}

#[tokio::test]
async fn a_server_that_may_not_ask_says_what_it_needs() {
    let script = serve(|seen| async move {
        if seen.what() != "tools/call" {
            return modern(&seen);
        }
        let data = json!({ "requiredCapabilities": { "elicitation": { "form": {} } } });
        let error = json!({ "code": -32021, "message": "no elicitation", "data": data });
        json_response(400, &json!({ "jsonrpc": "2.0", "id": seen.body["id"], "error": error }))
    })
    .await;
    let error =
        Client::connect(script.config()).await.unwrap().call_tool(call(&json!({}))).await.unwrap_err();
    assert_eq!(error, Error::InputRequired { what: "elicitation".into(), why: InputEnd::NotOffered });
}

/// A legacy server that asks `method` on the call's stream and answers the call when it has been answered.
async fn asks_on_the_stream(method: &'static str) -> Script {
    let answered = Arc::new(tokio::sync::Notify::new());
    serve(move |seen| {
        let answered = Arc::clone(&answered);
        async move {
            match seen.what() {
                "tools/call" => {
                    let (sender, response) = open_events();
                    let question = json!({ "jsonrpc": "2.0", "id": "q-1", "method": method, "params": { "message": "?" } });
                    sender.send(event(&question)).unwrap();
                    tokio::spawn(async move {
                        answered.notified().await;
                        let answer = json!({ "jsonrpc": "2.0", "id": seen.body["id"], "result": { "content": [] } });
                        sender.send(event(&answer)).unwrap();
                    });
                    response
                }
                "response" => {
                    answered.notify_one();
                    crate::script::status(202)
                }
                _ => legacy(&seen),
            }
        }
    })
    .await
}

#[tokio::test]
async fn a_legacy_question_is_answered_while_the_call_waits() {
    let script = asks_on_the_stream("elicitation/create").await;
    // The person takes longer than the call has.
    let handler = Accepts { takes: Duration::from_millis(400), ..Accepts::default() };
    let config = ClientConfig { era: EraChoice::Legacy, ..with_handler(&script, &handler) };
    let client = Client::connect(config).await.unwrap();
    let mut asked = call(&json!({}));
    asked.extras.timeout = Some(Duration::from_millis(200));
    client.call_tool(asked).await.unwrap();
    let answer = script.until("response").await;
    assert_eq!((&answer.body["id"], &answer.body["result"]["action"]), (&json!("q-1"), &json!("accept")));
    assert_eq!(answer.header("mcp-session-id"), Some("s1"));
    assert_eq!(
        script.until("initialize").await.body["params"]["capabilities"],
        json!({ "elicitation": { "form": {} } })
    );
}

#[tokio::test]
async fn a_ping_is_answered_and_what_we_cannot_do_is_refused() {
    for (method, answer) in
        [("ping", json!({ "result": {} })), ("sampling/createMessage", json!({ "code": -32601 }))]
    {
        let script = asks_on_the_stream(method).await;
        let client =
            Client::connect(ClientConfig { era: EraChoice::Legacy, ..script.config() }).await.unwrap();
        client.call_tool(call(&json!({}))).await.unwrap();
        let body = script.until("response").await.body;
        match answer.get("code") {
            Some(code) => assert_eq!(&body["error"]["code"], code, "{method}"),
            None => assert_eq!(body["result"], answer["result"], "{method}"),
        }
    }
}

#[tokio::test]
async fn arguments_travel_in_the_headers_the_schema_demands() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let client = Client::connect(ClientConfig::new(fixture.at("/headers"))).await.unwrap();
    let list = client.list_tools(Freshness::Fresh).await.unwrap();
    assert!(list.items.iter().any(|tool| tool.name == "regional"));
    assert!(
        !list.rejected.is_empty()
            && list.rejected.iter().all(|rejected| rejected.reason.contains("x-mcp-header"))
    );
}

/// A modern server whose tool mirrors `region`, and which insists on it.
async fn insists_on_region() -> Script {
    serve(|seen| async move {
        match seen.what() {
            "tools/list" => {
                let region = json!({ "type": "string", "x-mcp-header": "Region" });
                let schema = json!({ "type": "object", "properties": { "region": region } });
                seen.ok(
                    json!({ "resultType": "complete", "tools": [{ "name": "t", "inputSchema": schema }] }),
                )
            }
            "tools/call" if seen.header("mcp-param-region") != Some("=?base64?w6lz?=") => {
                seen.error(400, -32020, "mismatch")
            }
            _ => modern(&seen),
        }
    })
    .await
}

#[tokio::test]
async fn a_call_before_any_list_learns_the_headers_from_the_refusal() {
    let script = insists_on_region().await;
    let client = Client::connect(script.config()).await.unwrap();
    client.call_tool(call(&json!({ "region": "és" }))).await.unwrap();
    assert_eq!(script.story(), ["server/discover", "tools/call", "tools/list", "tools/call"]);
    client.call_tool(call(&json!({ "region": "és" }))).await.unwrap();
    assert_eq!(script.story().len(), 5, "the headers are known now");
}

#[tokio::test]
async fn headers_that_never_fit_are_tried_twice() {
    let script = insists_on_region().await;
    let client = Client::connect(script.config()).await.unwrap();
    let error = client.call_tool(ToolCall::new("t", RawJson::empty_object())).await.unwrap_err();
    assert!(matches!(error, Error::Rpc { code: -32020, .. }), "{error:?}");
    assert_eq!(script.story().iter().filter(|what| *what == "tools/call").count(), 2);
}
