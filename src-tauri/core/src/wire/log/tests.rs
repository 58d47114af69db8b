//! The log with events made up here; `tests/app/wire.rs` has those of real sessions.

use std::time::{Duration, Instant};

use bytes::Bytes;
use hitchpost_mcp::{Direction as Way, TapEvent, TapHeaders, TapKind};
use hitchpost_oauth::Exchange;

use super::*;
use crate::wire::{LogKind, WireEntry, WirePage, WireQuery};

/// A log and one session that speaks into it.
struct World {
    log: WireLog,
    source: Arc<Source>,
    events: broadcast::Receiver<AppEvent>,
    dir: tempfile::TempDir,
}

impl World {
    fn new(settings: &Settings) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (sender, events) = broadcast::channel(64);
        let log = WireLog::start(dir.path(), settings, sender).unwrap();
        let redactor = Redactor::new(["s3cret-value"]);
        let source = Arc::new(Source { session: 99, connection: None, redactor });
        Self { log, source, events, dir }
    }

    fn says(&self, exchange: u64, direction: Way, kind: TapKind) {
        let event = TapEvent { at: Instant::now(), exchange, direction, kind };
        self.log.queue.push(Work::Event { source: Arc::clone(&self.source), event });
    }

    /// One request over HTTP and its answer as JSON.
    fn call(&self, exchange: u64, request: &str, status: u16, answer: &str) {
        let (method, url) = (http::Method::POST, Arc::from("http://h/mcp?key=s3cret-value"));
        self.says(exchange, Way::Sent, TapKind::Request { method, url, headers: TapHeaders::default() });
        self.says(exchange, Way::Sent, body(request));
        self.says(exchange, Way::Received, TapKind::ResponseHead { status, headers: TapHeaders::default() });
        self.says(exchange, Way::Received, body(answer));
    }

    async fn page(&self, query: WireQuery) -> WirePage {
        self.log.page(query).await.unwrap()
    }

    async fn all(&self) -> Vec<WireEntry> {
        self.page(everything()).await.entries
    }
}

fn everything() -> WireQuery {
    WireQuery { limit: u32::MAX, ..WireQuery::default() }
}

fn body(text: &str) -> TapKind {
    TapKind::Body(Bytes::copy_from_slice(text.as_bytes()))
}

fn line(text: &str) -> TapKind {
    TapKind::Message(Bytes::copy_from_slice(text.as_bytes()))
}

fn request(id: u32) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"tools/call","params":{{"name":"echo"}}}}"#)
}

