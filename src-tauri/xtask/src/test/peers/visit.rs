//! One visit: add, connect, list, call, remove.

use std::ffi::OsString;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{ChildStdout, Command, Stdio};

use anyhow::{Context as _, ensure};
use serde_json::Value;

use crate::command::output_of;
use crate::keychain;

use super::super::running::{Running, free_port};
use super::servers::{Place, Transport, node};
use super::table::Peer;

/// Runs the server where it wants to be found, and visits it.
pub fn visit(root: &Path, peer: &Peer) -> anyhow::Result<()> {
    let place = Place { transport: peer.transport, port: free_port()? };
    let start = (peer.start)(root, place);
    if peer.transport == Transport::Stdio {
        let command = std::iter::once(start.program.into()).chain(start.arguments).collect();
        return meet(root, peer, Target::Command(command));
    }
    let folder = root.join("target/peers");
    let _server = Running::start(&mut start.command(root), &folder, peer.name, place.port)?;
    meet(root, peer, Target::Url(format!("http://127.0.0.1:{}{}", place.port, peer.transport.path())))
}

/// What is added.
enum Target {
    Url(String),
    Command(Vec<OsString>),
}

fn meet(root: &Path, peer: &Peer, target: Target) -> anyhow::Result<()> {
    let expected = oracle(root, peer.transport, &target)?;
    let hitchpost = Hitchpost::new(root)?;
    match target {
        Target::Url(url) => hitchpost.run(["add", &url, "--name", "Peer"].map(OsString::from))?,
        Target::Command(command) => {
            let words = ["add", "--name", "Peer", "--approve", "--command", "--"].map(OsString::from);
            hitchpost.run(words.into_iter().chain(command))?
        }
    };
    let outcome = ask(&hitchpost, peer, &expected);
    // The next peer has the same name.
    hitchpost.run(["remove", "peer"].map(OsString::from))?;
    outcome
}

fn ask(hitchpost: &Hitchpost<'_>, peer: &Peer, expected: &Value) -> anyhow::Result<()> {
    let connected = hitchpost.run(["connect", "peer"].map(OsString::from))?;
    let server = &connected["status"]["server"];
    ensure!(
        server["protocol"] == peer.revision,
        "it was spoken to in {}, not {}",
        server["protocol"],
        peer.revision
    );
    let transport = peer.transport.of_hitchpost();
    ensure!(server["transport"] == transport, "it was reached over {}, not {transport}", server["transport"]);
    // The oracle tries the modern revision on the old transport too, for which no modern revision is defined.
    let is_same = peer.transport == Transport::HttpSse || expected["revision"] == peer.revision;
    ensure!(is_same, "the oracle speaks {} with it", expected["revision"]);

    let tools = hitchpost.run(["tools", "peer"].map(OsString::from))?;
    let names: Vec<&Value> =
        tools["tools"].as_array().into_iter().flatten().map(|tool| &tool["name"]).collect();
    let oracles: Vec<&Value> = expected["tools"].as_array().into_iter().flatten().collect();
    ensure!(names == oracles, "its tools are {names:?}; the oracle sees {oracles:?}");

    if let Some(typed) = peer.typed {
        let said =
            hitchpost.run_on_terminal(&["call", "peer", peer.tool, "--args", peer.arguments], typed)?;
        ensure!(said.contains(peer.answer), "on the terminal stands {said:?}");
        return Ok(());
    }
    let report = hitchpost.run(["call", "peer", peer.tool, "--args", peer.arguments].map(OsString::from))?;
    let outcome = &report["outcome"];
    ensure!(outcome["type"] == "completed" && outcome["isError"] == false, "the call ended with {outcome}");
    ensure!(outcome["content"].to_string().contains(peer.answer), "it answered {}", outcome["content"]);
    Ok(())
}

