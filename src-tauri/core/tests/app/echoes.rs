//! Whatever a server repeats of a secret, in whatever spelling, goes no further.

use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hitchpost_core::call::CallOutcome;
use hitchpost_core::connection::{
    AuthRequest, ConnectionRequest, EraChoice, HeaderRequest, HeaderValueRequest,
};
use hitchpost_core::failure::{Failure, TimeoutPhase};
use hitchpost_core::init_logging;
use hitchpost_testkit::fixture::{Fixture, Mode};

use crate::parrot::{Parrot, spellings};
use crate::world::{World, call, config, request, set, token};

/// Each has something that every encoder treats in its own way, and something that only it has.
const TOKEN: &str = "tok/7f0d2c9be4~+Wx=";
const HEADER: &str = "hdr/93ab55e1c0~+Yz=";
const PLAIN: &str = "pln/c41d88f7a2~+Ab=";
const QUERY: &str = "qry/5e6f10d3b9~+Cd=";

fn secrets() -> [&'static str; 4] {
    [TOKEN, HEADER, PLAIN, QUERY]
}

/// What a leak would look like, whichever way the rest of the secret is written.
fn traces(secret: &str) -> Vec<String> {
    let core = &secret[4..14];
    let hexadecimal: String = core.bytes().map(|byte| format!("{byte:02x}")).collect();
    let unicode: String = core.chars().map(|c| format!(r"\u{:04X}", u32::from(c))).collect();
    let mut traces = vec![core.to_owned(), hexadecimal, unicode];
    for before in ["", "u:", "xy"] {
        let encoded = STANDARD.encode(format!("{before}{secret}"));
        traces.push(encoded[8..encoded.len() - 4].to_owned());
    }
    traces
}

fn assert_clean(place: &str, text: &str) {
    for trace in secrets().into_iter().flat_map(traces) {
        assert!(!text.contains(&trace), "{place} has {trace}: {text}");
    }
}

fn with_everything(url: &str) -> ConnectionRequest {
    let header = |name: &str, value| HeaderRequest { name: name.into(), value };
    let mut with_everything = request(&format!("{url}?client_key={QUERY}"));
    with_everything.era = EraChoice::Legacy;
    with_everything.auth = AuthRequest::Headers {
        rows: vec![
            header("Authorization", HeaderValueRequest::Secret { value: set(&format!("Bearer {TOKEN}")) }),
            header("X-Api-Key", HeaderValueRequest::Secret { value: set(HEADER) }),
            header("X-Session", HeaderValueRequest::Plain { value: PLAIN.into() }),
        ],
    };
    with_everything
}

/// Every text in the database, table by table.
fn texts(world: &World) -> Vec<(String, String)> {
    let tables: Vec<String> = world.query("SELECT name FROM sqlite_master WHERE type = 'table'");
    let mut texts = Vec::new();
    for table in tables {
        for column in world.query::<String>(&format!("SELECT name FROM pragma_table_info('{table}')")) {
            let place = format!("{table}.{column}");
            let sql = format!("SELECT CAST(coalesce({column}, '') AS TEXT) FROM {table}");
            texts.extend(world.query::<String>(&sql).into_iter().map(|text| (place.clone(), text)));
        }
    }
    texts
}

