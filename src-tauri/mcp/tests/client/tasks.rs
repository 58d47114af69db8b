//! Calls that become tasks: 2025-11-25 at our wish, 2026-07-28 at the server's.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::response::Response;
use hitchpost_mcp::{
    CancellationToken, Client, ClientConfig, Error, InputEnd, TaskChoice, TaskNews, ToolCall,
};
use serde_json::{Value, json};

use crate::input::Accepts;
use crate::script::{Script, Seen, call, connect_legacy, legacy, modern, serve, status};

/// A task that is polled without waiting.
fn task(state: &str, more: &Value) -> Value {
    let mut task = json!({ "taskId": "t1", "status": state, "pollInterval": 1, "pollIntervalMs": 1 });
    task.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    task
}

/// A legacy server whose only tool must be a task; `states` are what polling finds, the last for ever.
async fn old(states: &'static [&'static str]) -> Script {
    let polls = Arc::new(AtomicUsize::new(0));
    serve(move |seen| {
        let polls = Arc::clone(&polls);
        async move {
            match seen.what() {
                "initialize" => seen.ok(json!({
                    "protocolVersion": "2025-11-25",
                    "capabilities": { "tools": {}, "tasks": { "requests": { "tools": { "call": {} } } } },
                })),
                "tools/list" => seen.ok(json!({ "tools": [
                    { "name": "t", "inputSchema": {}, "execution": { "taskSupport": "required" } },
                    { "name": "o", "inputSchema": {}, "execution": { "taskSupport": "optional" } },
                    { "name": "f", "inputSchema": {} },
                ] })),
                "tools/call" if seen.body["params"]["task"].is_object() => {
                    seen.ok(json!({ "task": task("working", &json!({})) }))
                }
                "tools/call" => seen.ok(json!({ "content": [{ "type": "text", "text": "at once" }] })),
                "tasks/get" => {
                    let poll = polls.fetch_add(1, Ordering::SeqCst);
                    seen.ok(task(states[poll.min(states.len() - 1)], &json!({ "statusMessage": "m" })))
                }
                "tasks/result" => seen.ok(json!({ "content": [{ "type": "text", "text": "at last" }] })),
                "tasks/cancel" => seen.ok(task("cancelled", &json!({}))),
                _ => legacy(&seen),
            }
        }
    })
    .await
}

/// A modern server that makes a task of every call; `answer` says what polling finds.
async fn new(answer: impl Fn(&Seen) -> Option<Response> + Clone + Send + Sync + 'static) -> Script {
    serve(move |seen| {
        let answer = answer.clone();
        async move {
            if let Some(answer) = answer(&seen) {
                return answer;
            }
            match seen.what() {
                "tools/call" => seen.ok(task("working", &json!({ "resultType": "task" }))),
                "tasks/update" | "tasks/cancel" => seen.ok(json!({ "resultType": "complete" })),
                _ => modern(&seen),
            }
        }
    })
    .await
}

fn hear(asked: &mut ToolCall) -> Arc<Mutex<Vec<TaskNews>>> {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let listener = Arc::clone(&heard);
    asked.on_task = Some(Arc::new(move |news| listener.lock().unwrap().push(news)));
    heard
}

#[tokio::test]
async fn a_tool_that_must_be_a_task_is_called_as_one() {
    let script = old(&["working", "working", "completed"]).await;
    let client = connect_legacy(&script).await;
    let mut asked = call(&json!({ "n": 1 }));
    let heard = hear(&mut asked);
    let result = client.call_tool(asked).await.unwrap();
    assert!(result.raw.as_str().contains("at last"));
    let sent = script.until("tools/call").await;
    assert_eq!(sent.body["params"]["arguments"], json!({ "n": 1 }));
    assert!(sent.body["params"]["task"]["ttl"].as_u64().unwrap() > 60_000);
    assert_eq!(script.until("tasks/result").await.body["params"]["taskId"], "t1");
    assert!(!script.story().contains(&"tasks/cancel".to_owned()));
    let states: Vec<_> = heard.lock().unwrap().iter().map(|news| news.status.clone()).collect();
    assert_eq!(states, ["working", "working", "completed"], "the same is told once");
}

