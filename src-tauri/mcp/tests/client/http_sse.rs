//! Servers that speak only the HTTP+SSE transport of 2024-11-05: found out and used.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use hitchpost_mcp::{
    CancellationToken, Client, ClientConfig, Era, Error, Freshness, RawJson, ServerNotification, Tap,
    TapKind, TimeoutPhase, Transport,
};
use hitchpost_testkit::fixture::{Fixture, Mode};
use serde_json::json;
use tokio::sync::watch;

use crate::input::Accepts;
use crate::old_server::{MESSAGES, OldServer, connect, done, known, old};
use crate::script::{Seen, call, json_response, modern, serve, status};

#[tokio::test]
async fn the_older_transport_is_found_out_and_used() {
    let (script, _) = old(|_, _| None).await;
    let client = Client::connect(script.config()).await.unwrap();
    assert_eq!((client.server().name.as_str(), client.server().protocol.as_str()), ("old", "2024-11-05"));
    let verdict = client.verdict();
    assert_eq!((verdict.era, verdict.transport), (Era::Legacy, Transport::HttpSse));
    assert_eq!(client.list_tools(Freshness::Fresh).await.unwrap().items.len(), 1);
    assert_eq!(client.call_tool(call(&json!({}))).await.unwrap().content.len(), 1);
    let story: Vec<_> = script.seen().iter().map(|seen| format!("{} {}", seen.what(), seen.target)).collect();
    let expected = [
        "server/discover /mcp",
        "initialize /mcp",
        "GET /mcp",
        "initialize /messages?session_id=1",
        "notifications/initialized /messages?session_id=1",
        "tools/list /messages?session_id=1",
        "tools/call /messages?session_id=1",
    ];
    assert_eq!(story, expected);
}

#[tokio::test]
async fn a_whole_server_works_over_it() {
    let fixture = Fixture::start(Mode::Sse).await.unwrap();
    let client = Client::connect(ClientConfig::new(fixture.url())).await.unwrap();
    assert_eq!(client.verdict().transport, Transport::HttpSse);
    assert_eq!(client.list_tools(Freshness::Fresh).await.unwrap().items.len(), 6);
    client.close().await;
}

#[tokio::test]
async fn a_remembered_transport_is_used_at_once() {
    let (script, _) = old(|_, _| None).await;
    connect(&script).await;
    assert_eq!(script.story(), ["GET", "initialize", "notifications/initialized"]);
}

#[tokio::test]
async fn a_remembered_transport_that_is_gone_is_found_out_anew() {
    let script =
        serve(|seen| async move { if seen.what() == "GET" { status(405) } else { modern(&seen) } }).await;
    let client = connect(&script).await;
    assert_eq!((client.verdict().era, client.verdict().transport), (Era::Modern, Transport::StreamableHttp));
    assert_eq!(script.story(), ["GET", "server/discover"]);
}

#[tokio::test]
async fn a_stream_that_wants_a_token_is_no_missing_endpoint() {
    let (script, _) = old(|_, seen| (seen.what() == "GET").then(|| status(401))).await;
    let error = Client::connect(script.config()).await.err().unwrap();
    assert!(matches!(error, Error::Status { status: 401, .. }), "{error:?}");
}