#[tokio::test]
async fn no_secret_comes_out_again_wherever_and_however_a_server_repeats_it() {
    for secret in secrets() {
        let (said, traces) = (spellings(secret), traces(secret));
        assert!(traces.iter().all(|trace| said.contains(trace)), "{traces:?} in {said}");
    }
    let world = World::start().await;
    let logging = init_logging(&config(world.dir.path()));
    let parrot = Parrot::start().await;
    let with_everything = with_everything(&parrot.url);
    let mut events = world.app.events();
    let mut said = Vec::new();
    let tested = world.app.test_connection("t".into(), None, with_everything.clone()).await.unwrap();
    assert!(tested.server.is_some(), "{tested:?}");
    said.push(("test", serde_json::to_string(&tested).unwrap()));
    let id = world.app.add_connection(with_everything).await.unwrap().id;
    said.push(("view", serde_json::to_string(&world.app.connect(id).await.unwrap()).unwrap()));

    let list = world.app.tools(id).await.unwrap();
    assert_eq!((list.tools.len(), list.rejected.len()), (3, 1), "{list:?}");
    said.push(("tools", serde_json::to_string(&list).unwrap()));
    said.push(("tool", serde_json::to_string(&world.app.tool(id, "say").await.unwrap()).unwrap()));

    let all = secrets().join(" ");
    for tool in ["say", "html", "fail"] {
        let arguments = format!(r#"{{"text":"{all}"}}"#);
        let (report, heard) = world.call_and_listen(call(id, tool, &arguments)).await;
        match (tool, &report.outcome) {
            ("say", CallOutcome::Completed { content, .. }) => {
                assert_eq!((content.len(), heard.len()), (6, 3));
            }
            ("html", CallOutcome::Failed { failure: Failure::NotMcp { .. } })
            | ("fail", CallOutcome::Failed { failure: Failure::Rpc { .. } }) => {}
            (_, outcome) => panic!("{tool}: {outcome:?}"),
        }
        let frames =
            report.wire.iter().any(|frame| frame.body.as_ref().is_some_and(|body| body.contains("••••")));
        assert!(frames, "{:?}", report.wire);
        said.push((tool, serde_json::to_string(&report).unwrap()));
        said.push(("events of the call", serde_json::to_string(&heard).unwrap()));
    }
    while let Ok(event) = events.try_recv() {
        said.push(("event", serde_json::to_string(&event).unwrap()));
    }
    for (place, text) in &said {
        assert_clean(place, text);
    }

    drop(logging);
    let stored = texts(&world);
    for table in ["tools.definition", "tool_lists.rejected", "history.arguments", "history.result"] {
        assert!(stored.iter().any(|(place, text)| place == table && text.contains("••••")), "{table}");
    }
    for (place, text) in &stored {
        assert_clean(place, text);
    }
    let logs: Vec<String> = std::fs::read_dir(world.dir.path().join("logs"))
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    assert!(logs.iter().any(|log| log.contains("connected")), "{logs:?}");
    assert_clean("the log", &logs.concat());
}

#[tokio::test]
async fn arguments_are_cleaned_when_nothing_could_be_called() {
    let world = World::start().await;
    let mut with_token = request(&"http://no-such-host.invalid/mcp");
    with_token.auth = token(set(TOKEN));
    with_token.allow_plain_http = true;
    let id = world.app.add_connection(with_token).await.unwrap().id;
    let arguments = format!(r#"{{"token":"{TOKEN}","n":1}}"#);
    let report = world.call(id, "echo", &arguments).await;
    assert!(matches!(report.outcome, CallOutcome::Failed { failure: Failure::Dns { .. } }), "{report:?}");
    assert_eq!(world.query::<String>("SELECT arguments FROM history"), [r#"{"token":"••••","n":1}"#]);

    // Without the keychain's item nobody can tell what of the arguments is the secret.
    let service: Vec<String> =
        world.query("SELECT json_extract(value, '$') FROM settings WHERE name = 'keychain_service'");
    for account in world.query::<String>("SELECT id || '/' || slot FROM keychain_items") {
        keyring::Entry::new(&service[0], &account).unwrap().delete_credential().unwrap();
    }
    let report = world.call(id, "echo", &arguments).await;
    assert!(
        matches!(report.outcome, CallOutcome::Failed { failure: Failure::SecretMissing { .. } }),
        "{report:?}"
    );
    assert_eq!(world.query::<String>("SELECT arguments FROM history WHERE id = 2"), [""]);
}

#[tokio::test]
async fn a_server_that_does_not_shake_hands_in_time_is_a_failure_and_no_slow_tool() {
    let world = World::start().await;
    let fixture = Fixture::start(Mode::Hang).await.unwrap();
    let mut hanging = request(&fixture.url());
    (hanging.era, hanging.request_timeout_s) = (EraChoice::Legacy, 1);
    let id = world.app.add_connection(hanging).await.unwrap().id;
    let report = world.call(id, "echo", "{}").await;
    assert!(
        matches!(
            report.outcome,
            CallOutcome::Failed { failure: Failure::Timeout { phase: TimeoutPhase::Answer, seconds: 1, .. } }
        ),
        "{report:?}"
    );
    assert_eq!(world.query::<String>("SELECT outcome FROM history"), ["failed"]);
}

#[tokio::test]
async fn a_call_is_as_long_as_the_call_without_the_handshake_before_it() {
    const HANDSHAKE: Duration = Duration::from_millis(400);
    let world = World::start().await;
    let parrot = Parrot::start_with(HANDSHAKE).await;
    let mut slow = request(&parrot.url);
    slow.era = EraChoice::Legacy;
    let id = world.app.add_connection(slow).await.unwrap().id;
    let began = Instant::now();
    let report = world.call(id, "say", "{}").await;
    let (whole, call) = (began.elapsed(), Duration::from_millis(report.duration_ms.into()));
    assert!(call + HANDSHAKE <= whole + Duration::from_millis(1), "{call:?} of {whole:?}");
    assert!(report.wire.iter().all(|frame| frame.at_ms <= report.duration_ms), "{:?}", report.wire);
}
