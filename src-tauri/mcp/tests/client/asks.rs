//! What servers ask while a call is under way: whose question it is, how often, and when it is over.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::response::Response;
use hitchpost_mcp::{
    CancellationToken, Client, ClientConfig, EraChoice, Error, InputEnd, JsonRpcError, RawJson,
    ServerNotification, ServerRequest, ServerRequestHandler,
};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::script::{Script, call, event, legacy, modern, open_events, serve, status};

/// Declares everything, answers with `answer` (or never), and counts who waits.
struct Everything {
    answer: Option<&'static str>,
    asked: watch::Sender<Vec<ServerRequest>>,
    open: watch::Sender<usize>,
}

impl Everything {
    fn with(answer: Option<&'static str>) -> Arc<Everything> {
        let (asked, open) = (watch::Sender::new(Vec::new()), watch::Sender::new(0));
        Arc::new(Everything { answer, asked, open })
    }

    async fn until_asked(&self, times: usize) -> Vec<ServerRequest> {
        let mut asked = self.asked.subscribe();
        asked.wait_for(|asked| asked.len() >= times).await.unwrap().clone()
    }

    async fn until_nobody_waits(&self) {
        self.open.subscribe().wait_for(|open| *open == 0).await.unwrap();
    }
}

struct Open<'a>(&'a watch::Sender<usize>);

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|open| *open -= 1);
    }
}

impl ServerRequestHandler for Everything {
    fn capabilities(&self) -> RawJson {
        RawJson::parse(r#"{"elicitation":{"form":{},"url":{}},"sampling":{},"roots":{}}"#).unwrap()
    }

    fn handle(
        &self,
        request: ServerRequest,
    ) -> Pin<Box<dyn Future<Output = Result<RawJson, JsonRpcError>> + Send + '_>> {
        Box::pin(async move {
            self.open.send_modify(|open| *open += 1);
            let _open = Open(&self.open);
            self.asked.send_modify(|asked| asked.push(request));
            match self.answer {
                Some(answer) => Ok(RawJson::parse(answer).unwrap()),
                None => std::future::pending().await,
            }
        })
    }
}

const ACCEPT: &str = r#"{"action":"accept","content":{}}"#;
const DECLINE: &str = r#"{"action":"decline"}"#;

async fn client(script: &Script, era: EraChoice, handler: &Arc<Everything>) -> Client {
    let handler: Arc<dyn ServerRequestHandler> = Arc::clone(handler) as _;
    Client::connect(ClientConfig { era, handler: Some(handler), ..script.config() }).await.unwrap()
}

fn question(id: u64, more: &Value) -> Value {
    let mut question =
        json!({ "jsonrpc": "2.0", "id": id, "method": "elicitation/create", "params": { "message": "?" } });
    question["params"].as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    question
}

/// The stream of the call under way, and its id.
type CallStream = Arc<Mutex<Option<(tokio::sync::mpsc::UnboundedSender<String>, Value)>>>;

/// A legacy server that asks on the call's own stream, `times` times, one after the answer to the other.
async fn old(times: usize, more: Value) -> Script {
    let streams = CallStream::default();
    let asked = Arc::new(AtomicUsize::new(0));
    serve(move |seen| {
        let (streams, asked, more) = (Arc::clone(&streams), Arc::clone(&asked), more.clone());
        async move {
            match seen.what() {
                "tools/call" => {
                    let (sender, response) = open_events();
                    asked.store(1, Ordering::SeqCst);
                    sender.send(event(&question(1, &more))).unwrap();
                    *streams.lock().unwrap() = Some((sender, seen.body["id"].clone()));
                    response
                }
                "response" => {
                    let number = asked.fetch_add(1, Ordering::SeqCst);
                    if let Some((sender, id)) = &*streams.lock().unwrap() {
                        let next = if number < times {
                            question(number as u64 + 1, &more)
                        } else {
                            json!({ "jsonrpc": "2.0", "id": id, "result": { "content": [] } })
                        };
                        // Nobody reads on after the call.
                        let _ = sender.send(event(&next));
                    }
                    status(202)
                }
                _ => legacy(&seen),
            }
        }
    })
    .await
}

