//! The command as people and scripts use it: real processes, a real database, a real keychain, real servers.
//! Needs a Secret Service on the session bus (on Linux); fails without one.

#![allow(clippy::unwrap_used, clippy::panic)] // all of this crate is tests

use std::process::Output;

use assert_cmd::Command;
use hitchpost_testkit::fixture::{Fixture, Mode, TOKEN};
use serde_json::Value;

/// A data directory and a server.
struct World {
    dir: tempfile::TempDir,
    fixture: Fixture,
}

impl World {
    async fn with(mode: Mode) -> Self {
        Self { dir: tempfile::tempdir().unwrap(), fixture: Fixture::start(mode).await.unwrap() }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("hitchpost").unwrap();
        command.env("HITCHPOST_DATA_DIR", self.dir.path()).args(arguments);
        command
    }

    /// Runs a command off the test's thread, which serves the fixture.
    async fn run_with(&self, mut command: Command) -> Ran {
        Ran(tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap())
    }

    async fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(self.command(arguments)).await
    }

    async fn add(&self) {
        let url = self.fixture.url().to_string();
        assert_eq!(self.run(&["add", &url, "--name", "Fixture"]).await.code(), 0);
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
async fn the_sample_is_added_listed_and_called() {
    let world = World::with(Mode::Good).await;
    assert_eq!(world.run(&["add", "--sample"]).await.out(), "Added Sample server as sample\n");
    let listed = world.run(&["list"]).await.out();
    assert!(listed.contains("sample") && listed.contains("built in"), "{listed}");
    let tools = world.run(&["tools", "sample"]).await.out();
    assert!(tools.contains("echo") && tools.contains("every_field"), "{tools}");
    let called = world.run(&["call", "sample", "add", "a=2", "b=3"]).await;
    assert_eq!((called.code(), called.out().trim()), (0, "5"), "{}", called.err());
    assert_eq!(world.run(&["remove", "sample"]).await.code(), 0);
    assert!(world.run(&["list"]).await.err().contains("No connections yet"));
}

#[tokio::test(flavor = "multi_thread")]
async fn text_stays_text_and_json_stays_as_typed() {
    let world = World::with(Mode::Good).await;
    world.add().await;
    world.run(&["tools", "fixture"]).await;
    assert_eq!(world.run(&["call", "fixture", "echo", "text=5"]).await.out(), "5\n");
    let called = world.run(&["call", "fixture", "echo", "--args", r#"{"text":"a  b"}"#]).await;
    assert_eq!(called.out(), "a  b\n");
    let mut from_stdin = world.command(&["call", "fixture", "echo", "--args", "-"]);
    from_stdin.write_stdin(r#"{"text":"piped"}"#);
    assert_eq!(world.run_with(from_stdin).await.out(), "piped\n");
    let mut not_text = world.command(&["call", "fixture", "echo", "--args", "-"]);
    not_text.write_stdin(b"\xff".as_slice());
    let refused = world.run_with(not_text).await;
    assert_eq!((refused.code(), refused.err().as_str()), (2, "error: standard input is not UTF-8 text\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_there_as_json() {
    let world = World::with(Mode::Good).await;
    let url = world.fixture.url().to_string();
    let added = world.run(&["--json", "add", &url, "--name", "Fixture"]).await.json();
    assert_eq!(added["slug"], "fixture");
    assert_eq!(world.run(&["list", "--json"]).await.json()[0]["id"], added["id"]);
    let tools = world.run(&["tools", "fixture", "--json"]).await.json();
    assert_eq!(tools["tools"].as_array().unwrap().len(), 6);
    let tool = world.run(&["tools", "fixture", "echo", "--json"]).await.json();
    assert_eq!(tool["name"], "echo");
    let report = world.run(&["call", "fixture", "echo", "text=hi", "--json"]).await.json();
    assert_eq!(report["outcome"]["content"][0]["text"]["text"], "hi");
    let error = world.run(&["call", "fixture", "echo", "--args", "[]", "--json"]).await;
    assert_eq!((error.code(), &error.json()["error"]["code"]), (2, &Value::from("invalid_arguments")));
    for wrong in [&["--json", "call", "fixture"][..], &["list", "--json", "--nonsense"], &["--json"]] {
        let error = world.run(wrong).await;
        let said = error.json()["error"].clone();
        assert_eq!((error.code(), &said["code"]), (2, &Value::from("input")), "{wrong:?}");
        assert!(!said["message"].as_str().unwrap().contains("Usage"), "{said}");
    }
    assert_eq!(world.run(&["--help"]).await.code(), 0);
    let error = world.run(&["tools", "nowhere", "--json"]).await;
    assert_eq!((error.code(), &error.json()["error"]["code"]), (3, &Value::from("not_found")));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_way_to_fail_has_a_code_and_a_next_step() {
    let world = World::with(Mode::Good).await;
    world.add().await;
    assert_eq!(world.run(&["call", "fixture", "fail_always"]).await.code(), 1);
    assert_eq!(world.run(&["add", "ftp://example.com"]).await.code(), 2);
    assert_eq!(world.run(&["call", "fixture"]).await.code(), 2);
    let missing = world.run(&["call", "nowhere", "echo"]).await;
    assert_eq!(missing.code(), 3);
    assert!(missing.err().contains("hint: see what there is with: hitchpost list"), "{}", missing.err());

    world.fixture.switch(Mode::Forbidden);
    assert_eq!(world.run(&["call", "fixture", "echo"]).await.code(), 5);
    world.fixture.switch(Mode::Html);
    assert_eq!(world.run(&["call", "fixture", "echo"]).await.code(), 6);
    let url = world.fixture.mode_url(Mode::Slow).to_string();
    assert_eq!(world.run(&["add", &url, "--name", "Slow", "--offline"]).await.code(), 0);
    let late = world.run(&["call", "slow", "slow", "ms=60000", "--timeout", "1"]).await;
    assert_eq!(late.code(), 7, "{}", late.err());

    let World { dir, fixture } = world;
    drop(fixture);
    let world = World { dir, fixture: Fixture::start(Mode::Good).await.unwrap() };
    let down = world.run(&["call", "fixture", "echo"]).await;
    assert_eq!(down.code(), 4, "{}", down.err());
    assert!(down.err().contains("nothing is listening on 127.0.0.1:"), "{}", down.err());

    std::fs::write(world.dir.path().join("app.db"), "damaged").unwrap();
    let damaged = world.run(&["list"]).await;
    assert_eq!(damaged.code(), 8);
    assert!(damaged.err().contains("hint: if the file is damaged"), "{}", damaged.err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_comes_from_standard_input_or_the_environment_and_is_never_printed() {
    let world = World::with(Mode::Token).await;
    let url = world.fixture.url().to_string();
    let refused = world.run(&["add", &url, "--name", "Bare"]).await;
    assert_eq!(refused.code(), 0);
    assert!(refused.err().contains("--token"), "{}", refused.err());
    assert_eq!(world.run(&["call", "bare", "echo"]).await.code(), 5);

    let mut unasked = world.command(&["--json", "add", &url, "--name", "Unasked"]);
    unasked.env("HITCHPOST_TOKEN", TOKEN);
    assert_eq!(world.run_with(unasked).await.json()["auth"]["type"], "none");

    let mut piped = world.command(&["--json", "add", &url, "--name", "Piped", "--token-stdin"]);
    piped.write_stdin(format!("{TOKEN}\n"));
    let piped = world.run_with(piped).await;
    let mut named = world.command(&["--json", "add", &url, "--name", "Named", "--token-env", "SOME_TOKEN"]);
    named.env("SOME_TOKEN", TOKEN);
    let named = world.run_with(named).await;
    let header = ["--json", "add", &url, "--name", "Header", "--secret-header", "Authorization=AUTH"];
    let mut header = world.command(&header);
    header.env("AUTH", format!("Bearer {TOKEN}"));
    let header = world.run_with(header).await;

    // Not marked as secret, but its name says so.
    let unmarked = format!("Authorization: Bearer {TOKEN}");
    let unmarked = world.run(&["--json", "add", &url, "--name", "Unmarked", "--header", &unmarked]).await;
    assert!(unmarked.err().contains("note: “Authorization” usually carries a secret"), "{}", unmarked.err());

    for (slug, added) in [("piped", piped), ("named", named), ("header", header), ("unmarked", unmarked)] {
        assert_eq!(added.code(), 0, "{}", added.err());
        assert!(!format!("{}{}", added.out(), added.err()).contains(TOKEN));
        let called = world.run(&["call", slug, "echo", "text=hello"]).await;
        assert_eq!(called.out(), "hello\n", "{}", called.err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keychain_nothing_secret_is_saved_and_the_rest_works() {
    let world = World::with(Mode::Good).await;
    let url = world.fixture.url().to_string();
    let mut add = world.command(&["add", &url, "--token-env", "SOME_TOKEN", "--offline"]);
    add.env("SOME_TOKEN", TOKEN).env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    let refused = world.run_with(add).await;
    assert_eq!(refused.code(), 8);
    assert!(refused.err().contains("keychain") && refused.err().contains("hint"), "{}", refused.err());
    assert!(world.run(&["list"]).await.err().contains("No connections yet"));

    let mut add = world.command(&["add", &url, "--name", "Open"]);
    add.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    assert_eq!(world.run_with(add).await.code(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_result_is_printed_in_full_and_a_picture_is_saved() {
    let world = World::with(Mode::Good).await;
    let url = world.fixture.at("/big?mb=3").to_string();
    world.run(&["add", &url, "--name", "Big"]).await;
    assert!(world.run(&["call", "big", "big"]).await.out().len() >= 3 << 20);

    world.run(&["add", "--sample"]).await;
    let folder = world.dir.path().join("pictures");
    let called = world.run(&["call", "sample", "make_image", "--save", folder.to_str().unwrap()]).await;
    assert!(called.out().contains("make_image.png"), "{}{}", called.out(), called.err());
    assert!(std::fs::read(folder.join("make_image.png")).unwrap().starts_with(b"\x89PNG"));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn an_interrupt_cancels_the_call() {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;

    let world = World::with(Mode::Good).await;
    world.add().await;
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("hitchpost"))
        .env("HITCHPOST_DATA_DIR", world.dir.path())
        .args(["call", "fixture", "slow_count", "to=60", "delay_ms=1000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let code = tokio::task::spawn_blocking(move || {
        let mut heard = String::new();
        // The first progress: the call is under way.
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut heard).unwrap();
        let interrupt = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(interrupt.unwrap().success());
        child.wait().unwrap().code()
    })
    .await
    .unwrap();
    assert_eq!(code, Some(130));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_shows_what_travels_and_no_secret() {
    let world = World::with(Mode::Token).await;
    let url = world.fixture.url().to_string();
    let mut add = world.command(&["add", &url, "--name", "Fixture", "--token"]);
    add.write_stdin(TOKEN);
    assert_eq!(world.run_with(add).await.code(), 0);
    let traced = world.run(&["call", "fixture", "echo", "text=hi", "--trace"]).await;
    assert_eq!(traced.out(), "hi\n");
    let trace = traced.err();
    for told in
        ["↑ POST http://127.0.0.1", "↓ 200 OK", "authorization: Bearer ••", r#""method":"tools/call""#]
    {
        assert!(trace.contains(told), "{told}: {trace}");
    }
    assert!(!trace.contains(TOKEN), "{trace}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tool_that_changed_is_not_called_until_it_is_accepted() {
    let world = World::with(Mode::Good).await;
    world.add().await;
    let accepted = world.run(&["tools", "fixture"]).await;
    assert!(!accepted.out().contains("(changed)") && accepted.err().is_empty(), "{}", accepted.err());

    world.fixture.switch(Mode::Mixed);
    let changed = world.run(&["tools", "fixture"]).await;
    assert!(changed.out().contains("(changed)") && changed.err().contains("--accept"), "{}", changed.err());
    let held = world.run(&["call", "fixture", "echo", "text=hi"]).await;
    assert_ne!(held.code(), 0);
    assert!(held.err().contains("hitchpost tools"), "{}", held.err());

    let one = world.run(&["tools", "fixture", "--accept", "echo"]).await;
    assert!(one.out().contains("changed: "), "{}", one.out());
    assert_eq!(world.run(&["call", "fixture", "echo", "text=hi"]).await.out(), "hi\n");
    let rest = world.run(&["tools", "fixture", "--accept", "--json"]).await.json();
    assert!(rest.as_array().unwrap().iter().all(|change| change["name"] != "echo"), "{rest}");
    assert!(world.run(&["tools", "fixture", "--accept"]).await.err().contains("Nothing has changed"));
}
