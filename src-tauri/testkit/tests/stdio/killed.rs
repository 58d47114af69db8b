//! A host that is killed cleans nothing up itself.

use std::process::Stdio;

use hitchpost_testkit::stdio::LOG;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::world::{World, lives, until, within};

/// A process that holds sessions with the fixture and does not clean up.
struct Host {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Host {
    fn start(world: &World, mode: &str) -> Host {
        let (_, log) = world.command.env.iter().find(|(name, _)| name == LOG).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_stdio-host"))
            .arg(&world.command.program)
            .arg(mode)
            .env(LOG, log)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Host { child, lines }
    }

    async fn until_connected(&mut self) {
        assert_eq!(within(self.lines.next_line()).await.unwrap().as_deref(), Some("connected"));
    }

    async fn connect_again(&mut self) {
        self.child.stdin.as_mut().unwrap().write_all(b"again\n").await.unwrap();
        self.until_connected().await;
    }

    /// The process that would clean up after it.
    fn guardian(&self) -> Option<u32> {
        let output =
            std::process::Command::new("ps").args(["-A", "-o", "pid=,ppid=,args="]).output().unwrap();
        let parent = self.child.id().unwrap().to_string();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let line = text.lines().find(|line| {
            line.split_whitespace().nth(1) == Some(&parent) && line.contains("hitchpost-guardian")
        });
        line.and_then(|line| line.split_whitespace().next()?.parse().ok())
    }

    async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }
}

fn living(world: &World) -> usize {
    world.processes().into_iter().filter(|process| lives(*process)).count()
}

#[tokio::test]
async fn nothing_is_left_of_its_programs_nor_of_who_guarded_them() {
    for mode in ["family", "stubborn"] {
        let world = World::new("legacy");
        let mut host = Host::start(&world, mode);
        host.until_connected().await;
        host.connect_again().await;
        let count = if mode == "family" { 4 } else { 2 };
        until("all are there", || living(&world) >= count).await;
        let guardian = host.guardian().unwrap();
        host.kill().await;
        world.until_gone().await;
        until("the guardian is gone", || !lives(guardian)).await;
    }
}

#[tokio::test]
async fn a_guardian_that_somebody_ended_is_replaced() {
    let world = World::new("legacy");
    let mut host = Host::start(&world, "family");
    host.until_connected().await;
    let first = host.guardian().unwrap();
    std::process::Command::new("kill").args(["-s", "TERM", &first.to_string()]).status().unwrap();
    assert!(lives(first), "it ignores what it may");
    std::process::Command::new("kill").args(["-s", "KILL", &first.to_string()]).status().unwrap();
    until("the first guardian is gone", || !lives(first)).await;
    host.connect_again().await;
    let second = host.guardian().unwrap();
    assert_ne!(first, second);
    until("all are there", || living(&world) >= 4).await;
    host.kill().await;
    world.until_gone().await;
}
