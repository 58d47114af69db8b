//! Resources, prompts, tasks and questions on the command line.
//! Needs a Secret Service on the session bus (on Linux); fails without one.

#![allow(clippy::unwrap_used, clippy::panic)] // all of this crate is tests

#[cfg(target_os = "linux")]
use std::io::{Read, Write};
use std::process::Output;

use assert_cmd::Command;
use hitchpost_testkit::fixture::{Fixture, Mode};
use serde_json::Value;

struct World {
    dir: tempfile::TempDir,
    _fixture: Fixture,
}

impl World {
    async fn start() -> Self {
        let fixture = Fixture::start(Mode::Talk).await.unwrap();
        let url = fixture.at("/talk?as=legacy").to_string();
        let world = Self { dir: tempfile::tempdir().unwrap(), _fixture: fixture };
        let added = world.run(&["add", &url, "--name", "Talk"]).await;
        assert_eq!(added.0.status.code(), Some(0), "{}", added.err());
        world
    }

    async fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = Command::cargo_bin("hitchpost").unwrap();
        command.env("HITCHPOST_DATA_DIR", self.dir.path()).args(arguments);
        // Off the test's thread, which serves the fixture.
        Ran(tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap())
    }

    /// Somebody at a terminal types, each line once the text before it stands there.
    #[cfg(target_os = "linux")]
    async fn typing(&self, arguments: &str, lines: &[(&'static str, &'static str)]) -> String {
        use std::process::Stdio;

        let program = assert_cmd::cargo::cargo_bin("hitchpost");
        let mut script = std::process::Command::new("script");
        script.env("HITCHPOST_DATA_DIR", self.dir.path()).env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
        script.args([
            "--quiet",
            "--return",
            "--command",
            &format!("{} {arguments}", program.display()),
            "/dev/null",
        ]);
        script.stdin(Stdio::piped()).stdout(Stdio::piped());
        let lines = lines.to_vec();
        let typing = tokio::task::spawn_blocking(move || {
            let mut child = script.spawn().unwrap();
            let mut keyboard = child.stdin.take().unwrap();
            let mut screen = child.stdout.take().unwrap();
            let (mut said, mut seen) = (Vec::new(), 0);
            for (prompt, line) in lines {
                seen = said_until(&mut screen, &mut said, seen, prompt.as_bytes());
                writeln!(keyboard, "{line}").unwrap();
            }
            // Its end is the person's end: what is still asked then is declined.
            drop(keyboard);
            screen.read_to_end(&mut said).unwrap();
            child.wait().unwrap();
            String::from_utf8_lossy(&said).into_owned()
        });
        typing.await.unwrap()
    }
}

/// Reads on until a text stands behind what was seen, and gives where it ends.
#[cfg(target_os = "linux")]
fn said_until(screen: &mut impl Read, said: &mut Vec<u8>, seen: usize, text: &[u8]) -> usize {
    loop {
        if let Some(place) = said[seen..].windows(text.len()).position(|part| part == text) {
            return seen + place + text.len();
        }
        let mut piece = [0; 4096];
        let length = screen.read(&mut piece).unwrap();
        assert!(length > 0, "it ended: {}", String::from_utf8_lossy(said));
        said.extend_from_slice(&piece[..length]);
    }
}

struct Ran(Output);

impl Ran {
    fn code(&self) -> i32 {
        self.0.status.code().unwrap_or(-1)
    }

    fn out(&self) -> String {
        String::from_utf8_lossy(&self.0.stdout).into_owned()
    }

