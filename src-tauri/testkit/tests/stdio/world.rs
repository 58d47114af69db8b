//! A program to talk to, and what became of its processes.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use hitchpost_mcp::{Client, ClientConfig, Command, Error, RawJson, ToolCall, ToolResult};
use hitchpost_testkit::stdio::LOG;
use serde_json::Value;

/// Longer than any of these takes, shorter than anybody's patience.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A way to start the fixture, and its log.
pub struct World {
    log: PathBuf,
    pub command: Command,
}

/// One line of the log: which process, and `start` or the message it got.
#[derive(Debug, PartialEq)]
pub struct Noted {
    pub process: u32,
    pub what: String,
    pub message: Value,
}

impl World {
    /// The fixture in a mode, such as `exit 1`.
    pub fn new(mode: &str) -> World {
        let log = std::env::temp_dir().join(format!("hitchpost-stdio-{}.log", uuid::Uuid::new_v4()));
        let command = Command {
            args: mode.split(' ').map(OsString::from).collect(),
            env: vec![(LOG.into(), log.clone().into())],
            ..Command::new(env!("CARGO_BIN_EXE_stdio-fixture"))
        };
        World { log, command }
    }

    /// Ten seconds for a request, one to find out the era.
    pub fn config(&self) -> ClientConfig {
        let mut config = ClientConfig::command(self.command.clone());
        config.request_timeout = Duration::from_secs(10);
        config.limits.probe = Duration::from_secs(5);
        config
    }

    pub async fn connect(&self) -> Client {
        within(Client::connect(self.config())).await.unwrap()
    }

    /// A client that does not ask for the era: the first process is the one.
    pub async fn connect_legacy(&self) -> Client {
        let config = ClientConfig { era: hitchpost_mcp::EraChoice::Legacy, ..self.config() };
        within(Client::connect(config)).await.unwrap()
    }

    pub fn noted(&self) -> Vec<Noted> {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        text.lines()
            .map(|line| {
                let (process, rest) = line.split_once(' ').unwrap();
                let message: Value = serde_json::from_str(rest).unwrap_or_default();
                let what = message["method"].as_str().unwrap_or(rest).to_owned();
                Noted { process: process.parse().unwrap(), what, message }
            })
            .collect()
    }

    /// What each process was asked, process by process.
    pub fn story(&self) -> Vec<Vec<String>> {
        let noted = self.noted();
        let heard = |process: u32| {
            let of_it = noted.iter().filter(|noted| noted.process == process && noted.what != "start");
            of_it.map(|noted| noted.what.clone()).collect()
        };
        self.processes().into_iter().map(heard).collect()
    }

    /// The numbers of all processes there were, in order.
    pub fn processes(&self) -> Vec<u32> {
        let noted = self.noted();
        noted.iter().filter(|noted| noted.what == "start").map(|noted| noted.process).collect()
    }

    /// Waits until a message of this method was got, and gives the newest.
    pub async fn until_heard(&self, method: &str) -> Value {
        until(method, || self.noted().iter().any(|noted| noted.what == method)).await;
        self.noted().into_iter().rfind(|noted| noted.what == method).unwrap().message
    }

    /// Waits until none of the processes is left.
    pub async fn until_gone(&self) {
        assert!(!self.processes().is_empty());
        until("nothing is left", || !self.processes().into_iter().any(lives)).await;
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.log);
    }
}

/// Whether a process is there and has not ended. Who reaps orphans may take its time.
pub fn lives(process: u32) -> bool {
    let output =
        std::process::Command::new("ps").args(["-o", "stat=", "-p"]).arg(process.to_string()).output();
    let state = String::from_utf8(output.unwrap().stdout).unwrap();
    !state.trim().is_empty() && !state.trim().starts_with('Z')
}

/// Waits for a condition, and says which when it does not come true.
pub async fn until(what: &str, condition: impl Fn() -> bool) {
    let wait = async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, wait).await.is_ok(), "{what}: not within {PATIENCE:?}");
}

pub async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, work).await.unwrap()
}

pub fn call(tool: &str, arguments: &Value) -> ToolCall {
    ToolCall::new(tool, RawJson::parse(arguments.to_string()).unwrap())
}

/// Calls a tool and gives its text.
pub async fn said(client: &Client, tool: &str, arguments: &Value) -> Result<String, Error> {
    within(client.call_tool(call(tool, arguments))).await.map(|result| text(&result))
}

pub fn text(result: &ToolResult) -> String {
    let result: Value = result.raw.read().unwrap();
    result["content"][0]["text"].as_str().unwrap().to_owned()
}
