//! Credentials that are supplied while a client lives: where they go, and what a refusal leads to.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hitchpost_mcp::{
    CancellationToken, Client, ClientConfig, EraChoice, Error, Freshness, HeaderValue, Limits, Tap,
};
use http::header::{AUTHORIZATION, LOCATION};
use serde_json::json;
use tokio::sync::Barrier;

use crate::script::{Script, call, event, events, legacy, modern, open_events, serve, status};
use crate::tokens::{SECRET, Silent, Slow, Tokens, carries, config, connect, refuse};

const ERAS: [EraChoice; 2] = [EraChoice::Modern, EraChoice::Legacy];

/// A server of both eras that accepts the token of this number and no other.
async fn accepts(number: &Arc<AtomicU32>) -> Script {
    let number = Arc::clone(number);
    serve(move |seen| {
        let accepted = carries(&seen, number.load(Ordering::SeqCst));
        async move {
            match seen.header("mcp-method") {
                _ if !accepted => refuse(&seen, 401, r#"error="invalid_token""#),
                Some(_) => modern(&seen),
                None => legacy(&seen),
            }
        }
    })
    .await
}

#[tokio::test]
async fn every_request_of_both_eras_carries_what_is_supplied() {
    for era in ERAS {
        let script = serve(|seen| async move {
            match (seen.header("mcp-method"), seen.what()) {
                (None, "tools/call") => events("id: e1\nretry: 1\ndata:\n\n"),
                (None, "GET") if seen.header("last-event-id").is_some() => {
                    let question = json!({ "jsonrpc": "2.0", "id": 7, "method": "ping" });
                    let answer = json!({ "jsonrpc": "2.0", "id": 3, "result": { "content": [] } });
                    events([event(&question), event(&answer)].concat())
                }
                (None, _) => legacy(&seen),
                (Some(_), _) => modern(&seen),
            }
        })
        .await;
        let tokens = Tokens::new();
        let mut config = config(&script, era, &tokens);
        // The supplied one wins.
        config.headers = vec![(AUTHORIZATION, HeaderValue::from_static("Bearer fixed"))];
        let client = Client::connect(config).await.unwrap();
        client.list_tools(Freshness::Fresh).await.unwrap();
        client.call_tool(call(&json!({}))).await.unwrap();
        if era == EraChoice::Legacy {
            script.until("response").await;
            script.until("GET").await;
        }
        client.close().await;
        for seen in script.seen() {
            assert!(carries(&seen, 0), "{}: {:?}", seen.what(), seen.headers);
            assert_eq!(seen.headers.get_all(AUTHORIZATION).iter().count(), 1);
        }
        if era == EraChoice::Legacy {
            let story = script.story();
            let initialized = "notifications/initialized";
            for what in ["initialize", initialized, "tools/list", "tools/call", "GET", "response", "DELETE"] {
                assert!(story.iter().any(|seen| seen == what), "{what} in {story:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_refused_request_is_sent_again_as_it_was() {
    for era in ERAS {
        let accepted = Arc::new(AtomicU32::new(1));
        let (script, tokens) = (accepts(&accepted).await, Tokens::new());
        let client = connect(&script, era, &tokens).await;
        let seen = script.seen();
        assert_eq!(seen[0].body, seen[1].body, "with the id it had");
        assert!(carries(&seen[0], 0) && carries(&seen[1], 1));
        {
            let refusals = tokens.refusals.lock().unwrap();
            assert_eq!((refusals.len(), refusals[0].status, refusals[0].attempt), (1, 401, 1));
            assert!(refusals[0].www_authenticate[0].contains("invalid_token"));
        }
        accepted.store(2, Ordering::SeqCst);
        client.call_tool(call(&json!({ "n": 1 }))).await.unwrap();
        assert_eq!(tokens.number(), 2);
        let calls: Vec<_> = script
            .seen()
            .into_iter()
            .filter(|seen| seen.what() == "tools/call")
            .map(|seen| seen.body)
            .collect();
        assert_eq!((calls.len(), &calls[0]), (2, &calls[1]));
    }
}

#[tokio::test]
async fn the_third_refusal_is_the_answer() {
    for era in ERAS {
        let script = serve(|seen| async move { refuse(&seen, 401, r#"error="invalid_token""#) }).await;
        let tokens = Tokens::new();
        let error = Client::connect(config(&script, era, &tokens)).await.err().unwrap();
        assert!(
            matches!(&error, Error::Status { status: 401, www_authenticate, .. } if www_authenticate.len() == 1),
            "{error:?}"
        );
        assert_eq!((script.seen().len(), tokens.refusals.lock().unwrap().len()), (3, 2));
    }
}

#[tokio::test]
async fn an_authorizer_that_gives_up_says_nothing_about_the_era() {
    let script = serve(|seen| async move { refuse(&seen, 401, "") }).await;
    let tokens = Tokens::without_another();
    let error = Client::connect(config(&script, EraChoice::Auto, &tokens)).await.err().unwrap();
    assert!(
        matches!(&error, Error::NotAuthorized { status: Some(401), www_authenticate } if www_authenticate[0].starts_with("Bearer")),
        "{error:?}"
    );
    assert_eq!(script.story(), ["server/discover"]);
}

#[tokio::test]
async fn a_missing_scope_is_the_authorizers_business_and_another_403_is_not() {
    for (challenge, asked) in [(r#"error="insufficient_scope", scope="files:write""#, true), ("", false)] {
        let script = serve(move |seen| async move {
            if seen.what() == "tools/call" { refuse(&seen, 403, challenge) } else { modern(&seen) }
        })
        .await;
        let tokens = Tokens::without_another();
        let client = connect(&script, EraChoice::Auto, &tokens).await;
        let error = client.call_tool(call(&json!({}))).await.unwrap_err();
        match error {
            Error::NotAuthorized { status: Some(403), www_authenticate } => {
                assert!(asked && www_authenticate[0].contains("files:write"));
            }
            Error::Status { status: 403, www_authenticate, .. } => {
                assert!(!asked && www_authenticate.len() == 1);
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(tokens.refusals.lock().unwrap().len(), usize::from(asked));
        client.list_tools(Freshness::Fresh).await.unwrap();
    }
}

#[tokio::test]
async fn a_legacy_session_outlives_its_token() {
    let accepted = Arc::new(AtomicU32::new(0));
    let (script, tokens) = (accepts(&accepted).await, Tokens::new());
    let client = connect(&script, EraChoice::Legacy, &tokens).await;
    for number in 1..4 {
        accepted.store(number, Ordering::SeqCst);
        client.call_tool(call(&json!({}))).await.unwrap();
        assert_eq!(script.until("tools/call").await.header("mcp-session-id"), Some("s1"));
    }
    assert_eq!(script.story().iter().filter(|what| *what == "initialize").count(), 1);
}

#[tokio::test]
async fn the_sessions_own_stream_outlives_an_authorizer_out_of_order() {
    let (streams, mut opened) = tokio::sync::mpsc::unbounded_channel();
    let script = serve(move |seen| {
        let streams = streams.clone();
        async move {
            if seen.what() != "GET" {
                return legacy(&seen);
            }
            let (sender, response) = open_events();
            sender.send("id: e1\nretry: 1\ndata:\n\n".into()).unwrap();
            streams.send(sender).unwrap();
            response
        }
    })
    .await;
    let tokens = Tokens::new();
    let client = connect(&script, EraChoice::Legacy, &tokens).await;
    let first = opened.recv().await.unwrap();
    tokens.outages.store(2, Ordering::SeqCst);
    drop(first);
    opened.recv().await.unwrap();
    assert_eq!(tokens.outages.load(Ordering::SeqCst), 0);
    tokens.outages.store(1, Ordering::SeqCst);
    let error = client.call_tool(call(&json!({}))).await.unwrap_err();
    assert_eq!(error, Error::NotAuthorized { status: None, www_authenticate: Vec::new() });
    client.call_tool(call(&json!({}))).await.unwrap();
}

#[tokio::test]
async fn the_sessions_own_stream_is_opened_again_with_the_new_token() {
    let accepted = Arc::new(AtomicU32::new(0));
    let (streams, mut opened) = tokio::sync::mpsc::unbounded_channel();
    let script = serve({
        let accepted = Arc::clone(&accepted);
        move |seen| {
            let (accepted, streams) = (accepted.load(Ordering::SeqCst), streams.clone());
            async move {
                match seen.what() {
                    _ if !carries(&seen, accepted) => refuse(&seen, 401, ""),
                    "GET" => {
                        let (sender, response) = open_events();
                        sender.send("id: e1\nretry: 1\ndata:\n\n".into()).unwrap();
                        streams.send((accepted, sender)).unwrap();
                        response
                    }
                    _ => legacy(&seen),
                }
            }
        }
    })
    .await;
    let tokens = Tokens::new();
    let client = connect(&script, EraChoice::Legacy, &tokens).await;
    let mut notifications = client.notifications();
    let (number, first) = opened.recv().await.unwrap();
    assert_eq!(number, 0);
    accepted.store(1, Ordering::SeqCst);
    drop(first);
    let (number, second) = opened.recv().await.unwrap();
    assert_eq!(number, 1);
    second.send(event(&json!({ "jsonrpc": "2.0", "method": "notifications/tools/list_changed" }))).unwrap();
    notifications.recv().await.unwrap();
    let story = script.story();
    assert_eq!(story.iter().filter(|what| *what == "GET").count(), 3, "{story:?}");
}

#[tokio::test]
async fn requests_refused_together_go_on_with_the_same_new_token() {
    let together = Arc::new(Barrier::new(2));
    let script = serve(move |seen| {
        let together = Arc::clone(&together);
        async move {
            match seen.what() {
                "tools/call" if !carries(&seen, 1) => {
                    together.wait().await;
                    refuse(&seen, 401, "")
                }
                _ => modern(&seen),
            }
        }
    })
    .await;
    let tokens = Tokens::new();
    let client = connect(&script, EraChoice::Auto, &tokens).await;
    let (one, other) = (call(&json!({ "n": 1 })), call(&json!({ "n": 2 })));
    let (one, other) = tokio::join!(client.call_tool(one), client.call_tool(other));
    one.unwrap();
    other.unwrap();
    assert_eq!((tokens.refusals.lock().unwrap().len(), tokens.number()), (2, 1));
    assert_eq!(script.story().iter().filter(|what| *what == "tools/call").count(), 4);
}

#[tokio::test]
async fn waiting_for_the_authorizer_can_be_cancelled() {
    let accepted = Arc::new(AtomicU32::new(0));
    let (script, waiting) = (accepts(&accepted).await, Silent::after(0));
    let connecting = Client::connect(config(&script, EraChoice::Auto, &waiting));
    assert!(tokio::time::timeout(Duration::from_millis(50), connecting).await.is_err());

    let client = connect(&script, EraChoice::Auto, &Silent::after(1)).await;
    let cancel = CancellationToken::new();
    let mut asked = call(&json!({}));
    asked.extras.cancel = cancel.clone();
    let (outcome, ()) = tokio::join!(client.call_tool(asked), async { cancel.cancel() });
    assert_eq!(outcome.unwrap_err(), Error::Cancelled);
    assert_eq!(script.story(), ["server/discover"], "nothing was sent without it");
}

#[tokio::test]
async fn a_deadline_includes_the_authorizer() {
    let accepted = Arc::new(AtomicU32::new(0));
    let script = accepts(&accepted).await;
    let client = connect(&script, EraChoice::Auto, &Silent::after(1)).await;
    let mut asked = call(&json!({}));
    asked.extras.timeout = Some(Duration::from_millis(100));
    let error = client.call_tool(asked).await.unwrap_err();
    let expected = Duration::from_millis(100);
    assert!(matches!(error, Error::Timeout { after, .. } if after == expected), "{error:?}");

    // A deadline far away is not waited for.
    let mut config = config(&script, EraChoice::Auto, &Silent::after(0));
    config.limits = Limits { authorization: Duration::from_millis(50), ..Limits::default() };
    let error = Client::connect(config).await.err().unwrap();
    let expected = Duration::from_millis(50);
    assert!(matches!(error, Error::Timeout { after, .. } if after == expected), "{error:?}");
}

#[tokio::test]
async fn finding_out_the_era_waits_for_the_authorizer() {
    let accepted = Arc::new(AtomicU32::new(0));
    let (script, slow) = (accepts(&accepted).await, Arc::new(Slow(Duration::from_millis(300))));
    let mut config = config(&script, EraChoice::Auto, &slow);
    config.limits = Limits { probe: Duration::from_millis(100), ..Limits::default() };
    let client = Client::connect(config).await.unwrap();
    assert_eq!(client.verdict().era, hitchpost_mcp::Era::Modern);
}

#[tokio::test]
async fn nothing_supplied_goes_to_another_origin() {
    let elsewhere = serve(|seen| async move { modern(&seen) }).await;
    let location = elsewhere.url.clone();
    let script = serve(move |seen| {
        let location = location.clone();
        async move {
            if seen.what() != "tools/call" {
                return modern(&seen);
            }
            let mut response = status(307);
            response.headers_mut().insert(LOCATION, location.as_str().parse().unwrap());
            response
        }
    })
    .await;
    let client = connect(&script, EraChoice::Auto, &Tokens::new()).await;
    let error = client.call_tool(call(&json!({}))).await.unwrap_err();
    assert!(matches!(error, Error::Redirected { .. }), "{error:?}");
    assert!(elsewhere.seen().is_empty());
}

#[tokio::test]
async fn no_supplied_secret_reaches_a_tap_or_an_error() {
    let script = serve(|seen| async move {
        let echo = seen.header("authorization").unwrap_or_default().to_owned();
        match seen.what() {
            "tools/list" => seen.error(200, -32000, &format!("no {echo}")),
            "tools/call" => refuse(&seen, 401, ""),
            _ => modern(&seen),
        }
    })
    .await;
    let heard = Arc::new(Mutex::new(Vec::new()));
    let tap = {
        let heard = Arc::clone(&heard);
        Tap::new(move |event| heard.lock().unwrap().push(event))
    };
    let tokens = Tokens::new();
    let config = ClientConfig { tap, ..config(&script, EraChoice::Auto, &tokens) };
    let client = Client::connect(config).await.unwrap();
    tokens.renew();
    for error in [
        client.list_tools(Freshness::Fresh).await.unwrap_err(),
        client.call_tool(call(&json!({}))).await.unwrap_err(),
    ] {
        let error = format!("{error:?}");
        assert!(error.contains("••••") && !error.contains(SECRET), "{error}");
    }
    let sent: Vec<String> = heard
        .lock()
        .unwrap()
        .iter()
        .filter_map(|event| match &event.kind {
            hitchpost_mcp::TapKind::Request { headers, .. } => {
                Some(headers.get("authorization")?.into_owned())
            }
            _ => None,
        })
        .collect();
    let masked = |number: u32| format!("Bearer ••ry-{number}");
    assert_eq!(sent, [0, 1, 1, 2, 3].map(masked), "each attempt");
    assert!(!format!("{:?}", tokens.refusals.lock().unwrap()[0].sent).contains(SECRET));
}
