//! Commands of this computer, the way to servers, and how they are: real processes, a real database, a real keychain.
//! Needs a Secret Service on the session bus (on Linux); fails without one.

#![allow(clippy::unwrap_used, clippy::panic)] // all of this crate is tests

use std::process::Output;

use assert_cmd::Command;
use hitchpost_testkit::fixture::{Certificate, Fixture, Mode};
use hitchpost_testkit::proxy::Proxy;
use hitchpost_testkit::stdio::program;
use serde_json::Value;

/// A data directory.
struct World(tempfile::TempDir);

impl World {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("hitchpost").unwrap();
        command.env("HITCHPOST_DATA_DIR", self.0.path()).args(arguments);
        command
    }

    /// Off the test's thread, which serves the fixtures.
    async fn run_with(&self, mut command: Command) -> Ran {
        Ran(tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap())
    }

    async fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(self.command(arguments)).await
    }
}

struct Ran(Output);

impl Ran {
    fn code(&self) -> i32 {
        self.0.status.code().unwrap_or(-1)
    }

    fn out(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).unwrap()
    }

    fn err(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).unwrap()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.0.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.out(), self.err()))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_is_shown_in_full_and_runs_after_a_yes_and_not_before() {
    let world = World::new();
    let program = program().display().to_string();
    let trace = world.0.path().join("trace");
    let log = format!("STDIO_FIXTURE_LOG={}", trace.display());
    let added = world
        .run(&["add", "--name", "Local", "--command", "--env", &log, "--", &program, "legacy", "; rm -rf /"])
        .await;
    assert_eq!((added.code(), added.out().as_str()), (0, "Added Local as local\n"), "{}", added.err());
    assert!(added.err().contains("hint: look at it and let it run with: hitchpost approve local"));

    let called = world.run(&["call", "local", "pid"]).await;
    assert_eq!(called.code(), 5, "{}", called.err());
    assert!(called.err().contains("hint: look at what it runs with: hitchpost approve"), "{}", called.err());
    let asked = world.run(&["approve", "local"]).await;
    assert_eq!(asked.code(), 2);
    for part in [&format!("program    {program}"), "argument   legacy\n", "argument   ; rm -rf /\n"] {
        assert!(asked.err().contains(part), "{part}: {}", asked.err());
    }
    assert!(asked.err().contains("variable   STDIO_FIXTURE_LOG") && !trace.exists());

    let approved = world.run(&["approve", "local", "--yes"]).await;
    assert_eq!(approved.out(), "Approved and connected to Local: 17 tools\n", "{}", approved.err());
    assert!(trace.exists());
    assert_eq!(world.run(&["approve", "local"]).await.out(), "The command of Local is approved\n");
    let args = world.run(&["call", "local", "args"]).await;
    assert_eq!(args.out(), "[\"; rm -rf /\"]\n", "{}", args.err());
    assert!(world.run(&["list"]).await.out().contains("'; rm -rf /'"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_approves_what_it_adds_and_its_secrets_are_not_printed() {
    const SECRET: &str = "canary-secret-4711";
    let world = World::new();
    let (program, dir) = (program().display().to_string(), tempfile::tempdir().unwrap());
    let directory = dir.path().display().to_string();
    let mut add = world.command(&[
        "add",
        "--command",
        "--approve",
        "--name",
        "Local",
        "--secret-env",
        "ONE=FROM",
        "--secret-env",
        "TWO",
        "--env",
        "API_KEY=canary-secret-4711",
        "--directory",
        &directory,
        "--per-call",
        "--sampling",
        "--root",
        &directory,
        "--json",
        "--",
        &program,
        "legacy",
    ]);
    add.env("FROM", SECRET).write_stdin(format!("{SECRET}\n"));
    let added = world.run_with(add).await;
    assert_eq!(added.code(), 0, "{}", added.err());
    assert!(added.err().contains("17 tools") && added.err().contains("note: “API_KEY” usually is a secret"));
    assert!(!format!("{}{}", added.out(), added.err()).contains(SECRET));
    let view = added.json();
    let command = &view["target"]["command"];
    assert_eq!((&command["perCall"], command["env"].as_array().unwrap().len()), (&Value::from(true), 3));
    assert_eq!((&view["asks"]["sampling"], &view["asks"]["elicitation"]), (&true.into(), &true.into()));
    assert!(view["asks"]["roots"][0]["uri"].as_str().unwrap().starts_with("file:///"));
    let env = world.run(&["call", "local", "env"]).await.out();
    assert!(env.contains(r#""ONE":"••••""#) && env.contains(r#""TWO":"••••""#), "{env}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_line_in_one_word_and_a_program_that_is_missing_are_explained() {
    let world = World::new();
    let whole = world.run(&["add", "--command", "--", "npx -y server"]).await;
    assert_eq!(whole.code(), 2);
    assert!(whole.err().contains("the program is “npx”, the other 2 are arguments"), "{}", whole.err());
    let missing = world.run(&["add", "--command", "--approve", "--", "no-such-program-anywhere"]).await;
    assert_eq!(missing.code(), 4, "{}", missing.err());
    assert!(missing.err().contains("looked in /"), "{}", missing.err());
    assert_eq!(world.run(&["add", "--command"]).await.code(), 2);
    assert_eq!(world.run(&["add", "https://example.com", "--", "npx"]).await.code(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_to_a_server_can_be_typed() {
    let world = World::new();
    let fixture = Fixture::start(Mode::Good).await.unwrap().with_tls().await.unwrap();
    let authority = world.0.path().join("ca.pem");
    std::fs::write(&authority, fixture.authority_pem().unwrap()).unwrap();
    let trusted = fixture.tls_url(Certificate::Trusted).unwrap().to_string();
    let added = world.run(&["add", &trusted, "--name", "Trusted", "--ca", authority.to_str().unwrap()]).await;
    assert!(added.err().contains("6 tools"), "{}", added.err());
    let doubtful = fixture.tls_url(Certificate::SelfSigned).unwrap().to_string();
    let added = world.run(&["add", &doubtful, "--name", "Doubtful", "--insecure"]).await;
    assert!(
        added.err().contains("will not be checked") && added.err().contains("6 tools"),
        "{}",
        added.err()
    );

    let proxy = Proxy::start(fixture.address(), Some(("me", "password-4711"))).await.unwrap();
    let through = proxy.url("http").to_string();
    let mut far = fixture.url();
    far.set_host(Some("server.test")).unwrap();
    let far = far.to_string();
    let mut add = world.command(&[
        "add",
        &far,
        "--name",
        "Proxied",
        "--proxy",
        &through,
        "--proxy-user",
        "me",
        "--proxy-password-env",
        "SOME_PASSWORD",
        "--transport",
        "streamable-http",
        "--json",
    ]);
    add.env("SOME_PASSWORD", "password-4711");
    let added = world.run_with(add).await;
    assert!(
        added.err().contains("6 tools") && !added.out().contains("4711"),
        "{}{}",
        added.out(),
        added.err()
    );
    assert_eq!(added.json()["target"]["transport"], "streamable_http");
    let called = world.run(&["call", "proxied", "echo", "text=hello"]).await;
    assert_eq!(called.out(), "hello\n", "{}", called.err());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_says_step_by_step_what_is_there() {
    let world = World::new();
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let url = fixture.url().to_string();
    world.run(&["add", &url, "--name", "Fixture"]).await;
    let well = world.run(&["doctor", "fixture"]).await;
    assert_eq!(well.code(), 0, "{}", well.err());
    for part in ["address", "127.0.0.1", "MCP 2026-07-28 over Streamable HTTP", "6 tools"] {
        assert!(well.out().contains(part), "{part}: {}", well.out());
    }
    let report = world.run(&["doctor", "fixture", "--json"]).await.json();
    assert_eq!((report["steps"].as_array().unwrap().len(), &report["failure"]), (6, &Value::Null));
    let health = world.run(&["health", "fixture"]).await;
    assert!(health.out().starts_with("Fixture: active, 6 tools, "), "{}", health.out());
    assert_eq!(world.run(&["health", "fixture", "--json"]).await.json()["reachable"], true);

    drop(fixture);
    let down = world.run(&["doctor", "fixture"]).await;
    assert_eq!(down.code(), 4);
    assert!(down.out().contains("failed") && down.err().contains("hint: start the server"), "{}", down.err());
    let health = world.run(&["health", "fixture"]).await;
    assert_eq!((health.code(), health.out().as_str()), (4, "Fixture: error\n"), "{}", health.err());
    assert_eq!(world.run(&["doctor", "nowhere"]).await.code(), 3);
}