#[tokio::test]
async fn calls_at_once_get_the_answers_with_their_ids() {
    let waiting = Arc::new(Mutex::new(Vec::new()));
    let (script, _) = old(move |server, seen| {
        if seen.what() != "tools/call" {
            return None;
        }
        let mut waiting = waiting.lock().unwrap();
        waiting.push(seen.clone());
        if waiting.len() == 3 {
            for seen in waiting.drain(..).rev() {
                server.reply(&seen, json!({ "content": [], "n": seen.body["params"]["arguments"]["n"] }));
            }
        }
        Some(status(202))
    })
    .await;
    let client = connect(&script).await;
    let calls = (0..3).map(|n| client.call_tool(call(&json!({ "n": n }))));
    for (n, result) in futures_util::future::join_all(calls).await.into_iter().enumerate() {
        assert!(result.unwrap().raw.as_str().contains(&format!(r#""n":{n}"#)));
    }
}

#[tokio::test]
async fn an_answer_may_come_before_its_post_is_answered() {
    let (release, released) = watch::channel(false);
    let server = OldServer::default();
    let answering = server.clone();
    let script = serve(move |seen| {
        let (server, mut released) = (answering.clone(), released.clone());
        async move {
            let answer = server.answer(&seen);
            if seen.what() == "tools/call" {
                released.wait_for(|released| *released).await.unwrap();
            }
            answer
        }
    })
    .await;
    let client = connect(&script).await;
    client.call_tool(call(&json!({}))).await.unwrap();
    release.send(true).unwrap();
}

#[tokio::test]
async fn an_answer_in_the_posts_own_body_counts() {
    let (script, _) = old(|_, seen| (seen.what() == "tools/call").then(|| seen.ok(done()))).await;
    let client = connect(&script).await;
    assert_eq!(client.call_tool(call(&json!({}))).await.unwrap().content.len(), 1);
}

#[tokio::test]
async fn errors_are_told_wherever_they_come() {
    for on_stream in [true, false] {
        let (script, _) = old(move |server, seen| {
            let error = json!({ "code": -32602, "message": "wrong" });
            let message = json!({ "jsonrpc": "2.0", "id": null, "error": error });
            match seen.what() {
                "tools/call" if on_stream => {
                    server.say(&message);
                    Some(status(202))
                }
                "tools/call" => Some(json_response(422, &message)),
                _ => None,
            }
        })
        .await;
        let error = connect(&script).await.call_tool(call(&json!({}))).await.unwrap_err();
        assert!(matches!(error, Error::Rpc { code: -32602, .. }), "{error:?}");
    }
}

#[tokio::test]
async fn progress_logs_and_changes_reach_whom_they_concern() {
    let (script, _) = old(|server, seen| {
        if seen.what() != "tools/call" {
            return None;
        }
        let token = &seen.body["params"]["_meta"]["progressToken"];
        let say = |method: &str, params| {
            server.say(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
        };
        say("notifications/progress", json!({ "progressToken": token, "progress": 1, "total": 2 }));
        say("notifications/message", json!({ "level": "info", "data": "hi" }));
        say("notifications/tools/list_changed", json!({}));
        None
    })
    .await;
    let client = connect(&script).await;
    let mut notifications = client.notifications();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let (progress, logs) = (Arc::clone(&heard), Arc::clone(&heard));
    let mut asked = call(&json!({}));
    asked.extras.progress =
        Some(Arc::new(move |report| progress.lock().unwrap().push(format!("{}", report.progress))));
    asked.extras.log = Some(Arc::new(move |log| {
        if let ServerNotification::Log { level, .. } = log {
            logs.lock().unwrap().push(level);
        }
    }));
    client.call_tool(asked).await.unwrap();
    assert_eq!(*heard.lock().unwrap(), ["1", "info"]);
    assert!(matches!(notifications.recv().await.unwrap(), ServerNotification::Log { .. }));
    assert_eq!(notifications.recv().await.unwrap(), ServerNotification::ToolsChanged);
}

#[tokio::test]
async fn a_call_that_is_given_up_is_cancelled_where_messages_go() {
    let (script, _) = old(|_, seen| (seen.what() == "tools/call").then(|| status(202))).await;
    let client = connect(&script).await;
    let cancel = CancellationToken::new();
    let mut asked = call(&json!({}));
    asked.extras.cancel = cancel.clone();
    let (outcome, id) = tokio::join!(client.call_tool(asked), async {
        let seen = script.until("tools/call").await;
        cancel.cancel();
        seen.body["id"].clone()
    });
    assert_eq!(outcome.unwrap_err(), Error::Cancelled);
    let told = script.until("notifications/cancelled").await;
    assert_eq!((&told.body["params"]["requestId"], told.target.as_str()), (&id, MESSAGES));

    let mut hasty = call(&json!({}));
    hasty.extras.timeout = Some(Duration::from_millis(100));
    let error = client.call_tool(hasty).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { phase: TimeoutPhase::Answer, .. }), "{error:?}");
}

#[tokio::test]
async fn a_calls_own_tap_sees_its_post_and_its_answer() {
    let (script, _) = old(|_, _| None).await;
    let client = connect(&script).await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let listener = Arc::clone(&seen);
    let mut asked = call(&json!({}));
    asked.extras.tap = Some(Tap::new(move |event| {
        let short = match event.kind {
            TapKind::Request { method, url, .. } => format!("{method} {}", url.rsplit('/').next().unwrap()),
            TapKind::Body(body) => format!("{} bytes", body.len().min(1)),
            TapKind::SseEvent { event, data, .. } => {
                format!("{} {}", event.unwrap(), RawJson::parse(data).unwrap().as_str().contains("done"))
            }
            _ => return,
        };
        listener.lock().unwrap().push(short);
    }));
    client.call_tool(asked).await.unwrap();
    let seen = seen.lock().unwrap().clone();
    assert_eq!(seen[..3], ["POST messages?session_id=••", "1 bytes", "message true"], "{seen:?}");
}

#[tokio::test]
async fn a_question_is_answered_where_messages_go_and_a_person_may_take_their_time() {
    let asked = Arc::new(Mutex::new(None::<Seen>));
    let (script, _) = old(move |server, seen| {
        match seen.what() {
            "tools/call" => {
                *asked.lock().unwrap() = Some(seen.clone());
                let params = json!({ "message": "Sure?", "requestedSchema": {} });
                server.say(
                    &json!({ "jsonrpc": "2.0", "id": "q", "method": "elicitation/create", "params": params }),
                );
            }
            "response" => {
                let waiting = asked.lock().unwrap().take().unwrap();
                server.reply(&waiting, json!({ "content": [], "said": seen.body["result"] }));
            }
            _ => return None,
        }
        Some(status(202))
    })
    .await;
    let handler = Accepts { takes: Duration::from_millis(600), ..Accepts::default() };
    let config = ClientConfig { handler: Some(Arc::new(handler.clone())), ..known(&script) };
    let client = Client::connect(config).await.unwrap();
    let mut asked = call(&json!({}));
    asked.extras.timeout = Some(Duration::from_millis(300));
    let result = client.call_tool(asked).await.unwrap();
    assert!(result.raw.as_str().contains(r#""action":"accept""#));
    let answer = script.until("response").await;
    assert_eq!((answer.target.as_str(), &answer.body["id"]), (MESSAGES, &json!("q")));
    assert_eq!(handler.asked.lock().unwrap()[0].method, "elicitation/create");
}

#[tokio::test]
async fn a_verdict_pinned_to_the_older_era_finds_the_transport_too() {
    let (script, _) = old(|_, _| None).await;
    let config = ClientConfig { era: hitchpost_mcp::EraChoice::Legacy, verdict: None, ..known(&script) };
    let client = Client::connect(config).await.unwrap();
    assert_eq!(client.verdict().transport, Transport::HttpSse);
    assert!(!script.story().contains(&"server/discover".to_owned()));
}
