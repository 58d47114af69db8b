//! Servers that are programs on this computer.

use std::time::Duration;

use hitchpost_core::app::Result;
use hitchpost_core::call::CallOutcome;
use hitchpost_core::connection::{
    CommandRequest, ConnectionId, ConnectionRequest, ConnectionView, EnvRequest, HeaderValueRequest,
    SecretInput, TargetRequest, TargetView, Transport,
};
use hitchpost_core::event::AppEvent;
use hitchpost_core::failure::{Failure, SpawnFault};
use hitchpost_core::init_logging;
use hitchpost_core::session::SessionStatus;
use hitchpost_core::wire::WireQuery;
use hitchpost_testkit::stdio::program;

use crate::world::{World, config, failure, files_with, next, request, set, text, tools};

/// A connection to the program of the testkit in one of its modes.
pub fn fixture(mode: &str) -> ConnectionRequest {
    command(&program().display().to_string(), &[mode])
}

pub fn command(program: &str, args: &[&str]) -> ConnectionRequest {
    let command = CommandRequest {
        program: program.to_owned(),
        args: args.iter().map(|arg| (*arg).to_owned()).collect(),
        env: Vec::new(),
        directory: String::new(),
        per_call: false,
    };
    let target = TargetRequest::Command { command };
    ConnectionRequest { target, name: "Local".to_owned(), ..request(&"") }
}

pub fn of(request: &mut ConnectionRequest) -> &mut CommandRequest {
    match &mut request.target {
        TargetRequest::Command { command } => command,
        other => panic!("{other:?}"),
    }
}

pub fn plain(name: &str, value: &str) -> EnvRequest {
    EnvRequest { name: name.to_owned(), value: HeaderValueRequest::Plain { value: value.to_owned() } }
}

pub fn secret(name: &str, value: SecretInput) -> EnvRequest {
    EnvRequest { name: name.to_owned(), value: HeaderValueRequest::Secret { value } }
}

/// What the person has to approve.
pub fn digest(view: &ConnectionView) -> String {
    match &view.status {
        SessionStatus::NeedsApproval { approval } => approval.digest.clone(),
        other => panic!("nothing to approve: {other:?}"),
    }
}

impl World {
    /// Adds a command and approves it, which connects.
    pub async fn run(&self, request: ConnectionRequest) -> ConnectionView {
        let added = self.app.add_connection(request).await.unwrap();
        self.approve(&added).await.unwrap()
    }

    pub async fn approve(&self, view: &ConnectionView) -> Result<ConnectionView> {
        self.app.approve_command(view.id, digest(view)).await
    }

    pub async fn says(&self, id: ConnectionId, tool: &str) -> String {
        text(&self.call(id, tool, "{}").await).to_owned()
    }

    async fn die(&self, id: ConnectionId) {
        let report = self.call(id, "die", r#"{"status":7}"#).await;
        let ended = matches!(
            &report.outcome,
            CallOutcome::Failed { failure: Failure::Exited { status: Some(7), stderr, .. } }
                if stderr.contains("fatal")
        );
        assert!(ended, "{:?}", report.outcome);
    }
}

/// Waits until a process has ended.
#[cfg(target_os = "linux")]
async fn ended(pid: &str) {
    let stat = format!("/proc/{pid}/stat");
    let is_there = || {
        // One that has ended and that nobody has asked about yet has ended.
        std::fs::read_to_string(&stat).is_ok_and(|stat| !stat.rsplit(')').next().unwrap().starts_with(" Z"))
    };
    let gone = async {
        while is_there() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), gone).await.expect("it ended in 20 s");
}

