//! A data directory, an authorization server with its MCP server, and a browser that says what it was opened with.

use std::io::{BufRead as _, Read as _, Write as _};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::Duration;

use hitchpost_testkit::authorization::{AuthorizationFixture, AuthorizationOptions};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::unix::pipe;
use tokio::task::JoinHandle;
use url::Url;

/// Notes that it was started, then writes how many arguments it got, and each of them, into a pipe: one line each.
const BROWSER: &str = r#"#!/bin/sh
: > "$OPENED_PAGES.started"
printf '%s\n' "$#" "$@" > "$OPENED_PAGES"
"#;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// All that a command needs.
pub struct World {
    pub server: AuthorizationFixture,
    dir: tempfile::TempDir,
}

/// How a command ended.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl World {
    pub async fn start(options: AuthorizationOptions) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let browser = dir.path().join("bin/xdg-open");
        std::fs::create_dir(dir.path().join("bin")).unwrap();
        std::fs::write(&browser, BROWSER).unwrap();
        std::fs::set_permissions(&browser, std::fs::Permissions::from_mode(0o755)).unwrap();
        let world = Self { server: AuthorizationFixture::start(options).await.unwrap(), dir };
        assert!(Command::new("mkfifo").arg(world.pages()).status().unwrap().success());
        world
    }

    /// The address the browser is opened with next: its only argument.
    pub async fn opened(&self) -> String {
        let pipe = pipe::OpenOptions::new().read_write(true).open_receiver(self.pages()).unwrap();
        let mut lines = BufReader::new(pipe).lines();
        let mut line =
            async || tokio::time::timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap().unwrap();
        assert_eq!(line().await, "1", "one argument");
        line().await
    }

    /// Whether the browser was opened although nobody waited for it: it notes that before it says with what.
    pub fn was_opened(&self) -> bool {
        self.dir.path().join("pages.started").exists()
    }

    pub async fn add(&self, options: &[&str]) -> Ran {
        self.add_saying(options, "").await
    }

    /// Adds the server and gives the command something to read.
    pub async fn add_saying(&self, options: &[&str], said: &str) -> Ran {
        let url = self.server.mcp_url().to_string();
        let arguments = [&["add", &url, "--name", "Notes"], options].concat();
        let mut session = self.session(&arguments, |command| command);
        session.say(said);
        tokio::task::spawn_blocking(move || session.end()).await.unwrap()
    }

    /// Runs a command to its end.
    pub async fn run(&self, arguments: &[&str]) -> Ran {
        self.begin(arguments).await.unwrap()
    }

    pub async fn json(&self, arguments: &[&str]) -> Value {
        let ran = self.run(&[arguments, &["--json"]].concat()).await;
        serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
    }

    pub fn begin(&self, arguments: &[&str]) -> JoinHandle<Ran> {
        let mut command = tokio::process::Command::from(self.command(arguments));
        command.stdin(Stdio::null()).kill_on_drop(true);
        tokio::spawn(async move {
            let output = tokio::time::timeout(PATIENCE, command.output()).await.unwrap().unwrap();
            Ran {
                code: output.status.code().unwrap_or(-1),
                out: String::from_utf8(output.stdout).unwrap(),
                err: String::from_utf8(output.stderr).unwrap(),
            }
        })
    }

    /// Starts a command that is talked to.
    pub fn session(&self, arguments: &[&str], prepare: impl FnOnce(&mut Command) -> &mut Command) -> Session {
        let mut command = self.command(arguments);
        prepare(&mut command);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let err = std::io::BufReader::new(child.stderr.take().unwrap());
        Session { child, err, heard: String::new() }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("hitchpost"));
        let path = std::env::var("PATH").unwrap();
        command
            .env("PATH", format!("{}:{path}", self.dir.path().join("bin").display()))
            .env("DISPLAY", ":nowhere")
            .env("OPENED_PAGES", self.pages())
            .env("HITCHPOST_DATA_DIR", self.dir.path().join("data"))
            .args(arguments);
        command
    }

    fn pages(&self) -> PathBuf {
        self.dir.path().join("pages")
    }
}

/// A command that is talked to; it ends with the test.
pub struct Session {
    child: Child,
    err: std::io::BufReader<ChildStderr>,
    heard: String,
}

impl Session {
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The first line on standard error that fits.
    pub fn line(&mut self, fits: impl Fn(&str) -> bool) -> String {
        loop {
            let mut line = String::new();
            assert_ne!(self.err.read_line(&mut line).unwrap(), 0, "it ended: {}", self.heard);
            self.heard.push_str(&line);
            if fits(line.trim_end()) {
                return line.trim_end().to_owned();
            }
        }
    }

    pub fn say(&mut self, line: &str) {
        // A command that reads nothing may have ended.
        let _ = writeln!(self.child.stdin.as_mut().unwrap(), "{line}");
    }

    pub fn end(mut self) -> Ran {
        drop(self.child.stdin.take());
        let mut out = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        self.err.read_to_string(&mut self.heard).unwrap();
        let code = self.child.wait().unwrap().code().unwrap_or(-1);
        Ran { code, out, err: std::mem::take(&mut self.heard) }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Fetches a page of this computer as a browser would, with what it leads to.
pub async fn visit(address: &str) -> String {
    let mut url = Url::parse(address).unwrap();
    loop {
        let host = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
        let mut socket = tokio::net::TcpStream::connect(&host).await.unwrap();
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        socket.write_all(request.as_bytes()).await.unwrap();
        let mut reply = String::new();
        socket.read_to_string(&mut reply).await.unwrap();
        let location = reply.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("location").then(|| value.to_owned())
        });
        match location {
            Some(location) => url = url.join(&location).unwrap(),
            None => return reply,
        }
    }
}