/// What the official client finds there.
fn oracle(root: &Path, transport: Transport, target: &Target) -> anyhow::Result<Value> {
    let mut command = Command::new(node(root));
    command.current_dir(root).arg("tests/peers/oracle.mjs").arg(transport.of_oracle());
    match target {
        Target::Url(url) => command.arg(url),
        Target::Command(words) => command.args(words),
    };
    let printed = output_of(&mut command).context("the official client")?;
    serde_json::from_str(&printed).with_context(|| format!("reading {printed:?}"))
}

/// The command line, with a home and a keychain of its own.
struct Hitchpost<'a> {
    root: &'a Path,
    home: std::path::PathBuf,
}

impl Hitchpost<'_> {
    fn new(root: &Path) -> anyhow::Result<Hitchpost<'_>> {
        let home = root.join("target/peers/home");
        keychain::isolate(&mut Command::new("hitchpost"), &home)?;
        Ok(Hitchpost { root, home })
    }

    fn run(&self, arguments: impl IntoIterator<Item = OsString>) -> anyhow::Result<Value> {
        let mut command = Command::new(self.root.join("target/debug/hitchpost"));
        keychain::move_into(&mut command, &self.home)?;
        let printed = output_of(command.arg("--json").args(arguments))?;
        serde_json::from_str(&printed).with_context(|| format!("reading {printed:?}"))
    }

    /// The same with a person who types, and everything that stands on the terminal then.
    fn run_on_terminal(&self, arguments: &[&str], typed: &str) -> anyhow::Result<String> {
        let program = self.root.join("target/debug/hitchpost");
        let words = std::iter::once(program.display().to_string());
        let quoted = |word: String| format!("'{}'", word.replace('\'', r"'\''"));
        let line: Vec<String> = words.chain(arguments.iter().map(ToString::to_string)).map(quoted).collect();
        let mut command = Command::new("script");
        keychain::move_into(&mut command, &self.home)?;
        command.args(["--quiet", "--return", "--command", &line.join(" "), "/dev/null"]);
        command.env("SHELL", "/bin/sh").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().context("starting a terminal")?;
        // Kept open: its end would be the person's end.
        let mut keyboard = child.stdin.take().context("the terminal has no keyboard")?;
        let mut screen = Screen::of(child.stdout.take().context("the terminal has no screen")?);
        for line in typed.lines() {
            screen.wait_for_prompt()?;
            writeln!(keyboard, "{line}")?;
        }
        let said = screen.read_to_end()?;
        let status = child.wait()?;
        ensure!(status.success(), "it ended with {status}: {said}");
        Ok(said)
    }
}

/// How questions end: those for a field, and those for a yes.
const PROMPTS: [&str; 2] = ["):", "[y/N]"];

/// What stands on the terminal, as it comes: a line that is typed before its question answers nothing.
struct Screen {
    output: ChildStdout,
    said: Vec<u8>,
    /// As much of it was waited for.
    seen: usize,
}

impl Screen {
    fn of(output: ChildStdout) -> Self {
        Self { output, said: Vec::new(), seen: 0 }
    }

    /// Waits for the next question.
    fn wait_for_prompt(&mut self) -> anyhow::Result<()> {
        loop {
            if let Some(end) = self.prompt() {
                self.seen = end;
                return Ok(());
            }
            let mut piece = [0; 4096];
            let length = self.output.read(&mut piece)?;
            ensure!(length > 0, "it ended without asking: {}", String::from_utf8_lossy(&self.said));
            self.said.extend_from_slice(&piece[..length]);
        }
    }

    /// Where the first question ends that was not waited for yet.
    fn prompt(&self) -> Option<usize> {
        let ends = PROMPTS.iter().filter_map(|prompt| {
            let place =
                self.said[self.seen..].windows(prompt.len()).position(|part| part == prompt.as_bytes());
            Some(self.seen + place? + prompt.len())
        });
        ends.min()
    }

    fn read_to_end(mut self) -> anyhow::Result<String> {
        self.output.read_to_end(&mut self.said)?;
        Ok(String::from_utf8_lossy(&self.said).into_owned())
    }
}