/// A modern server that answers calls with these questions, for ever or once.
async fn new(questions: Value, for_ever: bool) -> Script {
    serve(move |seen| {
        let questions = questions.clone();
        async move {
            let answered = !seen.body["params"]["inputResponses"].is_null();
            match seen.what() {
                "tools/call" if for_ever || !answered => {
                    seen.ok(json!({ "resultType": "input_required", "inputRequests": questions }))
                }
                _ => modern(&seen),
            }
        }
    })
    .await
}

fn elicit() -> Value {
    json!({ "method": "elicitation/create", "params": { "message": "?" } })
}

#[tokio::test]
async fn a_question_names_the_call_it_belongs_to() {
    let handler = Everything::with(Some(ACCEPT));
    let script = old(1, json!({})).await;
    let legacy = client(&script, EraChoice::Legacy, &handler).await;
    let second = new(json!({ "k": elicit() }), false).await;
    let modern = client(&second, EraChoice::Modern, &handler).await;
    for client in [legacy, modern] {
        let mut asked = call(&json!({}));
        asked.extras.tag = Some("mine".into());
        client.call_tool(asked).await.unwrap();
    }
    let tags: Vec<_> = handler.until_asked(2).await.into_iter().map(|request| request.tags).collect();
    assert_eq!(tags, [vec!["mine".into()], vec!["mine".into()]]);
}

#[tokio::test]
async fn a_question_on_the_sessions_own_stream_may_belong_to_any_call() {
    let (stream, response) = open_events();
    let response: Arc<Mutex<Option<Response>>> = Arc::new(Mutex::new(Some(response)));
    let script = serve(move |seen| {
        let response = Arc::clone(&response);
        async move {
            match seen.what() {
                "GET" => response.lock().unwrap().take().unwrap_or_else(|| status(405)),
                "tools/call" => std::future::pending().await,
                _ => legacy(&seen),
            }
        }
    })
    .await;
    let handler = Everything::with(None);
    let client = client(&script, EraChoice::Legacy, &handler).await;
    let (first, second) = (CancellationToken::new(), CancellationToken::new());
    let mut calls = Vec::new();
    for (tag, cancel) in [("a", &first), ("b", &second)] {
        let mut asked = call(&json!({ "tag": tag }));
        (asked.extras.tag, asked.extras.cancel) = (Some(tag.into()), cancel.clone());
        let client = client.clone();
        calls.push(tokio::spawn(async move { client.call_tool(asked).await }));
    }
    while script.story().iter().filter(|what| *what == "tools/call").count() < 2 {
        script.until("tools/call").await;
        tokio::task::yield_now().await;
    }
    stream.send(event(&question(1, &json!({})))).unwrap();
    let mut tags = handler.until_asked(1).await.remove(0).tags;
    tags.sort();
    assert_eq!(tags, ["a".into(), "b".into()]);
    first.cancel();
    script.until("notifications/cancelled").await;
    assert_eq!(*handler.open.borrow(), 1, "the other call may still be the one");
    second.cancel();
    handler.until_nobody_waits().await;
    assert!(script.until("response").await.body["error"]["message"].as_str().unwrap().contains("is over"));
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap_err(), Error::Cancelled);
    }
}

#[tokio::test]
async fn nobody_is_asked_for_a_call_that_is_over() {
    for era in [EraChoice::Legacy, EraChoice::Modern] {
        let script = match era {
            EraChoice::Legacy => old(1, json!({})).await,
            _ => new(json!({ "k": elicit() }), false).await,
        };
        let handler = Everything::with(None);
        let client = client(&script, era, &handler).await;
        let cancel = CancellationToken::new();
        let mut asked = call(&json!({}));
        asked.extras.cancel = cancel.clone();
        let calling = tokio::spawn(async move { client.call_tool(asked).await });
        handler.until_asked(1).await;
        cancel.cancel();
        assert_eq!(calling.await.unwrap().unwrap_err(), Error::Cancelled);
        handler.until_nobody_waits().await;
    }
}

