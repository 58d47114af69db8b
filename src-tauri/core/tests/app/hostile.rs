//! Every way a server goes wrong, through the whole application: what a person is told, in bounded time and memory,
//! and that nobody else suffers from it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use hitchpost_core::App;
use hitchpost_core::call::CallOutcome;
use hitchpost_core::connection::ConnectionId;
use hitchpost_core::failure::Failure;
use hitchpost_core::session::SessionStatus;
use hitchpost_testkit::fixture::{Certificate, Fixture, Mode, Raw, RawServer};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::world::{World, call, request};

/// How far a person gets: what connecting or calling fails of, or how many tools there are, how many are no good, and
/// that a call works.
#[derive(Clone, Debug, PartialEq)]
enum Reached {
    Connect(String),
    Call(String),
    Works { tools: u32, rejected: usize },
}

/// One fault of a server and what comes of it.
struct Row {
    what: String,
    url: String,
    expected: Reached,
}

/// Nobody's patience lasts longer, whatever the server does.
const PATIENCE: Duration = Duration::from_secs(45);
/// What a whole table may leave behind, fixture and all.
const LEFT_OVER: usize = 256 << 20;
/// Faults tried at the same time, where none of them is much work.
const MANY: usize = 8;

fn code(failure: &Failure) -> String {
    serde_json::to_value(failure).unwrap()["code"].as_str().unwrap().to_owned()
}

fn fails(code: &str) -> Reached {
    Reached::Connect(code.into())
}

fn call_fails(code: &str) -> Reached {
    Reached::Call(code.into())
}

const SIX: Reached = Reached::Works { tools: 6, rejected: 0 };