#[tokio::test]
async fn only_what_may_be_a_task_is_called_as_one() {
    for (tool, choice, as_task) in [
        ("t", TaskChoice::Automatic, true),
        ("t", TaskChoice::Never, false),
        ("o", TaskChoice::Automatic, false),
        ("o", TaskChoice::Always, true),
        ("f", TaskChoice::Always, false),
        ("f", TaskChoice::Automatic, false),
    ] {
        let script = old(&["completed"]).await;
        let asked = ToolCall { name: tool.into(), task: choice, ..call(&json!({})) };
        connect_legacy(&script).await.call_tool(asked).await.unwrap();
        let sent = script.until("tools/call").await;
        assert_eq!(sent.body["params"]["task"].is_object(), as_task, "{tool} {choice:?}");
    }
}

#[tokio::test]
async fn a_task_that_never_ends_ends_at_the_deadline_and_is_cancelled() {
    let script = old(&["working"]).await;
    let client = connect_legacy(&script).await;
    let mut asked = call(&json!({}));
    asked.extras.timeout = Some(Duration::from_millis(400));
    let error = client.call_tool(asked.clone()).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
    assert_eq!(script.until("tasks/cancel").await.body["params"]["taskId"], "t1");

    let script = new(|seen| (seen.what() == "tasks/get").then(|| seen.ok(task("working", &json!({}))))).await;
    let client = Client::connect(script.config()).await.unwrap();
    let error = client.call_tool(asked).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
    let cancelled = script.until("tasks/cancel").await;
    assert_eq!(
        (cancelled.header("mcp-name"), &cancelled.body["params"]["taskId"]),
        (Some("t1"), &json!("t1"))
    );
}

#[tokio::test]
async fn a_call_that_is_cancelled_cancels_its_task() {
    let script = old(&["working"]).await;
    let client = connect_legacy(&script).await;
    let cancel = CancellationToken::new();
    let mut asked = call(&json!({}));
    asked.extras.cancel = cancel.clone();
    let calling = tokio::spawn({
        let client = client.clone();
        async move { client.call_tool(asked).await }
    });
    script.until("tasks/get").await;
    cancel.cancel();
    assert_eq!(calling.await.unwrap().unwrap_err(), Error::Cancelled);
    script.until("tasks/cancel").await;
}

#[tokio::test]
async fn a_modern_server_may_make_a_task_of_any_call() {
    let polls = Arc::new(AtomicUsize::new(0));
    let script = new(move |seen| {
        (seen.what() == "tasks/get").then(|| match polls.fetch_add(1, Ordering::SeqCst) {
            0 => seen.ok(task("working", &json!({ "statusMessage": "half" }))),
            1 => status(503),
            _ => {
                let result = json!({ "isError": true, "content": [{ "type": "text", "text": "made" }] });
                seen.ok(task("completed", &json!({ "result": result })))
            }
        })
    })
    .await;
    let client = Client::connect(script.config()).await.unwrap();
    let outcome = client.call_tool(call(&json!({}))).await;
    assert!(matches!(outcome, Err(Error::Status { status: 503, .. })), "a refusal is no break: {outcome:?}");
    let result = client.call_tool(call(&json!({}))).await.unwrap();
    assert!(result.is_error && result.raw.as_str().contains("made"));
    assert_eq!(script.until("tasks/get").await.header("mcp-name"), Some("t1"));
    assert_eq!(script.until("tasks/get").await.header("mcp-method"), Some("tasks/get"));
}