    fn err(&self) -> String {
        String::from_utf8_lossy(&self.0.stderr).into_owned()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.0.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.out(), self.err()))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn resources_are_listed_read_and_saved() {
    let world = World::start().await;
    let listed = world.run(&["resources", "talk"]).await;
    assert!(
        listed.out().contains("talk://notes/today") && listed.out().contains("{day}"),
        "{}",
        listed.out()
    );
    assert!(listed.err().contains("left out number 3: `uri` is missing"), "{}", listed.err());
    let json = world.run(&["resources", "talk", "--json"]).await.json();
    assert_eq!(json["templates"][0]["variables"][0], "day");

    assert_eq!(
        world.run(&["read", "talk", "talk://notes/today"]).await.out(),
        "contents of talk://notes/today\n"
    );
    let template = "talk://notes/{day}{?tag,lang}";
    let filled = world
        .run(&["read", "talk", template, "--var", "day=a b", "--var", "tag=x", "--var", "lang=en"])
        .await;
    assert_eq!(filled.out(), "contents of talk://notes/a%20b?tag=x&lang=en\n", "{}", filled.err());
    let missing = world.run(&["read", "talk", template, "--var", "day=1"]).await;
    assert_eq!((missing.code(), missing.err().as_str()), (2, "error: the template also wants tag, lang\n"));
    assert_eq!(world.run(&["read", "talk", "talk://nothing"]).await.code(), 6);

    let folder = world.dir.path().join("pictures");
    let saved = world.run(&["read", "talk", "talk://pixel.png", "--save", folder.to_str().unwrap()]).await;
    assert!(saved.out().contains("pixel.png"), "{}{}", saved.out(), saved.err());
    let json = world.run(&["read", "talk", "talk://notes/today", "--json"]).await.json();
    assert_eq!(json["outcome"]["content"][0]["text"]["text"], "contents of talk://notes/today");
}

#[tokio::test(flavor = "multi_thread")]
async fn prompts_are_listed_and_got() {
    let world = World::start().await;
    let listed = world.run(&["prompts", "talk"]).await.out();
    assert!(listed.contains("write") && listed.contains("topic=… [tone=…]"), "{listed}");
    assert_eq!(world.run(&["prompts", "talk", "--json"]).await.json()["prompts"][0]["name"], "write");
    let got = world.run(&["prompt", "talk", "write", "topic=rain", "tone=calm"]).await;
    assert!(got.out().starts_with("user:\nWrite about \"rain\" in a \"calm\" tone"), "{}", got.out());
    let json = world.run(&["prompt", "talk", "plain", "--json"]).await.json();
    assert_eq!(json["outcome"]["content"][0]["role"], "user");
    assert_eq!(world.run(&["prompt", "talk", "write", "rain"]).await.code(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_can_be_a_task() {
    let world = World::start().await;
    assert_eq!(world.run(&["call", "talk", "maybe_job"]).await.out(), "done at once\n");
    let task = world.run(&["call", "talk", "maybe_job", "--task"]).await;
    assert_eq!(task.out(), "the result of a task\n");
    assert!(task.err().contains("working"), "{}", task.err());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_terminal_questions_are_declined() {
    let world = World::start().await;
    assert_eq!(world.run(&["call", "talk", "ask"]).await.out(), "{\"action\":\"decline\"}\n");
}

#[cfg(target_os = "linux")] // the `script` of util-linux makes a terminal
#[tokio::test(flavor = "multi_thread")]
async fn questions_are_answered_on_the_terminal() {
    let world = World::start().await;
    let fields = [("):", ""), ("):", "Red"), ("):", "nobody"), ("once more:", "a@b.c"), ("):", "Ann")];
    let form = world.typing("call talk ask", &[&fields[..], &[("[y/N]", "y")]].concat()).await;
    assert!(form.contains("“Talk” asks:") && form.contains("once more"), "{form}");
    for member in
        [r#""action":"accept""#, r#""name":"Ann""#, r#""mail":"a@b.c""#, r#""age":30"#, r#""colour":"r""#]
    {
        assert!(form.contains(member), "{member}: {form}");
    }

    // An empty line sends nothing.
    let unsent = world.typing("call talk ask", &[&fields[..], &[("[y/N]", "")]].concat()).await;
    assert!(unsent.contains(r#"{"action":"decline"}"#), "{unsent}");

    let declined = world.typing("call talk ask", &[("):", "")]).await;
    assert!(declined.contains(r#"{"action":"decline"}"#), "{declined}");
    let page = world.typing("call talk ask what=url", &[("[y/N]", "n")]).await;
    assert!(
        page.contains("The page is on xn--pple-43d.com.") && page.contains("which may look like another"),
        "{page}"
    );
    assert!(page.contains(r#"{"action":"decline"}"#), "{page}");
}