#[tokio::test]
async fn an_approved_command_connects_and_its_tools_answer() {
    let world = World::start().await;
    for mode in ["legacy", "modern", "banner"] {
        let view = world.run(ConnectionRequest { name: mode.to_owned(), ..fixture(mode) }).await;
        let SessionStatus::Connected { server, insecure: false, .. } = &view.status else {
            panic!("{:?}", view.status)
        };
        assert_eq!(server.transport, Transport::Stdio);
        assert_eq!(tools(&view), Some(17));
        let TargetView::Command { command } = &view.target else { panic!("{:?}", view.target) };
        assert!(command.approved && command.line.ends_with(mode), "{command:?}");
        let said = world.call(view.id, "echo", r#"{"text":"hi"}"#).await;
        assert_eq!(text(&said), r#"{"text":"hi"}"#);
    }
    world.app.close().await;
}

#[tokio::test]
async fn a_command_gets_what_was_entered_and_little_else() {
    let world = World::start().await;
    let dir = tempfile::tempdir().unwrap();
    let mut request = fixture("legacy");
    let command = of(&mut request);
    command.args.extend(["; rm -rf /", "$(id)", "two words", ""].map(str::to_owned));
    command.env = vec![plain("MODE", "fast & loose"), plain("API_KEY", "from-the-form")];
    command.env.push(secret("OTHER", set("quite-secret-value")));
    command.directory = dir.path().display().to_string();
    let view = world.run(request).await;

    let args = world.says(view.id, "args").await;
    assert_eq!(args, r#"["; rm -rf /","$(id)","two words",""]"#);
    let directory = world.says(view.id, "directory").await;
    assert_eq!(std::path::Path::new(&directory), dir.path().canonicalize().unwrap());
    let env: std::collections::BTreeMap<String, String> =
        serde_json::from_str(&world.says(view.id, "env").await).unwrap();
    assert_eq!(env["MODE"], "fast & loose");
    // What a program repeats of a secret is struck out.
    assert_eq!((env["API_KEY"].as_str(), env["OTHER"].as_str()), ("••••", "••••"));
    assert!(env.contains_key("PATH") && env.contains_key("HOME"), "{env:?}");
    let foreign = env.keys().find(|name| name.starts_with("CARGO") || name.starts_with("NEXTEST"));
    assert_eq!(foreign, None);
    world.app.close().await;
}

#[tokio::test]
async fn a_secret_of_a_command_is_in_the_keychain_and_in_its_process_only() {
    const SECRET: &str = "canary-4711-0815-secret";
    let world = World::start().await;
    let logging = init_logging(&config(world.dir.path()));
    let mut events = world.app.events();
    let mut request = fixture("legacy");
    of(&mut request).env = vec![secret("ANYTHING", set(SECRET)), plain("MY_TOKEN", SECRET)];
    let view = world.run(request.clone()).await;
    let mut said = vec![serde_json::to_string(&view).unwrap(), format!("{request:?}")];
    said.push(world.says(view.id, "env").await);
    world.die(view.id).await;
    said.push(world.app.stderr(view.id).await.unwrap());
    let wire = world.app.wire(WireQuery { limit: 1_000, ..WireQuery::default() }).await.unwrap();
    assert!(!wire.entries.is_empty());
    said.push(serde_json::to_string(&wire).unwrap());
    let report = world.app.diagnose("d".to_owned(), view.id).await.unwrap();
    said.push(serde_json::to_string(&report).unwrap());
    while let Ok(event) = events.try_recv() {
        said.push(serde_json::to_string(&event).unwrap());
    }
    let export = world.app.export_wire(WireQuery { limit: 1_000, ..WireQuery::default() }).await.unwrap();
    world.app.close().await;
    drop(logging);
    assert!(said.iter().all(|text| !text.contains("4711-0815")), "{said:#?}");
    assert_eq!(files_with(world.dir.path(), "4711-0815"), Vec::<std::path::PathBuf>::new(), "{export:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_secret_of_several_lines_is_struck_out_of_a_programs_output_line_by_line() {
    const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
    const LINES: [&str; 3] = [BEGIN, "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", "BKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"];
    let world = World::start().await;
    // One speaks, the other ends before it does.
    let print = r#"printf 'line %s\n' "$KEY" >&2; printf '%s' "$KEY" | while read -r line; do echo "$line" >&2; done"#;
    let speaks = format!("{print}; exec '{}' legacy", program().display());
    let mut said = Vec::new();
    for (name, script) in [("speaks", speaks), ("ends", format!("{print}; exit 3"))] {
        let mut request = command("/bin/sh", &["-c", &script]);
        name.clone_into(&mut request.name);
        of(&mut request).env = vec![secret("KEY", set(&format!("{}\r\n", LINES.join("\r\n"))))];
        let view = world.run(request).await;
        said.push(serde_json::to_string(&view).unwrap());
        said.push(world.app.stderr(view.id).await.unwrap_or_default());
    }
    let wire = world.app.wire(WireQuery { limit: 1_000, ..WireQuery::default() }).await.unwrap();
    said.push(serde_json::to_string(&wire).unwrap());
    world.app.close().await;
    assert!(said.iter().filter(|text| text.contains("••••")).count() >= 3, "{said:#?}");
    for line in LINES {
        assert!(said.iter().all(|text| !text.contains(line)), "{line}: {said:#?}");
        assert_eq!(files_with(world.dir.path(), line), Vec::<std::path::PathBuf>::new());
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_program_ends_with_its_session_whatever_ends_that() {
    let world = World::start().await;
    let view = world.run(fixture("legacy")).await;
    let id = view.id;
    let first = world.says(id, "pid").await;
    world.app.reconnect(id).await.unwrap();
    ended(&first).await;
    let second = world.says(id, "pid").await;
    assert_ne!(first, second);
    world.app.set_enabled(id, false).await.unwrap();
    ended(&second).await;
    world.app.set_enabled(id, true).await.unwrap();
    world.app.connect(id).await.unwrap();
    let third = world.says(id, "pid").await;
    world.app.disconnect(id).await.unwrap();
    ended(&third).await;
    world.app.connect(id).await.unwrap();
    let fourth = world.says(id, "pid").await;
    world.app.remove_connection(id).await.unwrap();
    ended(&fourth).await;
    world.app.undo_remove(id).await.unwrap();
    world.app.connect(id).await.unwrap();
    let fifth = world.says(id, "pid").await;
    world.app.close().await;
    ended(&fifth).await;
}

#[tokio::test]
async fn a_crash_shows_at_once_and_the_program_is_started_again() {
    let world = World::start().await;
    let id = world.run(fixture("legacy")).await.id;
    let mut events = world.app.events();
    let before = world.says(id, "pid").await;
    world.die(id).await;
    assert!(matches!(crashed(&mut events).await, Failure::Exited { status: Some(7), .. }));
    assert!(world.app.stderr(id).await.unwrap().contains("fatal"));
    connected(&mut events).await;
    assert_ne!(world.says(id, "pid").await, before);
    world.app.close().await;
}

#[tokio::test]
async fn a_program_that_crashes_all_the_time_is_left_alone_after_three_restarts() {
    let world = World::start().await;
    let id = world.run(fixture("legacy")).await.id;
    let mut events = world.app.events();
    for _ in 0..3 {
        world.die(id).await;
        crashed(&mut events).await;
        connected(&mut events).await;
    }
    world.die(id).await;
    crashed(&mut events).await;
    let view = world.app.connection(id).await.unwrap();
    assert!(matches!(failure(&view), Failure::Exited { status: Some(7), .. }), "{:?}", view.status);
    // The person may: then it counts from the beginning.
    assert_eq!(tools(&world.app.connect(id).await.unwrap()), Some(17));
    world.die(id).await;
    crashed(&mut events).await;
    connected(&mut events).await;
    world.app.close().await;
}

async fn crashed(events: &mut tokio::sync::broadcast::Receiver<AppEvent>) -> Failure {
    let reason = |event| match event {
        AppEvent::StatusChanged { status: SessionStatus::Error { failure, .. }, .. } => Some(failure),
        _ => None,
    };
    next(events, reason).await
}

async fn connected(events: &mut tokio::sync::broadcast::Receiver<AppEvent>) {
    let is_connected = |event| {
        matches!(event, AppEvent::StatusChanged { status: SessionStatus::Connected { .. }, .. }).then_some(())
    };
    next(events, is_connected).await;
}

#[tokio::test]
async fn disconnecting_a_crashed_program_keeps_it_ended() {
    let world = World::start().await;
    let id = world.run(fixture("legacy")).await.id;
    world.die(id).await;
    world.app.disconnect(id).await.unwrap();
    world.app.close().await;
    let view = world.app.connection(id).await.unwrap();
    assert_eq!(view.status, SessionStatus::NotConnected);
}

#[tokio::test]
async fn whatever_is_wrong_with_a_program_is_said() {
    let world = World::start().await;
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("not-executable");
    std::fs::write(&file, "text").unwrap();
    let path = |path: &std::path::Path| path.display().to_string();
    let spawn = |wanted: SpawnFault| move |failure: &Failure| matches!(failure, Failure::Spawn { fault, .. } if *fault == wanted);
    let exited = |wanted: i32| {
        move |failure: &Failure| {
            matches!(failure, Failure::Exited { status: Some(status), stderr, .. }
                if *status == wanted && !stderr.is_empty())
        }
    };
    let program = path(&program());
    type Check = Box<dyn Fn(&Failure) -> bool>;
    let table: Vec<(&str, ConnectionRequest, Check)> = vec![
        ("directory", command(&path(dir.path()), &[]), Box::new(spawn(SpawnFault::IsDirectory))),
        ("text", command(&path(&file), &[]), Box::new(spawn(SpawnFault::NotExecutable))),
        ("exit 0", command(&program, &["exit", "0"]), Box::new(exited(0))),
        ("exit 3", command(&program, &["exit", "3"]), Box::new(exited(3))),
        (
            "signal",
            command(&program, &["signal", "KILL"]),
            Box::new(|failure| matches!(failure, Failure::Exited { signal: Some(9), .. })),
        ),
        (
            "hang",
            command(&program, &["hang"]),
            Box::new(|failure| matches!(failure, Failure::Timeout { .. })),
        ),
    ];
    for (name, mut request, is_right) in table {
        request.name = name.to_owned();
        (request.connect_timeout_s, request.request_timeout_s) = (2, 2);
        let view = world.run(request).await;
        assert!(is_right(failure(&view)), "{name}: {:?}", view.status);
    }
    world.app.close().await;
}

#[tokio::test]
async fn a_process_for_every_request_is_possible() {
    let world = World::start().await;
    let mut request = fixture("legacy");
    of(&mut request).per_call = true;
    let id = world.run(request).await.id;
    let (first, second) = (world.says(id, "pid").await, world.says(id, "pid").await);
    assert_ne!(first, second);
    world.app.close().await;
}
