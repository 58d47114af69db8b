//! What the window weighs: memory at rest, and the size of what is installed.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, ensure};

use super::figures::{KILOBYTES, Row, Samples, Side, Table, Unit};
use super::plan::{Plan, Workload};
use super::prepare::Programs;
use super::stage::{Connection, Stage};

/// How long a window is left alone before it is weighed.
const AT_REST: Duration = Duration::from_secs(10);
/// Memory hardly varies, and every round costs twice the rest.
const MOST_ROUNDS: usize = 3;

/// W13: an empty window, ours, and the Inspector with its browser, left alone.
pub fn idle_memory(plan: &Plan, programs: &Programs, stage: &Stage) -> anyhow::Result<Table> {
    let mut floor = row("empty Tauri window", Side::Floor);
    let mut ours = row("**Hitchpost**", Side::Ours);
    let mut peer = row("MCP Inspector with Chromium", Side::Peer);
    for _ in 0..plan.rounds.min(MOST_ROUNDS) {
        floor.samples.push(weigh_window(&programs.ours("empty-tauri"), stage)?);
        ours.samples.push(weigh_window(&programs.ours("hitchpost-desktop"), stage)?);
        match weigh_inspector(programs, stage) {
            Ok(megabytes) => peer.samples.push(megabytes),
            Err(error) => peer.failure = Some(format!("{error:#}")),
        }
    }
    Ok(Table {
        workload: Workload::W13,
        caption: String::new(),
        unit: Unit::Megabytes,
        rows: vec![floor, ours, peer],
    })
}

fn weigh_window(program: &Path, stage: &Stage) -> anyhow::Result<f64> {
    let mut command = Command::new(program);
    command.env("HITCHPOST_DATA_DIR", stage.data_dir()).stdin(Stdio::null()).stdout(Stdio::null());
    let mut window = Window::open(&mut command)?;
    std::thread::sleep(AT_REST);
    let ended = window.0.try_wait()?;
    ensure!(ended.is_none(), "{} ended by itself: {ended:?}", program.display());
    proportional_megabytes(&[window.0.id()])
}

/// A script opens the page and names the processes that belong to it: its own does not.
fn weigh_inspector(programs: &Programs, stage: &Stage) -> anyhow::Result<f64> {
    let mut command = Command::new(programs.node());
    command.arg(programs.script("window/inspector-idle.mjs")).arg(programs.inspector("launcher"));
    command.arg(stage.url(Connection::Plain)).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut script = Window::open(&mut command)?;
    let output = script.0.stdout.take().context("the script has no output")?;
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    let processes: Vec<u32> =
        serde_json::from_str(&line).with_context(|| format!("no processes in {line:?}"))?;
    std::thread::sleep(AT_REST);
    let weight = proportional_megabytes(&processes);
    // It closes browser and server when its input ends.
    drop(script.0.stdin.take());
    script.0.wait()?;
    weight
}

/// A window that is closed when it goes out of scope.
struct Window(Child);

impl Window {
    fn open(command: &mut Command) -> anyhow::Result<Self> {
        command.spawn().map(Window).with_context(|| format!("starting {:?}", command.get_program()))
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing left to stop.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The proportional set sizes of some processes and everything they started.
fn proportional_megabytes(ancestors: &[u32]) -> anyhow::Result<f64> {
    let kilobytes: f64 = families(ancestors)?.into_iter().filter_map(proportional_kilobytes).sum();
    ensure!(kilobytes > 0.0, "the processes {ancestors:?} have no memory to count");
    Ok(kilobytes * KILOBYTES)
}

fn families(ancestors: &[u32]) -> anyhow::Result<Vec<u32>> {
    let everyone = std::fs::read_dir("/proc")?.flatten();
    let parents: Vec<(u32, u32)> = everyone
        .filter_map(|entry| {
            let process = entry.file_name().to_str()?.parse().ok()?;
            Some((process, parent(process)?))
        })
        .collect();
    let mut family = ancestors.to_vec();
    let mut next = 0;
    while let Some(&member) = family.get(next) {
        family.extend(parents.iter().filter(|(_, parent)| *parent == member).map(|(child, _)| *child));
        next += 1;
    }
    Ok(family)
}

fn parent(process: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name, in parentheses, may contain anything; the state and the parent follow it.
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

fn proportional_kilobytes(process: u32) -> Option<f64> {
    let rollup = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// W14: packages and programs.
pub fn sizes(programs: &Programs) -> anyhow::Result<Vec<Table>> {
    let table = |caption: &str, floor: &Path, ours: &Path| -> anyhow::Result<Table> {
        let rows = vec![
            sized("empty Tauri application", Side::Floor, floor)?,
            sized("**Hitchpost**", Side::Ours, ours)?,
        ];
        Ok(Table { workload: Workload::W14, caption: caption.to_owned(), unit: Unit::Megabytes, rows })
    };
    Ok(vec![
        table("the .deb", &programs.package("empty")?, &programs.package("Hitchpost")?)?,
        table("the program", &programs.ours("empty-tauri"), &programs.ours("hitchpost-desktop"))?,
    ])
}

fn sized(name: &str, side: Side, file: &Path) -> anyhow::Result<Row> {
    let bytes = file.metadata().with_context(|| format!("weighing {}", file.display()))?.len();
    let mut row = row(name, side);
    row.samples.push(bytes as f64 / 1e6);
    Ok(row)
}

fn row(name: &str, side: Side) -> Row {
    Row { name: name.to_owned(), side, samples: Samples::default(), memory: None, failure: None }
}