async fn reach(app: &App, id: ConnectionId) -> Reached {
    let tools = match app.connect(id).await.unwrap().status {
        SessionStatus::Connected { tools, .. } => tools.unwrap_or_default(),
        SessionStatus::Error { failure, .. } | SessionStatus::NeedsSignIn { failure } => {
            return Reached::Connect(code(&failure));
        }
        other => panic!("{other:?}"),
    };
    let list = app.tools(id).await.unwrap();
    let name = list.tools.first().map_or("echo", |tool| tool.name.as_str());
    let called = app.call_tool(call(id, name, r#"{"text":"hi","region":"eu"}"#), |_| {}).await.unwrap();
    app.disconnect(id).await.unwrap();
    match called.outcome {
        CallOutcome::Completed { .. } => Reached::Works { tools, rejected: list.rejected.len() },
        CallOutcome::Failed { failure } => Reached::Call(code(&failure)),
        CallOutcome::TimedOut { .. } => call_fails("timed_out"),
        CallOutcome::Cancelled => call_fails("cancelled"),
    }
}

/// Tries all of a table, a few at a time, and prints what came of it.
#[expect(clippy::print_stdout, reason = "the table is for people to read")]
async fn survive(name: &str, world: &World, rows: Vec<Row>, at_once: usize) {
    let count = rows.len();
    let places = Arc::new(Semaphore::new(at_once));
    let mut trying = JoinSet::new();
    for row in rows {
        let mut wanted = request(&row.url);
        (wanted.connect_timeout_s, wanted.request_timeout_s) = (5, 5);
        let id = world.app.add_connection(wanted).await.unwrap().id;
        let (app, places) = (world.app.clone(), Arc::clone(&places));
        trying.spawn(async move {
            let _place = places.acquire_owned().await.unwrap();
            let began = Instant::now();
            let reached = tokio::time::timeout(PATIENCE, reach(&app, id)).await;
            let Ok(reached) = reached else { panic!("{}: still waiting after {PATIENCE:?}", row.what) };
            (row, reached, began.elapsed())
        });
    }
    let tried = trying.join_all().await;
    for (row, reached, took) in &tried {
        let mark = if *reached == row.expected { "ok  " } else { "BAD " };
        println!("{mark} {:<44} {reached:?} in {} ms", row.what, took.as_millis());
    }
    let survived = tried.iter().filter(|(row, reached, _)| *reached == row.expected).count();
    println!("{name}: survived {survived} of {count}");
    let wrong: Vec<_> = tried
        .into_iter()
        .filter(|(row, reached, _)| *reached != row.expected)
        .map(|(row, reached, _)| format!("{}: {reached:?} instead of {:?}", row.what, row.expected))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The memory this process holds.
#[cfg(target_os = "linux")]
fn memory() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

#[cfg(not(target_os = "linux"))]
fn memory() -> usize {
    0
}

/// A world and a fixture with a connection beside it that must never notice anything.
async fn beside(name: &str, at_once: usize, rows: impl FnOnce(&Fixture) -> Vec<Row>) {
    let (world, fixture, good) = World::with(Mode::Good).await;
    let before = memory();
    survive(name, &world, rows(&fixture), at_once).await;
    let report = world.call(good.id, "echo", r#"{"text":"still here"}"#).await;
    assert!(matches!(report.outcome, CallOutcome::Completed { is_error: false, .. }), "{:?}", report.outcome);
    let left = memory().saturating_sub(before);
    assert!(left < LEFT_OVER, "{} MiB are left over", left >> 20);
    world.app.close().await;
}

fn row(fixture: &Fixture, path: &str, expected: Reached) -> Row {
    Row { what: path.to_owned(), url: fixture.at(path).to_string(), expected }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_that_are_no_servers_are_named_for_what_they_are() {
    beside("no servers", MANY, |fixture| {
        let mut rows = Vec::new();
        for (path, code) in [
            ("/token", "unauthorized"),
            ("/apikey", "unauthorized"),
            ("/oauth", "unauthorized"),
            ("/forbidden", "forbidden"),
            ("/missing", "no_endpoint"),
            ("/html", "not_mcp"),
            ("/garbage", "malformed"),
            ("/accepted", "malformed"),
            ("/cut", "network"),
            ("/hang", "timeout"),
            ("/drip", "timeout"),
            ("/redirect?status=301", "redirected"),
            ("/redirect?status=302", "redirected"),
            ("/redirect?status=303", "redirected"),
            ("/redirect?status=307", "redirected"),
            ("/redirect?status=308", "redirected"),
            ("/redirect?status=307&to=", "redirected"),
        ] {
            rows.push(row(fixture, path, fails(code)));
        }
        for (status, code) in [
            (400, "http_status"),
            (405, "no_endpoint"),
            (406, "no_endpoint"),
            (409, "http_status"),
            (410, "no_endpoint"),
            (415, "no_endpoint"),
            (500, "server_error"),
            (502, "server_error"),
            (503, "server_error"),
            (504, "server_error"),
        ] {
            rows.push(row(fixture, &format!("/broken?status={status}"), fails(code)));
        }
        for seconds in ["0", "5", "999999999", "Wed,%2021%20Oct%202099%2007:28:00%20GMT", "soon"] {
            rows.push(row(fixture, &format!("/busy?seconds={seconds}"), fails("rate_limited")));
        }
        for status in [307, 308] {
            rows.push(row(fixture, &format!("/redirect?status={status}&to=/good"), SIX));
        }
        rows
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_lead_nowhere_say_so() {
    let world = World::start().await;
    let fixture = Fixture::start(Mode::Good).await.unwrap().with_tls().await.unwrap();
    let mut rows = vec![Row {
        what: "nobody listens".into(),
        // The discard service, which nobody runs.
        url: "http://127.0.0.1:9/mcp".into(),
        expected: fails("refused"),
    }];
    for certificate in [Certificate::SelfSigned, Certificate::Expired, Certificate::WrongName] {
        let url = fixture.tls_url(certificate).unwrap().to_string();
        rows.push(Row { what: format!("a certificate: {certificate:?}"), url, expected: fails("tls") });
    }
    let mut servers = Vec::new();
    for (raw, code) in [
        (Raw::Closed, "network"),
        (Raw::ClosedLater, "network"),
        (Raw::SlowHead, "timeout"),
        (Raw::NoLastChunk, "network"),
        (Raw::Gibberish, "malformed"),
    ] {
        let server = RawServer::start(raw).await.unwrap();
        rows.push(Row { what: format!("{raw:?}"), url: server.url().to_string(), expected: fails(code) });
        servers.push(server);
    }
    let plain = RawServer::start(Raw::Gibberish).await.unwrap();
    rows.push(Row { what: "no TLS".into(), url: plain.https_url().to_string(), expected: fails("tls") });
    survive("nowhere", &world, rows, MANY).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn spoiled_answers_cost_the_call_they_answer() {
    beside("spoiled answers", MANY, |fixture| {
        let mut rows = Vec::new();
        for (variant, code) in [
            ("no-content", "malformed"),
            ("empty", "malformed"),
            ("utf-16", "malformed"),
            ("utf-16-bom", "malformed"),
            ("gzip", "malformed"),
            ("invalid-utf8", "malformed"),
            ("nul", "malformed"),
            ("nan", "malformed"),
            ("infinity", "malformed"),
            ("duplicate-keys", "malformed"),
            ("deep", "malformed"),
            ("wrong-id", "malformed"),
            ("null-id", "malformed"),
            ("both", "malformed"),
            ("neither", "malformed"),
            ("many-headers", "malformed"),
            ("long-challenge", "malformed"),
            ("long-body", "malformed"),
            ("short-body", "network"),
            ("comments", "timed_out"),
        ] {
            let path = format!("/hostile?as={variant}&at=tools/call");
            rows.push(row(fixture, &path, call_fails(code)));
        }
        for (path, code) in [
            ("/broken?at=tools/call", "server_error"),
            ("/busy?at=tools/call", "rate_limited"),
            ("/html?at=tools/call", "not_mcp"),
            ("/garbage?at=tools/call", "malformed"),
            ("/cut?at=tools/call", "network"),
            ("/hang?at=tools/call", "timed_out"),
            ("/drip?at=tools/call", "timed_out"),
            ("/slow?ms=60000", "timed_out"),
            ("/rpcerror", "rpc"),
            ("/odd?as=input-required", "input_required"),
            ("/odd?as=unknown-result-type", "malformed"),
        ] {
            rows.push(row(fixture, path, call_fails(code)));
        }
        rows
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unusual_servers_are_understood() {
    beside("unusual servers", MANY, |fixture| {
        let mut rows = Vec::new();
        for variant in [
            "no-type",
            "text-id",
            "float-id",
            "jsonrpc-1",
            "batch",
            "split",
            "no-blank",
            "server-request",
            "twice",
            "foreign-first",
            "stays-open",
            "lone-surrogate",
            "big-number",
        ] {
            rows.push(row(fixture, &format!("/hostile?as={variant}"), SIX));
        }
        for variant in
            ["html", "accepted", "empty", "method-not-found", "null-id", "foreign-id", "unsupported"]
        {
            rows.push(row(fixture, &format!("/discover?as={variant}"), SIX));
        }
        let works = |tools, rejected| Reached::Works { tools, rejected };
        for (path, expected) in [
            ("/sse", SIX),
            ("/legacy-only", SIX),
            ("/modern-only", SIX),
            ("/mixed", works(5, 3)),
            ("/headers", works(1, 2)),
            ("/names", works(7, 5)),
            ("/loop", works(1, 1)),
            ("/loop?as=cycle", works(1, 3)),
            ("/parts", works(1, 0)),
            ("/odd?as=empty", works(1, 0)),
            ("/odd?as=content-object", works(1, 0)),
        ] {
            rows.push(row(fixture, path, expected));
        }
        rows
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn floods_are_read_or_refused() {
    beside("floods", 1, |fixture| {
        let works = |tools, rejected| Reached::Works { tools, rejected };
        vec![
            row(fixture, "/hostile?as=flood&at=tools/call", SIX),
            row(fixture, "/hostile?as=endless-line&at=tools/call", call_fails("too_large")),
            row(fixture, "/big?mb=70", call_fails("too_large")),
            row(fixture, "/many?tools=5000", works(5_000, 0)),
            row(fixture, "/loop?as=growing", works(1, 999)),
        ]
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_works_again_when_the_fault_is_gone() {
    let (world, fixture, view) = World::with(Mode::Good).await;
    for mode in
        [Mode::Broken, Mode::Html, Mode::Cut, Mode::Garbage, Mode::Busy, Mode::Missing, Mode::Redirect]
    {
        world.app.disconnect(view.id).await.unwrap();
        fixture.switch(mode);
        let status = world.app.connect(view.id).await.unwrap().status;
        assert!(matches!(status, SessionStatus::Error { .. }), "{mode}: {status:?}");
        fixture.switch(Mode::Good);
        let status = world.app.connect(view.id).await.unwrap().status;
        assert!(matches!(status, SessionStatus::Connected { .. }), "{mode}: {status:?}");
    }
}