#[tokio::test]
async fn nobody_is_asked_for_a_session_that_is_closed() {
    for era in [EraChoice::Legacy, EraChoice::Modern] {
        let script = match era {
            EraChoice::Legacy => old(1, json!({})).await,
            _ => new(json!({ "k": elicit() }), false).await,
        };
        let handler = Everything::with(None);
        let client = client(&script, era, &handler).await;
        let calling = tokio::spawn({
            let client = client.clone();
            async move { client.call_tool(call(&json!({}))).await }
        });
        handler.until_asked(1).await;
        client.close().await;
        assert!(matches!(calling.await.unwrap(), Err(Error::Closed { .. })));
        handler.until_nobody_waits().await;
    }
}

#[tokio::test]
async fn who_said_no_is_not_asked_again() {
    for era in [EraChoice::Legacy, EraChoice::Modern] {
        let script = match era {
            EraChoice::Legacy => old(usize::MAX, json!({})).await,
            _ => new(json!({ "k": elicit() }), true).await,
        };
        let handler = Everything::with(Some(DECLINE));
        let error = client(&script, era, &handler).await.call_tool(call(&json!({}))).await.unwrap_err();
        let what = "elicitation/create".into();
        assert_eq!(error, Error::InputRequired { what, why: InputEnd::Declined });
        assert_eq!(handler.asked.borrow().len(), 1, "{era:?}");
    }
}

#[tokio::test]
async fn a_server_that_asks_in_circles_is_given_up() {
    for era in [EraChoice::Legacy, EraChoice::Modern] {
        let script = match era {
            EraChoice::Legacy => old(usize::MAX, json!({})).await,
            _ => new(json!({ "k": elicit() }), true).await,
        };
        let handler = Everything::with(Some(ACCEPT));
        let error = client(&script, era, &handler).await.call_tool(call(&json!({}))).await.unwrap_err();
        assert!(matches!(error, Error::InputRequired { why: InputEnd::TooManyRounds, .. }), "{error:?}");
        assert_eq!(handler.asked.borrow().len(), 10, "{era:?}");
    }
}

#[tokio::test]
async fn a_no_that_the_server_takes_is_an_answer() {
    let script = old(1, json!({})).await;
    let handler = Everything::with(Some(DECLINE));
    client(&script, EraChoice::Legacy, &handler).await.call_tool(call(&json!({}))).await.unwrap();
}

#[tokio::test]
async fn several_questions_are_put_at_once() {
    let questions = json!({
        "a": elicit(),
        "b": { "method": "sampling/createMessage", "params": { "messages": [] } },
        "c": { "method": "roots/list" },
        "d": { "method": "elicitation/create", "params": { "mode": "url", "url": "https://x.example/" } },
    });
    let script = new(questions, false).await;
    let handler = Everything::with(None);
    let client = client(&script, EraChoice::Modern, &handler).await;
    let calling = tokio::spawn(async move { client.call_tool(call(&json!({}))).await });
    assert_eq!(handler.until_asked(4).await.len(), 4, "none waits for another");
    calling.abort();
    handler.until_nobody_waits().await;
}

#[tokio::test]
async fn more_questions_than_anybody_answers_are_none() {
    let questions: serde_json::Map<String, Value> = (0..500).map(|n| (n.to_string(), elicit())).collect();
    let script = new(questions.into(), false).await;
    let handler = Everything::with(Some(ACCEPT));
    let error =
        client(&script, EraChoice::Modern, &handler).await.call_tool(call(&json!({}))).await.unwrap_err();
    assert!(matches!(error, Error::Malformed { .. }), "{error:?}");
    assert!(handler.asked.borrow().is_empty());
}

