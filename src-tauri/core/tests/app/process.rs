//! Processes of their own: `examples/process.rs`, told what to do line by line.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Stdio;

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// A running process; it ends with the test.
pub struct Process {
    child: Child,
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

#[derive(Debug, Deserialize)]
pub struct Answer {
    /// Different header values that its tasks got, with their generations.
    pub tokens: BTreeSet<(i64, String)>,
    /// The page to open.
    pub url: Option<String>,
    /// What went wrong.
    pub failures: BTreeSet<String>,
}

impl Process {
    /// On this directory; it kills itself when it comes to that step.
    pub fn start(data_dir: &Path, kill_at: Option<&str>) -> Self {
        // Beside the tests, and built with them.
        let program = std::env::current_exe()
            .unwrap()
            .ancestors()
            .nth(2)
            .unwrap()
            .join("examples/process")
            .with_extension(std::env::consts::EXE_EXTENSION);
        let start = json!({ "data_dir": data_dir, "kill_at": kill_at });
        let mut child = Command::new(&program)
            .arg(start.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let answers = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { orders: child.stdin.take().unwrap(), answers, child }
    }

    /// Does not wait for its answer.
    pub async fn tell(&mut self, order: &Value) {
        self.orders.write_all(format!("{order}\n").as_bytes()).await.unwrap();
    }

    /// What it answers; nothing when that killed it.
    pub async fn order(&mut self, order: &Value) -> Option<Answer> {
        self.tell(order).await;
        let answer = self.answers.next_line().await.unwrap()?;
        Some(serde_json::from_str(&answer).unwrap())
    }

    /// Kills it wherever it is.
    #[cfg(target_os = "linux")]
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Waits for its end, which has to be a violent one.
    #[cfg(target_os = "linux")]
    pub async fn was_killed(mut self) {
        use std::os::unix::process::ExitStatusExt;
        assert_eq!(self.child.wait().await.unwrap().signal(), Some(9));
    }
}