#[tokio::test]
async fn a_request_and_its_answer_are_a_pair() {
    let world = World::new(&Settings::default());
    world.says(0, Way::Sent, line(&request(1)));
    world.says(0, Way::Sent, line(&request(2)));
    world.says(0, Way::Received, line(r#"{"jsonrpc":"2.0","id":2,"method":"sampling/createMessage"}"#));
    world.says(0, Way::Received, line(r#"{"id":2,"result":{"isError":true}}"#));
    world.says(0, Way::Sent, line(r#"{"id":2,"error":{"code":-1,"message":"no"}}"#));
    world.says(0, Way::Received, line(r#"{"id":1,"result":{}}"#));
    world.says(0, Way::Received, line(r#"{"id":1,"result":{}}"#));
    let seen: Vec<_> = world
        .all()
        .await
        .into_iter()
        .map(|entry| (entry.pair, entry.method.unwrap_or_default(), entry.ms.is_some(), entry.failed))
        .collect();
    let (call, ask) = ("tools/call".to_owned(), "sampling/createMessage".to_owned());
    assert_eq!(
        seen,
        [
            (Some(6), call.clone(), false, false),
            (Some(4), call.clone(), false, false),
            (Some(5), ask.clone(), false, false),
            (Some(2), call.clone(), true, true),
            (Some(3), ask, true, true),
            (Some(1), call, true, false),
            // Nobody asked a second time.
            (None, String::new(), false, false),
        ]
    );
    assert_eq!(world.log.detail(4).unwrap().pair.unwrap().seq, 2);
    assert_eq!(world.log.detail(2).unwrap().body.unwrap(), request(2));
}

#[tokio::test]
async fn a_head_and_its_body_are_one_line() {
    let world = World::new(&Settings::default());
    world.call(1, &request(1), 200, r#"{"id":1,"result":{"text":"s3cret-value"}}"#);
    world.call(2, "not JSON-RPC", 404, "<html>");
    let entries = world.all().await;
    // A response without a content type may have any body, and none: its head is a line at once.
    let kinds: Vec<_> = entries.iter().map(|entry| (entry.kind, entry.status, entry.failed)).collect();
    assert_eq!(
        kinds,
        [
            (LogKind::Request, None, false),
            (LogKind::Http, Some(200), false),
            (LogKind::Response, Some(200), false),
            (LogKind::Http, None, false),
            (LogKind::Http, Some(404), true),
            (LogKind::Http, None, false),
        ]
    );
    assert_eq!(entries[0].head, "POST http://h/mcp?key=••••");
    let answer = world.log.detail(3).unwrap();
    assert_eq!(answer.body.as_deref(), Some(r#"{"id":1,"result":{"text":"••••"}}"#));
    assert_eq!(answer.pair.unwrap().seq, 1);
}

#[tokio::test]
async fn what_programs_write_and_sign_ins_ask_is_told_apart() {
    let world = World::new(&Settings::default());
    let bytes = |text: &str| Bytes::copy_from_slice(text.as_bytes());
    world.says(0, Way::Received, TapKind::Stderr(bytes("starting with s3cret-value\n")));
    world.says(0, Way::Received, TapKind::Noise(bytes("Server ready!")));
    world.says(0, Way::Received, TapKind::Lifecycle("it ended".into()));
    let exchange = |status| Exchange {
        method: http::Method::GET,
        url: "https://as.example/.well-known".into(),
        status,
        elapsed: Duration::from_millis(7),
    };
    (world.log.oauth(None))(&exchange(Some(200)));
    (world.log.oauth(None))(&exchange(None));
    let seen: Vec<_> =
        world.all().await.into_iter().map(|entry| (entry.kind, entry.head, entry.ms, entry.failed)).collect();
    let asked = "GET https://as.example/.well-known".to_owned();
    assert_eq!(
        seen,
        [
            (LogKind::Stderr, "starting with ••••".into(), None, false),
            (LogKind::Noise, "Server ready!".into(), None, true),
            (LogKind::Lifecycle, "it ended".into(), None, false),
            (LogKind::Oauth, asked.clone(), Some(7), false),
            (LogKind::Oauth, asked, Some(7), true),
        ]
    );
}

#[tokio::test]
async fn a_filter_finds_by_text_kind_and_failure() {
    let world = World::new(&Settings::default());
    for id in 1..=3 {
        world.says(0, Way::Sent, line(&request(id)));
    }
    world.says(0, Way::Received, line(r#"{"id":2,"result":{"isError":true,"said":"Grüße"}}"#));
    let found = async |query: WireQuery| {
        let page = world.page(WireQuery { limit: 2, ..query }).await;
        (page.total, page.entries.iter().map(|entry| entry.seq).collect::<Vec<_>>())
    };
    let text = |text: &str| WireQuery { text: text.to_owned(), ..WireQuery::default() };
    assert_eq!(found(WireQuery::default()).await, (4, vec![3, 4]));
    assert_eq!(found(WireQuery { after: Some(3), ..WireQuery::default() }).await, (4, vec![4]));
    assert_eq!(found(text(" TOOLS/call ")).await, (4, vec![3, 4]));
    assert_eq!(found(text("grüSSE")).await, (0, vec![]));
    assert_eq!(found(text("GRÜßE")).await, (1, vec![4]));
    assert_eq!(found(WireQuery { failed_only: true, ..WireQuery::default() }).await, (1, vec![4]));
    assert_eq!(
        found(WireQuery { kinds: vec![LogKind::Request], ..WireQuery::default() }).await,
        (3, vec![2, 3])
    );
    let elsewhere = Some(ConnectionId(uuid::Uuid::nil()));
    assert_eq!(found(WireQuery { connection: elsewhere, ..WireQuery::default() }).await, (0, vec![]));
    world.log.clear(elsewhere).await;
    assert_eq!(found(WireQuery::default()).await.0, 4);
    world.log.clear(None).await;
    assert_eq!(found(WireQuery::default()).await, (0, vec![]));
}

#[tokio::test]
async fn a_flood_takes_the_memory_it_may_and_says_what_is_missing() {
    let world = World::new(&Settings { wire_ring_mb: 1, ..Settings::default() });
    let huge = Bytes::from(vec![b'x'; 1 << 20]);
    for _ in 0..50 {
        world.says(0, Way::Received, TapKind::Stderr(huge.clone()));
    }
    for id in 0..100_000 {
        world.says(0, Way::Sent, line(&request(id)));
    }
    let page = world.page(everything()).await;
    assert!(page.bytes <= 1 << 20, "{}", page.bytes);
    assert_eq!(page.total + page.dropped, 100_050);
    // What came when there was room again is there.
    world.says(0, Way::Sent, line(r#"{"method":"last"}"#));
    assert_eq!(world.all().await.last().unwrap().method.as_deref(), Some("last"));
    assert!(world.log.detail(1).is_none());
}

#[tokio::test]
async fn long_bodies_are_cut_and_their_size_is_told() {
    let world = World::new(&Settings::default());
    let long = format!("{}s3cret-value", "x".repeat((256 << 10) - 5));
    world.says(7, Way::Received, body(&long));
    let detail = world.log.detail(world.all().await[0].seq).unwrap();
    assert_eq!(detail.body_bytes as usize, long.len());
    let body = detail.body.unwrap();
    assert!(body.len() <= 256 << 10 && !body.contains("s3c"), "{}", body.len());
}

#[tokio::test]
async fn watchers_hear_of_growth_now_and_then() {
    let mut world = World::new(&Settings::default());
    world.says(0, Way::Sent, line(&request(0)));
    world.log.settle().await;
    assert!(world.events.try_recv().is_err(), "nobody watches");
    world.log.watch(true);
    let began = Instant::now();
    for id in 1..=1_000 {
        world.says(0, Way::Sent, line(&request(id)));
    }
    let mut heard = 0;
    loop {
        let AppEvent::WireGrew { last } = world.events.recv().await.unwrap() else { continue };
        heard += 1;
        if last == 1_001 {
            break;
        }
    }
    assert!(heard <= 2 + began.elapsed().as_millis() / 250, "{heard} in {:?}", began.elapsed());
}

#[tokio::test]
async fn a_file_has_what_the_log_has_and_makes_room() {
    let world = World::new(&Settings { wire_file: true, ..Settings::default() });
    let padding = "x".repeat(200 << 10);
    for id in 0..100 {
        let padded = format!(r#"{{"id":{id},"method":"s3cret-value","params":"{padding}"}}"#);
        world.says(0, Way::Sent, line(&padded));
        // The queue takes 32 MiB at once.
        world.log.settle().await;
    }
    let wire = world.dir.path().join("wire");
    let read = |name: &str| std::fs::read_to_string(wire.join(name)).unwrap();
    let (older, newer) = (read("traffic.1.jsonl"), read("traffic.jsonl"));
    let lines: Vec<_> = older.lines().chain(newer.lines()).collect();
    assert_eq!(lines.len(), 100);
    let last: serde_json::Value = serde_json::from_str(lines[99]).unwrap();
    assert_eq!((&last["seq"], &last["method"], &last["rpcId"]), (&100.into(), &"••••".into(), &"99".into()));

    world.log.configure(&Settings::default());
    world.says(0, Way::Sent, line(&request(7)));
    world.log.settle().await;
    assert_eq!(read("traffic.jsonl").len(), newer.len());
}

#[tokio::test]
async fn ten_thousand_events_are_quickly_recorded() {
    let world = World::new(&Settings::default());
    let began = Instant::now();
    for id in 0..5_000 {
        world.says(0, Way::Sent, line(&request(id)));
        world.says(0, Way::Received, line(&format!(r#"{{"id":{id},"result":{{"content":[]}}}}"#)));
    }
    let shared = began.elapsed();
    world.log.settle().await;
    assert_eq!(world.page(everything()).await.total, 10_000);
    eprintln!("10,000 events: {shared:?} to share, {:?} to record", began.elapsed());
}
