//! The window with a long list: W11. A script drives the real window, and the page itself takes the time.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;
use serde::Deserialize;

use super::figures::{Row, Samples, Side, Table, Unit};
use super::plan::{Plan, Workload};
use super::prepare::Programs;
use super::stage::{Connection, Stage};
use crate::command::output_of;

/// Every round opens every window anew; more rounds change the medians little.
const MOST_ROUNDS: usize = 5;

/// What a script prints, in milliseconds.
#[derive(Deserialize)]
struct Paints {
    /// From Connect to the list.
    list: f64,
    /// From the click on a tool to its form.
    pick: Option<f64>,
    /// From a key in the search field to the filtered list.
    key: Option<f64>,
}

struct Lane {
    name: &'static str,
    side: Side,
    list: Samples,
    pick: Samples,
    key: Samples,
    failure: Option<String>,
}

/// Three tables for each length of the list.
pub fn lists(plan: &Plan, programs: &Programs, stage: &Stage) -> anyhow::Result<Vec<Table>> {
    let mut tables = Vec::new();
    for (connection, length) in [(Connection::Thousand, "1,000"), (Connection::TenThousand, "10,000")] {
        eprintln!("  {length} tools");
        let mut lanes = [
            Lane::new("virtual list in an empty Tauri window", Side::Floor),
            Lane::new("**Hitchpost**", Side::Ours),
            Lane::new("MCP Inspector in Chromium", Side::Peer),
        ];
        for round in 0..plan.rounds.min(MOST_ROUNDS) {
            // Always a new one: a list that is kept would be on the screen before Connect is clicked.
            let data_dir = stage.data_dir().with_extension(format!("{}-{round}", connection.name()));
            stage.add(programs, &data_dir, connection)?;
            for lane in &mut lanes {
                lane.take_turn(programs, stage, &data_dir, connection);
            }
        }
        tables.push(table(format!("{length} tools, from Connect to the list"), &lanes, |lane| &lane.list));
        tables.push(table(format!("{length} tools, from a click on a tool to its form"), &lanes, |lane| {
            &lane.pick
        }));
        tables.push(table(format!("{length} tools, from a key to the filtered list"), &lanes, |lane| {
            &lane.key
        }));
    }
    Ok(tables)
}

impl Lane {
    fn new(name: &'static str, side: Side) -> Self {
        let (list, pick, key) = Default::default();
        Self { name, side, list, pick, key, failure: None }
    }

    fn take_turn(&mut self, programs: &Programs, stage: &Stage, data_dir: &Path, connection: Connection) {
        if self.failure.is_some() {
            return;
        }
        match paints(self.side, programs, stage, data_dir, connection) {
            Ok(paints) => {
                self.list.push(paints.list);
                paints.pick.into_iter().for_each(|value| self.pick.push(value));
                paints.key.into_iter().for_each(|value| self.key.push(value));
            }
            Err(error) => {
                eprintln!("  {}: {error:#}", self.name);
                self.failure = Some(format!("{error:#}"));
            }
        }
    }
}

fn paints(
    side: Side,
    programs: &Programs,
    stage: &Stage,
    data_dir: &Path,
    connection: Connection,
) -> anyhow::Result<Paints> {
    let mut command = Command::new(programs.node());
    match side {
        Side::Ours => command
            .arg(programs.script("window/hitchpost.mjs"))
            .arg(programs.ours("hitchpost-desktop"))
            .arg(connection.name())
            .arg(connection.tools())
            .env("HITCHPOST_DATA_DIR", data_dir),
        Side::Floor => command
            .arg(programs.script("window/floor.mjs"))
            .arg(programs.ours("empty-tauri"))
            .arg(connection.tools())
            .env("BENCH_URL", stage.url(connection)),
        Side::Peer => command
            .arg(programs.script("window/inspector.mjs"))
            .arg(programs.inspector("launcher"))
            .arg(stage.url(connection))
            .arg(connection.tools()),
    };
    let printed = output_of(&mut command)?;
    serde_json::from_str(&printed).with_context(|| format!("no figures in {printed:?}"))
}

fn table(caption: String, lanes: &[Lane], samples: impl Fn(&Lane) -> &Samples) -> Table {
    let rows = lanes.iter().map(|lane| Row {
        name: lane.name.to_owned(),
        side: lane.side,
        samples: samples(lane).clone(),
        memory: None,
        failure: lane.failure.clone(),
    });
    Table { workload: Workload::W11, caption, unit: Unit::Milliseconds, rows: rows.collect() }
}
