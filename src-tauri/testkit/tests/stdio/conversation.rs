//! How a program is started, and what is said and heard.

use std::ffi::OsString;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use hitchpost_mcp::{
    CancellationToken, Client, ClientConfig, Direction, EraChoice, Error, ServerNotification, Tap, TapKind,
};
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::world::{World, call, said, until, within};

#[tokio::test]
async fn arguments_are_what_they_are() {
    let arguments = ["; rm -rf /", "$(id)", "`id`", "a\nb", "%PATH%", "*", "", "it's \"quoted\"", "--flag=ü"];
    let mut world = World::new("legacy");
    world.command.args.extend(arguments.map(OsString::from));
    let client = world.connect_legacy().await;
    let got: Vec<String> = serde_json::from_str(&said(&client, "args", &json!({})).await.unwrap()).unwrap();
    assert_eq!(got, arguments);
    client.close().await;
}

#[tokio::test]
async fn the_environment_and_the_directory_are_exactly_what_was_given() {
    let mut world = World::new("legacy");
    world.command.env.push(("CANARY".into(), "a=b; c\n".into()));
    world.command.directory = Some("/".into());
    let client = world.connect_legacy().await;
    let got: Value = serde_json::from_str(&said(&client, "env", &json!({})).await.unwrap()).unwrap();
    let names: Vec<&String> = got.as_object().unwrap().keys().collect();
    assert_eq!(names, ["CANARY", hitchpost_testkit::stdio::LOG]);
    assert_eq!(got["CANARY"], "a=b; c\n");
    assert_eq!(said(&client, "directory", &json!({})).await.unwrap(), "/");
    client.close().await;
}

#[tokio::test]
async fn many_calls_cross_on_one_pair_of_pipes() {
    let world = World::new("modern");
    let client = world.connect().await;
    let calls = (0..200).map(|number| {
        let client = client.clone();
        async move { said(&client, "echo", &json!({ "number": number })).await.unwrap() }
    });
    let said = futures_util::future::join_all(calls).await;
    for (number, text) in said.iter().enumerate() {
        assert_eq!(*text, format!(r#"{{"number":{number}}}"#));
    }
    client.close().await;
}

#[tokio::test]
async fn progress_and_logs_reach_the_call_they_belong_to() {
    let world = World::new("legacy");
    let client = world.connect_legacy().await;
    let heard = Arc::new(Mutex::new(Vec::new()));
    let (reports, logs) = (Arc::clone(&heard), Arc::clone(&heard));
    let mut asked = call("progress", &json!({}));
    asked.extras.progress = Some(Arc::new(move |progress| {
        reports.lock().unwrap().push(progress.progress.to_string());
    }));
    within(client.call_tool(asked)).await.unwrap();
    let mut asked = call("log", &json!({}));
    asked.extras.log = Some(Arc::new(move |message| {
        let ServerNotification::Log { level, data, .. } = message else { panic!("a log message") };
        logs.lock().unwrap().push(format!("{level} {data}"));
    }));
    within(client.call_tool(asked)).await.unwrap();
    assert_eq!(*heard.lock().unwrap(), ["1", "2", "3", "info \"working\""]);
    client.close().await;
}

#[tokio::test]
async fn a_call_that_is_given_up_is_told_to_the_server_in_both_eras() {
    for (mode, era) in [("legacy", EraChoice::Legacy), ("modern", EraChoice::Modern)] {
        let world = World::new(mode);
        let client = within(Client::connect(ClientConfig { era, ..world.config() })).await.unwrap();
        let mut asked = call("never", &json!({}));
        asked.extras.cancel = CancellationToken::new();
        let cancel = asked.extras.cancel.clone();
        let (outcome, id) = tokio::join!(client.call_tool(asked), async {
            let id = world.until_heard("tools/call").await["id"].clone();
            cancel.cancel();
            id
        });
        assert_eq!(outcome.unwrap_err(), Error::Cancelled);
        let told = world.until_heard("notifications/cancelled").await;
        assert_eq!(told["params"]["requestId"], id, "{mode}");
        let mut asked = call("never", &json!({}));
        asked.extras.timeout = Some(Duration::from_millis(200));
        let outcome = within(client.call_tool(asked)).await;
        assert!(matches!(outcome, Err(Error::Timeout { .. })), "{outcome:?}");
        until("a second cancellation", || {
            world.noted().iter().filter(|noted| noted.what == "notifications/cancelled").count() == 2
        })
        .await;
        assert_eq!(said(&client, "echo", &json!({})).await.unwrap(), "{}");
        client.close().await;
    }
}

#[tokio::test]
async fn a_program_that_reads_nothing_more_holds_nobody_up() {
    let world = World::new("legacy");
    let client = world.connect_legacy().await;
    let long = "x".repeat(64 << 10);
    let calls = std::iter::once("stuck").chain(std::iter::repeat_n("echo", 100)).map(|tool| {
        let mut asked = call(tool, &json!({ "text": long }));
        asked.extras.timeout = Some(Duration::from_secs(2));
        client.call_tool(asked)
    });
    let began = Instant::now();
    for outcome in within(futures_util::future::join_all(calls)).await {
        assert!(matches!(outcome, Err(Error::Timeout { .. })), "{outcome:?}");
    }
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    within(client.close()).await;
    world.until_gone().await;
}

#[tokio::test]
async fn a_tap_sees_every_line_and_a_calls_own_tap_sees_its_own() {
    let record = || {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let listener = Arc::clone(&lines);
        let tap = Tap::new(move |event| {
            let kind = match &event.kind {
                TapKind::Message(line) => {
                    let message: Value = serde_json::from_slice(line).unwrap();
                    message["method"].as_str().unwrap_or("answer").to_owned()
                }
                TapKind::Stderr(_) => "stderr".into(),
                _ => return,
            };
            let way = if event.direction == Direction::Sent { '>' } else { '<' };
            listener.lock().unwrap().push(format!("{way} {kind}"));
        });
        (tap, lines)
    };
    let (world, (tap, all)) = (World::new("legacy"), record());
    let config = ClientConfig { tap, era: EraChoice::Legacy, ..world.config() };
    let client = within(Client::connect(config)).await.unwrap();
    let (tap, own) = record();
    let mut asked = call("log", &json!({}));
    asked.extras.tap = Some(tap);
    within(client.call_tool(asked)).await.unwrap();
    let expected = ["> tools/call", "< notifications/message", "< answer"];
    assert_eq!(*own.lock().unwrap(), expected);
    let before = ["> initialize", "< answer", "> notifications/initialized"];
    assert_eq!(*all.lock().unwrap(), [before, expected].concat());
    client.close().await;
}

#[tokio::test]
async fn standard_error_is_told_without_secrets() {
    let mut world = World::new("family");
    let client = world.connect_legacy().await;
    until("stderr", || client.stderr().starts_with("started ")).await;
    let process = client.stderr()["started ".len()..].to_owned();
    client.close().await;
    // A number of a process is no secret, but it is what this program says.
    world.command.secrets.push(SecretString::from("started"));
    let client = world.connect_legacy().await;
    until("stderr", || client.stderr().starts_with("•••• ")).await;
    assert!(!client.stderr().contains(&process));
    client.close().await;
}