#[tokio::test]
async fn a_question_the_server_takes_back_is_dropped_unanswered() {
    let (stream, response) = open_events();
    let response: Arc<Mutex<Option<Response>>> = Arc::new(Mutex::new(Some(response)));
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
    let handler = Everything::with(None);
    let _client = client(&script, EraChoice::Legacy, &handler).await;
    stream.send(event(&question(7, &json!({})))).unwrap();
    handler.until_asked(1).await;
    let taken_back =
        json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": 7 } });
    stream.send(event(&taken_back)).unwrap();
    handler.until_nobody_waits().await;
    assert!(!script.story().contains(&"response".to_owned()));
}

/// A legacy server of `version` that wants a page visited before it answers.
async fn wants_a_page(version: &'static str, stream: Response) -> Script {
    let calls = Arc::new(AtomicUsize::new(0));
    let stream = Arc::new(Mutex::new(Some(stream)));
    serve(move |seen| {
        let (calls, stream) = (Arc::clone(&calls), Arc::clone(&stream));
        async move {
            match seen.what() {
                "initialize" => seen.ok(json!({ "protocolVersion": version, "capabilities": {} })),
                "GET" => stream.lock().unwrap().take().unwrap_or_else(|| status(405)),
                "tools/call" if calls.fetch_add(1, Ordering::SeqCst) == 0 => {
                    let page = json!({
                        "mode": "url", "url": "https://x.example/", "elicitationId": "e1", "message": "?",
                    });
                    let error =
                        json!({ "code": -32042, "message": "visit", "data": { "elicitations": [page] } });
                    crate::script::json_response(
                        200,
                        &json!({ "jsonrpc": "2.0", "id": seen.body["id"], "error": error }),
                    )
                }
                _ => legacy(&seen),
            }
        }
    })
    .await
}

#[tokio::test]
async fn a_call_that_needs_a_page_visited_is_repeated_when_that_is_done() {
    let (stream, response) = open_events();
    let script = wants_a_page("2025-11-25", response).await;
    let handler = Everything::with(Some(r#"{"action":"accept"}"#));
    let client = client(&script, EraChoice::Legacy, &handler).await;
    let mut news = client.notifications();
    let calling = tokio::spawn(async move { client.call_tool(call(&json!({}))).await });
    assert!(handler.until_asked(1).await[0].params.as_str().contains("https://x.example/"));
    let done = json!({
        "jsonrpc": "2.0", "method": "notifications/elicitation/complete", "params": { "elicitationId": "e1" },
    });
    stream.send(event(&done)).unwrap();
    calling.await.unwrap().unwrap();
    assert_eq!(news.recv().await.unwrap(), ServerNotification::ElicitationCompleted { id: "e1".into() });
    assert_eq!(script.story().iter().filter(|what| *what == "tools/call").count(), 2);
}

#[tokio::test]
async fn other_revisions_mean_nothing_by_that_error() {
    let script = wants_a_page("2025-06-18", status(405)).await;
    let handler = Everything::with(Some(ACCEPT));
    let client = client(&script, EraChoice::Legacy, &handler).await;
    let error = client.call_tool(call(&json!({}))).await.unwrap_err();
    assert!(matches!(error, Error::Rpc { code: -32042, .. }), "{error:?}");
    assert!(handler.asked.borrow().is_empty());
}

#[tokio::test]
async fn a_page_that_nobody_wants_to_visit_ends_the_call() {
    let script = wants_a_page("2025-11-25", status(405)).await;
    let handler = Everything::with(Some(DECLINE));
    let client = client(&script, EraChoice::Legacy, &handler).await;
    let error = client.call_tool(call(&json!({}))).await.unwrap_err();
    assert!(matches!(error, Error::InputRequired { why: InputEnd::Declined, .. }), "{error:?}");
}

#[tokio::test]
async fn a_person_may_think_longer_than_a_call_may_take() {
    let script = old(1, json!({})).await;
    let handler = Arc::new(crate::input::Accepts {
        takes: Duration::from_millis(600),
        ..crate::input::Accepts::default()
    });
    let config = ClientConfig { era: EraChoice::Legacy, handler: Some(handler), ..script.config() };
    let mut asked = call(&json!({}));
    asked.extras.timeout = Some(Duration::from_millis(300));
    Client::connect(config).await.unwrap().call_tool(asked).await.unwrap();
}
