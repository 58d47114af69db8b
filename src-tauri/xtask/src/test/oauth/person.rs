//! Somebody at a computer of their own: the command line, and a stand-in for the browser.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread;

use anyhow::{Context as _, anyhow, bail, ensure};
use serde_json::Value;

use crate::command::{output_of, shown};
use crate::keychain::Session;
use crate::test::node;

use super::PASSWORDS;

/// What the person answers when asked to allow access.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Allow,
    Decline,
}

/// A person, whose connections nobody else has.
pub struct Person<'a> {
    root: &'a Path,
    session: &'a Session,
    data: PathBuf,
}

impl<'a> Person<'a> {
    /// Somebody who has no connections yet.
    pub fn new(root: &'a Path, session: &'a Session, data: PathBuf) -> anyhow::Result<Person<'a>> {
        if data.exists() {
            std::fs::remove_dir_all(&data).with_context(|| format!("clearing {}", data.display()))?;
        }
        Ok(Person { root, session, data })
    }

    fn command(&self, arguments: &[&str]) -> anyhow::Result<Command> {
        let mut command = Command::new(self.root.join("target/debug/hitchpost"));
        self.session.enter(&mut command)?;
        command.arg("--json").arg("--data-dir").arg(&self.data).args(arguments);
        command.envs(PASSWORDS.iter().copied());
        Ok(command)
    }

    /// Runs a command that must succeed; what it says.
    pub fn hitchpost(&self, arguments: &[&str]) -> anyhow::Result<Value> {
        let printed = output_of(&mut self.command(arguments)?)?;
        serde_json::from_str(&printed).with_context(|| format!("reading {printed:?}"))
    }

    /// Saves settings. The window does; the command line has no command for it.
    pub fn set(&self, settings: &Value) -> anyhow::Result<()> {
        const SCRIPT: &str = "import sqlite3, sys\n\
            with sqlite3.connect(sys.argv[1]) as db:\n    \
            db.execute('INSERT OR REPLACE INTO settings VALUES (?, ?)', ('app', sys.argv[2]))";
        let mut command = Command::new("python3");
        command.args(["-c", SCRIPT]).arg(self.data.join("app.db")).arg(settings.to_string());
        output_of(&mut command).map(|_| ())
    }

    /// Starts a command without waiting for its end.
    pub fn start(&self, arguments: &[&str]) -> anyhow::Result<Child> {
        let mut command = self.command(arguments)?;
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().with_context(|| format!("starting {}", shown(&command)))
    }

    /// Signs in to a connection that is saved as `name`; what `hitchpost connect` says, or the failure it ends with.
    pub fn connect(
        &self,
        name: &str,
        more: &[&str],
        decision: Decision,
    ) -> anyhow::Result<Result<Value, Value>> {
        let mut child = self.start(&[&["connect", name, "--no-browser"], more].concat())?;
        let mut stdout = child.stdout.take().context("it has no output")?;
        let said = thread::spawn(move || {
            let mut said = String::new();
            stdout.read_to_string(&mut said).map(|_| said)
        });
        let stderr = child.stderr.take().context("it has no errors")?;
        let remarks = self.answer(stderr, decision).inspect_err(|_| {
            // Nobody will come back to it; it may have ended by itself.
            let _ = child.kill();
        });
        let succeeded = child.wait()?.success();
        let (said, remarks) = (said.join().map_err(|_| anyhow!("its output could not be read"))??, remarks?);
        let value: Value = serde_json::from_str(&said)
            .with_context(|| format!("reading {said:?}, after {}", remarks.join("; ")))?;
        Ok(if succeeded { Ok(value) } else { Err(value["error"].clone()) })
    }

    /// Does what a sign-in asks for while it waits; all that it says.
    fn answer(&self, stderr: ChildStderr, decision: Decision) -> anyhow::Result<Vec<String>> {
        let mut remarks = Vec::new();
        for line in BufReader::new(stderr).lines() {
            let line = line?;
            // The only address that asks for consent.
            if let Some(address) = line.split_whitespace().find(|word| word.contains("code_challenge=")) {
                self.browse(address, decision)?;
            }
            remarks.push(line);
        }
        Ok(remarks)
    }

    /// Opens an address as a browser would, and does what its pages ask for.
    fn browse(&self, address: &str, decision: Decision) -> anyhow::Result<()> {
        let answer = if decision == Decision::Allow { "allow" } else { "decline" };
        let mut command = node(self.root);
        output_of(command.args(["tests/peers/oauth/user-agent.mjs", address, answer])).map(|_| ())
    }

    /// Calls the tool that says who calls, and returns what it says.
    pub fn whoami(&self, name: &str) -> anyhow::Result<String> {
        let report = self.hitchpost(&["call", name, "whoami"])?;
        let outcome = &report["outcome"];
        ensure!(
            outcome["type"] == "completed" && outcome["isError"] == false,
            "the call ended with {outcome}"
        );
        Ok(outcome["content"].to_string())
    }

    /// The names of a connection's tools.
    pub fn tools(&self, name: &str) -> anyhow::Result<Vec<String>> {
        let tools = self.hitchpost(&["tools", name])?;
        let names = tools["tools"].as_array().into_iter().flatten().filter_map(|tool| tool["name"].as_str());
        Ok(names.map(str::to_owned).collect())
    }

    /// Calls a tool that must not succeed; the failure.
    pub fn refused(&self, name: &str, tool: &str, arguments: &str) -> anyhow::Result<Value> {
        let output = self.start(&["call", name, tool, "--args", arguments])?.wait_with_output()?;
        if output.status.success() {
            bail!("{tool} was not refused");
        }
        let report: Value = serde_json::from_slice(&output.stdout)?;
        Ok(report["outcome"]["failure"].clone())
    }
}