#[tokio::test]
async fn a_task_that_failed_tells_the_error_of_its_call() {
    for (state, code, words) in [
        (
            json!({ "status": "failed", "error": { "code": -32603, "message": "rate limit" } }),
            -32603,
            "rate limit",
        ),
        (json!({ "status": "cancelled", "statusMessage": "by the owner" }), -32800, "by the owner"),
    ] {
        let script =
            new(move |seen| (seen.what() == "tasks/get").then(|| seen.ok(task("working", &state)))).await;
        let client = Client::connect(script.config()).await.unwrap();
        let error = client.call_tool(call(&json!({}))).await.unwrap_err();
        let Error::Rpc { code: told, message, .. } = &error else { panic!("{error:?}") };
        assert!(*told == code && message.contains(words), "{error:?}");
        assert!(!script.story().contains(&"tasks/cancel".to_owned()));
    }
}

/// Wants input under these keys, one after the other, and is done when `done` says so.
async fn asking(keys: &'static [&'static str]) -> Script {
    let updates = Arc::new(AtomicUsize::new(0));
    new(move |seen| match seen.what() {
        "tasks/get" => {
            let done = updates.load(Ordering::SeqCst);
            let Some(key) = keys.get(done) else {
                return Some(seen.ok(task("completed", &json!({ "result": { "content": [] } }))));
            };
            let question = json!({ "method": "elicitation/create", "params": { "message": "?" } });
            Some(seen.ok(task("input_required", &json!({ "inputRequests": { *key: question } }))))
        }
        "tasks/update" => {
            updates.fetch_add(1, Ordering::SeqCst);
            None
        }
        _ => None,
    })
    .await
}

#[tokio::test]
async fn a_task_is_told_what_it_asks_and_nobody_is_asked_twice() {
    let script = asking(&["k"]).await;
    let handler = Accepts { takes: Duration::from_millis(400), ..Accepts::default() };
    let config = ClientConfig { handler: Some(Arc::new(handler.clone())), ..script.config() };
    let client = Client::connect(config).await.unwrap();
    let mut asked = call(&json!({}));
    asked.extras.tag = Some("mine".into());
    // A person may take longer than the call.
    asked.extras.timeout = Some(Duration::from_millis(300));
    client.call_tool(asked).await.unwrap();
    let questions = handler.asked.lock().unwrap().clone();
    assert_eq!(questions.len(), 1, "however often the task says that it waits");
    assert_eq!(questions[0].tags, ["mine".into()]);
    let update = script.until("tasks/update").await;
    let answers = json!({ "k": { "action": "accept", "content": { "ok": true } } });
    assert_eq!((update.header("mcp-name"), &update.body["params"]["inputResponses"]), (Some("t1"), &answers));
}

#[tokio::test]
async fn a_task_that_asks_in_circles_is_given_up() {
    let script = asking(&["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]).await;
    let config = ClientConfig { handler: Some(Arc::new(Accepts::default())), ..script.config() };
    let client = Client::connect(config).await.unwrap();
    let error = client.call_tool(call(&json!({}))).await.unwrap_err();
    assert!(matches!(error, Error::InputRequired { why: InputEnd::TooManyRounds, .. }), "{error:?}");
    script.until("tasks/cancel").await;
}

#[tokio::test]
async fn another_task_than_the_one_asked_for_is_no_answer() {
    let script = new(|seen| {
        let other = json!({ "taskId": "other", "status": "completed", "result": {} });
        (seen.what() == "tasks/get").then(|| seen.ok(other))
    })
    .await;
    let client = Client::connect(script.config()).await.unwrap();
    let error = client.call_tool(call(&json!({}))).await.unwrap_err();
    assert!(matches!(error, Error::Malformed { .. }), "{error:?}");
}

#[tokio::test]
async fn a_list_or_a_resource_is_never_a_task() {
    let script = serve(|seen| async move {
        match seen.what() {
            "resources/read" => seen.ok(task("working", &json!({ "resultType": "task" }))),
            _ => modern(&seen),
        }
    })
    .await;
    let client = Client::connect(script.config()).await.unwrap();
    let error = client.read_resource(hitchpost_mcp::ReadResource::new("u:1")).await.unwrap_err();
    assert!(matches!(error, Error::Malformed { .. }), "{error:?}");
}
